"""Walks with one resource: made, changed, removed, cleared, and refused requests."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from shapeproof.checks.interface import Observation
from shapeproof.checks.lifecycle.existence import made_by_change, old_child, still_there
from shapeproof.checks.lifecycle.interface import ReadingProblem
from shapeproof.checks.lifecycle.writes import created_despite_refusal, took_effect
from shapeproof.contract.lifecycle import Writer
from shapeproof.exchange import Finding
from shapeproof.run.walks.lifecycle.builder import (
    FIRST,
    WalkBuilder,
    assert_changed,
    assert_made,
    assert_undisturbed,
)
from shapeproof.run.walks.read_steps import AssertAbsent, AssertState
from shapeproof.run.walks.refused_steps import (
    ChangeRemovedStep,
    FaultStep,
    FaultyMakeStep,
    MakeAgainStep,
    MakeTwiceStep,
)
from shapeproof.run.walks.remove_steps import ClearStep, RemoveStep
from shapeproof.run.walks.walk import Step, Walk
from shapeproof.run.walks.write_steps import ChangeStep


def life_walks(builder: WalkBuilder) -> Iterator[Walk]:
    """The walks with one resource of a kind."""
    yield from made(builder)
    yield from changed(builder)
    yield from removed(builder)
    yield from twice(builder)
    yield from again(builder)


def made(builder: WalkBuilder) -> Iterator[Walk]:
    """Made: it exists, and is listed."""
    for writer in builder.facts.makers(builder.resource) or (None,):
        maker = writer.operation if writer else builder.maker
        yield builder.walk(maker, "made", *builder.first(writer=writer), *builder.listed())


def changed(builder: WalkBuilder) -> Iterator[Walk]:
    """Changed twice."""
    for writer in builder.resource.changers:
        name = writer.operation
        yield builder.walk(
            name,
            "changed",
            *builder.first(),
            ChangeStep(FIRST, writer, 2),
            assert_changed(FIRST, name),
            *builder.listed(),
            ChangeStep(FIRST, writer, 3),
            assert_changed(FIRST, name, again=True),
            *builder.listed(),
        )


def removed(builder: WalkBuilder) -> Iterator[Walk]:
    """Removed with all that it held; a change does not bring it back."""
    resource, facts = builder.resource, builder.facts
    for remover in facts.removers(resource):
        # Whether a removal takes with it what lies in a resource, only a review can say.
        parts = facts.parts(resource) if facts.contract.lifecycle.reviewed else ()
        steps: list[Step] = [*builder.first(), *sibling(builder)]
        for part in parts:
            steps.append(builder.make(part, part.name, FIRST, optional=True))
        steps += [
            RemoveStep(FIRST, remover),
            gone(FIRST, remover, resource.name),
            *builder.listed(),
        ]
        for changer in resource.changers:
            if facts.missing(changer.operation, resource):
                by_change = partial(_by_change, changer.operation, resource.name)
                steps += [
                    ChangeRemovedStep(FIRST, changer.operation),
                    AssertAbsent(FIRST, by_change),
                ]
        yield builder.walk(remover, "removed", *steps)
        for part in parts:
            yield builder.walk(
                remover,
                f"removed with its {part.name}",
                *builder.first(),
                *sibling(builder),
                builder.make(part, part.name, FIRST),
                RemoveStep(FIRST, remover),
                gone(part.name, remover, part.name),
            )


def sibling(builder: WalkBuilder) -> tuple[Step, ...]:
    """Another one in the same parent, so that the parent and its listing stay."""
    resource = builder.resource
    own = builder.facts.own(resource)
    if not own or own[-1] in resource.generated or resource.single:
        return ()
    slot = f"{resource.name} sibling"
    return (
        builder.make(resource, slot, resource.parent, like=FIRST, differ=own[-1:], optional=True),
    )


def gone(slot: str, remover: str, what: str) -> AssertAbsent:
    """Assert that a resource is absent after it was removed."""
    return AssertAbsent(slot, lambda seen: still_there(seen, remover, what), remover=remover)


def _by_change(changer: str, what: str, seen: Observation) -> Finding:
    return made_by_change(seen, changer, what)


def twice(builder: WalkBuilder) -> Iterator[Walk]:
    """Made while it exists: refused, and the existing one stays as it is."""
    resource, facts = builder.resource, builder.facts
    if not resource.removers or not facts.chosen(resource):
        return
    if not facts.contract.lifecycle.reviewed:
        return  # a maker of a guessed lifecycle may replace what exists
    for writer in facts.makers(resource):
        name = writer.operation

        def overwritten(seen: Observation, problem: ReadingProblem, name: str = name) -> Finding:
            return took_effect(seen, name, "made twice", problem)

        yield builder.walk(
            name,
            "made twice",
            *builder.first(writer=writer),
            MakeTwiceStep(FIRST, writer),
            MakeTwiceStep(FIRST, writer, 2),
            AssertState(FIRST, overwritten),
            *builder.listed(),
        )


def again(builder: WalkBuilder) -> Iterator[Walk]:
    """Made again after its removal: nothing of the old one is left."""
    resource, facts = builder.resource, builder.facts
    if not facts.chosen(resource) or not facts.contract.lifecycle.reviewed:
        return
    for writer in facts.makers(resource)[:1]:
        for remover in facts.removers(resource):
            steps: list[Step] = [*builder.first()]
            steps += [ChangeStep(FIRST, each, 2) for each in resource.changers]
            parts = facts.parts(resource)
            steps += [builder.make(each, each.name, FIRST, optional=True) for each in parts]
            steps += [
                RemoveStep(FIRST, remover),
                MakeAgainStep("again", FIRST, resource, writer, resource.parent, remover),
                assert_made("again", writer.operation),
                *builder.listed("again"),
            ]
            yield builder.walk(writer.operation, "made again", *steps, about=(remover,))
            for part in parts:
                yield _again_without(builder, part.name, remover)


def _again_without(builder: WalkBuilder, part: str, remover: str) -> Walk:
    resource = builder.resource
    writer = builder.facts.makers(resource)[0]
    maker = writer.operation

    def left(seen: Observation) -> Finding:
        return old_child(seen, maker, resource.name, part)

    return builder.walk(
        maker,
        f"made again without its {part}",
        *builder.first(),
        builder.make(builder.facts.resources[part], part, FIRST),
        RemoveStep(FIRST, remover),
        MakeAgainStep("again", FIRST, resource, writer, resource.parent, remover),
        AssertAbsent(part, left),
        about=(remover,),
    )


def clearing_walks(builder: WalkBuilder) -> Iterator[Walk]:
    """Three resources, one of them elsewhere: clearing removes the others with what they held."""
    resource, facts = builder.resource, builder.facts
    if not facts.contract.lifecycle.reviewed or not facts.chosen(resource):
        return
    for clearer in facts.clearers(resource):
        members = facts.members(clearer)
        own = [name for name in facts.own(resource) if name not in members]
        kept = [name for name in facts.own(resource) if name in members]
        if not own:
            continue
        optional = set(members) - set(facts.contract.operations[clearer].request_shape.required)
        for full in (False, True) if optional else (False,):
            yield _walk(builder, clearer, tuple(own), tuple(kept), full)


def _walk(
    builder: WalkBuilder, clearer: str, own: tuple[str, ...], kept: tuple[str, ...], full: bool
) -> Walk:
    resource, parent = builder.resource, builder.resource.parent
    parts = builder.facts.parts(resource)
    steps: list[Step] = [*builder.first()]
    steps += [
        builder.make(resource, slot, parent, like=FIRST, differ=own) for slot in ("second", "third")
    ]
    if kept:
        steps.append(builder.make(resource, "elsewhere", parent, like=FIRST, differ=kept))
    steps += [builder.make(each, each.name, "second", optional=True) for each in parts[:1]]
    steps += [ClearStep(FIRST, clearer, full)]
    steps += [gone(slot, clearer, resource.name) for slot in (FIRST, "second", "third")]
    steps += builder.listed()
    steps += [gone(each.name, clearer, each.name) for each in parts[:1]]
    if kept:
        steps.append(assert_undisturbed("elsewhere", clearer, resource.name))
    return builder.walk(clearer, f"removed all{', full request' if full else ''}", *steps)


_HOW = "refused"


def failing_walks(builder: WalkBuilder) -> Iterator[Walk]:
    """Requests to change, remove and make that have a fault."""
    resource = builder.resource
    calls: list[tuple[str, Writer | None]] = [(each.operation, each) for each in resource.changers]
    calls += [(each, None) for each in resource.removers]
    for operation, writer in calls:

        def effect(seen: Observation, problem: ReadingProblem, name: str = operation) -> Finding:
            return took_effect(seen, name, _HOW, problem)

        yield builder.walk(
            operation,
            "refused",
            *builder.first(),
            FaultStep(FIRST, operation, writer),
            AssertState(FIRST, effect),
            *builder.listed(),
        )
    if builder.facts.chosen(resource) and builder.facts.own(resource):
        yield from _failed_to_make(builder)


def _failed_to_make(builder: WalkBuilder) -> Iterator[Walk]:
    resource = builder.resource
    for writer in builder.facts.makers(resource):

        def there(seen: Observation, name: str = writer.operation) -> Finding:
            return created_despite_refusal(seen, name, _HOW)

        yield builder.walk(
            writer.operation,
            "refused",
            *builder.first(),
            FaultyMakeStep("ghost", resource, writer, resource.parent, there),
        )
