"""Rules that make, change, remove and copy resources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from shapeproof.checks.interface import Observation
from shapeproof.checks.lifecycle.interface import ReadingProblem
from shapeproof.checks.lifecycle.writes import not_copied
from shapeproof.contract.lifecycle import Resource, Writer
from shapeproof.exchange import Finding
from shapeproof.run.walks.random.assertions import VerifyAbsent, VerifyState
from shapeproof.run.walks.random.context import Candidate, RuleContext, StepPlan
from shapeproof.run.walks.random.mutations import (
    allows_another,
    expect_gone,
    expect_makeable,
    live_parent,
)
from shapeproof.run.walks.read_steps import AssertState
from shapeproof.run.walks.refused_steps import MakeAgainStep, MakeTwiceStep
from shapeproof.run.walks.state_model import MutationKind, NotRun, ResourceInstance, StateModel
from shapeproof.run.walks.walk import Step
from shapeproof.run.walks.write_steps import (
    AssumeCopied,
    ChangeStep,
    ClearStep,
    CopyStep,
    MakeStep,
    RemoveStep,
)

_CLOSE = 3
"""How many times things that differ in their last identifier only stand among the likenesses."""


def make(course: RuleContext) -> Iterator[Candidate]:
    """Another thing of a kind, in each parent, like each thing that shares some of its names."""
    for kind in course.tree.kinds:
        if not course.tree.facts.makers(kind) or course.full(kind):
            continue
        for parent in _parents(course, kind):
            for like, differ in _likenesses(course, kind):
                for writer in course.tree.facts.makers(kind):
                    blank = MakeStep("", kind, writer, parent, like, differ)
                    if _is_makeable(course, blank):
                        yield kind.name, partial(_making, course, blank)


def _parents(course: RuleContext, kind: Resource) -> list[str | None]:
    if kind.parent is None:
        return [None]
    return [slot for slot, each in course.live() if each.resource.name == kind.parent]


def _likenesses(course: RuleContext, kind: Resource) -> list[tuple[str | None, tuple[str, ...]]]:
    """What it shares its names with, and which of them it does not share."""
    own = tuple(name for name in course.tree.facts.own(kind) if name not in kind.generated)
    found: list[tuple[str | None, tuple[str, ...]]] = [(None, ())]
    for slot, each in (*course.live(), *course.gone()):
        if each.resource == kind and own:
            found += [(slot, (name,)) for name in own if len(own) > 1 or kind.parent]
            found += [(slot, own[-1:])] * (_CLOSE - 1) if len(own) > 1 else []
            found += [(slot, ())] if kind.parent else []
    return found


def _is_makeable(course: RuleContext, blank: MakeStep) -> bool:
    try:
        expect_makeable(course.world, blank)
    except NotRun:
        return False
    return True


def _making(course: RuleContext, blank: MakeStep, key: str, number: int) -> tuple[Step, ...]:
    slot, kind = f"{blank.resource.name} {key}", blank.resource
    step = replace(blank, slot=slot, number=number)
    guard = partial(expect_makeable, make=step)
    return (
        course.act(key, step, "made", blank.writer.operation, kind, slot, guard),
        VerifyState(slot),
    )


def again(course: RuleContext) -> Iterator[Candidate]:
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
        if allows_another(world, kind, thing.identifiers):
            for writer in course.tree.facts.makers(kind)[:1]:
                remover = removals[-1].operation
                yield kind.name, partial(_remaking, course, old, kind, writer, parent, remover)


def _remaking(
    course: RuleContext,
    old: str,
    kind: Resource,
    writer: Writer,
    parent: str | None,
    remover: str,
    key: str,
    number: int,
) -> tuple[Step, ...]:
    slot = f"{kind.name} {key}"
    step = MakeAgainStep(slot, old, kind, writer, parent, remover)

    def guard(world: StateModel) -> None:
        thing = expect_gone(world, old)
        if not allows_another(world, kind, thing.identifiers):
            raise NotRun(old)
        if live_parent(world, kind, thing.identifiers) != parent:
            raise NotRun(old)

    return course.act(key, step, "made", writer.operation, kind, slot, guard), VerifyState(slot)


_MANY_TIMES = 3
"""Changes in a row, where there is more than one."""


def change(course: RuleContext) -> Iterator[Candidate]:
    """A change of each thing, or several in a row."""
    for slot, thing in course.live():
        kind = thing.resource
        for writer in kind.changers:
            for times in (1, _MANY_TIMES) if course.may(writer.operation) else ():
                yield kind.name, partial(_changing, course, slot, kind, writer, times)


def _changing(
    course: RuleContext,
    slot: str,
    kind: Resource,
    writer: Writer,
    times: int,
    key: str,
    number: int,
) -> tuple[Step, ...]:
    steps: list[Step] = []
    for turn in range(times):
        change = ChangeStep(slot, writer, number + turn)
        name = f"{key}.{turn}"
        steps += [
            course.act(name, change, "changed", writer.operation, kind, slot),
            VerifyState(slot),
        ]
    return tuple(steps)


def remove(course: RuleContext) -> Iterator[Candidate]:
    """The removal of each thing."""
    for slot, thing in course.live():
        for operation in course.tree.facts.removers(thing.resource):
            if course.may(operation):
                step = RemoveStep(slot, operation)
                yield thing.resource.name, _removing(course, slot, thing, operation, step)


def clear(course: RuleContext) -> Iterator[Candidate]:
    """The removal of all things of a kind."""
    for slot, thing in course.live():
        kind = thing.resource
        if not course.tree.reviewed or not course.tree.facts.chosen(kind):
            continue
        for operation in course.tree.facts.clearers(kind):
            if course.may(operation):
                for full in (False, True):
                    step = ClearStep(slot, operation, full)
                    yield kind.name, _removing(course, slot, thing, operation, step)


def _removing(
    course: RuleContext, slot: str, thing: ResourceInstance, operation: str, step: Step
) -> StepPlan:
    def plan(key: str, number: int) -> tuple[Step, ...]:
        act = course.act(key, step, "removed", operation, thing.resource, slot)
        return act, VerifyAbsent(slot)

    return plan


_MOST_COPIES = 4
"""Things of a kind that is ground, where there are copies."""


def copy(course: RuleContext) -> Iterator[Candidate]:
    """A copy of each thing that can be copied; it has to hold what its source holds."""
    for slot, thing in course.live():
        for writer in course.tree.facts.copiers(thing.resource):
            if course.may(writer.operation) and not course.full(thing.resource, _MOST_COPIES):
                yield thing.resource.name, partial(_copying, course, slot, thing.resource, writer)


def _copying(
    course: RuleContext, source: str, kind: Resource, writer: Writer, key: str, number: int
) -> tuple[Step, ...]:
    slot = f"{kind.name} {key}"
    copy = CopyStep(slot, source, kind, writer)
    steps: list[Step] = [
        *course.looks_within(source, kind),
        course.act(key, copy, "copied", writer.operation, kind, slot),
        VerifyState(slot),
    ]
    for inner, part in course.parts(source, kind):
        held = f"{part.name} held by {key}"
        tell = partial(_not_copied, writer.operation, part.name)
        steps += [AssumeCopied(held, part, slot, inner), AssertState(held, tell)]
    return tuple(steps)


def duplicate(course: RuleContext) -> Iterator[Candidate]:
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
    course: RuleContext,
    slot: str,
    kind: Resource,
    writer: Writer,
    source: str | None,
    key: str,
    number: int,
) -> tuple[Step, ...]:
    twice = MakeTwiceStep(slot, writer, number, source)
    how: MutationKind = "copied onto what exists" if source else "made twice"
    act = course.act(key, twice, how, writer.operation, kind, slot)
    return VerifyState(slot), act, VerifyState(slot), *course.looks_within(slot, kind)


def _beside(thing: ResourceInstance, other: ResourceInstance, writer: Writer) -> bool:
    """Whether two things differ in what a copier renames, and in that only."""
    if other.resource != thing.resource:
        return False
    differing = {k for k, v in thing.identifiers.items() if other.bindings[k] != v}
    return bool(differing) and differing <= set(writer.identifiers)


def _not_copied(copier: str, part: str, seen: Observation, problem: ReadingProblem) -> Finding:
    return not_copied(seen, copier, part, problem)
