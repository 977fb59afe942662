"""Cases that must be refused: faults, absent resources and unknown paths; and open questions."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from shapeproof.checks.verdicts import (
    AcceptsInvalid,
    NotFound,
    SilentRejection,
    TookEffect,
    UnknownPath,
    WrongRejection,
    refused_for_another_reason,
)
from shapeproof.contract.lifecycle import Need
from shapeproof.contract.pointer import join, parse
from shapeproof.exchange import Absence, Case, Exchange, Expect, Family
from shapeproof.run.server.factors import Refusals
from shapeproof.run.server.harness import OperationHarness
from shapeproof.run.server.setup import SetupFailed, State

_BATCH = 20


@dataclass
class InvalidCases:
    """Runs the invalid cases of one operation."""

    bench: OperationHarness
    base: Case
    refusals: Refusals
    _waiting: list[tuple[Case, Exchange, State]] = field(default_factory=list)
    _type_faults: dict[str, list[bool]] = field(default_factory=dict)

    def run(self, case: Case) -> str:
        """Run a case and tell its outcome. Raises SetupFailed."""
        bench = self.bench
        if self.refusals.hides(case):
            return "not run"
        state = bench.state_for(case)
        exchange = bench.run(case, state)
        self._note_type(case, accepted=exchange.accepted)
        if exchange.accepted:
            if not self._within_unchecked(case):
                seen = bench.observer.observation(exchange, state.history)
                bench.observer.judge(AcceptsInvalid(), seen)
            self._settle_without()
            bench.drop()
            return "accepted"
        if exchange.crashed:
            self._settle_without()
            bench.drop()
            return "crashed"
        self._waiting.append((case, exchange, state))
        if len(self._waiting) >= _BATCH:
            self.settle()
        return "refused"

    def _note_type(self, case: Case, *, accepted: bool) -> None:
        if case.fault is not None and case.fault.constraint == "type":
            self._type_faults.setdefault(case.pointer, []).append(accepted)

    def _within_unchecked(self, case: Case) -> bool:
        """Whether the case stands in a container that is not looked at at all: told once, there."""
        tokens = parse(case.pointer)
        outer = [self._type_faults.get(join(tokens[:length])) for length in range(1, len(tokens))]
        return any(verdicts is not None and all(verdicts) for verdicts in outer)

    def settle(self) -> None:
        """Send the valid twin; what waits is judged by whether it is accepted."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        state = waiting[-1][2]
        if self._twin_accepted(state):
            for case, exchange, then in waiting:
                self._judge(case, exchange, then)
        else:
            for case, _, _ in waiting:
                self._alone(case)

    def _settle_without(self) -> None:
        """Judge what waits without a twin: another case has just spoilt the state."""
        waiting, self._waiting = self._waiting, []
        for case, exchange, then in waiting:
            seen = self.bench.observer.observation(exchange, then.history)
            if refused_for_another_reason(seen):
                self._alone(case)
            else:
                self._judge(case, exchange, then)

    def _twin_accepted(self, state: State) -> bool:
        bench = self.bench
        exchange = bench.session.call(bench.operation, bench.params_of(self.base, state), self.base)
        if bench.role.consumes or not exchange.accepted:
            bench.drop()
        return exchange.accepted

    def _alone(self, case: Case) -> None:
        """Run one case in a state of its own, then its twin; without a state nothing is told."""
        bench = self.bench
        bench.drop()
        try:
            state = bench.state_for(case)
        except SetupFailed:
            return
        exchange = bench.run(case, state)
        if exchange.accepted or exchange.crashed:
            bench.drop()
            return
        if self._twin_accepted(state):
            self._judge(case, exchange, state)
        elif self._twin_accepted_afresh(case):
            seen = bench.observer.observation(exchange, state.history)
            bench.observer.judge(TookEffect(), seen)

    def _twin_accepted_afresh(self, case: Case) -> bool:
        """Whether the twin is accepted where nothing went before it.

        It is not where a name that it makes is taken, and nobody knows the member to be a name.
        """
        self.bench.drop()
        try:
            return self._twin_accepted(self.bench.state_for(case))
        except SetupFailed:
            return False

    def _judge(self, case: Case, exchange: Exchange, state: State) -> None:
        seen = self.bench.observer.observation(exchange, state.history)
        if self._may_be_missing(case, exchange):
            return
        if not self.bench.observer.judge(WrongRejection(), seen):
            self.bench.observer.judge(SilentRejection(), seen)

    def _may_be_missing(self, case: Case, exchange: Exchange) -> bool:
        """Whether a 404 may be due: the fault spoils the name of what the operation needs."""
        named = case.varied_member in self.bench.role.needed_identifiers
        status = exchange.response.status if exchange.response else 0
        return named and status == 404


class OtherCases:
    """Runs them for one operation."""

    def __init__(self, bench: OperationHarness) -> None:
        self._bench = bench

    def run(self, case: Case) -> str:
        """Run a case and tell its outcome. Raises SetupFailed."""
        bench = self._bench
        if case.family is Family.ABSENT and bench.role.need is None:
            return "not run"  # what was guessed to be needed is not: the operation works without it
        if case.family is Family.ABSENT:
            exchange, state = self._absent(case)
            if case.expect is Expect.MISSING:
                seen = bench.observer.observation(exchange, state.history)
                bench.observer.judge(NotFound(), seen)
        else:
            state = bench.state_for(case)
            exchange = bench.run(case, state)
            if case.expect is Expect.UNROUTED:
                seen = bench.observer.observation(exchange, state.history)
                bench.observer.judge(UnknownPath(), seen)
        if exchange.accepted or exchange.crashed:
            bench.drop()
        if exchange.crashed:
            return "crashed"
        return "accepted" if exchange.accepted else "refused"

    def _absent(self, case: Case) -> tuple[Exchange, State]:
        need = self._bench.role.need
        assert need is not None
        state = State() if case.label == Absence.UNKNOWN else self._without_the_last(need)
        return self._call(case, state, need), state

    def _without_the_last(self, need: Need) -> State:
        """The parent of the absent thing; without one, a sibling's names but the last."""
        lifecycle = self._bench.contract.lifecycle
        absent = lifecycle.resources[need.absent or need.resource]
        if absent.parent:
            return self._bench.setup.make(absent.parent)
        state = self._bench.setup.make(absent.name)
        kept = {k: v for k, v in state.bindings.items() if k != absent.identifiers[-1]}
        return replace(state, bindings=kept)

    def _call(self, case: Case, state: State, need: Need) -> Exchange:
        bench = self._bench
        params = bench.params_of(case, state)
        for name in bench.contract.lifecycle.resources[need.resource].identifiers:
            if name in params and name not in state.bindings:
                params[name] = bench.namer.fresh(bench.members[name])
        exchange = bench.session.call(bench.operation, params, case)
        bench.observer.watch(exchange, state.history)
        return exchange
