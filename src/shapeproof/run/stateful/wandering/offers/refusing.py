"""Calls that must be refused, or whose thing is gone."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from shapeproof.checks.interface import Observation
from shapeproof.checks.lifecycle.atomicity import made_all_the_same
from shapeproof.contract.lifecycle import Resource, Writer
from shapeproof.exchange import Finding
from shapeproof.run.stateful.deeds import How
from shapeproof.run.stateful.refused import ChangeGone, Fail, FailToMake
from shapeproof.run.stateful.steps import Step
from shapeproof.run.stateful.wandering.acts import CallGone, Imagine
from shapeproof.run.stateful.wandering.course import Course, Offer, Plan
from shapeproof.run.stateful.wandering.guards import expect_gone, live_parent
from shapeproof.run.stateful.wandering.looks import Look, LookGone
from shapeproof.run.stateful.world import NotRun, World

_FAULTS = 3
"""From so many of the first faults of an operation one is chosen."""


def fail(course: Course) -> Iterator[Offer]:
    """A request with one fault, for each thing: it must change nothing."""
    for slot, thing in course.live():
        kind = thing.resource
        calls: list[tuple[str, Writer | None]] = [(each.operation, each) for each in kind.changers]
        calls += [(each, None) for each in kind.removers]
        for operation, writer in calls:
            if course.may(operation):
                for skipped in range(_FAULTS):
                    fail = Fail(slot, operation, writer, most=1, skipped=skipped)
                    yield kind.name, _failing(course, slot, kind, operation, fail)
        if course.tree.facts.chosen(kind) and course.tree.facts.own(kind):
            yield from _failing_to_make(course, slot, kind)


def _failing(course: Course, slot: str, kind: Resource, operation: str, fail: Step) -> Plan:
    def plan(key: str, number: int) -> tuple[Step, ...]:
        act = course.act(key, fail, "refused", operation, kind, slot)
        return act, Look(slot), *course.looks_within(slot, kind)

    return plan


def _failing_to_make(course: Course, slot: str, kind: Resource) -> Iterator[Offer]:
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
            fail = FailToMake(ghost, kind, writer, parent, tell, most=2)
            return course.act(key, fail, "refused", name, kind, ghost), Look(slot)

        yield kind.name, plan


def call_gone(course: Course) -> Iterator[Offer]:
    """A call for what is gone, or was never made."""
    gone = [(slot, each.resource) for slot, each in course.gone()]
    for slot, kind in gone:
        yield from _calls_for_gone(course, slot, kind, ())
    for slot, thing in course.live():
        kind = thing.resource
        if course.tree.reviewed and course.tree.facts.chosen(kind) and course.tree.facts.own(kind):
            imagined = f"{kind.name} imagined beside {slot}"
            if imagined not in course.world.removed:
                yield from _calls_for_gone(course, imagined, kind, (Imagine(imagined, slot),))


def _calls_for_gone(
    course: Course, slot: str, kind: Resource, before: tuple[Step, ...]
) -> Iterator[Offer]:
    facts = course.tree.facts
    for writer in kind.changers:
        if course.may(writer.operation) and facts.missing(writer.operation, kind):
            step = ChangeGone(slot, writer.operation)
            yield kind.name, _calling_gone(course, slot, kind, writer.operation, (*before, step))
    for operation in facts.removers(kind):
        if course.may(operation):
            steps = (*before, CallGone(slot, operation))
            yield kind.name, _calling_gone(course, slot, kind, operation, steps)


def _calling_gone(
    course: Course, slot: str, kind: Resource, operation: str, steps: tuple[Step, ...]
) -> Plan:
    def guard(world: World) -> None:
        expect_gone(world, slot)

    def plan(key: str, number: int) -> tuple[Step, ...]:
        how: How = "called on what is gone"
        act = course.act(key, steps[-1], how, operation, kind, slot, guard)
        return (*steps[:-1], act, LookGone(slot))

    return plan


def _made_all_the_same(maker: str, seen: Observation) -> Finding:
    return made_all_the_same(seen, maker, "refused")
