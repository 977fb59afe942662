"""Things are made, and made again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from shapeproof.contract.lifecycle import Resource, Writer
from shapeproof.run.stateful.making import Make
from shapeproof.run.stateful.refused import MakeAgain
from shapeproof.run.stateful.steps import Step
from shapeproof.run.stateful.wandering.course import Course, Offer
from shapeproof.run.stateful.wandering.guards import (
    expect_gone,
    expect_makeable,
    has_room,
    live_parent,
)
from shapeproof.run.stateful.wandering.looks import Look
from shapeproof.run.stateful.world import NotRun, World

_CLOSE = 3
"""How many times things that differ in their last identifier only stand among the likenesses."""


def make(course: Course) -> Iterator[Offer]:
    """Another thing of a kind, in each parent, like each thing that shares some of its names."""
    for kind in course.tree.kinds:
        if not course.tree.facts.makers(kind) or course.full(kind):
            continue
        for parent in _parents(course, kind):
            for like, differ in _likenesses(course, kind):
                for writer in course.tree.facts.makers(kind):
                    blank = Make("", kind, writer, parent, like, differ)
                    if _is_makeable(course, blank):
                        yield kind.name, partial(_making, course, blank)


def _parents(course: Course, kind: Resource) -> list[str | None]:
    if kind.parent is None:
        return [None]
    return [slot for slot, each in course.live() if each.resource.name == kind.parent]


def _likenesses(course: Course, kind: Resource) -> list[tuple[str | None, tuple[str, ...]]]:
    """What it shares its names with, and which of them it does not share."""
    own = tuple(name for name in course.tree.facts.own(kind) if name not in kind.generated)
    found: list[tuple[str | None, tuple[str, ...]]] = [(None, ())]
    for slot, each in (*course.live(), *course.gone()):
        if each.resource == kind and own:
            found += [(slot, (name,)) for name in own if len(own) > 1 or kind.parent]
            found += [(slot, own[-1:])] * (_CLOSE - 1) if len(own) > 1 else []
            found += [(slot, ())] if kind.parent else []
    return found


def _is_makeable(course: Course, blank: Make) -> bool:
    try:
        expect_makeable(course.world, blank)
    except NotRun:
        return False
    return True


def _making(course: Course, blank: Make, key: str, number: int) -> tuple[Step, ...]:
    slot, kind = f"{blank.resource.name} {key}", blank.resource
    step = replace(blank, slot=slot, number=number)
    guard = partial(expect_makeable, make=step)
    return (
        course.act(key, step, "made", blank.writer.operation, kind, slot, guard),
        Look(slot),
    )


def again(course: Course) -> Iterator[Offer]:
    """What was removed, under the same names."""
    for old, thing in course.gone():
        kind, world = thing.resource, course.world
        removals = [each for each in world.journal if old in each.slots]
        removals = [each for each in removals if each.how == "removed"]
        if not (course.tree.reviewed and course.tree.facts.chosen(kind) and removals):
            continue
        try:
            parent = live_parent(world, kind, thing.identifiers)
        except NotRun:
            continue
        if has_room(world, kind, thing.identifiers):
            for writer in course.tree.facts.makers(kind)[:1]:
                remover = removals[-1].operation
                yield kind.name, partial(_remaking, course, old, kind, writer, parent, remover)


def _remaking(
    course: Course,
    old: str,
    kind: Resource,
    writer: Writer,
    parent: str | None,
    remover: str,
    key: str,
    number: int,
) -> tuple[Step, ...]:
    slot = f"{kind.name} {key}"
    step = MakeAgain(slot, old, kind, writer, parent, remover)

    def guard(world: World) -> None:
        thing = expect_gone(world, old)
        if not has_room(world, kind, thing.identifiers):
            raise NotRun(old)
        if live_parent(world, kind, thing.identifiers) != parent:
            raise NotRun(old)

    return course.act(key, step, "made", writer.operation, kind, slot, guard), Look(slot)
