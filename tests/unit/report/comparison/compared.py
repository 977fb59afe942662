"""Reports to compare, and what differs between them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from shapeproof.exchange import Finding
from shapeproof.exchange.events import (
    CaseFinished,
    CaseOutcome,
    Event,
    FindingFound,
    OperationFinished,
    OperationStarted,
    RunFinished,
)
from shapeproof.report.comparison import ComparedReport, Comparison, compare
from shapeproof.report.document import Report

from ..report_samples import CONTEXT, STARTED, STATS, collected, finding

OPERATIONS = ("Ping", "GetSecret", "PutSecret")


def report(
    *findings: Finding,
    reached: tuple[str, ...] = OPERATIONS,
    kinds: tuple[str, ...] = (),
    cases: dict[str, int] | None = None,
    **started: Any,
) -> Report:
    """The report of a run that has reached these operations, with cases of these kinds."""
    events: list[Event] = [replace(STARTED, **started)]
    for name in OPERATIONS:
        events.append(OperationStarted(name, 1))
        events += [
            CaseFinished(name, f"{name}:{kind}", "coverage", CaseOutcome.REFUSED, kind, "/x")
            for kind in kinds
        ]
        reason: Any = None if name in reached else "no legal request was accepted"
        events.append(OperationFinished(name, name in reached, 1, 3, reason))
    stats = replace(STATS, operations_reached=len(reached), cases=cases or STATS.cases)
    events += [*map(FindingFound, findings), RunFinished(1.0, stats)]
    found = collected(events, replace(CONTEXT, checks=("response_schema", "extra"))).report()
    assert found is not None
    return found


def compared(old: Report, new: Report) -> Comparison:
    return compare(ComparedReport("old.json", old), ComparedReport("new.json", new))


def at(place: str, operation: str = "Ping", **more: Any) -> Finding:
    """A finding at a member of the response."""
    given = {"phase": "coverage", "where": f"response body /{place}", "operation": operation}
    return finding(**given | more)
