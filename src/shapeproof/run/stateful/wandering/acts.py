"""Steps that do something in a random walk, and note what follows from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from shapeproof.contract.lifecycle import Resource
from shapeproof.exchange import Exchange, Finding
from shapeproof.run.stateful.deeds import Deed, How
from shapeproof.run.stateful.seeing import Gone
from shapeproof.run.stateful.steps import Step
from shapeproof.run.stateful.telling import told_thing
from shapeproof.run.stateful.wandering.guards import expect_gone, live_parent
from shapeproof.run.stateful.world import NotRun, Thing, World

Guard = Callable[[World], object]


@dataclass(frozen=True)
class Act:
    """A step with what must hold before it, and what is known after it.

    ``slot`` is what it is done to. ``told`` are kinds of things whose identifiers an answer may
    tell; they are then things of the world, too, called after ``key``.
    """

    key: str
    inner: Step
    how: How
    operation: str
    resource: Resource
    slot: str
    guard: Guard | None = None
    told: tuple[Resource, ...] = ()

    def do(self, world: World) -> Iterator[Finding]:
        """Take the step. Raises NotRun."""
        if self.guard is not None:
            self.guard(world)
        begun, there = len(world.history), set(world.things)
        yield from self.inner.do(world)
        gone = there - world.things.keys()
        self._doubt(world, gone)
        told = {slot for each in world.history[begun:] for slot in self._adopt(world, each)}
        slots = frozenset({self.slot, *gone})
        world.journal.append(
            Deed(self.operation, self.how, slots, self.resource.name, frozenset(told))
        )

    def _doubt(self, world: World, gone: set[str]) -> None:
        """What stood in what was changed or removed, and need not have gone with it, is unknown."""
        sure = {self.resource.name, *(each.name for each in world.facts.parts(self.resource))}
        for slot in gone:
            if world.removed[slot].resource.name not in sure:
                world.doubted.append(world.removed.pop(slot))
        if not gone and self.how != "changed":
            return
        for slot, thing in list(world.things.items()):
            inside = self.resource in world.facts.ancestors(thing.resource)
            if inside and self._shaken(world, thing, sure, gone):
                world.doubted.append(world.things.pop(slot))

    def _shaken(self, world: World, thing: Thing, sure: set[str], gone: set[str]) -> bool:
        """Whether it is not known any more of a thing that stands in the kind if it is there."""
        if not gone:
            outer = world.things.get(self.slot)
            same = outer is not None and all(
                thing.bindings.get(name) == outer.bindings[name]
                for name in outer.resource.identifiers
            )
            return same and thing.resource.name not in sure
        try:
            live_parent(world, thing.resource, thing.identifiers)
        except NotRun:
            return True
        return False

    def _adopt(self, world: World, exchange: Exchange) -> Iterator[str]:
        for resource in self.told if exchange.accepted else ():
            thing = told_thing(resource, dict(exchange.params), exchange)
            if thing is None or exchange.operation not in _tellers(world, resource):
                continue
            try:
                live_parent(world, resource, thing.identifiers)
            except NotRun:
                continue
            plain = replace(exchange, params={})
            slot = f"{resource.name} told by {self.key}"
            world.things[slot] = replace(thing, written=plain)
            yield slot


def _tellers(world: World, resource: Resource) -> set[str]:
    sources = {each.operation for each in resource.sources}
    return sources | set(world.facts.tellers(resource))


@dataclass(frozen=True)
class CallGone:
    """Call an operation for what is gone, or was never made; its answer is open."""

    slot: str
    operation: str

    def do(self, world: World) -> Iterator[Finding]:
        """Call it."""
        yield from ()
        thing = world.gone(self.slot)
        world.call(self.operation, world.minimal(self.operation, thing.bindings), judged=False)


@dataclass(frozen=True)
class Imagine:
    """Choose the identifiers of a thing that is not made. It must not be found."""

    slot: str
    like: str

    def do(self, world: World) -> Iterator[Finding]:
        """Choose them, and look. Raises NotRun where anything is found under any name."""
        yield from ()
        like = world.thing(self.like)
        name = world.facts.own(like.resource)[-1]
        schema = world.facts.members(like.made.operation).get(name, {"type": "string"})
        bindings = {**like.bindings, name: world.namer.fresh(schema)}
        world.removed[self.slot] = replace(like, bindings=bindings)
        expect_gone(world, self.slot)
        if list(Gone(self.slot, _found).do(world)):
            raise NotRun(f"any {like.resource.name} is found")


def _found(seen: object) -> Finding:
    raise NotRun("found")
