"""Runs calls of one operation: its role in the lifecycle, the state it needs, its parameters."""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from shapeproof.contract.model import Contract, Operation
from shapeproof.contract.pointer import Tokens, lookup, parse, replaced
from shapeproof.contract.shape import Shape
from shapeproof.exchange import Case, Exchange, Expect, Finding
from shapeproof.exchange.events import CaseOutcome
from shapeproof.run.plan import OutOfBudget
from shapeproof.run.server.fresh_places import with_fresh
from shapeproof.run.server.links import Link, placed
from shapeproof.run.server.names import Namer
from shapeproof.run.server.roles import Role, role_of
from shapeproof.run.server.session import Observer, Session
from shapeproof.run.server.setup import Recipes, Setup, SetupFailed, State, bound


def _lies_around(made: Exchange, links: tuple[Link, ...]) -> bool:
    """Whether another linked call has made something within what a call has made."""
    mine = [each.seen.value for each in links if each.seen.exchange is made]
    others = [each.seen.exchange for each in links if each.seen.exchange is not made]
    return any(value in other.params.values() for value in mine for other in others)


class Adopted(Protocol):
    """What a search has found out of an operation."""

    @property
    def unmet(self) -> bool:
        """The need that was guessed could not be met."""

    @property
    def consumes(self) -> bool:
        """An accepted call uses up what it was made on."""

    @property
    def links(self) -> tuple[Link, ...]:
        """Places whose values other calls have made known."""

    @property
    def reused(self) -> frozenset[Tokens]:
        """Places that do not take new names, though they look like it."""

    @property
    def renamed(self) -> frozenset[Tokens]:
        """Places that take new names, though they do not look like it."""


@dataclass(frozen=True)
class CaseResult:
    """What the target did with a case, and what the checks found."""

    outcome: CaseOutcome
    findings: tuple[Finding, ...] = ()


CaseRun = Generator[Finding, None, CaseOutcome]
"""A case that is being run: it yields findings and returns the outcome."""


@dataclass
class OperationHarness:
    """Runs cases of one operation.

    Keeps a state as long as it can be used, and puts the right identifiers into each request.
    """

    contract: Contract
    operation: Operation
    role: Role
    session: Session
    setup: Setup
    namer: Namer
    observer: Observer
    current: State | None = None
    links: tuple[Link, ...] = ()
    was_disturbed: bool = False
    """Whether something may have damaged the target since a request was accepted, when the last
    one was sent."""
    _parent: State | None = None
    _healthy_at: int = 0

    @classmethod
    def of(
        cls,
        session: Session,
        namer: Namer,
        operation: Operation,
        observer: Observer,
        recipes: Recipes | None = None,
    ) -> OperationHarness:
        """A harness for one operation."""
        role, setup = role_of(session.contract, operation), Setup(session, namer, recipes)
        setup.may_share = not role.removes
        return cls(
            contract=session.contract,
            operation=operation,
            role=role,
            session=session,
            setup=setup,
            namer=namer,
            observer=observer,
        )

    @property
    def members(self) -> Mapping[str, Shape]:
        """The top-level members of the request."""
        return self.operation.request_shape.members

    def result(self, run: CaseRun) -> CaseResult:
        """Run a case to its end. A case whose state cannot be set up is not run.

        Raises OutOfBudget, with what was found until then.
        """
        found: list[Finding] = []
        try:
            while True:
                found.append(next(run))
        except StopIteration as end:
            return CaseResult(end.value, tuple(found))
        except SetupFailed:
            self.drop()
            return CaseResult(CaseOutcome.NOT_RUN, tuple(found))
        except OutOfBudget as end:
            raise OutOfBudget(end.reason, (*found, *end.findings)) from None

    def state_for(self, case: Case) -> State:
        """A state in which the case without its fault is accepted. Raises SetupFailed."""
        if self._is_preset(case):
            return self.setup.make(
                self.role.need.resource if self.role.need else None, self._preset(case)
            )
        if self.current is None:
            self.current = self.fresh_state()
        return self.current

    def fresh_state(self) -> State:
        """A state that no case has used. Raises SetupFailed."""
        return self.linked(self._made_state(), self.links, renews=self.role.consumes)

    def renewed_state(self, case: Case) -> State:
        """As ``fresh_state``, with everything in it made again. Raises SetupFailed."""
        self.current = self.linked(self._made_state(), self.links, renews=True)
        return self.state_for(case)

    def linked(self, state: State, links: tuple[Link, ...], *, renews: bool) -> State:
        """A state with the values that other calls have made known, or make known again."""
        placed: dict[Tokens, Any] = {}
        history = list(state.history)
        again: dict[int, tuple[Exchange, ...]] = {}
        for link in links:
            made = link.seen.exchange
            placed[link.tokens] = link.seen.value
            if renews and link.seen.made and not _lies_around(made, links):
                if id(made) not in again:
                    again[id(made)] = self.setup.again(made)
                    history += again[id(made)]
                if again[id(made)]:
                    with contextlib.suppress(KeyError):
                        placed[link.tokens] = link.value_in(again[id(made)][-1])
        return replace(state, placed=placed, history=tuple(history)) if links else state

    def _made_state(self) -> State:
        """What the lifecycle says that the operation needs, made anew. Raises SetupFailed.

        For an operation that removes a resource, only that resource is made again. Its parent is
        kept as long as another resource can be made in it.
        """
        name = self.role.need.resource if self.role.need else None
        parent = self.contract.lifecycle.resources[name].parent if name else None
        if parent is None or not self.role.removes:
            return self.setup.make(name)
        if self._parent is not None:
            try:
                return self.setup.make(name, parent=self._parent)
            except SetupFailed:
                self._parent = None
        self._parent = self.setup.make(parent)
        return self.setup.make(name, parent=self._parent)

    def forget_need(self) -> None:
        """Run the operation without the resource that the lifecycle guesses it needs."""
        self.role = replace(self.role, need=None, needed_identifiers=frozenset())

    def remember_need(self) -> None:
        """Try again with the resource that the lifecycle guesses it needs."""
        self.role = role_of(self.contract, self.operation)
        self.drop()

    def adopt(self, base: Adopted) -> None:
        """Take over what a search has found out of the operation."""
        if base.unmet:
            self.forget_need()
        self.links = base.links
        linked = frozenset(each.tokens[0] for each in base.links)
        self.role = replace(
            self.role,
            consumes=self.role.consumes or base.consumes,
            needed_identifiers=self.role.needed_identifiers | linked,
            generated=self.role.generated | linked,
            chosen={k: v for k, v in self.role.chosen.items() if (k,) not in base.reused},
            fresh=tuple(
                each
                for each in dict.fromkeys((*self.role.fresh, *sorted(base.renamed)))
                if each not in base.reused
            ),
        )
        if base.unmet or base.links:
            self.drop()

    def drop(self) -> None:
        """Make a new state for the next case."""
        self.current = None

    def _is_preset(self, case: Case) -> bool:
        """Whether a legal case varies an identifier: the resource must be made under that name."""
        name = case.varied_member
        if case.expect not in (Expect.ACCEPT, Expect.OPEN) or case.pointer != f"/{name}":
            return False
        if name not in self.role.needed_identifiers or name in self.role.generated:
            return False
        return isinstance(case.params.get(name), str) and name not in self.role.chosen

    def _preset(self, case: Case) -> dict[str, Any]:
        """The identifier that a case varies, made unique; this takes a new name."""
        name = case.varied_member
        value, shape = case.params[name], self.members[name]
        grows = shape.location == "uri" and value not in (".", "..")
        return {name: self.namer.unique(shape, value, may_grow=grows)}

    def params_of(
        self, case: Case, state: State, reused: frozenset[Tokens] = frozenset()
    ) -> dict[str, Any]:
        """The case's parameters with the identifiers of a state, fresh ones for new resources.

        Places that are ``reused`` keep their values.
        """
        varied = "" if self._is_preset(case) else case.varied_member
        params = bound(self.operation, case.params, state.bindings, varied)
        if not self.role.needed_identifiers & {*params, case.varied_member}:
            params |= {x: state.bindings[x] for x in self.role.added if x in state.bindings}
        links = {each.tokens: each for each in self.links}
        values = {
            tokens: value
            for tokens, value in state.placed.items()
            if tokens[0] not in state.bindings
            and (tokens not in links or not links[tokens].concerns(case))
        }
        params = placed(params, values) if values else params
        for member in self.role.chosen:
            value = params.get(member)
            if member not in params or (member,) in reused:
                continue
            if member != case.varied_member:
                params[member] = self.namer.fresh(self.members[member])
            elif isinstance(value, str):
                params[member] = self._own_text(case, self.members[member], value)
        return self._renamed(case, state, params, reused)

    def _renamed(
        self, case: Case, state: State, params: dict[str, Any], reused: frozenset[Tokens]
    ) -> dict[str, Any]:
        """The parameters with new names and client tokens, except where the case varies them."""
        if not self.role.fresh:
            return params
        kept = {(name,) for name in (*state.bindings, *self.role.chosen)} | set(state.placed)
        kept |= reused
        if case.pointer:
            kept.add(parse(case.pointer))
        params = with_fresh(self.operation, params, self.namer, frozenset(kept), self.role.fresh)
        varied = parse(case.pointer)
        if varied in self.role.fresh:
            with contextlib.suppress(KeyError):
                value, shape = lookup(params, varied), self.operation.request_shape.at(varied)
                if isinstance(value, str):
                    params = dict(replaced(params, varied, self._own_text(case, shape, value)))
        return params

    def _own_text(self, case: Case, shape: Shape, value: str) -> str:
        """The text that a case puts in the place of a name, changed so that it is not taken."""
        if case.fault is None:
            is_legal = case.expect is Expect.ACCEPT
            return self.namer.unique(shape, value, may_grow=False) if is_legal else value
        is_long = case.fault.constraint == "maxLength" and not self.contract.lifecycle.reviewed
        return self.namer.too_long(value) if is_long else value

    def run(self, case: Case, state: State) -> tuple[Exchange, list[Finding]]:
        """Send a case in a state. Returns the exchange, and what the checks find in it."""
        return self.send(case, self.params_of(case, state), state)

    def send(
        self, case: Case, params: Mapping[str, Any], state: State
    ) -> tuple[Exchange, list[Finding]]:
        """The same with parameters of one's own."""
        planted = self.observer.planted
        self.was_disturbed = planted.disturbances != self._healthy_at
        exchange = self.session.call(self.operation, params, case)
        found = self.observer.watch(exchange, state.history)
        if exchange.accepted and case.fault is None:
            self._healthy_at = planted.disturbances
        return exchange, found

    def after(self, exchange: Exchange) -> None:
        """Drop the state where a call has used it up or may have damaged it."""
        renamed = any(exchange.params.get(each) is not None for each in self.role.renames)
        if exchange.crashed or ((self.role.consumes or renamed) and exchange.accepted):
            self.drop()
