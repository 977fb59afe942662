"""Collects the events of a run into its report. All formats are made from this report."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from shapeproof import __version__
from shapeproof.exchange.events import (
    CaseFinished,
    CaseOutcome,
    Event,
    FindingFound,
    OperationFinished,
    OperationStarted,
    RunFinished,
    RunStarted,
    Shard,
    Stats,
    Tally,
    TargetInfo,
)
from shapeproof.exchange.reasons import Reason, reason_text
from shapeproof.report.baseline import baseline_record
from shapeproof.report.document import (
    REPORT_VERSION,
    OperationRecord,
    Report,
    ShardRecord,
    StatsRecord,
    TallyRecord,
    TargetRecord,
    ToolRecord,
)
from shapeproof.report.findings import FindingBook
from shapeproof.report.groups import with_groups
from shapeproof.report.interface import ReportContext
from shapeproof.report.lifecycle_records import lifecycle_record
from shapeproof.report.masking.urls import without_credentials
from shapeproof.report.summary import reached_nothing, run_status
from shapeproof.report.text import encodable

COVERAGE_KINDS = ("operations", "members", "enum_values", "faults", "errors")
PHASES = ("coverage", "fuzz", "stateful")
_LONGEST_REFUSAL = 500
_UNFINISHED = "not finished"
_INDEX = re.compile(r"/\d+(?=/|$)")


@dataclass
class _Progress:
    """How far one operation has come."""

    cases: int = 0
    requests: int = 0
    reached: bool = False
    available: bool = True
    finished: bool = False
    reason: str = ""
    refusal: str = ""
    """What the target said last where it has accepted nothing."""
    tried: dict[str, set[str]] = field(default_factory=dict)
    """The places that cases have tried, by kind."""


@dataclass
class RunReport:
    """A reporter that writes nothing: it collects the report of the run so far.

    A run without an end event is incomplete; its figures are those counted here.
    """

    context: ReportContext
    started: RunStarted | None = None
    finished: RunFinished | None = None
    book: FindingBook = field(init=False)
    _report: Report | None = None
    _operations: dict[str, _Progress] = field(default_factory=dict)
    _cases: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PHASES, 0))

    def __post_init__(self) -> None:
        self.book = FindingBook(self.context)

    def handle(self, event: Event) -> None:
        """Add an event."""
        self._report = None
        match event:
            case RunStarted():
                self.started = event
                self.book.masker.marked = event.secrets
                self._operations = {name: _Progress() for name, _ in event.planned}
            case CaseFinished():
                self._count(event)
            case FindingFound():
                self.book.add(event.finding)
            case OperationStarted():
                self._progress(event.operation)
            case OperationFinished():
                self._finish_operation(event)
            case RunFinished():
                self.finished = event

    def close(self) -> None:
        """Nothing to do."""

    @property
    def stopped(self) -> str:
        """Why the run ended early; empty if it did not."""
        if self.finished is None:
            return "interrupted"
        return reason_text(self.finished.stopped)

    def report(self) -> Report | None:
        """The report; None before a run has started. It is shared and must not be changed."""
        if self._report is None and self.started is not None:
            self._report = self._made(self.started)
        return self._report

    def _made(self, started: RunStarted) -> Report:
        order = {name: index for index, name in enumerate(self._operations)}
        findings = self.book.records(order)
        counts = Counter(each["operation"] for each in findings)
        stats = self.finished.stats if self.finished else self._own_stats()
        figures = stats_record(stats)
        report: Report = {
            "version": REPORT_VERSION,
            "tool": tool_record(),
            "service": started.service or None,
            "api_version": started.api_version or None,
            "protocol": started.protocol,
            "target": target_record(started.target),
            "seed": started.seed,
            "phases": list(started.phases),
            "started": started.started,
            "seconds": round(self.finished.seconds, 3) if self.finished else 0.0,
            "status": run_status(
                findings, self.context.fail_on, complete=self._is_complete(figures)
            ),
            "stopped": self.stopped,
            "fail_on": self.context.fail_on.label,
            "stats": figures,
            "coverage": coverage_record(stats.coverage),
            "operations": [
                self._operation_record(started.service, name, counts[name])
                for name in self._operations
            ],
            "findings": findings,
        }
        lifecycle = lifecycle_record(self.context.contract)
        if lifecycle is not None:
            report["lifecycle"] = lifecycle
        if self.context.checks:
            report["checks"] = list(self.context.checks)
        if started.shard is not None:
            report["shard"] = shard_record(started.shard)
        if self.context.baseline:
            baseline, checks = self.context.baseline, self.context.checks or None
            report["baseline"] = baseline_record(baseline, report, checks)
        return with_groups(report)

    def _is_complete(self, stats: StatsRecord) -> bool:
        return not self.stopped and not reached_nothing(stats)

    def _progress(self, operation: str) -> _Progress:
        return self._operations.setdefault(operation, _Progress())

    def _count(self, case: CaseFinished) -> None:
        self._cases[case.phase] = self._cases.get(case.phase, 0) + 1
        if case.kind and case.outcome != CaseOutcome.NOT_RUN:
            tried = self._progress(case.operation).tried
            tried.setdefault(case.kind, set()).add(_INDEX.sub("/*", case.place))

    def _finish_operation(self, event: OperationFinished) -> None:
        progress = self._progress(event.operation)
        progress.cases += event.cases
        progress.requests += event.requests
        progress.reached = progress.reached or event.reached
        progress.available = progress.reached or (progress.available and event.available)
        progress.reason = reason_text(event.reason) or progress.reason
        if isinstance(event.reason, Reason) and event.reason.refusal is not None:
            progress.refusal = event.reason.refusal.message or ""
        progress.finished = True

    @property
    def _lacked(self) -> tuple[str, ...]:
        """The operations that the run as a whole says the target lacks, whatever its phases."""
        return self.finished.stats.not_available if self.finished else ()

    def _operation_record(self, service: str, name: str, findings: int) -> OperationRecord:
        progress = self._operations[name]
        reason = self.book.masker.reason(service, name, progress.reason)
        if not progress.reason and not progress.finished:
            reason = _UNFINISHED  # which needs no masking: there may be thousands
        told: OperationRecord = {
            "name": name,
            "cases": progress.cases,
            "requests": progress.requests,
            "reached": progress.reached,
            "available": progress.available and name not in self._lacked,
            "reason": encodable(reason),
            "findings": findings,
            "tried": {kind: len(progress.tried[kind]) for kind in sorted(progress.tried)},
        }
        if progress.refusal and not progress.reached:
            refusal = self.book.masker.reason(service, name, progress.refusal)
            told["refusal"] = encodable(refusal)[:_LONGEST_REFUSAL]
        return told

    def _own_stats(self) -> Stats:
        all_of_them = self._operations.values()
        return Stats(
            requests=sum(each.requests for each in all_of_them),
            operations=len(self._operations),
            operations_reached=sum(each.reached for each in all_of_them),
            cases=dict(self._cases),
            left_out=tuple(name for name, each in self._operations.items() if not each.finished),
            not_available=tuple(
                name for name, each in self._operations.items() if not each.available
            ),
        )


def tool_record() -> ToolRecord:
    """This program."""
    return {"name": "shapeproof", "version": __version__}


def target_record(target: TargetInfo) -> TargetRecord:
    """The target, without credentials in its address; its name if a configuration file has one."""
    record: TargetRecord = {"kind": target.kind, "address": without_credentials(target.address)}
    return {**record, "name": target.name} if target.name else record


def shard_record(shard: Shard) -> ShardRecord:
    """The one shard that a run did."""
    record: ShardRecord = {
        "of": shard.count,
        "parts": [shard.index],
        "selection": shard.selection,
    }
    if shard.contract:
        record["contract"] = shard.contract
    if shard.options:
        record["options"] = shard.options
    return record


def stats_record(stats: Stats) -> StatsRecord:
    """The figures of a run; phases that did not run have 0 cases."""
    record: StatsRecord = {
        "requests": stats.requests,
        "operations": stats.operations,
        "operations_reached": stats.operations_reached,
        "operations_available": stats.operations_available,
        "search_requests": stats.search_requests,
        "cases": dict.fromkeys(PHASES, 0) | stats.cases,
        "checks": stats.checks,
        "left_out": list(stats.left_out),
    }
    if stats.unsupported_operations or stats.unsupported_members:
        record["unsupported"] = {
            "operations": list(stats.unsupported_operations),
            "members": list(stats.unsupported_members),
        }
    return record


def coverage_record(coverage: dict[str, Tally]) -> dict[str, TallyRecord]:
    """The tallies of all kinds; those that were not counted are 0."""
    return {kind: tally_record(coverage.get(kind, Tally())) for kind in COVERAGE_KINDS}


def tally_record(tally: Tally) -> TallyRecord:
    """One tally."""
    return {"total": tally.total, "exercised": tally.exercised}
