"""A run against a client: a generator of the same events as a run against a server."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from queue import SimpleQueue

from shapeproof.checks.client.breakdowns import Robustness
from shapeproof.checks.client.replies import SPECIAL
from shapeproof.checks.registry import client_run_checks
from shapeproof.contract.model import Contract
from shapeproof.exceptions import UnreachableTarget
from shapeproof.exchange import Finding
from shapeproof.exchange.events import (
    CaseFinished,
    Event,
    FindingFound,
    RunFinished,
    RunStarted,
    Stats,
    Tally,
)
from shapeproof.exchange.listeners import ExchangeListeners
from shapeproof.exchange.reasons import EndReason, Reason, ReasonKind, StopReason
from shapeproof.exchange.secret_values import SecretValues
from shapeproof.exchange.traits import unknown_traits
from shapeproof.run.alarm import reason_of
from shapeproof.run.choices import CALL_SECONDS, PHASES
from shapeproof.run.client.judge import ClientSession
from shapeproof.run.client.operation import ClientOperationRun
from shapeproof.run.client.rounds import ClientRounds, OperationTurns
from shapeproof.run.client.trial import ClientTrial
from shapeproof.run.plan import Budget, OutOfBudget, Plan, run_started
from shapeproof.run.tallies import total_of
from shapeproof.targets.interface import ClientTarget
from shapeproof.wire.interface import Codec

PHASES_OF_CLIENTS = ("coverage", "fuzz")
"""A client keeps no state of the service, so it has no stateful phase."""
Shown = dict[tuple[str, str], str]
"""By place and constraint, the operation or finding that shows what is reported once."""
_MOST_GIVEN_UP = 3
"""Consecutive operations that were given up, after which the run ends."""
_MOST_BROKEN_TURNS = 9
"""Consecutive turns of a bounded run that ended in a breakdown, after which it ends."""


@dataclass
class ClientRunner:
    """Runs a plan against a client. Consume ``events`` once, then call ``close``.

    ``others`` are more clients of the same kind, one for each further worker of the plan, each with
    its own contract server. ``seconds`` is how long one call may take. ``shown`` remembers what is
    reported once per client, not once per operation: runs of the same client may share it.
    """

    contract: Contract
    codec: Codec
    target: ClientTarget
    plan: Plan
    others: tuple[ClientTarget, ...] = ()
    seconds: float = CALL_SECONDS
    clock: Callable[[], float] = time.monotonic
    shown: Shown = field(default_factory=dict)
    _runs: list[ClientOperationRun] = field(default_factory=list)
    _turns: list[OperationTurns] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._begun = self.clock()
        self._cases = dict.fromkeys(PHASES, 0)
        self._budget = Budget(self.plan.max_requests, self.plan.time_limit)
        targets = (self.target, *self.others)
        self.secrets = SecretValues(self.contract)
        self._exchanges = ExchangeListeners()
        self._sessions = [
            ClientSession(
                each,
                self._budget,
                self.seconds,
                self.secrets,
                self._exchanges,
                spares_restarts=self.plan.is_bounded,
            )
            for each in targets
        ]

    def start(self) -> None:
        """Start the first client, and check that it answers, in the protocol of the contract.

        Raises CannotStart if it cannot be started, or breaks down at each trial, and BadUsage if it
        speaks another protocol of the service.
        """
        trial = ClientTrial(self.contract, self.codec, self.target, self.plan, self.seconds)
        trial.require_own_protocol()

    def notices(self) -> tuple[str, ...]:
        """What the user has to know of the client, once it is started."""
        return unknown_traits(self.target.traits)

    def close(self) -> None:
        """End the clients and their servers."""
        for session in self._sessions:
            session.close()

    def events(self) -> Iterator[Event]:
        """Everything that happens, in the order of the plan."""
        self._begun = self.clock()
        sharing = self.plan.sharing(self.contract)
        self._runs = [
            ClientOperationRun(self.contract, operation, self.codec, self.plan, sharing)
            for operation in self.plan.select(self.contract)
        ]
        yield self._started()
        stopped: EndReason | None = None
        try:
            yield from self._in_rounds() if self.plan.is_bounded else self._operations()
        except _Ended as end:
            stopped = end.reason
        except OutOfBudget as end:
            stopped = end.reason
        except KeyboardInterrupt as interrupt:
            stopped = reason_of(interrupt)
        finally:
            self._budget.stop(StopReason.INTERRUPTED)
        if stopped:
            yield from self._rest(stopped)
        stopped = next((each.stopped for each in self._runs if each.stopped), stopped)
        yield from (FindingFound(each) for each in self._validation())
        yield self._ended(stopped)

    def interrupted(self) -> RunFinished:
        """The end of a run whose events are no longer consumed."""
        self._budget.stop(StopReason.INTERRUPTED)
        return self._ended(StopReason.INTERRUPTED)

    def _started(self) -> RunStarted:
        phases = (each for each in self.plan.run_phases if each in PHASES_OF_CLIENTS)
        planned = ((each.operation.name, 0) for each in self._runs)
        return run_started(
            self.contract, self.target, self.plan, phases, planned, self.secrets, self._exchanges
        )

    def _operations(self) -> Iterator[Event]:
        given_up = 0
        for run, events in self._side_by_side() if self.others else self._one_by_one():
            yield from self._told(events)
            given_up = given_up + 1 if run.given_up else 0
            if given_up >= _MOST_GIVEN_UP:
                raise _Ended(Reason.of(ReasonKind.CLIENT_KEEPS_BREAKING_DOWN))

    def _in_rounds(self) -> Iterator[Event]:
        size = self.plan.round_size(len(self._runs)) or 1
        self._turns = [OperationTurns(run, size) for run in self._runs]
        broken = 0
        for turns, events in ClientRounds(self._turns, self._sessions, self._turn).all():
            yield from self._told(events)
            broken = broken + 1 if turns.broken else 0
            if broken >= _MOST_BROKEN_TURNS:
                raise _Ended(Reason.of(ReasonKind.CLIENT_KEEPS_BREAKING_DOWN))

    def _rest(self, reason: EndReason) -> Iterator[Event]:
        for each in self._turns:
            if not each.done:
                yield from each.end(reason)

    def _told(self, events: Iterable[Event]) -> Iterator[Event]:
        for event in events:
            if isinstance(event, CaseFinished):
                self._cases[event.phase] += 1
            if not isinstance(event, FindingFound) or self._is_news(event.finding):
                yield event

    def _is_news(self, finding: Finding) -> bool:
        """Whether no other operation has shown the same.

        How a client reads bytes that are not a reply, or ``"Infinity"``, does not depend on the
        operation.
        """
        if finding.constraint == SPECIAL:
            return self.shown.setdefault((finding.check, SPECIAL), finding.id) == finding.id
        if finding.check != Robustness.name:
            return True
        shown = self.shown.setdefault((finding.where, finding.constraint), finding.operation)
        return shown == finding.operation

    def _one_by_one(self) -> Iterator[tuple[ClientOperationRun, Iterator[Event]]]:
        for run in self._runs:
            yield run, self._guarded(run, self._sessions[0])

    def _side_by_side(self) -> Iterator[tuple[ClientOperationRun, Sequence[Event]]]:
        """Operations in parallel; their events still come in the plan's order."""
        free: SimpleQueue[ClientSession] = SimpleQueue()
        for session in self._sessions:
            free.put(session)

        def played(run: ClientOperationRun) -> list[Event]:
            session = free.get()
            try:
                return list(self._guarded(run, session))
            finally:
                free.put(session)

        with ThreadPoolExecutor(len(self._sessions)) as pool:
            waiting = [pool.submit(played, run) for run in self._runs]
            try:
                for run, future in zip(self._runs, waiting, strict=True):
                    yield run, future.result()
            finally:
                self._budget.stop(StopReason.INTERRUPTED)

    def _turn(self, turns: OperationTurns, session: ClientSession) -> Iterator[Event]:
        return _with_end(turns.turn(session))

    def _guarded(self, run: ClientOperationRun, session: ClientSession) -> Iterator[Event]:
        return _with_end(run.events(session))

    def _validation(self) -> list[Finding]:
        """What the client refuses in one place and sends in another, over all operations."""
        calls = [seen for run in self._runs for seen in run.invalid]
        return [each for check in client_run_checks() for each in check.check(calls)]

    def _ended(self, stopped: EndReason | None) -> RunFinished:
        return RunFinished(self.clock() - self._begun, self._stats(), stopped)

    def _stats(self) -> Stats:
        reached = sum(run.reached for run in self._runs)
        left_out = (run for run in self._runs if run.stopped or not (run.cases or run.lacking))
        lacking = tuple(run.operation.name for run in self._runs if run.lacking)
        return Stats(
            requests=sum(session.requests for session in self._sessions),
            operations=len(self._runs),
            operations_reached=reached,
            cases=self._cases,
            checks=sum(run.checks for run in self._runs),
            left_out=tuple(run.operation.name for run in left_out),
            coverage=self._coverage(reached),
            not_available=lacking,
            unsupported_operations=lacking,
            unsupported_members=tuple(
                each for run in self._runs for each in run.unsupported_members
            ),
        )

    def _coverage(self, reached: int) -> dict[str, Tally]:
        tallies = [run.tallies.tally() for run in self._runs]
        kinds = ("members", "enum_values", "faults", "errors")
        total = {kind: total_of(each[kind] for each in tallies) for kind in kinds}
        return {"operations": Tally(len(self._runs), reached), **total}


class _Ended(Exception):
    """The run cannot continue."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(str(reason))
        self.reason = reason


def _with_end(events: Iterator[Event]) -> Iterator[Event]:
    try:
        yield from events
    except UnreachableTarget as error:
        raise _Ended(Reason.of(ReasonKind.CLIENT_NOT_RESTARTED, error)) from None
