"""A run against a server: a generator of events in which the phases of its plan take turns."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from shapeproof.checks.responses import ServerError
from shapeproof.compile.examples import examples_of
from shapeproof.contract.model import Contract, Operation
from shapeproof.exchange.events import (
    CaseFinished,
    CaseOutcome,
    Event,
    FindingFound,
    OperationFinished,
    RunFinished,
    RunStarted,
    Stats,
    Tally,
)
from shapeproof.exchange.reasons import EndReason, StopReason, ended_early
from shapeproof.generate.domain.base_values import RealisticValues
from shapeproof.run.alarm import reason_of
from shapeproof.run.choices import PHASES
from shapeproof.run.plan import Budget, OutOfBudget, Plan, run_started
from shapeproof.run.server.access import PLAIN_ACCESS, ServerAccess
from shapeproof.run.server.base_requests import BaseRequests, search_order, shows_what_is_there
from shapeproof.run.server.coverage import CoveragePhase
from shapeproof.run.server.failure_database import open_database
from shapeproof.run.server.fuzz import FuzzPhase
from shapeproof.run.server.names import RunTag, free_tag
from shapeproof.run.server.order import Shares, taking_turns
from shapeproof.run.server.phase import Phase, PhaseContext, PhaseRun
from shapeproof.run.server.secrets import secrets_of
from shapeproof.run.tallies import total_of
from shapeproof.run.walks.phase import StatefulPhase
from shapeproof.targets.interface import Target
from shapeproof.targets.signing import RequestSigner, place_of
from shapeproof.wire.interface import Codec

SERVER_PHASES: tuple[Phase, ...] = (CoveragePhase(), StatefulPhase(), FuzzPhase())
"""The phases of a run against a server, in the order of their turns."""


_SEARCH_SHARE = 0.25
"""The share of a bound after which operations that are not reached are given up for the time."""

_MOST_OF_SEARCH = 0.75
"""The share of a bound after which even the first round of the search ends: cases need the rest."""
_LAST_FROM = 0.95
"""The share of a bound after which what may end the target has its turn."""


@dataclass
class Runner:
    """Runs a plan against a target. ``events`` is to be consumed once."""

    contract: Contract
    codec: Codec
    target: Target
    plan: Plan
    clock: Callable[[], float] = time.monotonic
    access: ServerAccess = PLAIN_ACCESS
    realistic: RealisticValues | None = None
    """The strategies of the plan, where they are loaded already."""
    signer: RequestSigner = field(init=False)
    _finished: list[OperationFinished] = field(default_factory=list)
    _answered: set[str] = field(default_factory=set)
    _runs: tuple[PhaseRun, ...] = ()

    def __post_init__(self) -> None:
        place = place_of(self.target)
        self.signer = RequestSigner(self.contract, place, self.access.credentials)

    def events(self) -> Iterator[Event]:
        """Everything that happens, in the order of the plan."""
        self._begun = self.clock()
        self._cases = dict.fromkeys(PHASES, 0)
        self._context = self._new_context()
        yield self._started()
        stopped: EndReason | None = None
        try:
            for event in self._phases():
                self._note(event)
                yield event
                yield from self._late_findings()
        except OutOfBudget as end:
            stopped = end.reason
        except KeyboardInterrupt as interrupt:
            stopped = reason_of(interrupt)
            self._context.budget.stop(stopped)
        yield from self._late_findings()
        if stopped:
            for event in self._rest(stopped):
                self._note(event)
                yield event
        yield from self._operations_together()
        yield self._ended(stopped or self._first_stop())

    def interrupted(self) -> RunFinished:
        """The end of a run whose events are no longer consumed."""
        self._context.budget.stop(StopReason.INTERRUPTED)
        return self._ended(StopReason.INTERRUPTED)

    def _new_context(self) -> PhaseContext:
        budget = Budget(self.plan.max_requests, self.plan.time_limit)
        realistic = self.realistic or RealisticValues.load(self.contract, self.plan.strategies)
        credentials = self.access.credentials
        secrets = secrets_of(self.contract, realistic, self.plan.seeds, credentials.secrets)
        return PhaseContext(
            contract=self.contract,
            codec=self.codec,
            target=self.target,
            plan=self.plan,
            budget=budget,
            operations=self.plan.select(self.contract),
            realistic=realistic,
            secrets=secrets,
            signer=self.signer,
            revival=self.access.revival(self.target, budget),
            database=open_database() if self._remembers else None,
            bases=BaseRequests(
                known=realistic.of,
                seeds=self.plan.seeds,
                examples=examples_of(self.contract),
            ),
        )

    @property
    def _remembers(self) -> bool:
        return self.plan.remember and FuzzPhase.name in self.plan.run_phases

    @property
    def _covers(self) -> bool:
        return CoveragePhase.name in self.plan.run_phases

    def _started(self) -> RunStarted:
        planned = ((each.name, 0) for each in self._context.operations)
        return run_started(
            self.contract,
            self.target,
            self.plan,
            self.plan.run_phases,
            planned,
            self._context.secrets,
            self._context.exchanges,
        )

    def _phases(self) -> Iterator[Event]:
        phases = [each for each in SERVER_PHASES if each.name in self.plan.run_phases]
        try:
            if phases:
                self._search(self._context)
        finally:
            # Also where the search was interrupted: the phases report what it has found.
            self._runs = tuple(each.begin(self._context) for each in phases)
        if self.plan.is_bounded:
            yield from self._in_shares(phases)
        else:
            yield from taking_turns(self._runs)
        for each in self._runs:
            yield from each.last()

    def _in_shares(self, phases: Sequence[Phase]) -> Iterator[Event]:
        budget = self._context.budget
        shares = Shares(
            runs=[(run, each.share) for run, each in zip(self._runs, phases, strict=True)],
            spent=lambda: budget.requests,
            is_near_bound=lambda: budget.has_spent(_LAST_FROM),
            cuts_rounds=self.plan.workers == 1,
        )
        return shares.events()

    def _rest(self, reason: EndReason) -> Iterator[Event]:
        for each in self._runs:
            yield from each.end(reason)

    def _late_findings(self) -> Iterator[Event]:
        """What was found out about requests that had been answered: they stopped the server."""
        stops = self._context.line.stops
        while stops:
            seen = self._context.observer().observation(stops.pop(0), ())
            yield from (FindingFound(each) for each in ServerError().check(seen))

    def _search(self, context: PhaseContext) -> None:
        """Find a name that is free, and a request of each operation that the target accepts."""
        tag = free_tag(context.session(), self.plan.seed)
        context.tag = RunTag(tag, self.plan.seed)
        walks_alone = self.plan.run_phases == (StatefulPhase.name,)
        if not (walks_alone and context.contract.lifecycle.reviewed):
            in_order = search_order(context.contract, self._searched())
            context.bases.search_all(
                in_order,
                context.harness,
                lambda: not context.budget.has_spent(_SEARCH_SHARE),
                lambda: context.budget.has_spent(_MOST_OF_SEARCH),
            )

    def _searched(self) -> Sequence[Operation]:
        """The operations whose base requests are searched for.

        A shard searches for those of all shards, as the whole run does: what other operations take
        and answer decides what its own are tried with, which walks are taken and what they read.
        Where its requests are bounded, they are for its own operations, and for lists: these cost
        little, and show what is there.
        """
        context = self._context
        contract, own = self.contract, context.operations
        others = [contract.operations[name] for name in self.plan.of_all_shards(contract)]
        if self.plan.max_requests is None:
            return others
        names = {each.name for each in own}
        return [each for each in others if each.name in names or shows_what_is_there(each)]

    def _note(self, event: Event) -> None:
        match event:
            case CaseFinished():
                self._cases[event.phase] += 1
                if event.outcome is CaseOutcome.ACCEPTED:
                    self._answered.add(event.operation)
            case OperationFinished():
                self._finished.append(event)

    def _first_stop(self) -> EndReason | None:
        return next((each.reason for each in self._finished if ended_early(each.reason)), None)

    def _ended(self, stopped: EndReason | None) -> RunFinished:
        return RunFinished(self.clock() - self._begun, self._stats(), stopped)

    def _stats(self) -> Stats:
        context, reached = self._context, self._reached()
        return Stats(
            requests=context.budget.requests,
            operations=len(context.operations),
            operations_reached=reached,
            cases=dict(self._cases),
            checks=sum(each.checks for each in context.observers),
            left_out=self._left_out(),
            not_available=self._not_available(),
            search_requests=context.bases.requests,
            coverage=self._coverage(reached),
        )

    def _operations_together(self) -> Iterator[Event]:
        """How far each operation has come, where no phase has finished them one by one."""
        if self._covers or not self.plan.run_phases:
            return
        for each in self._context.operations:
            reached, found = self._is_reached(each.name), self._context.bases.of(each.name)
            reason = found.reason if found and not reached else None
            available = reached or found is None or found.available
            yield OperationFinished(each.name, reached, 0, 0, reason, available)

    def _reached(self) -> int:
        return sum(self._is_reached(each.name) for each in self._context.operations)

    def _is_reached(self, name: str) -> bool:
        bases = self._context.bases
        if name in bases.not_available:
            return False
        return bases.reached(name) or (not self._covers and name in self._answered)

    def _left_out(self) -> tuple[str, ...]:
        """Operations that were not finished; the other phases run all of them together.

        Cases that may end the target come last, so that a bound leaves out those of nearly all:
        they do not count.
        """
        if not self._covers:
            return ()
        done = {each.operation for each in self._finished if not ended_early(each.reason)}
        done |= self._context.only_last
        names = (each.name for each in self._context.operations)
        return tuple(name for name in names if name not in done)

    def _not_available(self) -> tuple[str, ...]:
        lacked = self._context.bases.not_available
        return tuple(each.name for each in self._context.operations if each.name in lacked)

    def _coverage(self, reached: int) -> dict[str, Tally]:
        operations = self._context.operations
        total = {"operations": Tally(len(operations), reached)}
        for kind in ("members", "enum_values", "faults"):
            tallies = self._context.tallies.values()
            total[kind] = total_of(each.tally()[kind] for each in tallies)
        codes = {
            (operation.name, error.code)
            for operation in operations
            for error in self.contract.errors_of(operation)
        }
        seen = {error for each in self._context.observers for error in each.errors_seen}
        total["errors"] = Tally(len(codes), len(seen & codes))
        return total
