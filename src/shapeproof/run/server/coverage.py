"""The coverage phase: the enumerated cases of each operation, in rounds.

A run may be bounded: so each operation has a first round before any has a second one.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Protocol, TypeVar

from shapeproof.checks.availability import NotAvailable
from shapeproof.checks.verdicts import NotReached, RejectsValid
from shapeproof.contract.model import Operation
from shapeproof.exchange import Case, Expect, Family, Finding
from shapeproof.exchange.events import (
    CaseFinished,
    Event,
    FindingFound,
    OperationFinished,
    OperationStarted,
)
from shapeproof.exchange.reasons import EndReason, Reason, ReasonKind, StopReason
from shapeproof.generate.cases.coverage import CoverageCases
from shapeproof.generate.cases.rounds import rounds
from shapeproof.run.plan import OutOfBudget
from shapeproof.run.server.base_requests import BaseRequest, search_order
from shapeproof.run.server.harness import CaseResult
from shapeproof.run.server.invalid_cases import InvalidCases, OtherCases
from shapeproof.run.server.phase import PhaseContext
from shapeproof.run.server.valid_cases import ValidCases
from shapeproof.run.tallies import Tallies

_MOST_TIMEOUTS = 3
T = TypeVar("T")


class CaseRunner(Protocol):
    """Runs cases of one kind."""

    def run(self, case: Case) -> CaseResult:
        """Run a case. Raises OutOfBudget."""


class CoveragePhase:
    """Runs the enumerated cases in rounds, in each the operations one by one or side by side."""

    name = "coverage"

    def begin(self, context: PhaseContext) -> CoverageRun:
        """This phase of one run."""
        return CoverageRun(context)


class CoverageRun:
    """The coverage of all operations of a run."""

    def __init__(self, context: PhaseContext) -> None:
        self._context = context
        ordered = search_order(context.contract, context.operations)
        self._runs = [OperationCoverage(context, each) for each in ordered]

    def rounds(self) -> Iterator[Iterator[Event]]:
        """The rounds; in each every operation that is not done has its turn."""
        while running := [each for each in self._runs if not each.done and not each.has_only_last]:
            yield self._round(running)

    def last(self) -> Iterator[Event]:
        """The last round of each operation, one after the other."""
        for each in self._runs:
            if not each.done:
                yield from each.round()

    def _round(self, running: Sequence[OperationCoverage]) -> Iterator[Event]:
        if self._context.plan.workers == 1:
            for each in running:
                yield from each.round()
        else:
            yield from self._side_by_side(running)

    def _side_by_side(self, running: Sequence[OperationCoverage]) -> Iterator[Event]:
        """A round of all operations at once; their events still come in their order."""
        ended: OutOfBudget | None = None
        with ThreadPoolExecutor(self._context.plan.workers) as pool:
            waiting = [pool.submit(_collected, each) for each in running]
            try:
                for future in waiting:
                    events, end = future.result()
                    ended = ended or end
                    yield from events
            except BaseException:
                self._context.budget.stop(StopReason.INTERRUPTED)
                raise
        if ended is not None:
            raise ended

    def end(self, reason: EndReason) -> Iterator[Event]:
        """What is left to report where the run ends early."""
        for each in self._runs:
            if not each.done:
                yield from each.end(reason)


def _collected(run: OperationCoverage) -> tuple[list[Event], OutOfBudget | None]:
    """The events of a round, and what has ended it."""
    events: list[Event] = []
    try:
        for each in run.round():
            events.append(each)
    except OutOfBudget as end:
        return events, end
    return events, None


class OperationCoverage:
    """Runs the cases of one operation, round by round."""

    def __init__(self, context: PhaseContext, operation: Operation) -> None:
        self._context = context
        self._contract = context.contract
        self._operation = operation
        self._cases = 0
        self._harness = context.harness(operation.name)
        self._session = self._harness.session
        self._observer = self._harness.observer
        self._strict = context.plan.strict_coverage
        self._begun = self._reached = False
        self.done = self.has_only_last = False
        self._available = True
        self._valid: ValidCases | None = None
        self._work = self._all_rounds()

    def round(self) -> Iterator[Event]:
        """The next round: the first one finds a base request. Raises OutOfBudget."""
        for event in self._work:
            if event is None:
                return
            yield event
        self.done = True

    def end(self, reason: EndReason) -> Iterator[Event]:
        """What is left to report where the run ends before all rounds are done."""
        if not self._begun:
            yield from self._what_the_search_has_found()
        if self._valid is not None:
            yield from _events(self._valid.waiting())
        yield self._finished(reason)

    def _what_the_search_has_found(self) -> Iterator[Event]:
        """The events of an operation that has had no round."""
        name, bases = self._operation.name, self._context.bases
        yield OperationStarted(name, 0)
        found = bases.of(name)
        if found is not None:
            self._reached, self._available = found.case is not None, found.available
            yield from _events(bases.search(self._harness))

    def _all_rounds(self) -> Iterator[Event | None]:
        """The events of all rounds; None ends a round."""
        context, operation = self._context, self._operation
        self._begun = True
        yield OperationStarted(operation.name, 0)
        try:
            base = yield from _as_events(context.bases.search(self._harness))
            if base.case is None:
                yield from _events(self._unreached(base))
                reason, self._available = base.reason, base.available
            else:
                self._reached = True
                reason = yield from self._all(base.case)
        except OutOfBudget as end:
            yield from _events(end.findings)
            raise
        self.done = True
        yield self._finished(reason)

    def _finished(self, reason: EndReason | None) -> OperationFinished:
        name, requests = self._operation.name, self._session.requests
        cases, available = self._cases, self._available
        return OperationFinished(name, self._reached, cases, requests, reason, available)

    def _unreached(self, base: BaseRequest) -> list[Finding]:
        """The findings for an operation of which no legal request was accepted."""
        if base.last is None:
            return []
        seen = self._observer.observation(base.last, base.state.history)
        if not base.available:
            return self._observer.judge(NotAvailable(), seen) if self._strict else []
        if base.last.operation != self._operation.name:
            unreached = NotReached().check(seen)
            return self._observer.counted(_of(each, self._operation.name) for each in unreached)
        found = self._observer.judge(NotReached(), seen)
        if self._contract.lifecycle.reviewed:
            found += self._observer.judge(RejectsValid(), seen)
        return found

    def _all(self, base: Case) -> Generator[Event | None, None, EndReason | None]:
        """Run all rounds. Returns why they were given up, None where they were not."""
        valid = self._valid = ValidCases(self._harness, base)
        invalid = InvalidCases(self._harness, base, valid.refusals)
        other = OtherCases(self._harness, base)
        runners: Mapping[Expect, CaseRunner] = {Expect.ACCEPT: valid, Expect.REJECT: invalid}
        tallies = self._context.tallies.setdefault(self._operation.name, Tallies())
        tallies.plan(self._operation)
        for each in rounds(self._cases_from(base), robustness=self._context.plan.robustness):
            if each.is_last:
                yield from _events(valid.settle())
                self.has_only_last = True
                yield None
            tallies.made(each.cases)
            for case in each.cases:
                if case.expect is not Expect.REJECT:
                    yield from _events(invalid.settle())
                result = runners.get(case.expect, other).run(case)
                self._cases += 1
                tallies.count(case, result.outcome)
                yield _finished_case(case, result)
                yield from _events(result.findings)
                if self._session.timeouts >= _MOST_TIMEOUTS:
                    return Reason.of(ReasonKind.NOT_ANSWERED, _MOST_TIMEOUTS)
            yield from _events(invalid.settle())
            if not each.is_last:
                yield None
        yield from _events(valid.settle())
        return None

    def _cases_from(self, base: Case) -> CoverageCases:
        """The cases grown from the accepted base; by default from the minimal one."""
        is_minimal = base.family is Family.MINIMAL and not base.label
        params = None if is_minimal else base.params
        known = self._context.bases.known(self._operation.name)
        return CoverageCases(self._contract, self._operation, params, known)


def _finished_case(case: Case, result: CaseResult) -> CaseFinished:
    name, kind = CoveragePhase.name, case.kind
    return CaseFinished(case.operation, case.id, name, result.outcome, kind, case.pointer)


def _events(findings: Iterable[Finding]) -> Iterator[Event]:
    return (FindingFound(each) for each in findings)


def _as_events(search: Generator[Finding, None, T]) -> Generator[Event, None, T]:
    """The same with an event for each finding."""
    while True:
        try:
            found = next(search)
        except StopIteration as end:
            value: T = end.value
            return value
        yield FindingFound(found)


def _of(finding: Finding, operation: str) -> Finding:
    """The finding, reported for the operation that was not reached rather than for its set-up."""
    return replace(finding, operation=operation, where="set-up")
