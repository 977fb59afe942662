"""Runs cases that must be refused: faults, absent resources, unknown paths; and open questions.

A request with a fault is sent in a state in which the base request is accepted. A refused fault
leaves that state as it was, so the next one is sent in the same state. After a few of them the base
is sent again. If it is accepted, all of them were refused for their faults alone. If it is not, a
refused request has changed something, and each is run again in its own state.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from shapeproof.checks.interface import Observation
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
from shapeproof.exchange import Absence, Case, Exchange, Expect, Family, Finding, Severity
from shapeproof.exchange.events import CaseOutcome
from shapeproof.run.server.crashes import blamed, of_target_itself
from shapeproof.run.server.factors import Refusals
from shapeproof.run.server.harness import CaseResult, CaseRun, OperationHarness
from shapeproof.run.server.setup import SetupFailed, State

_BATCH = 20


@dataclass
class InvalidCases:
    """Runs the cases of one operation that have a fault."""

    harness: OperationHarness
    base: Case
    refusals: Refusals
    _waiting: list[tuple[Case, Exchange, State]] = field(default_factory=list)
    _type_faults: dict[str, list[bool]] = field(default_factory=dict)

    def run(self, case: Case) -> CaseResult:
        """Run a case; its refusal is judged later. Raises OutOfBudget."""
        return self.harness.result(self._run(case))

    def _run(self, case: Case) -> CaseRun:
        if self.refusals.hides(case):
            return CaseOutcome.NOT_RUN
        state = self.harness.state_for(case)
        exchange, found = self.harness.run(case, state)
        if exchange.crashed:
            found = blamed(self.harness, self.base, case, found)
        yield from found
        self._note_type(case, accepted=exchange.accepted)
        if exchange.accepted:
            if not self._within_unchecked(case):
                seen = self.harness.observer.observation(exchange, state.history)
                yield from self._accepted(seen)
            yield from self._settle_without_base()
            self.harness.drop()
            return CaseOutcome.ACCEPTED
        if exchange.crashed:
            yield from self._settle_without_base()
            self.harness.drop()
            return CaseOutcome.CRASHED
        self._waiting.append((case, exchange, state))
        if len(self._waiting) >= _BATCH:
            yield from self.settle()
        return CaseOutcome.REFUSED

    def _accepted(self, seen: Observation) -> Iterator[Finding]:
        """What an accepted fault shows: less, without a review, where others have shown it."""
        observer = self.harness.observer
        repeats = not seen.reviewed and observer.planted.repeats(seen.exchange)
        for each in observer.judge(AcceptsInvalid(), seen):
            lower = min(each.severity, Severity.WARNING)
            yield replace(each, severity=lower) if repeats else each

    def _note_type(self, case: Case, *, accepted: bool) -> None:
        if case.fault is not None and case.fault.constraint == "type":
            self._type_faults.setdefault(case.pointer, []).append(accepted)

    def _within_unchecked(self, case: Case) -> bool:
        """Whether the server does not validate a container of the place: one finding says so."""
        tokens = parse(case.pointer)
        outer = [self._type_faults.get(join(tokens[:length])) for length in range(1, len(tokens))]
        return any(verdicts is not None and all(verdicts) for verdicts in outer)

    def settle(self) -> Iterator[Finding]:
        """Send the base, and judge the refusals that wait by whether it is accepted."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        state = waiting[-1][2]
        if self._base_accepted(state):
            for case, exchange, then in waiting:
                yield from self._verdicts(case, exchange, then)
        else:
            for case, _, _ in waiting:
                yield from self._isolated(case)

    def _settle_without_base(self) -> Iterator[Finding]:
        """Judge the refusals that wait without the base: another case has spoilt the state."""
        waiting, self._waiting = self._waiting, []
        for case, exchange, then in waiting:
            seen = self.harness.observer.observation(exchange, then.history)
            if refused_for_another_reason(seen):
                yield from self._isolated(case)
            else:
                yield from self._verdicts(case, exchange, then)

    def _base_accepted(self, state: State) -> bool:
        harness = self.harness
        params = harness.params_of(self.base, state)
        exchange = harness.session.call(harness.operation, params, self.base)
        if harness.role.consumes or not exchange.accepted:
            harness.drop()
        return exchange.accepted

    def _isolated(self, case: Case) -> Iterator[Finding]:
        """Run one case in a new state, then the base; finds nothing where there is no state."""
        harness = self.harness
        harness.drop()
        try:
            state = harness.state_for(case)
        except SetupFailed:
            return
        exchange, found = harness.run(case, state)
        if exchange.crashed:
            found = blamed(harness, self.base, case, found)
        yield from found
        if exchange.accepted or exchange.crashed:
            harness.drop()
            return
        if self._base_accepted(state):
            yield from self._verdicts(case, exchange, state)
        elif self._base_accepted_afresh(case):
            seen = harness.observer.observation(exchange, state.history)
            yield from harness.observer.judge(TookEffect(), seen)

    def _base_accepted_afresh(self, case: Case) -> bool:
        """Whether the base is accepted in a new state.

        It is not where it makes something under a name that is taken, by a member that the
        lifecycle does not know to be a name.
        """
        self.harness.drop()
        try:
            return self._base_accepted(self.harness.state_for(case))
        except SetupFailed:
            return False

    def _verdicts(self, case: Case, exchange: Exchange, state: State) -> list[Finding]:
        observer = self.harness.observer
        seen = observer.observation(exchange, state.history)
        if self._may_be_missing(case, exchange):
            return []
        return observer.judge(WrongRejection(), seen) or observer.judge(SilentRejection(), seen)

    def _may_be_missing(self, case: Case, exchange: Exchange) -> bool:
        """Whether 404 may be right: the fault is in the name of a resource that is needed."""
        named = case.varied_member in self.harness.role.needed_identifiers
        status = exchange.response.status if exchange.response else 0
        return named and status == 404


class OtherCases:
    """Runs the cases of one operation that are not about the form of its request."""

    def __init__(self, harness: OperationHarness, base: Case) -> None:
        self._harness = harness
        self._base = base

    def run(self, case: Case) -> CaseResult:
        """Run a case. Raises OutOfBudget."""
        return self._harness.result(self._run(case))

    def _run(self, case: Case) -> CaseRun:
        harness = self._harness
        if case.family is Family.ABSENT and harness.role.need is None:
            return CaseOutcome.NOT_RUN  # the need was only guessed: the operation has none
        if case.family is Family.ABSENT and self._names_what_exists(case):
            return CaseOutcome.NOT_RUN
        if case.family is Family.ABSENT:
            exchange = yield from self._absent(case)
        else:
            state = harness.state_for(case)
            exchange, found = harness.run(case, state)
            yield from of_target_itself(harness, self._base, found)
            if case.expect is Expect.UNROUTED:
                seen = harness.observer.observation(exchange, state.history)
                yield from harness.observer.judge(UnknownPath(), seen)
        if exchange.accepted or exchange.crashed:
            harness.drop()
        return CaseOutcome.of(exchange)

    def _names_what_exists(self, case: Case) -> bool:
        """Whether a case would name nothing but the parent, which exists.

        A setting of it that nobody has written may be read as a default. Only a review knows.
        """
        lifecycle, need = self._harness.contract.lifecycle, self._harness.role.need
        if need is None or lifecycle.reviewed or case.label == Absence.UNKNOWN:
            return False
        absent = lifecycle.resources[need.absent or need.resource]
        return absent.parent is not None and not lifecycle.own_identifiers(absent)

    def _absent(self, case: Case) -> Generator[Finding, None, Exchange]:
        harness, need = self._harness, self._harness.role.need
        assert need is not None
        state = State() if case.label == Absence.UNKNOWN else self._without_the_last(need)
        params = harness.params_of(case, state)
        for name in harness.contract.lifecycle.resources[need.resource].names:
            if name in params and name not in state.bindings:
                params[name] = self._absent_name(name, params[name])
        for name in harness.role.added:
            params.setdefault(name, harness.namer.fresh(harness.members[name]))
        exchange, found = harness.send(case, params, state)
        found = of_target_itself(harness, self._base, found)
        yield from found
        if exchange.crashed and not found:
            return exchange
        if case.expect is Expect.MISSING:
            seen = harness.observer.observation(exchange, state.history)
            yield from harness.observer.judge(NotFound(), seen)
        return exchange

    def _absent_name(self, name: str, value: Any) -> Any:
        """A name that nothing has: of an ARN it is the last part, so that the form is right."""
        shape, namer = self._harness.members[name], self._harness.namer
        if isinstance(value, str) and value.startswith("arn:"):
            return namer.another_arn(shape, value)
        return namer.fresh(shape)

    def _without_the_last(self, need: Need) -> State:
        """The parent of the absent resource; else the names of a sibling without the last."""
        lifecycle, setup = self._harness.contract.lifecycle, self._harness.setup
        absent = lifecycle.resources[need.absent or need.resource]
        if absent.parent:
            return setup.make(absent.parent)
        state = setup.make(absent.name)
        last = absent.names_of(absent.identifiers[-1])
        kept = {k: v for k, v in state.bindings.items() if k not in last}
        return replace(state, bindings=kept)
