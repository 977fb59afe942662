"""The little world that one walk is made in: what it has made there, and every call so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from shapeproof.checks.echo import Echo
from shapeproof.checks.interface import Check, Observation
from shapeproof.checks.lifecycle.reading import Known
from shapeproof.checks.lifecycle.telling import PHASE
from shapeproof.checks.server_error import ServerError
from shapeproof.contract.lifecycle import Resource, Writer
from shapeproof.contract.model import Contract
from shapeproof.exchange import Exchange, Finding
from shapeproof.generate.plain import Plain
from shapeproof.run.names import Namer
from shapeproof.run.observer import Observer
from shapeproof.run.session import Session
from shapeproof.run.stateful.deeds import Deed
from shapeproof.run.stateful.facts import Facts
from shapeproof.run.stateful.values import Marked


class NotRun(Exception):
    """A walk cannot go on: what it needs could not be set up."""


@dataclass(frozen=True)
class Thing:
    """Something that was made: what it is called, and the calls that made and wrote it."""

    resource: Resource
    bindings: Mapping[str, Any]
    made: Exchange
    writer: Writer
    written: Exchange
    number: int = 1

    @property
    def identifiers(self) -> dict[str, Any]:
        """The identifiers that name it."""
        return {name: self.bindings[name] for name in self.resource.identifiers}


@dataclass
class Memory:
    """What the walks of one run learn of a server.

    ``kinds`` is which kind of request each operation takes, ``proven`` the readers that have read
    something, ``covered`` the operations whose plain writes and reads were compared already,
    ``blamed`` listers and removers that were found at fault, so that nothing follows from them,
    ``accepted`` the operations that have granted something, ``unshown`` readers with the writers
    whose values they do not show, as the coverage phase has told.
    """

    kinds: dict[str, int] = field(default_factory=dict)
    proven: set[str] = field(default_factory=set)
    covered: frozenset[str] = frozenset()
    blamed: set[str] = field(default_factory=set)
    accepted: set[str] = field(default_factory=set)
    unshown: set[tuple[str, str]] = field(default_factory=set)


@dataclass
class World:
    """Makes calls for one walk and remembers them.

    ``things`` are what exists and ``removed`` what does not, by names of the walk's own;
    ``doubted`` is what may exist or not, ``journal`` what was done, for walks that look about.
    """

    facts: Facts
    session: Session
    namer: Namer
    observer: Observer
    memory: Memory
    bases: Mapping[str, Mapping[str, Any]]
    things: dict[str, Thing] = field(default_factory=dict)
    removed: dict[str, Thing] = field(default_factory=dict)
    history: list[Exchange] = field(default_factory=list)
    marks: dict[int, str] = field(default_factory=dict)
    found: list[Finding] = field(default_factory=list)
    doubted: list[Thing] = field(default_factory=list)
    journal: list[Deed] = field(default_factory=list)

    @property
    def contract(self) -> Contract:
        """The contract of the run."""
        return self.facts.contract

    def thing(self, slot: str) -> Thing:
        """What was made under a name of the walk's. Raises NotRun where it was not."""
        if slot not in self.things:
            raise NotRun(slot)
        return self.things[slot]

    def once(self, slot: str) -> Thing:
        """What was made under a name, be it removed since. Raises NotRun."""
        found = self.things.get(slot) or self.removed.get(slot)
        if found is None:
            raise NotRun(slot)
        return found

    def gone(self, slot: str) -> Thing:
        """What was removed. Raises NotRun where it was not, or was never made."""
        if slot not in self.removed:
            raise NotRun(slot)
        return self.removed[slot]

    def forget(self, slot: str) -> None:
        """Note that something was removed."""
        self.removed[slot] = self.things.pop(slot)

    def mark(self, number: int) -> str:
        """The text that the values of a generation carry."""
        if number not in self.marks:
            self.marks[number] = self.namer.fresh({})
        return self.marks[number]

    def seen(self, exchange: Exchange) -> Observation:
        """An exchange of this world with all that came before it."""
        index = next(i for i, each in enumerate(self.history) if each is exchange)
        return self.observer.observation(exchange, tuple(self.history[:index]))

    def call(self, operation: str, params: Mapping[str, Any], *, judged: bool = True) -> Exchange:
        """Make a call. Raises NotRun where the server crashes."""
        exchange = self.session.call(self.contract.operations[operation], params)
        self.history.append(exchange)
        if exchange.accepted:
            self.memory.accepted.add(operation)
        seen = self.seen(exchange)
        for check in self._checks(operation, judged=judged):
            self.observer.checks += 1
            self.found += [replace(each, phase=PHASE) for each in check.check(seen)]
        if exchange.crashed:
            raise NotRun(f"{operation} crashed")
        return exchange

    def _checks(self, operation: str, *, judged: bool) -> Iterator[Check]:
        """What is looked at in every answer.

        A crash of an operation that nothing was accepted of is the coverage phase's business.
        """
        if operation in self.memory.accepted or operation not in self.memory.covered:
            yield ServerError()
        if judged:
            yield Echo()

    def accepted_call(
        self, operation: str, bindings: Mapping[str, Any], number: int
    ) -> Exchange | None:
        """A call in the fullest form that the server takes; None where it takes none.

        Attempts that are refused are left out of what is told of the walk.
        """
        forms = list(self.forms(operation, bindings, number))
        first = self.memory.kinds.get(operation, 0)
        for index in (first, *(i for i in range(len(forms)) if i != first)):
            if index >= len(forms):
                continue
            exchange = self.call(operation, forms[index])
            if exchange.accepted:
                self.memory.kinds[operation] = index
                return exchange
            self.history.pop()
        return None

    def form(self, operation: str, bindings: Mapping[str, Any], number: int) -> dict[str, Any]:
        """The form of request that the server is known to take."""
        forms = list(self.forms(operation, bindings, number))
        return forms[min(self.memory.kinds.get(operation, 0), len(forms) - 1)]

    def forms(
        self, operation: str, bindings: Mapping[str, Any], number: int
    ) -> Iterator[dict[str, Any]]:
        """Requests to try, fullest first: marked, plain, minimal, minimal with other values."""
        root = self.contract.operations[operation].request
        for params in (
            Marked(root, number, self.mark(number)).value(),
            dict(Plain(root, full=True).value()),
            dict(Plain(root).value()),
            dict(Plain(root, other=True).value()),
        ):
            yield self.named(operation, params, bindings)
        if operation in self.bases:
            yield self.named(operation, dict(self.bases[operation]), bindings)

    def minimal(self, operation: str, bindings: Mapping[str, Any]) -> dict[str, Any]:
        """The plainest request that names something."""
        root = self.contract.operations[operation].request
        return self.named(operation, dict(Plain(root).value()), bindings)

    def named(
        self, operation: str, params: dict[str, Any], bindings: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The parameters with these identifiers; others that it must have are made up."""
        members = self.facts.members(operation)
        required = self.contract.operations[operation].request.get("required", ())
        identifiers = self.contract.lifecycle.identifiers
        kept = {k: v for k, v in params.items() if k not in identifiers}
        for name in sorted(members):
            if name in bindings:
                kept[name] = bindings[name]
            elif name in required and name in identifiers:
                kept[name] = self.namer.fresh(members[name])
        return dict(sorted(kept.items()))

    def known(self, thing: Thing) -> Known:
        """What is known of a thing, for the checks."""
        writing = self.observer.observation(thing.written, ())
        return Known(thing.identifiers, thing.made, writing, thing.writer)
