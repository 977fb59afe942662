"""All cases of one operation, played to one client, and how much of the contract they exercise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from shapeproof.checks.client.interface import ClientObservation
from shapeproof.contract.model import Contract, Operation
from shapeproof.exchange import ClientCase, ClientExchange, Outcome
from shapeproof.exchange.events import (
    CaseFinished,
    CaseOutcome,
    Event,
    FindingFound,
    OperationFinished,
    OperationStarted,
    Tally,
)
from shapeproof.exchange.reasons import EndReason, Reason, ReasonKind
from shapeproof.generate.client.cases import client_cases
from shapeproof.generate.client.selection import has_event_stream
from shapeproof.run.client.fuzz import Played, fuzzed
from shapeproof.run.client.judge import ClientJudge, ClientSession
from shapeproof.run.client.support import ClientSupport
from shapeproof.run.plan import OutOfBudget, Plan
from shapeproof.run.tallies import SchemaTally, tally_of, total_of
from shapeproof.wire.interface import Codec


@dataclass
class ClientTallies:
    """Members, enum values (sent and received), faults and errors: planned and exercised."""

    contract: Contract
    operation: Operation
    request: SchemaTally = field(default_factory=SchemaTally)
    response: SchemaTally = field(default_factory=SchemaTally)
    faults: set[str] = field(default_factory=set)
    errors: set[str] = field(default_factory=set)
    faults_seen: set[str] = field(default_factory=set)
    errors_seen: set[str] = field(default_factory=set)

    def plan(self, cases: Iterable[ClientCase]) -> None:
        """Count what there is to exercise."""
        self.request.plan(self.operation.request)
        self.response.plan(self.operation.response)
        self.faults |= {case.id for case in cases if case.fault is not None}
        self.errors |= {each.code for each in self.contract.errors_of(self.operation)}

    def count(self, call: ClientExchange) -> None:
        """Count one call."""
        case = call.case
        if case.fault is not None:
            self.faults_seen.add(case.id)
        elif call.requests:
            self.request.count(case.params)
        if case.outcome is Outcome.OUTPUT and call.result.succeeded:
            self.response.count(case.output)
        if case.error is not None and case.error.code and call.result.error is not None:
            self.errors_seen.add(case.error.code)

    def tally(self) -> dict[str, Tally]:
        """The figures of this operation."""
        request, response = self.request.tally(), self.response.tally()
        return {
            **{kind: total_of((request[kind], response[kind])) for kind in request},
            "faults": tally_of(self.faults, self.faults_seen),
            "errors": tally_of(self.errors, self.errors_seen),
        }


PAGES_LEFT_OUT = Reason.of(ReasonKind.PAGES_LEFT_OUT)
"""The reason of an operation that is finished except for its pages."""
_UNSUPPORTED = Reason.of(ReasonKind.UNSUPPORTED)
_MOST_BREAKDOWNS = 3
"""Consecutive breakdowns after which an operation is given up."""


@dataclass
class ClientOperationRun:
    """Plays one operation's cases; consume ``events`` once.

    ``stopped`` says which limit of the run ended it early, ``given_up`` that the client kept
    breaking down. ``invalid`` are the calls with a fault. ``lacking`` says that the client does not
    have the operation. ``sharing`` are the operations that share the costly cases, None for all.
    """

    contract: Contract
    operation: Operation
    codec: Codec
    plan: Plan
    sharing: tuple[str, ...] | None = None
    tallies: ClientTallies = field(init=False)
    invalid: list[ClientObservation] = field(default_factory=list)
    stopped: EndReason | None = None
    given_up: bool = False
    reached: bool = False
    lacking: bool = False
    support: ClientSupport | None = None
    cases: int = 0
    checks: int = 0
    _left_out: Reason | None = None
    _unexplained: int = 0
    """Calls that are answered unsupported, though no member of them is lacking."""

    def __post_init__(self) -> None:
        self.tallies = ClientTallies(self.contract, self.operation)

    @cached_property
    def planned(self) -> Sequence[ClientCase]:
        """Its cases, made when its turn comes: those of a large service take minutes."""
        cases = tuple(client_cases(self.contract, self.operation, self.codec, self.sharing))
        self.tallies.plan(cases)
        return cases

    @property
    def unsupported_members(self) -> tuple[str, ...]:
        """The members that the client does not have, each as OPERATION/POINTER."""
        if self.support is None:
            return ()  # not begun
        return tuple(f"{self.operation.name}{each}" for each in self.support.pointers)

    def events(self, session: ClientSession) -> Iterator[Event]:
        """Play everything, and yield its events. Where no time is left, no case is made."""
        try:
            session.budget.check()
        except OutOfBudget as end:
            yield self.begun()
            self.stopped = end.reason
            yield self.finished(0)
            return
        yield OperationStarted(self.operation.name, len(self.planned))
        before = session.requests
        try:
            yield from self._phases(session)
        except OutOfBudget as end:
            self.stopped = end.reason
        yield self.finished(session.requests - before)

    def begun(self) -> OperationStarted:
        """The beginning of an operation of which no case is made yet."""
        self.tallies.plan(())
        return OperationStarted(self.operation.name, 0)

    def begins_with(self, case: ClientCase) -> None:
        """Remember the first case, the minimal call."""
        self.support = self.support or ClientSupport(self.operation, case)

    def finished(self, requests: int) -> OperationFinished:
        """The end of the operation, after so many requests."""
        reason: EndReason | None = self.stopped or self._left_out
        if self._unexplained and reason is None:
            reason = Reason.of(ReasonKind.CALLS_UNSUPPORTED, self._unexplained)
        if self.support is None and reason is None:
            reason = Reason.of(ReasonKind.NO_CASE)
        if self.given_up:
            reason = Reason.of(ReasonKind.CLIENT_GIVEN_UP, _MOST_BREAKDOWNS)
        if self.lacking:
            reason = _UNSUPPORTED
        return OperationFinished(
            self.operation.name, self.reached, self.cases, requests, reason, not self.lacking
        )

    def judge(self, session: ClientSession) -> ClientJudge:
        """What judges its calls."""
        return ClientJudge(self.contract, self.operation, self.codec, session, invalid=self.invalid)

    def _phases(self, session: ClientSession) -> Iterator[Event]:
        if self.planned:
            self.begins_with(self.planned[0])
        judge = self.judge(session)
        for phase in self.plan.run_phases:
            judge.phase = phase
            for played in self._played(judge):
                yield from self.events_of(judge, played)
                if self.lacking or self.given_up:
                    return

    def _played(self, judge: ClientJudge) -> Iterator[Played]:
        if judge.phase == "coverage":
            for case in self.planned:
                played = self.played(judge, case)
                if played is not None:
                    yield played
                if self.lacking:
                    return
        elif judge.phase == "fuzz":
            yield from self.fuzzed(judge)

    def fuzzed(self, judge: ClientJudge) -> Iterator[Played]:
        """Drawn calls; none where there is a stream of events."""
        if not has_event_stream(self.operation):
            yield from fuzzed(judge, self.plan, self._asked)

    def played(self, judge: ClientJudge, case: ClientCase) -> Played | None:
        """Play one of the enumerated cases; None where it is not judged."""
        session = judge.session
        if case.paginate and not session.paginates:
            said = session.target.paginates is not None
            self._left_out = PAGES_LEFT_OUT if said else _not_asked(self.operation)
            return None
        return self._asked(judge, case)

    def _asked(self, judge: ClientJudge, case: ClientCase) -> Played | None:
        """Play a case without the members that the client lacks; None where it is not judged."""
        support, session = self.support, judge.session
        reduced = support.reduced(case) if support else case
        if support is None or reduced is None:
            return None
        call, found = judge.run(reduced)
        if session.was_asked(call):
            return reduced, call, found
        if case.paginate:
            self._left_out = _not_asked(self.operation)
        elif support.is_minimal(reduced):
            self.lacking = not self.reached
        elif support.learn(reduced, session):
            return self._asked(judge, case)
        else:
            self._unexplained += 1
        return None

    def events_of(self, judge: ClientJudge, played: Played) -> Iterator[Event]:
        """What a call that was played tells; the operation may be given up after it."""
        case, call, found = played
        self.cases += 1
        self.tallies.count(call)
        if call.result.succeeded and call.requests and case.outcome is Outcome.OUTPUT:
            self.reached = True
        yield CaseFinished(
            self.operation.name, case.id, judge.phase, _outcome(call), case.kind, case.pointer
        )
        yield from (FindingFound(each) for each in found)
        self.checks, judge.checks = self.checks + judge.checks, 0
        if judge.session.breakdowns >= _MOST_BREAKDOWNS and not self.lacking:
            judge.session.breakdowns, self.given_up = 0, True


def _not_asked(operation: Operation) -> Reason:
    return Reason.of(ReasonKind.PAGES_NOT_ASKED, operation.name)


def _outcome(call: ClientExchange) -> CaseOutcome:
    if call.result.breakdown is not None:
        return CaseOutcome.CRASHED
    return CaseOutcome.ACCEPTED if call.result.succeeded else CaseOutcome.REFUSED
