"""The entry point of the pytest plugin: its options, and what they load.

Without an option of shapeproof nothing else is registered, and nothing large is imported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from shapeproof.mock import RunningMock

_MARKER = (
    "shapeproof(ignore=[...], severity='error'): what shapeproof's passive mode ignores for this "
    "test (globs of checks, services, operations or finding ids), and the minimum severity that "
    "fails it"
)
_CALLS = "Check every botocore call that the tests make"
# Separate options: an option with an optional value would consume the path that follows.
_OFF = frozenset({"", "false", "off", "no", "0"})
_MODES = {
    "": ("fail", f"{_CALLS}; a violation fails its test."),
    "=fail": ("fail", f"{_CALLS}; a violation fails its test."),
    "=report": ("report", f"{_CALLS}; only report."),
    "=off": ("off", "Check nothing, even if the ini file enables it."),
}
_OPTIONS: dict[str, dict[str, Any]] = {
    "severity": {
        "choices": ("error", "warning", "note"),
        "default": "error",
        "help": "Minimum severity that fails a test (default: error).",
    },
    "report": {
        "action": "append",
        "default": [],
        "metavar": "FORMAT=PATH",
        "help": "json, jsonl, junit or markdown, to a file; repeatable.",
    },
    "baseline": {
        "metavar": "FILE",
        "help": "Known findings: they are reported but do not fail.",
    },
    "update-baseline": {
        "action": "store_true",
        "help": "Write the findings of this run to the --shapeproof-baseline file.",
    },
    "record": {
        "metavar": "FILE",
        "help": "Write the requests that were accepted, as seeds for 'shapeproof server --seeds'.",
    },
    "cov": {
        "action": "store_true",
        "help": "Show how much of the contracts the tests exercise.",
    },
    "cov-fail-under": {
        "type": float,
        "metavar": "PERCENT",
        "help": "Fail if the tests exercise less of the contracts.",
    },
    "server": {
        "action": "append",
        "default": [],
        "metavar": "SERVICE=URL",
        "help": "Add tests that check the mock server at URL; repeatable.",
    },
    "client": {
        "action": "append",
        "default": [],
        "metavar": "SERVICE=CMD",
        "help": "Add tests that fuzz the client behind the driver CMD; repeatable.",
    },
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of shapeproof."""
    group = parser.getgroup("shapeproof", "contract tests for AWS APIs")
    for suffix, (mode, text) in _MODES.items():
        name = f"--shapeproof{suffix}"
        group.addoption(name, dest="shapeproof", action="store_const", const=mode, help=text)
    for name, described in _OPTIONS.items():
        group.addoption(f"--shapeproof-{name}", **described)
    parser.addini("shapeproof", "Check every botocore call: true (or fail), report, false.")


@pytest.fixture
def shapeproof_mock() -> Iterator[Callable[..., RunningMock]]:
    """Starts mocks of services for a test, and stops them at its end.

    It takes what ``shapeproof.mock.start`` takes: ``shapeproof_mock("sns", "s3", seed=1)``.
    """
    started: list[RunningMock] = []

    def start(*services: str, **options: Any) -> RunningMock:
        made: RunningMock = import_module("shapeproof.mock").start(*services, **options)
        started.append(made)
        return made

    yield start
    for each in started:
        each.stop()


def pytest_configure(config: pytest.Config) -> None:
    """Load what the options need."""
    config.addinivalue_line("markers", _MARKER)
    for name in _needed(config):
        # By name, so that it is imported only if needed.
        import_module(f"shapeproof.plugin.{name}").register(config)


def _needed(config: pytest.Config) -> tuple[str, ...]:
    """The parts that the options need. Raises pytest.UsageError for an option without effect."""
    given = config.getoption
    mode = given("shapeproof") or _ini(config)
    covered = given("shapeproof_cov") or given("shapeproof_cov_fail_under") is not None
    passive = mode not in _OFF or covered or bool(given("shapeproof_record"))
    for name in ("report", "update_baseline"):
        if given(f"shapeproof_{name}") and not passive:
            option = f"--shapeproof-{name.replace('_', '-')}"
            raise pytest.UsageError(f"{option}: nothing is checked; add --shapeproof")
    suite = given("shapeproof_server") or given("shapeproof_client")
    return ("passive",) * bool(passive) + ("suite",) * bool(suite)


def _ini(config: pytest.Config) -> str:
    return str(config.getini("shapeproof") or "").strip().lower()
