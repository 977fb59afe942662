"""pytest's door to shapeproof: its options, and what is loaded once one of them is given.

Nothing else is registered, and nothing large imported, where shapeproof is not asked for.
"""

from __future__ import annotations

from importlib import import_module

import pytest

_REPEATABLE = "; repeatable"
_MARKER = (
    "shapeproof(ignore=[...], severity='error'): what shapeproof's passive mode leaves out for "
    "this test (globs of checks, services, operations or finding ids), and what fails it at least"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of shapeproof."""
    # fmt: off
    group = parser.getgroup("shapeproof", "contract tests for AWS APIs")
    # Options of their own, as an optional value would swallow the path that follows.
    for name, mode in (("", "fail"), ("=fail", "fail"), ("=report", "report")):
        group.addoption(
            f"--shapeproof{name}",
            dest="shapeproof",
            action="store_const",
            const=mode,
            help="Check every botocore call that the tests make; "
            f"{'a violation fails its test' if mode == 'fail' else 'only report'}.",
        )
    group.addoption(
        "--shapeproof-severity",
        choices=("error", "warning", "note"),
        default="error",
        help="The least severity that fails a test (default: error).",
    )
    group.addoption(
        "--shapeproof-report",
        action="append",
        default=[],
        metavar="FORMAT=PATH",
        help=f"json, jsonl, junit or markdown, to a file{_REPEATABLE}.",
    )
    group.addoption(
        "--shapeproof-baseline",
        metavar="FILE",
        help="Findings that are known already: reported, not failing.",
    )
    group.addoption(
        "--shapeproof-update-baseline",
        action="store_true",
        help="Write the findings of this run to the --shapeproof-baseline file.",
    )
    group.addoption(
        "--shapeproof-cov",
        action="store_true",
        help="Show how much of the contracts the tests exercise.",
    )
    group.addoption(
        "--shapeproof-cov-fail-under",
        type=float,
        metavar="PERCENT",
        help="Fail where the tests exercise less of the contracts.",
    )
    group.addoption(
        "--shapeproof-server",
        action="append",
        default=[],
        metavar="SERVICE=URL",
        help=f"Add tests that check the mock server at URL{_REPEATABLE}.",
    )
    group.addoption(
        "--shapeproof-client",
        action="append",
        default=[],
        metavar="SERVICE=CMD",
        help=f"Add tests that fuzz the client behind the driver CMD{_REPEATABLE}.",
    )
    parser.addini("shapeproof", "Check every botocore call: true (or fail), report, false.")
    # fmt: on


def pytest_configure(config: pytest.Config) -> None:
    """Load what was asked for."""
    config.addinivalue_line("markers", _MARKER)
    for name in _asked_for(config):
        # By a string, so that nothing of it is imported otherwise.
        import_module(f"shapeproof.plugin.{name}").register(config)


def _asked_for(config: pytest.Config) -> tuple[str, ...]:
    option = config.getoption
    passive = option("shapeproof") or option("shapeproof_cov") or _ini(config) != "off"
    passive = passive or option("shapeproof_cov_fail_under") is not None
    suite = option("shapeproof_server") or option("shapeproof_client")
    return ("passive",) * bool(passive) + ("suite",) * bool(suite)


def _ini(config: pytest.Config) -> str:
    return str(config.getini("shapeproof") or "off").strip().lower()
