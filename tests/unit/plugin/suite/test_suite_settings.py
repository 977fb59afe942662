"""What a suite checks: by its own options, and by those of pytest."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from shapeproof.exceptions import BadUsage, ShapeproofError
from shapeproof.exchange import Severity
from shapeproof.plugin.suite.settings import SuiteSettings, settings_of, suite_options

from .suite_samples import CONTRACT, FAMILIES, ScriptedTarget

FOLDER = Path(__file__).parents[4] / "contracts"
SERVICE = "amplifybackend"


class Config:
    """As much of pytest's configuration as is needed."""

    def __init__(self, verbosity: int = 0, **options: Any) -> None:
        self._verbosity, self._options = verbosity, options
        self.stash = pytest.Stash()
        # A folder above which no configuration file is.
        self.invocation_params = SimpleNamespace(dir=Path("/"))

    inipath = None

    def getoption(self, name: str, default: Any) -> Any:
        return self._options.get(name, default)

    def getini(self, name: str) -> Any:
        raise ValueError(f"unknown configuration value: {name!r}")

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


def test_all_operations_and_all_families() -> None:
    suite = suite_options(SERVICE, ScriptedTarget())

    assert suite.operations == tuple(sorted(CONTRACT.operations))
    assert len(suite.items) == len(CONTRACT.operations) * len(FAMILIES)
    assert suite.items[1].id == f"CloneBackend-{FAMILIES[1]}"
    assert suite.plan.remember
    assert suite.fail_on is None


def test_what_is_said_goes_into_the_plan_of_each_operation() -> None:
    suite = suite_options(
        SERVICE,
        ScriptedTarget(),
        operations=["*Token", "get_backend"],
        exclude="DeleteToken",
        phases="fuzz",
        max_examples=3,
        seed=7,
        contract=FOLDER,
        fail_on="note",
    )
    plan = suite.plan_of("GetToken")

    assert suite.operations == ("CreateToken", "GetBackend", "GetToken")
    assert (plan.operations, plan.excluded) == (("GetToken",), ("DeleteToken",))
    assert (plan.phases, plan.max_examples, plan.seed) == (("fuzz",), 3, 7)
    assert not plan.remember
    assert suite.fail_on is Severity.NOTE


@pytest.mark.parametrize(
    ("service", "said", "words"),
    [
        ("amplifybakend", {}, ["unknown service", "did you mean amplifybackend"]),
        (SERVICE, {"operations": "GetBackened"}, ["no operation 'GetBackened'", "GetBackend"]),
        (SERVICE, {"operations": "GetToken", "exclude": "GetT*"}, ["none is left"]),
        (SERVICE, {"exclude": "None*"}, ["no operation 'None*'"]),
        (SERVICE, {"phases": ("coverage", "walks")}, ["phases: no phase walks", "stateful"]),
        (SERVICE, {"phases": ()}, ["no phase given"]),
        (SERVICE, {"max_examples": 0}, ["max_examples 0"]),
        (SERVICE, {"max_examples": "many"}, ["max_examples 'many'"]),
        (SERVICE, {"seed": -1}, ["seed -1"]),
        (SERVICE, {"fail_on": "fatal"}, ["fail_on: unknown severity 'fatal'; choose error"]),
        (SERVICE, {"contract": "/no/such/folder"}, ["/no/such/folder", "no such file or folder"]),
        ("sqs", {"contract": CONTRACT}, ["of amplifybackend, not of sqs"]),
        (SERVICE, {"contract": replace(CONTRACT, protocol="smoke")}, ["smoke", "not supported"]),
    ],
)
def test_what_does_not_fit(service: str, said: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(ShapeproofError) as raised:
        suite_options(service, ScriptedTarget(), **said)

    message = str(raised.value)
    assert all(each in message for each in words), message
    assert "\n" not in message


def test_an_unknown_keyword() -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument 'max_example'"):
        suite_options(SERVICE, ScriptedTarget(), max_example=1)  # type: ignore[call-arg]
