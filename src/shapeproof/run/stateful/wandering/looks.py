"""Steps that look at something in a random walk: what is wrong is laid at the last deed's door."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from shapeproof.checks.interface import Observation
from shapeproof.checks.lifecycle.atomicity import made_all_the_same, took_effect
from shapeproof.checks.lifecycle.dangling_identifier import does_not_resolve
from shapeproof.checks.lifecycle.isolation import disturbed
from shapeproof.checks.lifecycle.leftovers import old_child
from shapeproof.checks.lifecycle.lost_update import lost_update
from shapeproof.checks.lifecycle.lost_write import lost_write
from shapeproof.checks.lifecycle.not_removed import made_by_change, still_there
from shapeproof.checks.lifecycle.reading import Problem
from shapeproof.exchange import Finding
from shapeproof.run.stateful.deeds import EFFECTIVE, Deed
from shapeproof.run.stateful.facts import Listing
from shapeproof.run.stateful.listing_steps import Filter, ListAll
from shapeproof.run.stateful.seeing import Gone, See
from shapeproof.run.stateful.wandering.guards import expect_gone
from shapeproof.run.stateful.world import NotRun, Thing, World

_FAMILIES = (
    frozenset({"lost_write", "lost_update", "isolation", "atomicity"}),
    frozenset({"not_removed", "leftovers", "atomicity"}),
)


def alike(one: Finding, other: Finding) -> bool:
    """Whether two findings show the same thing to be wrong, whoever is blamed for it."""
    if one.id == other.id:
        return True
    family = any({one.check, other.check} <= each for each in _FAMILIES)
    place = (one.exchange.operation, one.pointer) == (other.exchange.operation, other.pointer)
    return family and place


@dataclass(frozen=True)
class Look:
    """Read a thing: it must be as it was written last."""

    slot: str

    def do(self, world: World) -> Iterator[Finding]:
        """Read it. Raises NotRun where its reader never shows what was written."""
        thing = world.thing(self.slot)

        def tell(seen: Observation, problem: Problem) -> Finding:
            return _wrong(world, self.slot, thing, seen, problem)

        yield from See(self.slot, tell).do(world)


def _wrong(world: World, slot: str, thing: Thing, seen: Observation, problem: Problem) -> Finding:
    own = [each for each in world.journal if slot in each.slots and each.how in EFFECTIVE]
    last = world.journal[-1] if world.journal else None
    if last is not None and slot in last.told:
        return does_not_resolve(seen, last.operation, thing.resource.generated[0])
    if last is None or (own and last is own[-1]):
        if last is not None and last.how == "changed":
            again = sum(each.how == "changed" for each in own) > 1
            return lost_update(seen, last.operation, problem, again=again)
        return lost_write(seen, thing.made.operation, problem)
    if problem.of_value and _was_inside(world, thing, own):
        raise NotRun("what was done in it may well show")
    if last.how not in EFFECTIVE:
        return took_effect(seen, last.operation, last.how, problem)
    return disturbed(seen, last.operation, thing.resource.name, problem)


def _was_inside(world: World, thing: Thing, own: list[Deed]) -> bool:
    """Whether something was done since, in what the thing is or holds."""
    since = world.journal[world.journal.index(own[-1]) + 1 :] if own else world.journal
    resources = world.facts.resources
    return any(thing.resource in world.facts.ancestors(resources[each.resource]) for each in since)


@dataclass(frozen=True)
class LookGone:
    """Look for a thing that was removed, or that was never made."""

    slot: str

    def do(self, world: World) -> Iterator[Finding]:
        """Look for it. Raises NotRun where it may have been made again."""
        thing = expect_gone(world, self.slot)
        removals = [
            each for each in world.journal if self.slot in each.slots and each.how == "removed"
        ]

        def tell(seen: Observation) -> Finding:
            return _there(world, thing, removals, seen)

        remover = removals[-1].operation if removals else ""
        yield from Gone(self.slot, tell, remover=remover).do(world)


def _there(world: World, thing: Thing, removals: list[Deed], seen: Observation) -> Finding:
    what, last = thing.resource.name, world.journal[-1] if world.journal else None
    if last is None or (removals and last is removals[-1]):
        return still_there(seen, removals[-1].operation if removals else "nothing", what)
    if last.how == "called on what is gone" and removals:
        return made_by_change(seen, last.operation, what)
    if last.how not in EFFECTIVE or not removals:
        return made_all_the_same(seen, last.operation, last.how)
    outer = [each.name for each in world.facts.ancestors(thing.resource)]
    if last.how in ("made", "copied") and last.resource in outer:
        return old_child(seen, last.operation, last.resource, what)
    return still_there(seen, removals[-1].operation, what)


@dataclass(frozen=True)
class LookAround:
    """List what stands beside a thing."""

    slot: str
    listing: Listing

    def do(self, world: World) -> Iterator[Finding]:
        """List it. Raises NotRun where it is not known what must be listed."""
        kind = world.once(self.slot).resource
        if world.facts.chosen(kind) and any(
            each.resource.name == kind.name for each in world.doubted
        ):
            raise NotRun(kind.name)
        yield from ListAll(self.slot, self.listing).do(world)


@dataclass(frozen=True)
class LookFiltered:
    """List by a member's value, the value of the first of some things that were changed."""

    slots: tuple[str, ...]
    listing: Listing
    name: str

    def do(self, world: World) -> Iterator[Finding]:
        """List them. Raises NotRun where one of them is not there any more."""
        yield from Filter(self.slots, self.listing, (self.name,)).do(world)


LOOKS = (Look, LookGone, LookAround, LookFiltered, See)
"""Steps that change nothing."""
