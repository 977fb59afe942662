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
from shapeproof.run.walks.remove_steps import ClearStep, RemoveStep
from shapeproof.run.walks.state_model import MutationKind, NotRun, ResourceInstance, StateModel
from shapeproof.run.walks.walk import Step
from shapeproof.run.walks.write_steps import AssumeCopied, ChangeStep, CopyStep, MakeStep

_CLOSE = 3
"""How often resources that differ in their last identifier only are among the candidates."""


def make(context: RuleContext) -> Iterator[Candidate]:
    """Another resource in each parent, like each resource that shares some identifiers."""
    for kind in context.tree.kinds:
        if not context.tree.facts.makers(kind) or context.full(kind):
            continue
        for parent in _parents(context, kind):
            for like, differ in _likenesses(context, kind):
                for writer in context.tree.facts.makers(kind):
                    blank = MakeStep("", kind, writer, parent, like, differ)
                    if _is_makeable(context, blank):
                        yield kind.name, partial(_making, context, blank)


def _parents(context: RuleContext, kind: Resource) -> list[str | None]:
    if kind.parent is None:
        return [None]
    return [slot for slot, each in context.live() if each.resource.name == kind.parent]


def _likenesses(context: RuleContext, kind: Resource) -> list[tuple[str | None, tuple[str, ...]]]:
    """The resources to share identifiers with, and which identifiers differ."""
    own = tuple(name for name in context.tree.facts.own(kind) if name not in kind.generated)
    found: list[tuple[str | None, tuple[str, ...]]] = [(None, ())]
    for slot, each in (*context.live(), *context.gone()):
        if each.resource == kind and own:
            found += [(slot, (name,)) for name in own if len(own) > 1 or kind.parent]
            found += [(slot, own[-1:])] * (_CLOSE - 1) if len(own) > 1 else []
            found += [(slot, ())] if kind.parent else []
    return found


def _is_makeable(context: RuleContext, blank: MakeStep) -> bool:
    try:
        expect_makeable(context.model, blank)
    except NotRun:
        return False
    return True


def _making(context: RuleContext, blank: MakeStep, key: str, number: int) -> tuple[Step, ...]:
    slot, kind = f"{blank.resource.name} {key}", blank.resource
    step = replace(blank, slot=slot, number=number)
    guard = partial(expect_makeable, make=step)
    return (
        context.act(key, step, "made", blank.writer.operation, kind, slot, guard),
        VerifyState(slot),
    )


def again(context: RuleContext) -> Iterator[Candidate]:
    """A removed resource, made again under the same names."""
    for old, instance in context.gone():
        kind, model = instance.resource, context.model
        removals = [each for each in model.mutations if old in each.slots]
        removals = [each for each in removals if each.how == "removed"]
        if not (context.tree.reviewed and context.tree.facts.chosen(kind) and removals):
            continue
        try:
            parent = live_parent(model, kind, instance.identifiers)
        except NotRun:
            continue
        if allows_another(model, kind, instance.identifiers):
            for writer in context.tree.facts.makers(kind)[:1]:
                remover = removals[-1].operation
                yield kind.name, partial(_remaking, context, old, kind, writer, parent, remover)


def _remaking(
    context: RuleContext,
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

    def guard(model: StateModel) -> None:
        instance = expect_gone(model, old)
        if not allows_another(model, kind, instance.identifiers):
            raise NotRun(old)
        if live_parent(model, kind, instance.identifiers) != parent:
            raise NotRun(old)

    return context.act(key, step, "made", writer.operation, kind, slot, guard), VerifyState(slot)


_MANY_TIMES = 3
"""Consecutive changes, where there are several."""


def change(context: RuleContext) -> Iterator[Candidate]:
    """A change of each resource, or several in a row."""
    for slot, instance in context.live():
        kind = instance.resource
        for writer in kind.changers:
            for times in (1, _MANY_TIMES) if context.may(writer.operation) else ():
                yield kind.name, partial(_changing, context, slot, kind, writer, times)


def _changing(
    context: RuleContext,
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
            context.act(name, change, "changed", writer.operation, kind, slot),
            VerifyState(slot),
        ]
    return tuple(steps)


def remove(context: RuleContext) -> Iterator[Candidate]:
    """The removal of each resource."""
    for slot, instance in context.live():
        for operation in context.tree.facts.removers(instance.resource):
            if context.may(operation):
                step = RemoveStep(slot, operation)
                yield instance.resource.name, _removing(context, slot, instance, operation, step)


def clear(context: RuleContext) -> Iterator[Candidate]:
    """The removal of all resources of a kind."""
    for slot, instance in context.live():
        kind = instance.resource
        if not context.tree.reviewed or not context.tree.facts.chosen(kind):
            continue
        for operation in context.tree.facts.clearers(kind):
            if context.may(operation):
                for full in (False, True):
                    step = ClearStep(slot, operation, full)
                    yield kind.name, _removing(context, slot, instance, operation, step)


def _removing(
    context: RuleContext, slot: str, instance: ResourceInstance, operation: str, step: Step
) -> StepPlan:
    def plan(key: str, number: int) -> tuple[Step, ...]:
        act = context.act(key, step, "removed", operation, instance.resource, slot)
        return act, VerifyAbsent(slot)

    return plan


_MOST_COPIES = 4
"""Resources of a container kind that exist at once, for copies."""


def copy(context: RuleContext) -> Iterator[Candidate]:
    """A copy of each resource that can be copied; it must hold what its source holds."""
    for slot, instance in context.live():
        for writer in context.tree.facts.copiers(instance.resource):
            if context.may(writer.operation) and not context.full(instance.resource, _MOST_COPIES):
                yield (
                    instance.resource.name,
                    partial(_copying, context, slot, instance.resource, writer),
                )


def _copying(
    context: RuleContext, source: str, kind: Resource, writer: Writer, key: str, number: int
) -> tuple[Step, ...]:
    slot = f"{kind.name} {key}"
    copy = CopyStep(slot, source, kind, writer)
    steps: list[Step] = [
        *context.assertions_within(source, kind),
        context.act(key, copy, "copied", writer.operation, kind, slot),
        VerifyState(slot),
    ]
    for inner, part in context.parts(source, kind):
        held = f"{part.name} held by {key}"
        report = partial(_not_copied, writer.operation, part.name)
        steps += [AssumeCopied(held, part, slot, inner), AssertState(held, report)]
    return tuple(steps)


def duplicate(context: RuleContext) -> Iterator[Candidate]:
    """A resource made or copied again under a name that exists: it must be refused."""
    facts = context.tree.facts
    for slot, instance in context.live():
        kind = instance.resource
        if not (context.tree.reviewed and kind.removers and facts.chosen(kind)):
            continue
        for writer in facts.makers(kind):
            if context.may(writer.operation):
                yield kind.name, partial(_duplicating, context, slot, kind, writer, None)
        for writer in facts.copiers(kind):
            for source, other in context.live():
                if context.may(writer.operation) and _in_same_scope(instance, other, writer):
                    yield kind.name, partial(_duplicating, context, slot, kind, writer, source)


def _duplicating(
    context: RuleContext,
    slot: str,
    kind: Resource,
    writer: Writer,
    source: str | None,
    key: str,
    number: int,
) -> tuple[Step, ...]:
    twice = MakeTwiceStep(slot, writer, number, source)
    how: MutationKind = "copied onto what exists" if source else "made twice"
    act = context.act(key, twice, how, writer.operation, kind, slot)
    return VerifyState(slot), act, VerifyState(slot), *context.assertions_within(slot, kind)


def _in_same_scope(instance: ResourceInstance, other: ResourceInstance, writer: Writer) -> bool:
    """Whether two resources differ only in what a copier renames."""
    if other.resource != instance.resource:
        return False
    differing = {k for k, v in instance.identifiers.items() if other.bindings[k] != v}
    return bool(differing) and differing <= set(writer.identifiers)


def _not_copied(copier: str, part: str, seen: Observation, problem: ReadingProblem) -> Finding:
    return not_copied(seen, copier, part, problem)
