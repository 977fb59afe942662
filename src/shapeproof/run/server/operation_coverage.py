"""The enumerated cases of one operation, in rounds."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
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
from shapeproof.exchange.reasons import EndReason, Reason, ReasonKind
from shapeproof.generate.cases.coverage import CoverageCases
from shapeproof.generate.cases.rounds import Round, last_rounds, rounds
from shapeproof.run.plan import OutOfBudget
from shapeproof.run.server.base_requests import BaseRequest
from shapeproof.run.server.harness import CaseResult, OperationHarness
from shapeproof.run.server.invalid_cases import InvalidCases, OtherCases
from shapeproof.run.server.phase import PhaseContext
from shapeproof.run.server.valid_cases import ValidCases
from shapeproof.run.tallies import Tallies

NAME = "coverage"
"""The name of the phase."""
_MOST_TIMEOUTS = 3
_LATE_ROUND = 2
"""Cases of each operation in a round of those that may end the target, where time is short."""
T = TypeVar("T")


class CaseRunner(Protocol):
    """Runs cases of one kind."""

    def run(self, case: Case) -> CaseResult:
        """Run a case. Raises OutOfBudget."""


@dataclass(frozen=True)
class _Runners:
    """What runs the cases of an operation."""

    valid: ValidCases
    invalid: InvalidCases
    other: OtherCases

    @classmethod
    def of_base(cls, harness: OperationHarness, base: Case, valid: ValidCases) -> _Runners:
        """Those for the cases that are grown from a base."""
        invalid = InvalidCases(harness, base, valid.refusals)
        return cls(valid, invalid, OtherCases(harness, base))

    def of(self, case: Case) -> CaseRunner:
        """The one for a case."""
        if case.expect is Expect.ACCEPT:
            return self.valid
        return self.invalid if case.expect is Expect.REJECT else self.other


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
        self.level = 0
        self._hurries = self._had_last = False
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

    @property
    def hurries(self) -> bool:
        """Whether the last rounds are to come now."""
        return self._hurries and not self.done

    def hurry(self) -> None:
        """Let the last rounds come now."""
        self._hurries = self._valid is not None

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
        runners = _Runners.of_base(self._harness, base, valid)
        tallies = self._context.tallies.setdefault(self._operation.name, Tallies())
        tallies.plan(self._operation)
        for number, each in enumerate(self._rounds_from(base)):
            if each.is_last and not self.has_only_last:
                self._context.only_last.add(self._operation.name)
                yield from _events(valid.settle())
            self.level, self.has_only_last = each.level, each.is_last
            if each.is_last or number:
                yield None
            if self._hurries and not each.is_last:
                yield from self._late_rounds(base, runners)
            if each.is_last and self._had_last:
                break
            yield from self._one_round(each.cases, runners)
            if self._gives_up:
                return Reason.of(ReasonKind.NOT_ANSWERED, _MOST_TIMEOUTS)
        yield from _events(valid.settle())
        return None

    @property
    def _gives_up(self) -> bool:
        return self._session.timeouts >= _MOST_TIMEOUTS

    def _late_rounds(self, base: Case, runners: _Runners) -> Iterator[Event | None]:
        """The last rounds ahead of others, for which there may be no time."""
        cases, asked = self._cases_from(base), self._context.plan.robustness
        last = list(last_rounds(cases, _LATE_ROUND, robustness=asked))
        for number, each in enumerate(last):
            if number:
                yield None
            yield from self._one_round(each.cases, runners)
        self._had_last, self._hurries = True, False
        yield None

    def _one_round(self, cases: Sequence[Case], runners: _Runners) -> Iterator[Event]:
        tallies = self._context.tallies[self._operation.name]
        tallies.made(cases)
        for case in cases:
            if case.expect is not Expect.REJECT:
                yield from _events(runners.invalid.settle())
            result = runners.of(case).run(case)
            self._cases += 1
            tallies.count(case, result.outcome)
            yield _finished_case(case, result)
            yield from _events(result.findings)
            if self._gives_up:
                return
        yield from _events(runners.invalid.settle())

    def _rounds_from(self, base: Case) -> Iterator[Round]:
        plan = self._context.plan
        size = plan.round_size(len(self._context.operations))
        return rounds(self._cases_from(base), robustness=plan.robustness, size=size)

    def _cases_from(self, base: Case) -> CoverageCases:
        """The cases grown from the accepted base; by default from the minimal one."""
        is_minimal = base.family is Family.MINIMAL and not base.label
        params = None if is_minimal else base.params
        known = self._context.bases.known(self._operation.name)
        return CoverageCases(self._contract, self._operation, params, known)


def _finished_case(case: Case, result: CaseResult) -> CaseFinished:
    name, kind = NAME, case.kind
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
