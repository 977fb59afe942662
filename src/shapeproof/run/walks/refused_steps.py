"""Steps whose calls must be refused: what exists made again, what is gone changed, faults."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from shapeproof.checks.lifecycle.existence import (
    accepted_change,
    made_twice,
    old_values,
    refused_again,
)
from shapeproof.contract.lifecycle import Resource, Writer
from shapeproof.contract.model import Operation
from shapeproof.contract.pointer import without
from shapeproof.exchange import Exchange, Finding, HttpRequest
from shapeproof.generate.cases.faults import ABSENT, illegal_values
from shapeproof.generate.cases.places import CasePlace, places, planted
from shapeproof.run.walks.read_steps import AssertAbsent, PresenceReport, read
from shapeproof.run.walks.state_model import NotRun, ResourceInstance, StateModel, texts
from shapeproof.run.walks.write_steps import MakeStep, bindings_for, instance_made, renamed

_MOST_FAULTS = 8


@dataclass(frozen=True)
class MakeTwiceStep:
    """Make what exists: by the very same request, or with other values, those of ``number``.

    ``source`` is what a copier would copy.
    """

    slot: str
    writer: Writer
    number: int | None = None
    source: str | None = None

    def do(self, world: StateModel) -> Iterator[Finding]:
        """Try it. Raises NotRun where it is accepted, as nothing is known of the thing then."""
        thing = world.thing(self.slot)
        bindings = renamed(thing.resource, self.writer, dict(thing.bindings))
        if self.source:
            members = self.writer.identifiers.values()
            bindings = {**bindings, **world.thing(self.source).bindings} | {
                member: bindings[member] for member in members
            }
        params = dict(thing.made.params)
        if self.number is not None:
            params = world.form(self.writer.operation, bindings, self.number)
        exchange = world.call(self.writer.operation, params)
        found = list(made_twice(world.seen(exchange), thing.resource.name))
        yield from found
        if exchange.accepted and not found:
            raise NotRun(self.writer.operation)


@dataclass(frozen=True)
class MakeAgainStep:
    """Make a thing that was removed again, with as few values as it takes, and look for old ones.

    ``remover`` is the operation that had removed it.
    """

    slot: str
    old: str
    resource: Resource
    writer: Writer
    parent: str | None
    remover: str

    def do(self, world: StateModel) -> Iterator[Finding]:
        """Make it, and read it. Raises NotRun where it cannot be made."""
        old = world.gone(self.old)
        if self.remover in world.memory.blamed:
            raise NotRun(self.remover)
        make = MakeStep(self.slot, self.resource, self.writer, self.parent, like=self.old)
        bindings = bindings_for(world, make)
        params = world.minimal(self.writer.operation, renamed(self.resource, self.writer, bindings))
        exchange = world.call(self.writer.operation, params)
        if not exchange.accepted:
            again = world.accepted_call(
                self.writer.operation, renamed(self.resource, self.writer, bindings), 3
            )
            if again is None:
                yield from refused_again(world.seen(exchange), self.remover, self.resource.name)
                raise NotRun(self.writer.operation)
            exchange = again
        thing = instance_made(make, exchange, bindings)
        if thing is None:
            raise NotRun(self.writer.operation)
        world.things[self.slot] = thing
        yield from self._leftovers(world, old, thing)

    def _leftovers(
        self, world: StateModel, old: ResourceInstance, thing: ResourceInstance
    ) -> Iterator[Finding]:
        known = set(texts(dict(thing.bindings))) | set(texts(dict(thing.made.params)))
        marks = [text for text in sorted(set(world.marks.values())) if text not in known]
        name = thing.resource.name
        for reader in thing.resource.readers:
            if reader.leaves_out:
                continue  # it shows what is around the thing, which was not removed
            seen = world.seen(read(world, thing, reader))
            yield from old_values(seen, self.writer.operation, name, marks)
        if not thing.resource.readers and old.writer.shows:
            operation = old.writer.operation
            exchange = world.call(operation, world.minimal(operation, thing.bindings))
            yield from old_values(world.seen(exchange), self.writer.operation, name, marks)


@dataclass(frozen=True)
class ChangeRemovedStep:
    """Change what is not there: it must be refused."""

    slot: str
    changer: str

    def do(self, world: StateModel) -> Iterator[Finding]:
        """Try it."""
        thing = world.gone(self.slot)
        params = world.form(self.changer, thing.bindings, 4)
        exchange = world.call(self.changer, params, judged=False)
        if exchange.accepted:
            yield accepted_change(world.seen(exchange), thing.resource.name)


@dataclass(frozen=True)
class FaultStep:
    """Call an operation on a thing with one fault, a few times over, each with other values.

    ``most`` is how many faults are tried, after the first ones, which are ``skipped``. One that is
    accepted all the same is another check's business: the thing is written anew.
    """

    slot: str
    operation: str
    writer: Writer | None
    most: int = _MOST_FAULTS
    skipped: int = 0

    def do(self, world: StateModel) -> Iterator[Finding]:
        """Try each fault. Raises NotRun where one is accepted and nothing can be done about it."""
        yield from ()
        operation = world.contract.operations[self.operation]
        tried = faulted(operation, self._base(world))
        for breached in islice(tried, self.skipped, self.skipped + self.most):
            exchange = world.call(self.operation, breached, judged=False)
            if not exchange.accepted:
                continue
            thing = world.thing(self.slot)
            again = self.writer and world.accepted_call(self.operation, thing.bindings, 3)
            if not again or not self.writer:
                raise NotRun(self.operation)
            world.things[self.slot] = replace(thing, writer=self.writer, written=again)

    def _base(self, world: StateModel) -> dict[str, Any]:
        return world.form(self.operation, world.thing(self.slot).bindings, 2)


@dataclass(frozen=True)
class FaultyMakeStep:
    """Call a maker with one fault, under new identifiers, which nothing may be found under.

    ``most`` is how many faults are tried.
    """

    slot: str
    resource: Resource
    writer: Writer
    parent: str | None
    tell: PresenceReport
    most: int = _MOST_FAULTS

    def do(self, world: StateModel) -> Iterator[Finding]:
        """Try each fault. Raises NotRun where one is accepted."""
        yield from ()
        make = MakeStep(self.slot, self.resource, self.writer, self.parent)
        bindings = bindings_for(world, make)
        base = world.form(self.writer.operation, renamed(self.resource, self.writer, bindings), 2)
        nothing = Exchange(self.writer.operation, base, HttpRequest("", ""))
        world.removed[self.slot] = ResourceInstance(
            self.resource, bindings, nothing, self.writer, nothing
        )
        if list(AssertAbsent(self.slot, self.tell).do(world)):
            raise NotRun(f"any {self.resource.name} is found")
        operation = world.contract.operations[self.writer.operation]
        for breached in islice(faulted(operation, base), self.most):
            if world.call(self.writer.operation, breached, judged=False).accepted:
                raise NotRun(self.writer.operation)
        yield from AssertAbsent(self.slot, self.tell).do(world)


def faulted(operation: Operation, base: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The request with one fault: at most one in each part of it, enums before other faults."""
    root = operation.request
    candidates = [
        (place, breach)
        for place in places(root)
        if place.location == "body" and not _is_identifier(operation, place)
        for breach in illegal_values(root, place)
        if breach.fault.constraint in _ORDER
    ]
    candidates.sort(key=lambda each: (_ORDER[each[1].fault.constraint], len(each[0].tokens)))
    parts: set[tuple[str, ...]] = set()
    for place, breach in candidates:
        part = place.tokens[:2]
        if part in parts:
            continue
        parts.add(part)
        if breach.value is ABSENT:
            yield dict(without(base, place.tokens))
        else:
            yield dict(planted(root, base, place.tokens, breach.value))


_ORDER = {"enum": 0, "type": 1, "required": 2}


def _is_identifier(operation: Operation, place: CasePlace) -> bool:
    """Whether a place is a name rather than a value: top-level texts without an enum."""
    text = place.schema.get("type") == "string" and "enum" not in place.schema
    return len(place.tokens) == 1 and text
