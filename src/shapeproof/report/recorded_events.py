"""The report of a run from the lines of its JSON Lines report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, cast

from shapeproof.exchange import Severity
from shapeproof.exchange.events import (
    CaseFinished,
    CaseOutcome,
    OperationFinished,
    OperationStarted,
    RunStarted,
    TargetInfo,
)
from shapeproof.report.collector import RunReport
from shapeproof.report.document import FindingRecord, Report, called_operation
from shapeproof.report.families import RunFamily, family_of
from shapeproof.report.findings import in_order
from shapeproof.report.groups import with_groups
from shapeproof.report.interface import ReportContext
from shapeproof.report.merge import merged_findings
from shapeproof.report.summary import INCOMPLETE, reached_nothing, run_status


class RecordedRun:
    """Collects lines, which must fit their schema."""

    def __init__(self) -> None:
        self._collected = RunReport(ReportContext())
        self._first: Mapping[str, Any] = {}
        self._last: Mapping[str, Any] = {}
        self._findings: list[FindingRecord] = []
        self._counts: dict[str, int] = {}

    def add(self, line: Mapping[str, Any]) -> None:
        """Add a line. Lines before the start of the run are of no run."""
        match line["event"]:
            case "run_started":
                self._first = line
                self._collected.handle(_run_started(line))
            case "operation_started":
                self._collected.handle(OperationStarted(line["operation"], line["cases"]))
            case "case_finished":
                self._collected.handle(_case_finished(line))
            case "operation_finished":
                self._collected.handle(_operation_finished(line))
            case "finding":
                self._findings.append(line["finding"])
            case "finding_repeated":
                self._counts[line["id"]] = line["count"]
            case "run_finished":
                self._last = line

    def report(self) -> Report | None:
        """The report so far; None before the start of the run."""
        collected = self._collected.report()
        if collected is None:
            return None
        report: Report = {**collected, "tool": self._first["tool"]}
        if "operations" in self._last:
            report["operations"] = self._last["operations"]
        if "shard" in self._first:
            report["shard"] = self._first["shard"]
        if _has_no_plan(report):
            del report["protocol"]
        order = {each["name"]: index for index, each in enumerate(report["operations"])}
        report["findings"] = in_order(self._merged(report), order)
        counts = Counter(each["operation"] for each in report["findings"])
        for operation in report["operations"]:
            operation["findings"] = counts[operation["name"]]
        return with_groups(self._ended(report))

    def _merged(self, report: Report) -> list[FindingRecord]:
        """Each finding once: its last line counts; tests and traffic write one for each time."""
        if _has_no_plan(report):
            return merged_findings(self._findings)
        last = {each["id"]: each for each in self._findings}
        return [
            {**each, "count": max(each["count"], self._counts.get(key, 1))}
            for key, each in last.items()
        ]

    def _ended(self, report: Report) -> Report:
        """The report with the figures of the last line; without that the run was killed."""
        if self._last:
            report["seconds"] = self._last["seconds"]
            report["stopped"] = self._last["stopped"]
            report["stats"] = self._last["stats"]
            report["coverage"] = self._last["coverage"]
            if "checks" in self._last:
                report["checks"] = self._last["checks"]
            report["fail_on"] = self._last.get("fail_on", "error")
            report["status"] = self._last.get("status") or _status(report)
            return report
        report["status"] = INCOMPLETE
        if _has_no_plan(report):
            _count_named(report)
        return report


def _has_no_plan(report: Report) -> bool:
    """Whether others have made the calls: there are no lines of operations and cases."""
    return family_of(report) in (RunFamily.PASSIVE, RunFamily.TRAFFIC)


def _status(report: Report) -> str:
    """The status of a run whose lines do not state it."""
    complete = not report.get("stopped", "") and not reached_nothing(report["stats"])
    fail_on = Severity.parse(report.get("fail_on", "error"))
    return run_status(report["findings"], fail_on, complete=complete)


def _count_named(report: Report) -> None:
    """Operations of a killed run of tests, or of traffic: only its findings name them."""
    found = Counter(each["operation"] for each in report["findings"])
    report["operations"] = [called_operation(name, found[name]) for name in sorted(found)]
    stats = report["stats"]
    stats["operations"] = stats["operations_reached"] = stats["operations_available"] = len(found)


def _run_started(line: Mapping[str, Any]) -> RunStarted:
    return RunStarted(
        service=line["service"] or "",
        api_version=line["api_version"] or "",
        target=TargetInfo(line["target"]["kind"], line["target"]["address"]),
        seed=line["seed"],
        phases=tuple(line["phases"]),
        started=line["started"],
        planned=tuple((each["name"], each["cases"]) for each in line["planned"]),
        protocol=line.get("protocol", ""),
    )


def _case_finished(line: Mapping[str, Any]) -> CaseFinished:
    outcome = CaseOutcome(line["outcome"])
    given = (line["operation"], line["case"], line["phase"], outcome)
    return CaseFinished(*given, line.get("kind", ""), line.get("place", ""))


def _operation_finished(line: Mapping[str, Any]) -> OperationFinished:
    return OperationFinished(
        line["operation"],
        line["reached"],
        line["cases"],
        line["requests"],
        cast("Any", line["reason"] or None),
        line.get("available", True),
    )
