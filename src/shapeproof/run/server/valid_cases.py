"""Legal cases: accepted and read back, or, once confirmed, a finding."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from shapeproof.checks.interface import Observation
from shapeproof.checks.responses import ServerError
from shapeproof.checks.verdicts import RejectsValid
from shapeproof.contract.pointer import parse
from shapeproof.exchange import Case, Exchange, Family, Finding
from shapeproof.run.server.factors import Refusals
from shapeproof.run.server.harness import OperationHarness
from shapeproof.run.server.read_back import ReadBack
from shapeproof.run.server.reduction import Reducer, case_of, smaller_request, smallest_request

_MANY_FACTORS = frozenset({Family.MINIMAL, Family.FULL, Family.OTHER, Family.PAIRS, Family.FUZZ})
_MOST_ALONE = 20
"""Failures of cases of one place that are made smaller, of one operation."""
_MOST_LARGE = 5
"""Findings of one operation that are made small though no case of one place shows them."""


class ValidCases:
    """Runs the legal cases of one operation on an accepted base.

    Unless it ``reduces``, failures are told of the cases as they are.
    """

    def __init__(self, bench: OperationHarness, base: Case, *, reduces: bool = True) -> None:
        self._bench = bench
        self._base = base
        self._read_back = ReadBack(bench)
        self.refusals = Refusals()
        self._reduces = reduces
        self._alone = 0
        self._told: set[str] = set()
        self._large: dict[str, tuple[Case, Finding]] = {}

    def run(self, case: Case) -> str:
        """Run a case and tell its outcome. Raises SetupFailed."""
        bench = self._bench
        state = bench.state_for(case)
        before = len(bench.observer.findings)
        exchange = bench.run(case, state)
        if exchange.accepted:
            if case.family is not Family.NULL:  # absent, so there is nothing to read
                self._read_back.after(exchange, state)
            bench.after(exchange)
            if self._reduces:
                self._look(case, bench.observer.findings[before:])
            return "accepted"
        bench.drop()
        if exchange.crashed:
            found = bench.observer.findings[before:]
            if self.refusals.explain(case):
                del bench.observer.findings[before:]  # a smaller request has told of this crash
            elif any(each.check == ServerError.name for each in found):
                shown = self._smallest(case, exchange, state.history)
                del bench.observer.findings[before:]
                if not bench.observer.judge(ServerError(), shown):
                    bench.observer.findings += found
            return "crashed"
        if self.refusals.explain(case):
            return "refused"
        confirmed = self._again(case)
        if confirmed is not None:
            bench.observer.judge(RejectsValid(), self._smallest(case, *confirmed))
        return "refused"

    def _look(self, case: Case, found: list[Finding]) -> None:
        """Make what an accepted request shows small: at once where it varies one place.

        What only requests with many factors show waits for ``settle``.
        """
        for each in found:
            if each.id in self._told:
                continue
            if case.family in _MANY_FACTORS - {Family.MINIMAL}:
                self._large.setdefault(each.id, (case, each))
                continue
            self._told.add(each.id)
            self._large.pop(each.id, None)
            if case.family is not Family.MINIMAL and self._alone < _MOST_ALONE:
                self._alone += 1
                self._bench.observer.findings += self._reducer.smaller(case, each)

    def settle(self) -> None:
        """Make small what only requests with many factors have shown. Raises OutOfBudget."""
        waiting, self._large = self._large, {}
        for case, each in list(waiting.values())[:_MOST_LARGE]:
            self._bench.observer.findings += self._reducer.smallest(case, each)

    @cached_property
    def _reducer(self) -> Reducer:
        trials = ValidCases(self._bench, self._base, reduces=False)
        trials._read_back = self._read_back  # what readers are to blame for is asked once
        return Reducer(self._bench, self._base, trials.run)

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

    def _smallest(
        self, case: Case, exchange: Exchange, history: tuple[Exchange, ...]
    ) -> Observation:
        """A failure as the smallest request has it; as it is where that one does not fail again."""
        bench = self._bench
        if not self._reduces:
            return bench.observer.observation(exchange, history)
        smaller = self._smaller(case, _crashes if exchange.crashed else _is_refused)
        if smaller.params != case.params:
            state = bench.state_for(smaller)
            shown = bench.session.call(bench.operation, bench.params_of(smaller, state), smaller)
            bench.drop()
            if shown.crashed == exchange.crashed and not shown.accepted:
                exchange, history = shown, state.history
        elif smaller.id != case.id:
            exchange = replace(exchange, case=smaller)
        return bench.observer.observation(exchange, history)

    def _smaller(self, case: Case, failed: Callable[[Exchange], bool]) -> Case:
        bench = self._bench
        root, fixed = bench.operation.request, bench.role.named

        def shows(params: Mapping[str, Any]) -> bool:
            return failed(self._tried(replace(case, id="trial", label="trial", params=params)))

        if case.family in _MANY_FACTORS:
            factors, params = smallest_request(root, self._base.params, case.params, shows, fixed)
            self.refusals.add(case, factors)
            return case_of(case, factors, params) if factors else case
        self.refusals.add(case)
        if self._alone >= _MOST_ALONE:
            return case
        self._alone += 1
        params = smaller_request(root, case.params, parse(case.pointer), shows, fixed)
        return replace(case, params=params)

    def _tried(self, trial: Case) -> Exchange:
        bench = self._bench
        state = bench.state_for(trial)
        exchange = bench.session.call(bench.operation, bench.params_of(trial, state), trial)
        bench.after(exchange)
        return exchange


def _crashes(exchange: Exchange) -> bool:
    return exchange.crashed


def _is_refused(exchange: Exchange) -> bool:
    return not exchange.accepted and not exchange.crashed
