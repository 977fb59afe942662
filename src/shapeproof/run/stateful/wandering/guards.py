"""What must hold in a world before a step, so that steps can be left out of a random walk.

Each raises NotRun where it does not hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from shapeproof.contract.lifecycle import Resource
from shapeproof.run.stateful.making import Make
from shapeproof.run.stateful.world import NotRun, Thing, World


def live_parent(world: World, resource: Resource, bindings: Mapping[str, Any]) -> str | None:
    """The name of the thing that one with these identifiers stands in, None for one at the top."""
    if resource.parent is None:
        return None
    for slot, thing in world.things.items():
        if thing.resource.name == resource.parent and _agree(
            thing.bindings, bindings, set(thing.resource.identifiers) & bindings.keys()
        ):
            return slot
    raise NotRun(resource.parent)


def is_free(world: World, resource: Resource, bindings: Mapping[str, Any]) -> bool:
    """Whether surely nothing of the kind answers to these identifiers."""
    names = set(resource.identifiers) & bindings.keys()
    return not any(_agree(each.bindings, bindings, names) for each in _of(world, resource))


def has_room(world: World, resource: Resource, bindings: Mapping[str, Any]) -> bool:
    """Whether what these identifiers stand in may take another thing of the kind."""
    own = world.facts.own(resource)
    if own and not resource.single:
        return True
    scope = (set(resource.identifiers) - set(own)) & bindings.keys()
    return not any(_agree(each.bindings, bindings, scope) for each in _of(world, resource))


def expect_makeable(world: World, make: Make) -> None:
    """The place for a thing must be there, and free."""
    bindings = dict(world.thing(make.parent).bindings) if make.parent else {}
    kept: tuple[str, ...] = ()
    if make.like is not None:
        like = world.once(make.like).bindings
        kept = tuple(name for name in world.facts.own(make.resource) if name not in make.differ)
        bindings |= {name: like[name] for name in kept if name in like}
    if not has_room(world, make.resource, bindings):
        raise NotRun(make.resource.name)
    every = set(make.resource.identifiers) <= bindings.keys()
    if every and not is_free(world, make.resource, bindings):
        raise NotRun(make.resource.name)


def expect_gone(world: World, slot: str) -> Thing:
    """What was removed, and not made again since."""
    thing = world.gone(slot)
    if not is_free(world, thing.resource, thing.bindings):
        raise NotRun(slot)
    return thing


def _of(world: World, resource: Resource) -> Iterable[Thing]:
    every = (*world.things.values(), *world.doubted)
    return (each for each in every if each.resource.name == resource.name)


def _agree(one: Mapping[str, Any], other: Mapping[str, Any], names: Iterable[str]) -> bool:
    return all(one.get(name) == other.get(name) for name in names)
