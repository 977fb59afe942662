"""Things are copied, and made twice."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from shapeproof.checks.interface import Observation
from shapeproof.checks.lifecycle.copies import not_copied
from shapeproof.checks.lifecycle.reading import Problem
from shapeproof.contract.lifecycle import Resource, Writer
from shapeproof.exchange import Finding
from shapeproof.run.stateful.copied import Held
from shapeproof.run.stateful.deeds import How
from shapeproof.run.stateful.making import Copy
from shapeproof.run.stateful.refused import MakeTwice
from shapeproof.run.stateful.seeing import See
from shapeproof.run.stateful.steps import Step
from shapeproof.run.stateful.wandering.course import Course, Offer
from shapeproof.run.stateful.wandering.looks import Look
from shapeproof.run.stateful.world import Thing

_MOST_COPIES = 4
"""Things of a kind that is ground, where there are copies."""


def copy(course: Course) -> Iterator[Offer]:
    """A copy of each thing that can be copied; it has to hold what its source holds."""
    for slot, thing in course.live():
        for writer in course.tree.facts.copiers(thing.resource):
            if course.may(writer.operation) and not course.full(thing.resource, _MOST_COPIES):
                yield thing.resource.name, partial(_copying, course, slot, thing.resource, writer)


def _copying(
    course: Course, source: str, kind: Resource, writer: Writer, key: str, number: int
) -> tuple[Step, ...]:
    slot = f"{kind.name} {key}"
    copy = Copy(slot, source, kind, writer)
    steps: list[Step] = [
        *course.looks_within(source, kind),
        course.act(key, copy, "copied", writer.operation, kind, slot),
        Look(slot),
    ]
    for inner, part in course.parts(source, kind):
        held = f"{part.name} held by {key}"
        tell = partial(_not_copied, writer.operation, part.name)
        steps += [Held(held, part, slot, inner), See(held, tell)]
    return tuple(steps)


def duplicate(course: Course) -> Iterator[Offer]:
    """What is there already, made or copied onto once more: it must be refused."""
    facts = course.tree.facts
    for slot, thing in course.live():
        kind = thing.resource
        if not (course.tree.reviewed and kind.removers and facts.chosen(kind)):
            continue
        for writer in facts.makers(kind):
            if course.may(writer.operation):
                yield kind.name, partial(_duplicating, course, slot, kind, writer, None)
        for writer in facts.copiers(kind):
            for source, other in course.live():
                if course.may(writer.operation) and _beside(thing, other, writer):
                    yield kind.name, partial(_duplicating, course, slot, kind, writer, source)


def _duplicating(
    course: Course,
    slot: str,
    kind: Resource,
    writer: Writer,
    source: str | None,
    key: str,
    number: int,
) -> tuple[Step, ...]:
    twice = MakeTwice(slot, writer, number, source)
    how: How = "copied onto what exists" if source else "made twice"
    act = course.act(key, twice, how, writer.operation, kind, slot)
    return Look(slot), act, Look(slot), *course.looks_within(slot, kind)


def _beside(thing: Thing, other: Thing, writer: Writer) -> bool:
    """Whether two things differ in what a copier renames, and in that only."""
    if other.resource != thing.resource:
        return False
    differing = {k for k, v in thing.identifiers.items() if other.bindings[k] != v}
    return bool(differing) and differing <= set(writer.identifiers)


def _not_copied(copier: str, part: str, seen: Observation, problem: Problem) -> Finding:
    return not_copied(seen, copier, part, problem)
