"""The report of a passive run: findings of many services, seen in the tests of a user."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from shapeproof.exchange import Severity
from shapeproof.exchange.events import RunStarted, Tally, TargetInfo
from shapeproof.report.collector import PHASES, coverage_record, tally_record, tool_record
from shapeproof.report.document import (
    REPORT_VERSION,
    FindingRecord,
    OperationRecord,
    Report,
    called_operation,
)
from shapeproof.report.findings import in_order
from shapeproof.report.groups import with_groups
from shapeproof.report.interface import OutputFile
from shapeproof.report.jsonl_report import LineFile, run_started_line
from shapeproof.report.merge import merged_findings
from shapeproof.report.summary import run_status

PHASE = "passive"
KIND = "pytest"


@dataclass
class PassiveRecords:
    """The findings of a run as records, and how often each operation was called.

    ``calls`` is by service and operation; ``unread`` of them had an answer that the client could
    not read.
    """

    findings: list[FindingRecord] = field(default_factory=list)
    calls: Counter[tuple[str, str]] = field(default_factory=Counter)
    unread: int = 0

    def merged(self) -> list[FindingRecord]:
        """Each finding once, with how often it was found."""
        return in_order(merged_findings(self.findings), {})

    def report(
        self,
        started: str,
        seconds: float,
        fail_on: Severity,
        coverage: dict[str, Tally],
        *,
        complete: bool = True,
    ) -> Report:
        """The whole report. ``started`` is RFC 3339 in UTC."""
        findings = self.merged()
        report: Report = {
            "version": REPORT_VERSION,
            "tool": tool_record(),
            "service": None,
            "api_version": None,
            "target": {"kind": KIND, "address": ""},
            "seed": 0,
            "phases": [PHASE],
            "started": started,
            "seconds": round(seconds, 3),
            "status": run_status(findings, fail_on, complete=complete),
            "fail_on": fail_on.label,
            "stats": {
                "requests": self.calls.total(),
                "operations": len(self.calls),
                "operations_reached": len(self.calls),
                "operations_available": len(self.calls),
                "search_requests": 0,
                "cases": dict.fromkeys(PHASES, 0),
                "checks": self.calls.total(),
                "left_out": [],
                "unread": self.unread,
            },
            "coverage": coverage_record(coverage)
            | {kind: tally_record(coverage[kind]) for kind in ("pages",) if kind in coverage},
            "operations": self._operations(findings),
            "findings": findings,
        }
        return with_groups(report)

    def _operations(self, findings: list[FindingRecord]) -> list[OperationRecord]:
        """The operations that were called, by their names, which services may share."""
        requests: Counter[str] = Counter()
        for (_, operation), number in self.calls.items():
            requests[operation] += number
        found = Counter(each["operation"] for each in findings)
        named = {*self.calls, *((each["service"], each["operation"]) for each in findings)}
        services: dict[str, list[str]] = {}
        for service, operation in sorted(named):
            services.setdefault(operation, []).append(service)
        return [
            {
                **called_operation(name, found[name], requests[name]),
                "services": services[name],
            }
            for name in sorted(requests.keys() | found.keys())
        ]


class PassiveLines:
    """A JSON Lines report of a passive run, or one like it, written while it goes."""

    def __init__(
        self, output: OutputFile, started: str, kind: str = KIND, phase: str = PHASE
    ) -> None:
        """Open the file, and write the first line. Raises BadUsage."""
        self._file = LineFile(output)
        target = TargetInfo(kind, "")
        self._file.write(run_started_line(RunStarted("", "", target, 0, (phase,), started, ())))

    def finding(self, record: FindingRecord) -> None:
        """Write a finding, each time it is found. Raises BadUsage."""
        self._file.write({"event": "finding", "finding": record})

    def finish(self, report: Report) -> None:
        """Write the last line. Raises BadUsage."""
        checks = {"checks": report["checks"]} if "checks" in report else {}
        self._file.write(
            {
                "event": "run_finished",
                **checks,
                "seconds": report["seconds"],
                "stopped": report.get("stopped", ""),
                "status": report["status"],
                "fail_on": report.get("fail_on", "error"),
                "stats": report["stats"],
                "coverage": report["coverage"],
                "operations": report["operations"],
            }
        )
        self._file.close()
