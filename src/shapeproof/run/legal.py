"""Legal cases: accepted and read back, or, once confirmed, a finding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from shapeproof.checks.server_error import ServerError
from shapeproof.checks.verdicts import TOGETHER, RejectsValid
from shapeproof.contract.pointer import Tokens, join
from shapeproof.exchange import Case, Exchange
from shapeproof.run.bench import Bench
from shapeproof.run.read_back import ReadBack
from shapeproof.run.refusals import PRESENT, Factors, Refusals, smallest_refused

_MANY_FACTORS = frozenset({"minimal", "full", "other", "pairs", "fuzz"})


class LegalCases:
    """Runs the legal cases of one operation on an accepted base."""

    def __init__(self, bench: Bench, base: Case) -> None:
        self._bench = bench
        self._base = base
        self._read_back = ReadBack(bench)
        self.refusals = Refusals()

    def run(self, case: Case) -> str:
        """Run a case and tell its outcome. Raises SetupFailed."""
        bench = self._bench
        state = bench.state_for(case)
        before = len(bench.observer.findings)
        exchange = bench.run(case, state)
        if exchange.accepted:
            if case.family != "null":  # absent, so there is nothing to read
                self._read_back.after(exchange, state)
            bench.after(exchange)
            return "accepted"
        bench.drop()
        if exchange.crashed:
            if self.refusals.explain(case):
                del bench.observer.findings[before:]  # a smaller request has told of this crash
            elif case.family in _MANY_FACTORS:
                self._report_crash(case, before)
            else:
                self.refusals.add(case)
            return "crashed"
        if self.refusals.explain(case):
            return "refused"
        confirmed = self._again(case)
        if confirmed is not None:
            self._report(case, confirmed)
        return "refused"

    def _again(self, case: Case) -> tuple[Exchange, tuple[Exchange, ...]] | None:
        """The refusal once more, where the base is accepted; None if it is accepted this time."""
        bench = self._bench
        state = bench.state_for(case)
        if not bench.role.consumes and not self._base_accepted(case):
            return None
        exchange = bench.run(case, state)
        bench.drop()
        return None if exchange.accepted or exchange.crashed else (exchange, state.history)

    def _base_accepted(self, case: Case) -> bool:
        state = self._bench.state_for(self._base)
        accepted = self._bench.run(self._base, state).accepted
        return accepted or case.id == self._base.id

    def _report(self, case: Case, confirmed: tuple[Exchange, tuple[Exchange, ...]]) -> None:
        bench = self._bench
        exchange, before = confirmed
        if case.family not in _MANY_FACTORS:
            self.refusals.add(case)
            bench.observer.judge(RejectsValid(), bench.observer.observation(exchange, before))
            return
        factors, params = smallest_refused(
            bench.operation.request, self._base.params, case.params, self._is_refused
        )
        self.refusals.add(case, factors)
        smaller = case_of(case, factors, params)
        state = bench.state_for(smaller)
        shown = bench.session.call(bench.operation, bench.params_of(smaller, state), smaller)
        bench.drop()
        if shown.accepted or shown.crashed:
            shown, state = replace(exchange, case=case), replace(state, history=before)
        bench.observer.judge(RejectsValid(), bench.observer.observation(shown, state.history))

    def _report_crash(self, case: Case, before: int) -> None:
        """Tell a crash by the smallest request that has it, where there is a smaller one."""
        bench = self._bench
        factors, params = smallest_refused(
            bench.operation.request, self._base.params, case.params, self._crashes
        )
        self.refusals.add(case, factors)
        smaller = case_of(case, factors, params)
        if not factors or smaller.id == case.id:
            return
        state = bench.state_for(smaller)
        shown = bench.session.call(bench.operation, bench.params_of(smaller, state), smaller)
        bench.drop()
        if shown.crashed:
            del bench.observer.findings[before:]
            bench.observer.judge(ServerError(), bench.observer.observation(shown, state.history))

    def _is_refused(self, params: Mapping[str, Any]) -> bool:
        exchange = self._tried(params)
        return not exchange.accepted and not exchange.crashed

    def _crashes(self, params: Mapping[str, Any]) -> bool:
        return self._tried(params).crashed

    def _tried(self, params: Mapping[str, Any]) -> Exchange:
        bench = self._bench
        trial = Case("trial", bench.operation.name, "pairs", "", params, self._base.expect)
        state = bench.state_for(trial)
        exchange = bench.session.call(bench.operation, bench.params_of(trial, state), trial)
        bench.after(exchange)
        return exchange


def case_of(case: Case, factors: Factors, params: Mapping[str, Any]) -> Case:
    """The case with fewer factors; its pointer names all places that are needed."""
    if len(factors) == 1:
        return _single(case, *factors[0], params)
    words = [
        join(tokens) + ("" if value is PRESENT else f"={value}") for tokens, value in factors[:4]
    ]
    label = " + ".join(words) + (" + ..." if len(factors) > 4 else "")
    return replace(
        case,
        id=f"{case.operation}:{TOGETHER}:{label}" if label else case.id,
        family=TOGETHER,
        pointer="",
        params=params,
    )


def _single(case: Case, tokens: Tokens, value: Any, params: Mapping[str, Any]) -> Case:
    """The case that varies this one place: the same as if it had been tried by itself."""
    family, label = ("alone", "") if value is PRESENT else ("enum", str(value))
    parts = (case.operation, family, join(tokens), label)
    name = ":".join(part for part in parts if part)
    return replace(case, id=name, family=family, pointer=join(tokens), params=params)
