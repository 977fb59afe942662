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
    see_changed,
    see_made,
    see_undisturbed,
)
from shapeproof.run.walks.read_steps import AssertAbsent, AssertState
from shapeproof.run.walks.refused_steps import (
    ChangeRemovedStep,
    FaultStep,
    FaultyMakeStep,
    MakeAgainStep,
    MakeTwiceStep,
)
from shapeproof.run.walks.walk import Step, Walk
from shapeproof.run.walks.write_steps import ChangeStep, ClearStep, RemoveStep


def life_walks(ground: WalkBuilder) -> Iterator[Walk]:
    """The walks with one thing of a kind."""
    yield from made(ground)
    yield from changed(ground)
    yield from removed(ground)
    yield from twice(ground)
    yield from again(ground)


def made(ground: WalkBuilder) -> Iterator[Walk]:
    """Made: it is there, and listed."""
    for writer in ground.facts.makers(ground.resource) or (None,):
        maker = writer.operation if writer else ground.maker
        yield ground.walk(maker, "made", *ground.first(writer=writer), *ground.listed())


def changed(ground: WalkBuilder) -> Iterator[Walk]:
    """Changed, and changed once more."""
    for writer in ground.resource.changers:
        name = writer.operation
        yield ground.walk(
            name,
            "changed",
            *ground.first(),
            ChangeStep(FIRST, writer, 2),
            see_changed(FIRST, name),
            *ground.listed(),
            ChangeStep(FIRST, writer, 3),
            see_changed(FIRST, name, again=True),
            *ground.listed(),
        )


def removed(ground: WalkBuilder) -> Iterator[Walk]:
    """Removed: it is gone, all that it held as well, and a change does not bring it back."""
    resource, facts = ground.resource, ground.facts
    for remover in facts.removers(resource):
        parts = facts.parts(resource)
        steps: list[Step] = [*ground.first(), *sibling(ground)]
        for part in parts:
            steps.append(ground.make(part, part.name, FIRST, optional=True))
        steps += [RemoveStep(FIRST, remover), gone(FIRST, remover, resource.name), *ground.listed()]
        for changer in resource.changers:
            if facts.missing(changer.operation, resource):
                by_change = partial(_by_change, changer.operation, resource.name)
                steps += [
                    ChangeRemovedStep(FIRST, changer.operation),
                    AssertAbsent(FIRST, by_change),
                ]
        yield ground.walk(remover, "removed", *steps)
        for part in parts:
            yield ground.walk(
                remover,
                f"removed with its {part.name}",
                *ground.first(),
                *sibling(ground),
                ground.make(part, part.name, FIRST),
                RemoveStep(FIRST, remover),
                gone(part.name, remover, part.name),
            )


def sibling(ground: WalkBuilder) -> tuple[Step, ...]:
    """Another one beside it, so that its parent and its listing stay."""
    resource = ground.resource
    own = ground.facts.own(resource)
    if not own or own[-1] in resource.generated or resource.single:
        return ()
    slot = f"{resource.name} beside"
    return (
        ground.make(resource, slot, resource.parent, like=FIRST, differ=own[-1:], optional=True),
    )


def gone(slot: str, remover: str, what: str) -> AssertAbsent:
    """Look that a thing is gone after it was removed."""
    return AssertAbsent(slot, lambda seen: still_there(seen, remover, what), remover=remover)


def _by_change(changer: str, what: str, seen: Observation) -> Finding:
    return made_by_change(seen, changer, what)


def twice(ground: WalkBuilder) -> Iterator[Walk]:
    """Made while it exists: refused, and the one that exists is as it was."""
    resource, facts = ground.resource, ground.facts
    if not resource.removers or not facts.chosen(resource):
        return
    if not facts.contract.lifecycle.reviewed:
        return  # what is called a maker may well put one thing in place of another
    for writer in facts.makers(resource):
        name = writer.operation

        def overwritten(seen: Observation, problem: ReadingProblem, name: str = name) -> Finding:
            return took_effect(seen, name, "made twice", problem)

        yield ground.walk(
            name,
            "made twice",
            *ground.first(writer=writer),
            MakeTwiceStep(FIRST, writer),
            MakeTwiceStep(FIRST, writer, 2),
            AssertState(FIRST, overwritten),
            *ground.listed(),
        )


def again(ground: WalkBuilder) -> Iterator[Walk]:
    """Made again after its removal: nothing of the old one is left."""
    resource, facts = ground.resource, ground.facts
    if not facts.chosen(resource) or not facts.contract.lifecycle.reviewed:
        return
    for writer in facts.makers(resource)[:1]:
        for remover in facts.removers(resource):
            steps: list[Step] = [*ground.first()]
            steps += [ChangeStep(FIRST, each, 2) for each in resource.changers]
            parts = facts.parts(resource)
            steps += [ground.make(each, each.name, FIRST, optional=True) for each in parts]
            steps += [
                RemoveStep(FIRST, remover),
                MakeAgainStep("again", FIRST, resource, writer, resource.parent, remover),
                see_made("again", writer.operation),
                *ground.listed("again"),
            ]
            yield ground.walk(writer.operation, "made again", *steps, about=(remover,))
            for part in parts:
                yield _again_without(ground, part.name, remover)


def _again_without(ground: WalkBuilder, part: str, remover: str) -> Walk:
    resource = ground.resource
    writer = ground.facts.makers(resource)[0]
    maker = writer.operation

    def left(seen: Observation) -> Finding:
        return old_child(seen, maker, resource.name, part)

    return ground.walk(
        maker,
        f"made again without its {part}",
        *ground.first(),
        ground.make(ground.facts.resources[part], part, FIRST),
        RemoveStep(FIRST, remover),
        MakeAgainStep("again", FIRST, resource, writer, resource.parent, remover),
        AssertAbsent(part, left),
        about=(remover,),
    )


def clearing_walks(ground: WalkBuilder) -> Iterator[Walk]:
    """Three things, one of them elsewhere: those here are gone, with what they held."""
    resource, facts = ground.resource, ground.facts
    if not facts.contract.lifecycle.reviewed or not facts.chosen(resource):
        return
    for clearer in facts.clearers(resource):
        members = facts.members(clearer)
        own = [name for name in facts.own(resource) if name not in members]
        kept = [name for name in facts.own(resource) if name in members]
        if not own:
            continue
        optional = set(members) - set(
            facts.contract.operations[clearer].request.get("required", ())
        )
        for full in (False, True) if optional else (False,):
            yield _walk(ground, clearer, tuple(own), tuple(kept), full)


def _walk(
    ground: WalkBuilder, clearer: str, own: tuple[str, ...], kept: tuple[str, ...], full: bool
) -> Walk:
    resource, parent = ground.resource, ground.resource.parent
    parts = ground.facts.parts(resource)
    steps: list[Step] = [*ground.first()]
    steps += [
        ground.make(resource, slot, parent, like=FIRST, differ=own) for slot in ("second", "third")
    ]
    if kept:
        steps.append(ground.make(resource, "elsewhere", parent, like=FIRST, differ=kept))
    steps += [ground.make(each, each.name, "second", optional=True) for each in parts[:1]]
    steps += [ClearStep(FIRST, clearer, full)]
    steps += [gone(slot, clearer, resource.name) for slot in (FIRST, "second", "third")]
    steps += ground.listed()
    steps += [gone(each.name, clearer, each.name) for each in parts[:1]]
    if kept:
        steps.append(see_undisturbed("elsewhere", clearer, resource.name))
    return ground.walk(clearer, f"removed all{', full request' if full else ''}", *steps)


_HOW = "refused"


def failing_walks(ground: WalkBuilder) -> Iterator[Walk]:
    """Changes, removals and makings with a fault."""
    resource = ground.resource
    calls: list[tuple[str, Writer | None]] = [(each.operation, each) for each in resource.changers]
    calls += [(each, None) for each in resource.removers]
    for operation, writer in calls:

        def effect(seen: Observation, problem: ReadingProblem, name: str = operation) -> Finding:
            return took_effect(seen, name, _HOW, problem)

        yield ground.walk(
            operation,
            "refused",
            *ground.first(),
            FaultStep(FIRST, operation, writer),
            AssertState(FIRST, effect),
            *ground.listed(),
        )
    if ground.facts.chosen(resource) and ground.facts.own(resource):
        yield from _failed_to_make(ground)


def _failed_to_make(ground: WalkBuilder) -> Iterator[Walk]:
    resource = ground.resource
    for writer in ground.facts.makers(resource):

        def there(seen: Observation, name: str = writer.operation) -> Finding:
            return created_despite_refusal(seen, name, _HOW)

        yield ground.walk(
            writer.operation,
            "refused",
            *ground.first(),
            FaultyMakeStep("ghost", resource, writer, resource.parent, there),
        )
