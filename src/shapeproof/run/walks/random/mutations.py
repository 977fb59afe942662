"""Mutations in a random walk: what must hold before one, and what is known after it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from shapeproof.contract.lifecycle import Resource
from shapeproof.exchange import Exchange, Finding
from shapeproof.run.walks.read_steps import AssertAbsent, reported_instance
from shapeproof.run.walks.state_model import (
    Mutation,
    MutationKind,
    NotRun,
    ResourceInstance,
    StateModel,
)
from shapeproof.run.walks.walk import Step
from shapeproof.run.walks.write_steps import MakeStep


def live_parent(world: StateModel, resource: Resource, bindings: Mapping[str, Any]) -> str | None:
    """The name of the thing that one with these identifiers stands in, None for one at the top."""
    if resource.parent is None:
        return None
    for slot, thing in world.things.items():
        if thing.resource.name == resource.parent and _agree(
            thing.bindings, bindings, set(thing.resource.identifiers) & bindings.keys()
        ):
            return slot
    raise NotRun(resource.parent)


def is_free(world: StateModel, resource: Resource, bindings: Mapping[str, Any]) -> bool:
    """Whether surely nothing of the kind answers to these identifiers."""
    names = set(resource.identifiers) & bindings.keys()
    return not any(_agree(each.bindings, bindings, names) for each in _of(world, resource))


def allows_another(world: StateModel, resource: Resource, bindings: Mapping[str, Any]) -> bool:
    """Whether what these identifiers stand in may take another thing of the kind."""
    own = world.facts.own(resource)
    if own and not resource.single:
        return True
    scope = (set(resource.identifiers) - set(own)) & bindings.keys()
    return not any(_agree(each.bindings, bindings, scope) for each in _of(world, resource))


def expect_makeable(world: StateModel, make: MakeStep) -> None:
    """The place for a thing must be there, and free."""
    bindings = dict(world.thing(make.parent).bindings) if make.parent else {}
    kept: tuple[str, ...] = ()
    if make.like is not None:
        like = world.once(make.like).bindings
        kept = tuple(name for name in world.facts.own(make.resource) if name not in make.differ)
        bindings |= {name: like[name] for name in kept if name in like}
    if not allows_another(world, make.resource, bindings):
        raise NotRun(make.resource.name)
    every = set(make.resource.identifiers) <= bindings.keys()
    if every and not is_free(world, make.resource, bindings):
        raise NotRun(make.resource.name)


def expect_gone(world: StateModel, slot: str) -> ResourceInstance:
    """What was removed, and not made again since."""
    thing = world.gone(slot)
    if not is_free(world, thing.resource, thing.bindings):
        raise NotRun(slot)
    return thing


def _of(world: StateModel, resource: Resource) -> Iterable[ResourceInstance]:
    every = (*world.things.values(), *world.doubted)
    return (each for each in every if each.resource.name == resource.name)


def _agree(one: Mapping[str, Any], other: Mapping[str, Any], names: Iterable[str]) -> bool:
    return all(one.get(name) == other.get(name) for name in names)


Precondition = Callable[[StateModel], object]


@dataclass(frozen=True)
class MutationStep:
    """A step with what must hold before it, and what is known after it.

    ``slot`` is what it is done to. ``told`` are kinds of things whose identifiers an answer may
    tell; they are then things of the world, too, called after ``key``.
    """

    key: str
    inner: Step
    how: MutationKind
    operation: str
    resource: Resource
    slot: str
    guard: Precondition | None = None
    told: tuple[Resource, ...] = ()

    def do(self, world: StateModel) -> Iterator[Finding]:
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
            Mutation(self.operation, self.how, slots, self.resource.name, frozenset(told))
        )

    def _doubt(self, world: StateModel, gone: set[str]) -> None:
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

    def _shaken(
        self, world: StateModel, thing: ResourceInstance, sure: set[str], gone: set[str]
    ) -> bool:
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

    def _adopt(self, world: StateModel, exchange: Exchange) -> Iterator[str]:
        for resource in self.told if exchange.accepted else ():
            thing = reported_instance(resource, dict(exchange.params), exchange)
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


def _tellers(world: StateModel, resource: Resource) -> set[str]:
    sources = {each.operation for each in resource.sources}
    return sources | set(world.facts.tellers(resource))


@dataclass(frozen=True)
class CallAbsent:
    """Call an operation for what is gone, or was never made; its answer is open."""

    slot: str
    operation: str

    def do(self, world: StateModel) -> Iterator[Finding]:
        """Call it."""
        yield from ()
        thing = world.gone(self.slot)
        world.call(self.operation, world.minimal(self.operation, thing.bindings), judged=False)


@dataclass(frozen=True)
class ImagineAbsent:
    """Choose the identifiers of a thing that is not made. It must not be found."""

    slot: str
    like: str

    def do(self, world: StateModel) -> Iterator[Finding]:
        """Choose them, and look. Raises NotRun where anything is found under any name."""
        yield from ()
        like = world.thing(self.like)
        name = world.facts.own(like.resource)[-1]
        schema = world.facts.members(like.made.operation).get(name, {"type": "string"})
        bindings = {**like.bindings, name: world.namer.fresh(schema)}
        world.removed[self.slot] = replace(like, bindings=bindings)
        expect_gone(world, self.slot)
        if list(AssertAbsent(self.slot, _found).do(world)):
            raise NotRun(f"any {like.resource.name} is found")


def _found(seen: object) -> Finding:
    raise NotRun("found")
