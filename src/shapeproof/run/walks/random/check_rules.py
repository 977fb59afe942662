"""Rules that only read, and rules whose calls must be refused."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from shapeproof.checks.interface import Observation
from shapeproof.checks.lifecycle.writes import created_despite_refusal
from shapeproof.contract.lifecycle import Resource, Writer
from shapeproof.exchange import Finding
from shapeproof.run.walks.random.assertions import (
    VerifyAbsent,
    VerifyFiltered,
    VerifyListed,
    VerifyState,
)
from shapeproof.run.walks.random.context import Candidate, RuleContext, StepPlan
from shapeproof.run.walks.random.mutations import (
    CallAbsent,
    ImagineAbsent,
    expect_gone,
    live_parent,
)
from shapeproof.run.walks.refused_steps import ChangeRemovedStep, FaultStep, FaultyMakeStep
from shapeproof.run.walks.state_model import MutationKind, NotRun, StateModel
from shapeproof.run.walks.walk import Step


def verify_state(course: RuleContext) -> Iterator[Candidate]:
    """A look at each thing."""
    for slot, thing in course.live():
        yield thing.resource.name, _only(VerifyState(slot))


def verify_absent(course: RuleContext) -> Iterator[Candidate]:
    """A look at what must not be found."""
    for slot, thing in course.gone():
        yield thing.resource.name, _only(VerifyAbsent(slot))


def verify_listed(course: RuleContext) -> Iterator[Candidate]:
    """The list of what stands beside a thing, or stood there."""
    for slot, thing in (*course.live(), *course.gone()):
        listing = course.tree.facts.listing(thing.resource)
        if course.tree.reviewed and listing and listing.operation not in course.blamed:
            yield thing.resource.name, _only(VerifyListed(slot, listing))


def verify_filtered(course: RuleContext) -> Iterator[Candidate]:
    """A list with a filter, for each thing that was written with a value for it."""
    for slot, thing in course.live():
        kind = thing.resource
        listing = course.tree.facts.listing(kind)
        if not course.tree.reviewed or listing is None or listing.operation in course.blamed:
            continue
        scope = set(kind.identifiers) - set(course.tree.facts.own(kind))
        for _, name in course.tree.facts.filters(kind, listing):
            known = [
                other
                for other, each in course.live()
                if each.resource == kind
                and name in each.written.params
                and all(each.bindings[k] == thing.bindings[k] for k in scope)
            ]
            if slot in known:
                slots = (slot, *(each for each in known if each != slot))
                yield kind.name, _only(VerifyFiltered(slots, listing, name))


def _only(step: Step) -> StepPlan:
    return lambda key, number: (step,)


_FAULTS = 3
"""From so many of the first faults of an operation one is chosen."""


def fail(course: RuleContext) -> Iterator[Candidate]:
    """A request with one fault, for each thing: it must change nothing."""
    for slot, thing in course.live():
        kind = thing.resource
        calls: list[tuple[str, Writer | None]] = [(each.operation, each) for each in kind.changers]
        calls += [(each, None) for each in kind.removers]
        for operation, writer in calls:
            if course.may(operation):
                for skipped in range(_FAULTS):
                    fail = FaultStep(slot, operation, writer, most=1, skipped=skipped)
                    yield kind.name, _failing(course, slot, kind, operation, fail)
        if course.tree.facts.chosen(kind) and course.tree.facts.own(kind):
            yield from _failing_to_make(course, slot, kind)


def _failing(
    course: RuleContext, slot: str, kind: Resource, operation: str, fail: Step
) -> StepPlan:
    def plan(key: str, number: int) -> tuple[Step, ...]:
        act = course.act(key, fail, "refused", operation, kind, slot)
        return act, VerifyState(slot), *course.looks_within(slot, kind)

    return plan


def _failing_to_make(course: RuleContext, slot: str, kind: Resource) -> Iterator[Candidate]:
    try:
        parent = live_parent(course.world, kind, course.world.thing(slot).identifiers)
    except NotRun:
        return
    for writer in course.tree.facts.makers(kind):
        if not course.may(writer.operation):
            continue

        def plan(key: str, number: int, writer: Writer = writer) -> tuple[Step, ...]:
            ghost, name = f"{kind.name} refused {key}", writer.operation
            tell = partial(_made_all_the_same, name)
            fail = FaultyMakeStep(ghost, kind, writer, parent, tell, most=2)
            return course.act(key, fail, "refused", name, kind, ghost), VerifyState(slot)

        yield kind.name, plan


def call_absent(course: RuleContext) -> Iterator[Candidate]:
    """A call for what is gone, or was never made."""
    gone = [(slot, each.resource) for slot, each in course.gone()]
    for slot, kind in gone:
        yield from _calls_for_gone(course, slot, kind, ())
    for slot, thing in course.live():
        kind = thing.resource
        if course.tree.reviewed and course.tree.facts.chosen(kind) and course.tree.facts.own(kind):
            imagined = f"{kind.name} imagined beside {slot}"
            if imagined not in course.world.removed:
                yield from _calls_for_gone(course, imagined, kind, (ImagineAbsent(imagined, slot),))


def _calls_for_gone(
    course: RuleContext, slot: str, kind: Resource, before: tuple[Step, ...]
) -> Iterator[Candidate]:
    facts = course.tree.facts
    for writer in kind.changers:
        if course.may(writer.operation) and facts.missing(writer.operation, kind):
            step = ChangeRemovedStep(slot, writer.operation)
            yield kind.name, _calling_gone(course, slot, kind, writer.operation, (*before, step))
    for operation in facts.removers(kind):
        if course.may(operation):
            steps = (*before, CallAbsent(slot, operation))
            yield kind.name, _calling_gone(course, slot, kind, operation, steps)


def _calling_gone(
    course: RuleContext, slot: str, kind: Resource, operation: str, steps: tuple[Step, ...]
) -> StepPlan:
    def guard(world: StateModel) -> None:
        expect_gone(world, slot)

    def plan(key: str, number: int) -> tuple[Step, ...]:
        how: MutationKind = "called on what is gone"
        act = course.act(key, steps[-1], how, operation, kind, slot, guard)
        return (*steps[:-1], act, VerifyAbsent(slot))

    return plan


def _made_all_the_same(maker: str, seen: Observation) -> Finding:
    return created_despite_refusal(seen, maker, "refused")
