"""Things are changed and removed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from shapeproof.contract.lifecycle import Resource, Writer
from shapeproof.run.stateful.making import Change, Clear, Remove
from shapeproof.run.stateful.steps import Step
from shapeproof.run.stateful.wandering.course import Course, Offer, Plan
from shapeproof.run.stateful.wandering.looks import Look, LookGone
from shapeproof.run.stateful.world import Thing

_MANY_TIMES = 3
"""Changes in a row, where there is more than one."""


def change(course: Course) -> Iterator[Offer]:
    """A change of each thing, or several in a row."""
    for slot, thing in course.live():
        kind = thing.resource
        for writer in kind.changers:
            for times in (1, _MANY_TIMES) if course.may(writer.operation) else ():
                yield kind.name, partial(_changing, course, slot, kind, writer, times)


def _changing(
    course: Course, slot: str, kind: Resource, writer: Writer, times: int, key: str, number: int
) -> tuple[Step, ...]:
    steps: list[Step] = []
    for turn in range(times):
        change = Change(slot, writer, number + turn)
        name = f"{key}.{turn}"
        steps += [course.act(name, change, "changed", writer.operation, kind, slot), Look(slot)]
    return tuple(steps)


def remove(course: Course) -> Iterator[Offer]:
    """The removal of each thing."""
    for slot, thing in course.live():
        for operation in course.tree.facts.removers(thing.resource):
            if course.may(operation):
                step = Remove(slot, operation)
                yield thing.resource.name, _removing(course, slot, thing, operation, step)


def clear(course: Course) -> Iterator[Offer]:
    """The removal of all things of a kind."""
    for slot, thing in course.live():
        kind = thing.resource
        if not course.tree.reviewed or not course.tree.facts.chosen(kind):
            continue
        for operation in course.tree.facts.clearers(kind):
            if course.may(operation):
                for full in (False, True):
                    step = Clear(slot, operation, full)
                    yield kind.name, _removing(course, slot, thing, operation, step)


def _removing(course: Course, slot: str, thing: Thing, operation: str, step: Step) -> Plan:
    def plan(key: str, number: int) -> tuple[Step, ...]:
        act = course.act(key, step, "removed", operation, thing.resource, slot)
        return act, LookGone(slot)

    return plan
