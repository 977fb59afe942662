"""What pytest's options say to suites, and what others hear of a suite at work."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from shapeproof.exceptions import BadUsage
from shapeproof.exchange import Severity
from shapeproof.exchange.events import Event
from shapeproof.plugin.suite.runs import SuiteRuns
from shapeproof.plugin.suite.settings import SuiteSettings, settings_of
from shapeproof.targets.passive import is_suppressed, suppressed

from .suite_samples import ONE, Script, ScriptedTarget, scripted_suite


class Config:
    """As much of pytest's configuration as is needed."""

    def __init__(self, verbosity: int = 0, **options: Any) -> None:
        self._verbosity, self._options = verbosity, options

    def getoption(self, name: str, default: Any) -> Any:
        return self._options.get(name, default)

    def get_verbosity(self) -> int:
        return self._verbosity


def settings(verbosity: int = 0, **options: Any) -> SuiteSettings:
    return settings_of(Config(verbosity, **options))  # type: ignore[arg-type]


def test_without_the_plugin_there_are_no_options() -> None:
    assert settings() == SuiteSettings(Severity.ERROR, frozenset(), verbose=False)


def test_severity_and_verbosity() -> None:
    assert settings(2, shapeproof_severity="note") == SuiteSettings(Severity.NOTE, verbose=True)


def test_the_findings_of_a_baseline_are_known(tmp_path: Path) -> None:
    path = tmp_path / "known.json"
    entry = {"id": "0123456789abcdef", "check": "status", "operation": "GetToken", "where": "x"}
    path.write_text(json.dumps({"version": 1, "findings": [entry]}))

    assert settings(shapeproof_baseline=str(path)).known == {"0123456789abcdef"}


def test_a_baseline_that_is_to_be_written_need_not_be_there(tmp_path: Path) -> None:
    path = str(tmp_path / "new.json")

    assert settings(shapeproof_baseline=path, shapeproof_update_baseline=True).known == set()
    with pytest.raises(BadUsage):
        settings(shapeproof_baseline=path)


def test_calls_are_suppressed_while_the_suite_runs() -> None:
    heard: list[bool] = []

    class Listening(Script):
        def events(self, operation: str, phases: tuple[str, ...]) -> Any:
            event: Event
            for event in super().events(operation, phases):
                heard.append(is_suppressed())
                yield event

    SuiteRuns(scripted_suite(ScriptedTarget({ONE: Listening()})), SuiteSettings(), True).of(
        ONE, None
    )

    assert set(heard) == {True}
    assert not is_suppressed()


def test_what_goes_wrong_within_ends_the_hush() -> None:
    with pytest.raises(ZeroDivisionError), suppressed():
        raise ZeroDivisionError

    assert not is_suppressed()
