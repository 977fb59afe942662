"""State assertions of random walks: a violation is attributed to the latest mutation."""

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
    """Whether two findings show the same violation, whichever operation is blamed for it."""
    if one.id == other.id:
        return True
    family = any({one.check, other.check} <= each for each in _FAMILIES)
    place = (one.exchange.operation, one.pointer) == (other.exchange.operation, other.pointer)
    return family and place


@dataclass(frozen=True)
class VerifyState:
    """Read a resource: it must be as it was last written."""

    slot: str

    def do(self, model: StateModel) -> Iterator[Finding]:
        """Read it. Raises NotRun where its reader never shows what was written."""
        instance = model.instance(self.slot)

        def report(seen: Observation, problem: ReadingProblem) -> Finding:
            return _wrong(model, self.slot, instance, seen, problem)

        yield from AssertState(self.slot, report).do(model)


def _wrong(
    model: StateModel,
    slot: str,
    instance: ResourceInstance,
    seen: Observation,
    problem: ReadingProblem,
) -> Finding:
    own = [each for each in model.mutations if slot in each.slots and each.how in EFFECTIVE]
    last = model.mutations[-1] if model.mutations else None
    if last is not None and slot in last.reported:
        return does_not_resolve(seen, last.operation, instance.resource.generated[0])
    if last is None or (own and last is own[-1]):
        if last is not None and last.how == "changed":
            again = sum(each.how == "changed" for each in own) > 1
            return lost_update(seen, last.operation, problem, again=again)
        return lost_write(seen, instance.made.operation, problem)
    # Whether a removal takes with it what lies in a resource, only a review can say.
    may_show = problem.of_value or not model.contract.lifecycle.reviewed
    if may_show and _was_inside(model, instance, own):
        raise NotRun("what was done in it may well show")
    if last.how not in EFFECTIVE:
        return took_effect(seen, last.operation, last.how, problem)
    return disturbed(seen, last.operation, instance.resource.name, problem)


def _was_inside(model: StateModel, instance: ResourceInstance, own: list[Mutation]) -> bool:
    """Whether a later mutation was applied to an ancestor of the resource."""
    since = model.mutations[model.mutations.index(own[-1]) + 1 :] if own else model.mutations
    resources = model.facts.resources
    return any(
        instance.resource in model.facts.ancestors(resources[each.resource]) for each in since
    )


@dataclass(frozen=True)
class VerifyAbsent:
    """Assert that a removed resource, or one that was never made, is absent."""

    slot: str

    def do(self, model: StateModel) -> Iterator[Finding]:
        """Look for it. Raises NotRun where it may have been made again."""
        instance = expect_gone(model, self.slot)
        removals = [
            each for each in model.mutations if self.slot in each.slots and each.how == "removed"
        ]

        def report(seen: Observation) -> Finding:
            return _there(model, instance, removals, seen)

        remover = removals[-1].operation if removals else ""
        yield from AssertAbsent(self.slot, report, remover=remover).do(model)


def _there(
    model: StateModel, instance: ResourceInstance, removals: list[Mutation], seen: Observation
) -> Finding:
    what, last = instance.resource.name, model.mutations[-1] if model.mutations else None
    if last is None or (removals and last is removals[-1]):
        return still_there(seen, removals[-1].operation if removals else "nothing", what)
    if last.how == "called on what is gone" and removals:
        return made_by_change(seen, last.operation, what)
    if last.how not in EFFECTIVE or not removals:
        return created_despite_refusal(seen, last.operation, last.how)
    outer = [each.name for each in model.facts.ancestors(instance.resource)]
    if last.how in ("made", "copied") and last.resource in outer:
        return old_child(seen, last.operation, last.resource, what)
    return still_there(seen, removals[-1].operation, what)


@dataclass(frozen=True)
class VerifyListed:
    """List the resources in the scope of one."""

    slot: str
    listing: ResourceListing

    def do(self, model: StateModel) -> Iterator[Finding]:
        """List them. Raises NotRun where it is uncertain what must be listed."""
        kind = model.once(self.slot).resource
        if model.facts.chosen(kind) and any(
            each.resource.name == kind.name for each in model.uncertain
        ):
            raise NotRun(kind.name)
        yield from AssertListed(self.slot, self.listing).do(model)


@dataclass(frozen=True)
class VerifyFiltered:
    """List by the value of a member of the first of some resources."""

    slots: tuple[str, ...]
    listing: ResourceListing
    name: str

    def do(self, model: StateModel) -> Iterator[Finding]:
        """List them. Raises NotRun where one of them no longer exists."""
        yield from AssertFiltered(self.slots, self.listing, (self.name,)).do(model)


STATE_ASSERTIONS = (VerifyState, VerifyAbsent, VerifyListed, VerifyFiltered, AssertState)
"""Steps that change nothing."""
