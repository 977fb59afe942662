"""Invalid cases: each planted where its valid twin is accepted.

A refused fault leaves the state as it was, so the next one can be planted in the same place. The
valid twin is sent after a few of them: if it is accepted, all of them were refused for their faults
alone. If not, a refused request has changed something, and each is run again by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from shapeproof.checks.verdicts import (
    AcceptsInvalid,
    SilentRejection,
    TookEffect,
    WrongRejection,
    refused_for_another_reason,
)
from shapeproof.contract.pointer import join, parse
from shapeproof.exchange import Case, Exchange
from shapeproof.run.bench import Bench
from shapeproof.run.refusals import Refusals
from shapeproof.run.state import SetupFailed, State

_BATCH = 20


@dataclass
class FaultedCases:
    """Runs the invalid cases of one operation."""

    bench: Bench
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
