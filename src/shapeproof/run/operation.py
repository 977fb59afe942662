"""All cases of one operation, against one target."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from shapeproof.checks.verdicts import NotReached, RejectsValid
from shapeproof.contract.model import Contract, Operation
from shapeproof.exchange import Case, Exchange, Expect, Finding
from shapeproof.generate.coverage import CoverageCases, coverage_cases
from shapeproof.run.bench import Bench
from shapeproof.run.budget import OutOfBudget
from shapeproof.run.events import (
    CaseFinished,
    Event,
    FindingFound,
    OperationFinished,
    OperationStarted,
)
from shapeproof.run.faulted import FaultedCases
from shapeproof.run.legal import LegalCases
from shapeproof.run.names import Namer
from shapeproof.run.observer import Observer
from shapeproof.run.open_cases import OtherCases
from shapeproof.run.session import Session
from shapeproof.run.state import SetupFailed, State
from shapeproof.run.tallies import Tallies

PHASE = "coverage"
_MOST_TIMEOUTS = 3


@dataclass
class OperationRun:
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
        self.base: Mapping[str, Any] | None = None
        self._bench = Bench.of(self.session, self.namer, self.operation, self.observer)

    def events(self) -> Iterator[Event]:
        """Run everything, telling it as it goes."""
        yield OperationStarted(self.operation.name, len(self.planned))
        reached, reason = False, ""
        try:
            base, reason = self._base()
            yield from self._findings()
            if base is not None:
                reached, self.base = True, base.params
                for event in self._all(base):
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

    def _base(self) -> tuple[Case | None, str]:
        """A legal request that is accepted, minimal or full; None and the reason where none is."""
        refused: tuple[Exchange, State] | None = None
        for case in CoverageCases(self.contract, self.operation).grounds():
            try:
                state = self._bench.state_for(case)
            except SetupFailed as failed:
                if self.contract.lifecycle.reviewed:
                    self._unreached(failed.exchange, State())
                    return None, failed.reason
                # A guess that cannot be met may be wrong: the operation is tried without it.
                self._bench.role = replace(
                    self._bench.role, need=None, needed_identifiers=frozenset()
                )
                state = State()
            params = self._bench.params_of(case, state)
            exchange = self.session.call(self.operation, params, case)
            if not self._is_unimplemented(exchange):
                self.observer.watch(exchange, state.history)
            self._bench.after(exchange)
            if exchange.accepted:
                return case, ""
            refused = (exchange, state)
            self._bench.drop()
        assert refused is not None
        self._unreached(*refused)
        answer = refused[0].response.status if refused[0].response else refused[0].failure
        return None, f"no legal request was accepted (last answer: {answer})"

    def _is_unimplemented(self, exchange: Exchange) -> bool:
        """Whether nobody answers for the operation: one finding tells it, not one a check."""
        response = exchange.response
        if response is None or response.status not in (404, 405, 501):
            return False
        return self.session.codec.decode_error(response).code is None

    def _unreached(self, exchange: Exchange | None, state: State) -> None:
        if exchange is None:
            return
        seen = self.observer.observation(exchange, state.history)
        if exchange.operation == self.operation.name:
            self.observer.judge(NotReached(), seen)
            if self.contract.lifecycle.reviewed:
                self.observer.judge(RejectsValid(), seen)
        else:
            found = list(NotReached().check(seen))
            self.observer.add([_of(each, self.operation.name) for each in found])

    def _grown(self, base: Case) -> Sequence[Case]:
        """The cases grown from the accepted base; those planned were grown from the minimal one."""
        if base.family == "minimal":
            return self.planned
        return coverage_cases(self.contract, self.operation, base.params)

    def _all(self, base: Case) -> Iterator[Event]:
        legal = LegalCases(self._bench, base)
        faulted = FaultedCases(self._bench, base, legal.refusals)
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


def _of(finding: Finding, operation: str) -> Finding:
    """The finding, told of the operation that could not be reached rather than of its set-up."""
    return replace(finding, operation=operation, where="set-up")
