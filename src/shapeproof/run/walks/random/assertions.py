"""Steps that look at something in a random walk: what is wrong is laid at the last deed's door."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from shapeproof.checks.interface import Observation
from shapeproof.checks.lifecycle.existence import (
    does_not_resolve,
    made_by_change,
    old_child,
    still_there,
)
from shapeproof.checks.lifecycle.interface import ReadingProblem
from shapeproof.checks.lifecycle.writes import (
    created_despite_refusal,
    disturbed,
    lost_update,
    lost_write,
    took_effect,
)
from shapeproof.exchange import Finding
from shapeproof.run.walks.facts import ResourceListing
from shapeproof.run.walks.listing_steps import AssertFiltered, AssertListed
from shapeproof.run.walks.random.mutations import expect_gone
from shapeproof.run.walks.read_steps import AssertAbsent, AssertState
from shapeproof.run.walks.state_model import (
    EFFECTIVE,
    Mutation,
    NotRun,
    ResourceInstance,
    StateModel,
)

_FAMILIES = (
    frozenset({"lost_write", "lost_update", "isolation", "atomicity"}),
    frozenset({"not_removed", "leftovers", "atomicity"}),
)


def same_violation(one: Finding, other: Finding) -> bool:
    """Whether two findings show the same thing to be wrong, whoever is blamed for it."""
    if one.id == other.id:
        return True
    family = any({one.check, other.check} <= each for each in _FAMILIES)
    place = (one.exchange.operation, one.pointer) == (other.exchange.operation, other.pointer)
    return family and place


@dataclass(frozen=True)
class VerifyState:
    """Read a thing: it must be as it was written last."""

    slot: str

    def do(self, world: StateModel) -> Iterator[Finding]:
        """Read it. Raises NotRun where its reader never shows what was written."""
        thing = world.thing(self.slot)

        def tell(seen: Observation, problem: ReadingProblem) -> Finding:
            return _wrong(world, self.slot, thing, seen, problem)

        yield from AssertState(self.slot, tell).do(world)


def _wrong(
    world: StateModel,
    slot: str,
    thing: ResourceInstance,
    seen: Observation,
    problem: ReadingProblem,
) -> Finding:
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


def _was_inside(world: StateModel, thing: ResourceInstance, own: list[Mutation]) -> bool:
    """Whether something was done since, in what the thing is or holds."""
    since = world.journal[world.journal.index(own[-1]) + 1 :] if own else world.journal
    resources = world.facts.resources
    return any(thing.resource in world.facts.ancestors(resources[each.resource]) for each in since)


@dataclass(frozen=True)
class VerifyAbsent:
    """Look for a thing that was removed, or that was never made."""

    slot: str

    def do(self, world: StateModel) -> Iterator[Finding]:
        """Look for it. Raises NotRun where it may have been made again."""
        thing = expect_gone(world, self.slot)
        removals = [
            each for each in world.journal if self.slot in each.slots and each.how == "removed"
        ]

        def tell(seen: Observation) -> Finding:
            return _there(world, thing, removals, seen)

        remover = removals[-1].operation if removals else ""
        yield from AssertAbsent(self.slot, tell, remover=remover).do(world)


def _there(
    world: StateModel, thing: ResourceInstance, removals: list[Mutation], seen: Observation
) -> Finding:
    what, last = thing.resource.name, world.journal[-1] if world.journal else None
    if last is None or (removals and last is removals[-1]):
        return still_there(seen, removals[-1].operation if removals else "nothing", what)
    if last.how == "called on what is gone" and removals:
        return made_by_change(seen, last.operation, what)
    if last.how not in EFFECTIVE or not removals:
        return created_despite_refusal(seen, last.operation, last.how)
    outer = [each.name for each in world.facts.ancestors(thing.resource)]
    if last.how in ("made", "copied") and last.resource in outer:
        return old_child(seen, last.operation, last.resource, what)
    return still_there(seen, removals[-1].operation, what)


@dataclass(frozen=True)
class VerifyListed:
    """List what stands beside a thing."""

    slot: str
    listing: ResourceListing

    def do(self, world: StateModel) -> Iterator[Finding]:
        """List it. Raises NotRun where it is not known what must be listed."""
        kind = world.once(self.slot).resource
        if world.facts.chosen(kind) and any(
            each.resource.name == kind.name for each in world.doubted
        ):
            raise NotRun(kind.name)
        yield from AssertListed(self.slot, self.listing).do(world)


@dataclass(frozen=True)
class VerifyFiltered:
    """List by a member's value, the value of the first of some things that were changed."""

    slots: tuple[str, ...]
    listing: ResourceListing
    name: str

    def do(self, world: StateModel) -> Iterator[Finding]:
        """List them. Raises NotRun where one of them is not there any more."""
        yield from AssertFiltered(self.slots, self.listing, (self.name,)).do(world)


STATE_ASSERTIONS = (VerifyState, VerifyAbsent, VerifyListed, VerifyFiltered, AssertState)
"""Steps that change nothing."""
