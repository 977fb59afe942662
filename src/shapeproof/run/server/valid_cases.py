"""Runs valid cases: they must be accepted and read back; a confirmed refusal is a finding."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from shapeproof.checks.interface import Observation
from shapeproof.checks.responses import ServerError
from shapeproof.checks.verdicts import RejectsValid
from shapeproof.contract.pointer import parse
from shapeproof.exchange import Case, Exchange, Family, Finding
from shapeproof.exchange.events import CaseOutcome
from shapeproof.run.plan import OutOfBudget
from shapeproof.run.server.crashes import blamed
from shapeproof.run.server.factors import Refusals
from shapeproof.run.server.flips import is_by_chance, without_chance
from shapeproof.run.server.harness import CaseResult, CaseRun, OperationHarness
from shapeproof.run.server.read_back import ReadBack
from shapeproof.run.server.reduction import (
    Reducer,
    case_of,
    smaller_request,
    smallest_request,
    with_fewer,
)
from shapeproof.run.server.setup import SetupFailed, State
from shapeproof.run.server.told_crashes import told_once

_MANY_FACTORS = frozenset({Family.MINIMAL, Family.FULL, Family.OTHER, Family.PAIRS, Family.FUZZ})
_MOST_REDUCED = 20
"""Failures of cases that vary one place which are reduced, for each operation."""
_MOST_LARGE = 5
"""Findings that only cases with many factors show which are reduced, for each operation."""


class ValidCases:
    """Runs the valid cases of one operation, starting from an accepted base request.

    Without ``reduces`` failures are reported as the cases show them.
    """

    def __init__(self, harness: OperationHarness, base: Case, *, reduces: bool = True) -> None:
        self._harness = harness
        self._observer = harness.observer
        self._base = base
        self._read_back = ReadBack(harness)
        self.refusals = Refusals()
        self._reduces = reduces
        self._reduced = 0
        self._known: set[str] = set()
        self._large: dict[str, tuple[Case, Finding]] = {}

    def run(self, case: Case) -> CaseResult:
        """Run a case. Raises OutOfBudget."""
        return self._harness.result(self._run(case))

    def _run(self, case: Case) -> CaseRun:
        state = self._harness.state_for(case)
        exchange, found = self._harness.run(case, state)
        if exchange.accepted:
            return (yield from self._accepted(case, exchange, state, found))
        self._harness.drop()
        if exchange.crashed:
            return (yield from self._crashed(case, exchange, state, found))
        yield from found
        return (yield from self._refused(case))

    def _accepted(
        self, case: Case, exchange: Exchange, state: State, found: list[Finding]
    ) -> CaseRun:
        shown: list[Finding] = []
        for each in self._findings_of_accepted(case, exchange, state, found):
            shown.append(each)
            yield each
        self._harness.after(exchange)
        if self._reduces:
            yield from self._smaller_findings(case, shown)
        return CaseOutcome.ACCEPTED

    def _findings_of_accepted(
        self, case: Case, exchange: Exchange, state: State, found: list[Finding]
    ) -> Iterator[Finding]:
        yield from found
        if case.family is not Family.NULL:  # the member is absent: there is nothing to read
            yield from self._read_back.after(exchange, state)

    def _crashed(
        self, case: Case, exchange: Exchange, state: State, found: list[Finding]
    ) -> CaseRun:
        if self.refusals.explain(case):
            return CaseOutcome.CRASHED  # a smaller request has shown this crash
        stopped = exchange.stopped_server  # each trial would cost a start
        found = blamed(self._harness, self._base, case, found, again=not self._reduces)
        if is_by_chance(found):
            yield from found
            return CaseOutcome.CRASHED
        if not stopped and any(each.check == ServerError.name for each in found):
            try:
                smallest = self._smallest(case, exchange, state.history)
            except (SetupFailed, OutOfBudget):
                yield from found
                raise
            found = self._observer.judge(ServerError(), smallest) or found
        yield from found
        return CaseOutcome.CRASHED

    def _refused(self, case: Case) -> CaseRun:
        if not self.refusals.explain(case):
            confirmed = yield from self._confirmed(case)
            if confirmed is not None:
                smallest = self._smallest(case, *confirmed)
                yield from self._observer.judge(RejectsValid(), smallest)
        return CaseOutcome.REFUSED

    def _smaller_findings(self, case: Case, found: list[Finding]) -> Iterator[Finding]:
        """What an accepted request has shown, as smaller requests show it.

        Cases that vary one place are reduced at once. What only cases with many factors show waits
        for ``settle``.
        """
        for each in found:
            if each.id in self._known:
                continue
            if case.family in _MANY_FACTORS - {Family.MINIMAL}:
                self._large.setdefault(each.id, (case, each))
                continue
            self._known.add(each.id)
            self._large.pop(each.id, None)
            if case.family is not Family.MINIMAL and self._reduced < _MOST_REDUCED:
                self._reduced += 1
                yield from self._reducer.smaller(case, each)

    def settle(self) -> Iterator[Finding]:
        """Reduce what only cases with many factors have shown. Raises OutOfBudget."""
        waiting, self._large = self._large, {}
        for case, each in list(waiting.values())[:_MOST_LARGE]:
            yield from self._reducer.smallest(case, each)

    def waiting(self) -> list[Finding]:
        """What waits to be reduced, as the cases show it."""
        waiting, self._large = self._large, {}
        return [each for _, each in waiting.values()]

    @cached_property
    def _reducer(self) -> Reducer:
        trials = ValidCases(self._harness, self._base, reduces=False)
        trials._read_back = self._read_back  # it knows already which readers are to blame
        return Reducer(self._harness, self._base, trials.run)

    def _confirmed(
        self, case: Case
    ) -> Generator[Finding, None, tuple[Exchange, tuple[Exchange, ...]] | None]:
        """The second refusal, in a state where the base is accepted; None if there is none."""
        harness = self._harness
        state = harness.state_for(case)
        if not harness.role.consumes and not (yield from self._base_accepted(case)):
            return None
        exchange, found = harness.run(case, state)
        yield from self._told(found)
        harness.drop()
        return None if exchange.accepted or exchange.crashed else (exchange, state.history)

    def _base_accepted(self, case: Case) -> Generator[Finding, None, bool]:
        state = self._harness.state_for(self._base)
        exchange, found = self._harness.run(self._base, state)
        yield from self._told(found)
        return exchange.accepted or case.id == self._base.id

    def _told(self, found: list[Finding]) -> list[Finding]:
        return told_once(
            self._observer, without_chance(self._harness.session, self._observer, found)
        )

    def _smallest(
        self, case: Case, exchange: Exchange, history: tuple[Exchange, ...]
    ) -> Observation:
        """A failure as the smallest request shows it; unchanged if that one does not fail again."""
        harness = self._harness
        if not self._reduces:
            return self._observer.observation(exchange, history)
        smaller = self._smaller(case, _crashes if exchange.crashed else _is_refused)
        if smaller.params != case.params:
            state = harness.state_for(smaller)
            params = harness.params_of(smaller, state)
            shown = harness.session.call(harness.operation, params, smaller)
            harness.drop()
            if shown.crashed == exchange.crashed and not shown.accepted:
                exchange, history = shown, state.history
        elif smaller.id != case.id:
            exchange = replace(exchange, case=smaller)
        return self._observer.observation(exchange, history)

    def _smaller(self, case: Case, failed: Callable[[Exchange], bool]) -> Case:
        harness = self._harness
        root, fixed = harness.operation.request, harness.role.named

        def shows(params: Mapping[str, Any]) -> bool:
            return failed(self._tried(replace(case, id="trial", label="trial", params=params)))

        if case.family in _MANY_FACTORS:
            factors, params = smallest_request(root, self._base.params, case.params, shows, fixed)
            self.refusals.add(case, factors)
            return case_of(case, factors, params) if factors else case
        self.refusals.add(case)
        if self._reduced >= _MOST_REDUCED or case.family is Family.BODY:
            return case  # of an empty body nothing can be left out
        self._reduced += 1
        params = smaller_request(root, case.params, parse(case.pointer), shows, fixed)
        return with_fewer(root, case, params)

    def _tried(self, trial: Case) -> Exchange:
        harness = self._harness
        state = harness.state_for(trial)
        exchange = harness.session.call(harness.operation, harness.params_of(trial, state), trial)
        harness.after(exchange)
        return exchange


def _crashes(exchange: Exchange) -> bool:
    return exchange.crashed


def _is_refused(exchange: Exchange) -> bool:
    return not exchange.accepted and not exchange.crashed
