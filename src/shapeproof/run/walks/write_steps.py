"""Steps that make, copy, change and remove resources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from shapeproof.contract.lifecycle import Resource, Writer
from shapeproof.exchange import Exchange, Finding
from shapeproof.run.walks.state_model import MarkedRequest, NotRun, ResourceInstance, StateModel


@dataclass(frozen=True)
class MakeStep:
    """Make a thing in another, ``parent``.

    Its own identifiers are those of ``like`` but for those that ``differ``, fresh ones without.
    """

    slot: str
    resource: Resource
    writer: Writer
    parent: str | None = None
    like: str | None = None
    differ: tuple[str, ...] = ()
    number: int = 1
    optional: bool = False

    def do(self, world: StateModel) -> Iterator[Finding]:
        """Make it. Raises NotRun, unless it is optional."""
        yield from ()
        bindings = bindings_for(world, self)
        exchange = world.accepted_call(
            self.writer.operation, renamed(self.resource, self.writer, bindings), self.number
        )
        thing = exchange and instance_made(self, exchange, bindings)
        if thing:
            world.things[self.slot] = thing
        elif not self.optional:
            raise NotRun(self.writer.operation)


def bindings_for(world: StateModel, make: MakeStep) -> dict[str, Any]:
    """The identifiers of a thing that is to be made, those that the caller chooses."""
    bindings = dict(world.thing(make.parent).bindings) if make.parent else {}
    like = world.once(make.like).bindings if make.like else {}
    members = world.facts.members(make.writer.operation)
    for name in world.facts.own(make.resource):
        member = make.writer.identifiers.get(name, name)
        if name in make.resource.generated or member not in members:
            continue
        kept = name in like and name not in make.differ
        bindings[name] = like[name] if kept else world.namer.fresh(members[member])
    return bindings


def renamed(resource: Resource, writer: Writer, bindings: dict[str, Any]) -> dict[str, Any]:
    """The identifiers by the names of a writer's request."""
    given = {writer.identifiers.get(name, name): value for name, value in bindings.items()}
    return {**bindings, **given}


def instance_made(
    make: MakeStep, exchange: Exchange, bindings: dict[str, Any]
) -> ResourceInstance | None:
    """The thing that an accepted call has made; None where it does not tell its identifiers."""
    bindings = dict(bindings)
    for name in make.resource.generated:
        bindings[name] = make.writer.returned(name, exchange.output)
    if any(bindings.get(name) is None for name in make.resource.identifiers):
        return None
    return ResourceInstance(make.resource, bindings, exchange, make.writer, exchange, make.number)


@dataclass(frozen=True)
class ProduceStep:
    """Make a thing whose identifiers the server chooses, by whatever operation makes one beside.

    The first operation makes something else; those that change that make more.
    """

    slot: str
    resource: Resource
    parent: str | None
    number: int = 1

    def do(self, world: StateModel) -> Iterator[Finding]:
        """Make it. Raises NotRun where no operation tells its identifiers."""
        yield from ()
        for source in self.resource.sources:
            made = world.contract.lifecycle.created_by(source.operation)
            if made is None:
                continue
            slot = f"{made[0].name} of {self.parent}"
            if slot in world.things:
                exchange, writer = self._by_change(world, slot)
            else:
                exchange, writer = self._by_making(world, slot, made[0], source), source
            if exchange and writer and self._keep(world, exchange, writer):
                return
        raise NotRun(self.resource.name)

    def _by_making(
        self, world: StateModel, slot: str, resource: Resource, source: Writer
    ) -> Exchange | None:
        make = MakeStep(slot, resource, source, self.parent, number=self.number, optional=True)
        list(make.do(world))
        return world.things[slot].made if slot in world.things else None

    def _by_change(self, world: StateModel, slot: str) -> tuple[Exchange | None, Writer | None]:
        thing = world.things[slot]
        for changer in thing.resource.changers:
            exchange = world.accepted_call(changer.operation, thing.bindings, self.number)
            if exchange is not None:
                return exchange, changer
        return None, None

    def _keep(self, world: StateModel, exchange: Exchange, writer: Writer) -> bool:
        parent = dict(world.thing(self.parent).bindings) if self.parent else {}
        plain = Writer(exchange.operation, outputs=writer.outputs)
        make = MakeStep(self.slot, self.resource, plain, self.parent)
        thing = instance_made(make, exchange, parent)
        if thing is not None:
            world.things[self.slot] = replace(thing, written=_without_values(thing.made))
        return thing is not None


def _without_values(exchange: Exchange) -> Exchange:
    """The call as one that wrote no value of the thing: it made something else, too."""
    return replace(exchange, params={})


@dataclass(frozen=True)
class CopyStep:
    """Make a copy of ``source``."""

    slot: str
    source: str
    resource: Resource
    writer: Writer

    def do(self, world: StateModel) -> Iterator[Finding]:
        """Make it. Raises NotRun."""
        yield from ()
        source = world.thing(self.source)
        members = world.facts.members(self.writer.operation)
        given, bindings = dict(source.bindings), dict(source.bindings)
        for name, member in self.writer.identifiers.items():
            bindings[name] = given[member] = world.namer.fresh(members[member])
        params = world.minimal(self.writer.operation, given)
        exchange = world.call(self.writer.operation, {**params, **_renames(self.writer, given)})
        if not exchange.accepted:
            raise NotRun(self.writer.operation)
        plain = _without_values(exchange)
        world.things[self.slot] = ResourceInstance(
            self.resource, bindings, exchange, self.writer, plain
        )


def _renames(writer: Writer, given: dict[str, Any]) -> dict[str, Any]:
    return {member: given[member] for member in writer.identifiers.values()}


@dataclass(frozen=True)
class ChangeStep:
    """Change a thing: all that can be changed, or the members of ``values`` only."""

    slot: str
    writer: Writer
    number: int
    optional: bool = False
    values: tuple[tuple[str, int], ...] = ()

    def do(self, world: StateModel) -> Iterator[Finding]:
        """Change it. Raises NotRun."""
        yield from ()
        if self.optional and self.slot not in world.things:
            return
        thing = world.thing(self.slot)
        exchange = self._call(world, thing)
        if exchange is None:
            raise NotRun(self.writer.operation)
        world.things[self.slot] = replace(
            thing, writer=self.writer, written=exchange, number=self.number
        )

    def _call(self, world: StateModel, thing: ResourceInstance) -> Exchange | None:
        operation = self.writer.operation
        if not self.values:
            return world.accepted_call(operation, thing.bindings, self.number)
        params = world.minimal(operation, thing.bindings)
        root = world.contract.operations[operation].request
        for name, number in self.values:
            params[name] = MarkedRequest(root, number, world.mark(number)).value()[name]
        exchange = world.call(operation, params)
        return exchange if exchange.accepted else None


@dataclass(frozen=True)
class RemoveStep:
    """Remove a thing, and with it what it holds."""

    slot: str
    operation: str
    optional: bool = False

    def do(self, world: StateModel) -> Iterator[Finding]:
        """Remove it. Raises NotRun."""
        yield from ()
        if self.optional and self.slot not in world.things:
            return
        thing = world.thing(self.slot)
        if world.accepted_call(self.operation, thing.bindings, 1) is None:
            raise NotRun(self.operation)
        world.forget(self.slot)
        forget_within(world, thing, set(thing.resource.identifiers))


def forget_within(world: StateModel, outer: ResourceInstance, names: set[str]) -> None:
    """Note that what a thing held is gone, and the things that share the identifiers ``names``."""
    for slot, inner in list(world.things.items()):
        above = (*world.facts.ancestors(inner.resource), inner.resource)
        held = outer.resource in above and set(outer.resource.identifiers) <= set(
            inner.resource.identifiers
        )
        if held and all(inner.bindings.get(name) == outer.bindings[name] for name in names):
            world.forget(slot)


@dataclass(frozen=True)
class ClearStep:
    """Remove everything of a kind that shares the identifiers which the request names.

    ``full`` is the request with every optional member.
    """

    slot: str
    operation: str
    full: bool

    def do(self, world: StateModel) -> Iterator[Finding]:
        """Remove all. Raises NotRun."""
        yield from ()
        thing = world.thing(self.slot)
        forms = list(world.forms(self.operation, thing.bindings, 1))
        exchange = world.call(self.operation, forms[0] if self.full else forms[2])
        if not exchange.accepted:
            raise NotRun(self.operation)
        named = set(thing.resource.identifiers) & set(world.facts.members(self.operation))
        forget_within(world, thing, named)


@dataclass(frozen=True)
class AssumeCopied:
    """What the copy ``outer`` holds must be as ``like`` but for the names of what it stands in."""

    slot: str
    resource: Resource
    outer: str
    like: str

    def do(self, world: StateModel) -> Iterator[Finding]:
        """Remember it, without a call. Raises NotRun where there is nothing to be like."""
        yield from ()
        like = world.thing(self.like)
        bindings = {**like.bindings, **world.thing(self.outer).bindings}
        world.things[self.slot] = replace(
            like, bindings=bindings, written=_in_its_place(like, bindings)
        )


def _in_its_place(like: ResourceInstance, bindings: dict[str, str]) -> Exchange:
    """The call that wrote the original, as if it had written the copy."""
    named = {k: bindings.get(k, v) for k, v in like.written.params.items()}
    return replace(like.written, params=named)
