"""The coverage phase: the enumerated cases of each operation, in the order of the plan."""

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
from shapeproof.generate.cases.coverage import coverage_cases
from shapeproof.generate.cases.robustness import sent_cases
from shapeproof.run.plan import OutOfBudget
from shapeproof.run.server.base_requests import BaseRequest
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
    """Runs the enumerated cases, the operations one by one or side by side."""

    name = "coverage"

    def events(self, context: PhaseContext) -> Iterator[Event]:
        """The events of each operation, in the order of the plan."""
        runs = [OperationCoverage(context, each) for each in context.operations]
        if context.plan.workers == 1:
            for each in runs:
                yield from each.events()
        else:
            yield from self._side_by_side(context, runs)

    def _side_by_side(
        self, context: PhaseContext, runs: Sequence[OperationCoverage]
    ) -> Iterator[Event]:
        """Run operations at once; their events still come in the order of the plan."""
        with ThreadPoolExecutor(context.plan.workers) as pool:
            waiting = [pool.submit(lambda run: list(run.events()), each) for each in runs]
            try:
                for future in waiting:
                    yield from future.result()
            except BaseException:
                context.budget.stop(StopReason.INTERRUPTED)
                raise


class OperationCoverage:
    """Runs the cases of one operation; ``events`` is to be consumed once."""

    def __init__(self, context: PhaseContext, operation: Operation) -> None:
        self._contract = context.contract
        self._operation = operation
        self._planned = context.planned[operation.name]
        self._bases = context.bases
        self._strict = context.plan.strict_coverage
        self._robustness = context.plan.robustness
        self._harness = context.harness(operation.name)
        self._session = self._harness.session
        self._observer = self._harness.observer
        self._tallies = context.tallies.setdefault(operation.name, Tallies())
        self._cases = 0

    def events(self) -> Iterator[Event]:
        """Find a base request, and run all cases that are grown from it."""
        name = self._operation.name
        yield OperationStarted(name, len(self._planned))
        reached, available, reason = False, True, None
        try:
            base = yield from _as_events(self._bases.search(self._harness))
            if base.case is not None:
                reached = True
                reason = yield from self._all(base.case)
            else:
                yield from _events(self._unreached(base))
                reason, available = base.reason, base.available
        except OutOfBudget as end:
            yield from _events(end.findings)
            reason = end.reason
        requests = self._session.requests
        yield OperationFinished(name, reached, self._cases, requests, reason, available)

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

    def _grown(self, base: Case) -> Sequence[Case]:
        """The cases grown from the accepted base; those planned are grown from the minimal one."""
        if base.family is Family.MINIMAL and not base.label:
            return self._planned
        cases = coverage_cases(self._contract, self._operation, base.params)
        return sent_cases(cases, self._contract, asked=self._robustness)

    def _all(self, base: Case) -> Generator[Event, None, EndReason | None]:
        """Run all cases. Returns why they were given up, None where they were not."""
        valid = ValidCases(self._harness, base)
        invalid = InvalidCases(self._harness, base, valid.refusals)
        other = OtherCases(self._harness, base)
        runners: Mapping[Expect, CaseRunner] = {Expect.ACCEPT: valid, Expect.REJECT: invalid}
        self._tallies.plan(self._operation, self._planned)
        for case in self._grown(base):
            if case.expect is not Expect.REJECT:
                yield from _events(invalid.settle())
            result = runners.get(case.expect, other).run(case)
            self._cases += 1
            self._tallies.count(case, result.outcome)
            yield CaseFinished(
                case.operation, case.id, CoveragePhase.name, result.outcome, case.kind, case.pointer
            )
            yield from _events(result.findings)
            if self._session.timeouts >= _MOST_TIMEOUTS:
                return Reason.of(ReasonKind.NOT_ANSWERED, _MOST_TIMEOUTS)
        yield from _events(invalid.settle())
        yield from _events(valid.settle())
        return None


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
