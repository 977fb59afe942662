"""The entry point of the pytest plugin: its options, and what they load.

Without an option of shapeproof nothing else is registered, and nothing large is imported.
"""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

from shapeproof.plugin.options import (
    MODE_CHOICES,
    GivenOptions,
    add_options,
    unknown_value,
    unread_file,
)

if TYPE_CHECKING:
    from shapeproof.mock import RunningMock

_MARKER = (
    "shapeproof(ignore=[...], severity='error'): what shapeproof's passive mode ignores for this "
    "test (globs of checks, services, operations or finding ids), and the minimum severity that "
    "fails it"
)
_FINDINGS = "shapeproof.exchange.finding_lists"
_ASSERTIONS = "shapeproof.plugin.assertions"


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """The options of shapeproof."""
    config = pluginmanager.get_plugin("pytestconfig")
    if config is not None:
        _refuse_unknown_modes(config)
    add_options(parser)


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


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    """Show findings short where a test compares them."""
    if op != "==" or _FINDINGS not in sys.modules:
        return None
    lines: list[str] | None = import_module(_ASSERTIONS).compared(left, right)
    return lines


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_makereport(call: pytest.CallInfo[None]) -> None:
    """Show findings short where a test asserts that there are none."""
    error = call.excinfo and call.excinfo.value
    if isinstance(error, AssertionError) and _FINDINGS in sys.modules:
        import_module(_ASSERTIONS).explain(error)


def pytest_configure(config: pytest.Config) -> None:
    """Load what the options need."""
    config.addinivalue_line("markers", _MARKER)
    if config.getoption("help", False):  # it is shown even if a file of the options is missing
        return
    for name in _needed(GivenOptions.of(config)):
        # By name, so that it is imported only if needed.
        import_module(f"shapeproof.plugin.{name}").register(config)


def pytest_report_header(config: pytest.Config) -> str | None:
    """Say that the configuration file does not count."""
    reason = unread_file(config)
    return f"shapeproof: the configuration file is not read: {reason}" if reason else None


def _needed(given: GivenOptions) -> tuple[str, ...]:
    """The parts that the options need. Raises pytest.UsageError for an option without effect."""
    suite = bool(given.servers or given.clients)
    if not (given.judges_calls or given.mode == "off"):
        without_effect = {"report": given.given_reports, "update-baseline": given.update_baseline}
        for name, is_given in without_effect.items():
            if is_given:
                raise pytest.UsageError(
                    f"--shapeproof-{name}: nothing is checked; add --shapeproof"
                )
    return ("passive",) * given.judges_calls + ("suite",) * suite


def _refuse_unknown_modes(config: pytest.Config) -> None:
    """Raises pytest.UsageError for ``--shapeproof=WORD`` with an unknown word.

    argparse would say that it ignores the word.
    """
    for argument in _arguments(config):
        option, equals, word = argument.partition("=")
        if option == "--shapeproof" and equals and word not in MODE_CHOICES:
            raise unknown_value("--shapeproof", word, MODE_CHOICES)


def _arguments(config: pytest.Config) -> Iterator[str]:
    """The arguments, wherever they are given; after ``--`` there are only paths."""
    with suppress(KeyError, ValueError):
        yield from config.getini("addopts")
    with suppress(ValueError):
        yield from shlex.split(os.environ.get("PYTEST_ADDOPTS", ""))
    for argument in config.invocation_params.args:
        if argument == "--":
            return
        yield str(argument)
