"""The runs of a suite in this process: an operation is run when its first item asks for it.

A finding belongs to the items of the operation that it names. A run may show something about
another operation as well: in a walk over several operations, or in its set-up. Where that operation
is part of the suite and its own run finds the same, the finding is left to that run. Otherwise the
first run that has the finding reports it. So each finding is reported exactly once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from shapeproof.exceptions import ShapeproofError
from shapeproof.exchange.events import CaseFinished, CaseOutcome, Event, OperationFinished
from shapeproof.exchange.reasons import StopReason
from shapeproof.plugin.suite.settings import SuiteOptions, SuiteSettings
from shapeproof.plugin.suite.targets import SuiteTarget
from shapeproof.report.collector import RunReport
from shapeproof.report.document import FindingRecord, Report
from shapeproof.report.interface import ReportContext
from shapeproof.targets.passive import suppressed


class UncheckedKind(Enum):
    """What a run has left unchecked, as its text; ``fails`` says whether an item fails for it."""

    NOT_FINISHED = "{operation} was not finished: {reason}"
    NOT_REACHED = "{operation} was not checked: {reason}"
    NO_CALL_SUCCEEDED = "{operation} was not checked: no call has succeeded"
    NOT_AVAILABLE = "{operation}: {reason}"
    NOTHING_TO_RUN = "{operation} was not checked: there is nothing to run ({phases})"
    NOTHING_ACCEPTED = "{operation} was not checked: no case was accepted ({phases})"
    FAMILY_LEFT_OUT = "{reason}"

    @property
    def fails(self) -> bool:
        """Whether one item fails for it; otherwise skipped items suffice."""
        return self not in _HARMLESS


_HARMLESS = frozenset(
    {UncheckedKind.NOTHING_TO_RUN, UncheckedKind.NOT_AVAILABLE, UncheckedKind.FAMILY_LEFT_OUT}
)


@dataclass(frozen=True)
class Unchecked:
    """What a run has left unchecked of an operation, or of one ``family`` of its checks."""

    kind: UncheckedKind
    operation: str
    reason: str = ""
    phases: tuple[str, ...] = ()
    family: str = ""

    def __str__(self) -> str:
        return self.kind.value.format(
            operation=self.operation, reason=self.reason, phases=", ".join(self.phases)
        )


@dataclass
class RunOutcomes:
    """Passes events on, and keeps the outcomes of cases and how operations ended."""

    pass_on: Callable[[Event], None]
    cases: set[CaseOutcome] = field(default_factory=set)
    finished: dict[str, OperationFinished] = field(default_factory=dict)

    def handle(self, event: Event) -> None:
        """Pass on an event."""
        if isinstance(event, CaseFinished):
            self.cases.add(event.outcome)
        elif isinstance(event, OperationFinished):
            self.finished[event.operation] = event
        self.pass_on(event)


def unchecked(
    target: SuiteTarget, operation: str, report: Report, stopped: str, outcomes: RunOutcomes
) -> Unchecked | None:
    """What the run of an operation has left unchecked, or None."""
    record = next(each for each in report["operations"] if each["name"] == operation)
    if stopped:
        return Unchecked(UncheckedKind.NOT_FINISHED, operation, stopped)
    if target.kind == "server" and "coverage" not in report["phases"]:
        return _without_coverage(operation, report, outcomes)
    reason = record["reason"]  # masked
    if not record.get("available", True):
        return Unchecked(UncheckedKind.NOT_AVAILABLE, operation, reason)
    if not record["reached"]:
        return Unchecked(
            UncheckedKind.NOT_REACHED if reason else UncheckedKind.NO_CALL_SUCCEEDED,
            operation,
            reason,
        )
    ended = outcomes.finished[operation].reason
    family = target.partial.get(ended) if ended is not None else None
    if family is not None:
        return Unchecked(UncheckedKind.FAMILY_LEFT_OUT, operation, reason, family=family)
    return Unchecked(UncheckedKind.NOT_FINISHED, operation, reason) if reason else None


def _without_coverage(operation: str, report: Report, outcomes: RunOutcomes) -> Unchecked | None:
    """Other phases do not report whether an operation was reached, only what they have run."""
    if CaseOutcome.ACCEPTED in outcomes.cases or report["findings"]:
        return None
    kind = (
        UncheckedKind.NOTHING_TO_RUN
        if outcomes.cases <= {CaseOutcome.NOT_RUN}
        else UncheckedKind.NOTHING_ACCEPTED
    )
    return Unchecked(kind, operation, phases=tuple(report["phases"]))


@dataclass(frozen=True)
class OperationReport:
    """The result of the run of one operation: its masked findings, and what it left unchecked."""

    operation: str
    findings: tuple[FindingRecord, ...]
    left: Mapping[str, Unchecked] = field(default_factory=dict)

    @property
    def own(self) -> frozenset[str]:
        """The ids of findings that name this operation."""
        return frozenset(
            each["id"] for each in self.findings if each["operation"] == self.operation
        )


@dataclass
class SuiteRuns:
    """The runs of one suite.

    ``remembers`` says that the target is the same for all items; then ``broken`` says why nothing
    more can be run.
    """

    options: SuiteOptions
    settings: SuiteSettings
    remembers: bool
    broken: ShapeproofError | None = None
    _reports: dict[str, OperationReport] = field(default_factory=dict)
    _reported_by: dict[str, str] = field(default_factory=dict)

    def of(self, operation: str, given: Any) -> OperationReport:
        """The report of an operation. ``given`` is the value of the user's fixture.

        Raises ShapeproofError where the target cannot be reached or started.
        """
        if operation not in self._reports:
            try:
                self._reports[operation] = self._run(operation, given)
            except ShapeproofError as error:
                self.broken = error if self.remembers else None
                raise
        return self._reports[operation]

    def findings(self, operation: str, family: str, given: Any) -> tuple[FindingRecord, ...]:
        """What the item of a family reports. Raises as ``of``."""
        found = self.of(operation, given).findings
        of_family = (each for each in found if self._item_of(each) == family)
        return tuple(each for each in of_family if self._reports_it(operation, each, given))

    def _item_of(self, finding: FindingRecord) -> str:
        """The family whose item reports a finding; every finding has one."""
        check = finding["check"]
        return check if check in self.options.families else self.options.target.reporter

    def _reports_it(self, operation: str, finding: FindingRecord, given: Any) -> bool:
        other = finding["operation"]
        if other == operation:
            return True
        if other in self.options.operations and finding["id"] in self.of(other, given).own:
            return False
        return self._reported_by.setdefault(finding["id"], operation) == operation

    def _run(self, operation: str, given: Any) -> OperationReport:
        options, target = self.options, self.options.target
        plan = options.plan_of(operation)
        with suppressed(), target.begin(options.contract, plan, given) as started:
            collected = RunReport(self.context(started.base_url))
            outcomes = RunOutcomes(collected.handle)
            for event in started.events:
                outcomes.handle(event)
        report = collected.report()
        if report is None or collected.stopped == StopReason.INTERRUPTED:
            raise KeyboardInterrupt  # the runners end in good order, and leave this to their caller
        left = unchecked(target, operation, report, collected.stopped, outcomes)
        by_family = dict(_by_family(left, options.families))
        return OperationReport(operation, tuple(report["findings"]), by_family)

    def context(self, base_url: str) -> ReportContext:
        """What the texts of this suite need to know."""
        return ReportContext(
            contract=self.options.contract,
            fail_on=self.options.fail_on or self.settings.fail_on,
            known=self.settings.known,
            checks=self.options.families,
            base_url=base_url,
            color=False,
            verbose=self.settings.verbose,
        )


def _by_family(
    left: Unchecked | None, families: tuple[str, ...]
) -> Iterator[tuple[str, Unchecked]]:
    if left is not None:
        yield from ((each, left) for each in families if left.family in ("", each))
