"""All cases of one operation, against one target."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from shapeproof.checks.verdicts import NotReached, RejectsValid
from shapeproof.contract.model import Contract, Operation
from shapeproof.exchange import Case, Expect, Family, Finding
from shapeproof.exchange.events import (
    CaseFinished,
    Event,
    FindingFound,
    OperationFinished,
    OperationStarted,
)
from shapeproof.generate.cases.coverage import coverage_cases
from shapeproof.run.plan import OutOfBudget
from shapeproof.run.server.base_requests import BaseRequest, find_base_request
from shapeproof.run.server.harness import OperationHarness
from shapeproof.run.server.invalid_cases import InvalidCases, OtherCases
from shapeproof.run.server.session import Observer, Session
from shapeproof.run.server.setup import Namer, SetupFailed
from shapeproof.run.server.valid_cases import ValidCases
from shapeproof.run.tallies import Tallies

PHASE = "coverage"
_MOST_TIMEOUTS = 3


@dataclass
class OperationCoverage:
    """Runs one operation's cases; ``events`` is to be consumed once."""

    contract: Contract
    operation: Operation
    session: Session
    namer: Namer
    planned: Sequence[Case]
    tallies: Tallies = field(default_factory=Tallies)
    stopped: str = ""

    def __post_init__(self) -> None:
        self.observer = Observer(self.contract, self.session.codec)
        self._cases = 0
        self.unmet = False
        self.base: Mapping[str, Any] | None = None
        self._bench = OperationHarness.of(self.session, self.namer, self.operation, self.observer)

    def events(self) -> Iterator[Event]:
        """Run everything, telling it as it goes."""
        yield OperationStarted(self.operation.name, len(self.planned))
        reached, reason = False, ""
        try:
            base = find_base_request(self._bench)
            self.unmet = base.unmet
            if base.case is None:
                self._unreached(base)
                reason = base.reason
            yield from self._findings()
            if base.case is not None:
                reached, self.base = True, base.case.params
                for event in self._all(base.case):
                    yield event
                    yield from self._findings()
                reason = self.stopped
        except OutOfBudget as end:
            self.stopped = reason = end.reason
        yield from self._findings()
        yield OperationFinished(
            self.operation.name, reached, self._cases, self.session.requests, reason
        )

    def _findings(self) -> Iterator[Event]:
        found, self.observer.findings = self.observer.findings, []
        yield from (FindingFound(each) for each in found)

    def _unreached(self, base: BaseRequest) -> None:
        """Tell that no legal request was accepted."""
        if base.last is None:
            return
        seen = self.observer.observation(base.last, base.state.history)
        if base.last.operation == self.operation.name:
            self.observer.judge(NotReached(), seen)
            if self.contract.lifecycle.reviewed:
                self.observer.judge(RejectsValid(), seen)
        else:
            found = list(NotReached().check(seen))
            self.observer.add([_of(each, self.operation.name) for each in found])

    def _grown(self, base: Case) -> Sequence[Case]:
        """The cases grown from the accepted base; those planned were grown from the minimal one."""
        if base.family is Family.MINIMAL:
            return self.planned
        return coverage_cases(self.contract, self.operation, base.params)

    def _all(self, base: Case) -> Iterator[Event]:
        legal = ValidCases(self._bench, base)
        faulted = InvalidCases(self._bench, base, legal.refusals)
        other = OtherCases(self._bench)
        runners: Mapping[Expect, Any] = {Expect.ACCEPT: legal, Expect.REJECT: faulted}
        self.tallies.plan(self.operation, self.planned)
        for case in self._grown(base):
            if case.expect is not Expect.REJECT:
                faulted.settle()
            try:
                outcome = runners.get(case.expect, other).run(case)
            except SetupFailed:
                outcome = "not run"
                self._bench.drop()
            self._cases += 1
            self.tallies.count(case, outcome)
            yield CaseFinished(self.operation.name, case.id, PHASE, outcome)
            if self.session.timeouts >= _MOST_TIMEOUTS:
                self.stopped = f"{_MOST_TIMEOUTS} requests were not answered in time"
                return
        faulted.settle()
        legal.settle()


def _of(finding: Finding, operation: str) -> Finding:
    """The finding, told of the operation that could not be reached rather than of its set-up."""
    return replace(finding, operation=operation, where="set-up")
