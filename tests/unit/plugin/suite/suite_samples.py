"""Suites whose runs are scripted, and items that keep what is said of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shapeproof.contract.store import read_pinned
from shapeproof.exceptions import ShapeproofError
from shapeproof.exchange import Exchange, Finding, FindingTexts, HttpRequest, HttpResponse, Severity
from shapeproof.exchange.events import (
    CaseFinished,
    Event,
    FindingFound,
    OperationFinished,
    OperationStarted,
    RunFinished,
    RunStarted,
    Stats,
    TargetInfo,
)
from shapeproof.plugin.suite.settings import SuiteOptions
from shapeproof.plugin.suite.targets import StartedRun
from shapeproof.run.plan import Plan

CONTRACT = read_pinned(Path(__file__).parents[4] / "contracts/amplifybackend/2020-08-11")
FAMILIES = ("status", "response_schema", "pages", "not_reached")
ONE, OTHER, THIRD = "CreateToken", "GetToken", "DeleteToken"


def finding(
    operation: str = ONE,
    check: str = "status",
    severity: Severity = Severity.ERROR,
    where: str = "response status",
    **more: Any,
) -> Finding:
    request = HttpRequest("GET", "/here", (), b"")
    response = HttpResponse(200, (), b"{}")
    given: dict[str, Any] = {
        "message": f"{operation} is wrong",
        "expected": "this",
        "actual": "that",
        "constraint": "x",
        "exchange": Exchange(operation, {}, request, response),
    } | more
    return Finding(
        check=check,
        severity=severity,
        service="amplifybackend",
        operation=operation,
        where=where,
        texts=FindingTexts.of(*(given.pop(each) for each in ("message", "expected", "actual"))),
        **given,
    )


@dataclass(frozen=True)
class Script:
    """What the run of an operation does."""

    findings: tuple[Finding, ...] = ()
    reached: bool = True
    reason: str = ""
    available: bool = True
    stopped: str = ""
    outcomes: tuple[str, ...] = ("accepted",)

    def events(self, operation: str, phases: tuple[str, ...]) -> Iterator[Event]:
        target = TargetInfo("http", "http://127.0.0.1:1")
        yield RunStarted(
            "amplifybackend", "x", target, 0, phases, "2024-05-01T12:00:00Z", ((operation, 1),)
        )
        if "coverage" in phases:
            yield OperationStarted(operation, 1)
        for each in self.outcomes:
            yield CaseFinished(operation, "case", phases[0], each)
        yield from map(FindingFound, self.findings)
        if "coverage" in phases:
            yield OperationFinished(operation, self.reached, 1, 1, self.reason, self.available)
        yield RunFinished(1.0, Stats(requests=1, operations=1), self.stopped)


@dataclass(frozen=True)
class ScriptedTarget:
    """Plays scripts; ``begun`` lists the operations that were run, ``given`` what with."""

    scripts: Mapping[str, Script | ShapeproofError] = field(default_factory=dict)
    kind: str = "server"
    reporter: str = "not_reached"
    partial: Mapping[str, str] = field(default_factory=lambda: {"no pages": "pages"})
    begun: list[str] = field(default_factory=list)
    given: list[Any] = field(default_factory=list)

    def families(self, phases: tuple[str, ...]) -> tuple[str, ...]:
        return FAMILIES

    @contextmanager
    def begin(self, contract: Any, plan: Plan, given: Any) -> Iterator[StartedRun]:
        (operation,) = plan.operations
        self.begun.append(operation)
        self.given.append(given)
        script = self.scripts.get(operation, Script())
        if isinstance(script, ShapeproofError):
            raise script
        yield StartedRun(script.events(operation, plan.phases), "http://127.0.0.1:5000")


def scripted_suite(
    target: ScriptedTarget,
    *,
    operations: tuple[str, ...] = (ONE, OTHER, THIRD),
    phases: tuple[str, ...] = ("coverage",),
    fail_on: Severity | None = None,
) -> SuiteOptions:
    plan = Plan(operations=operations, phases=phases)
    return SuiteOptions(CONTRACT, target, plan, fail_on, operations, FAMILIES)
