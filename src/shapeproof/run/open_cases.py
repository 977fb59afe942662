"""Cases that are not about the request's form: absent resources, unbound paths, open questions."""

from __future__ import annotations

from dataclasses import replace

from shapeproof.checks.verdicts import NotFound, UnknownPath
from shapeproof.contract.lifecycle import Need
from shapeproof.exchange import Case, Exchange, Expect
from shapeproof.run.bench import Bench
from shapeproof.run.state import State


class OtherCases:
    """Runs them for one operation."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    def run(self, case: Case) -> str:
        """Run a case and tell its outcome. Raises SetupFailed."""
        bench = self._bench
        if case.family == "absent" and bench.role.need is None:
            return "not run"  # what was guessed to be needed is not: the operation works without it
        if case.family == "absent":
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
        state = State() if case.id.endswith(":unknown") else self._without_the_last(need)
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
