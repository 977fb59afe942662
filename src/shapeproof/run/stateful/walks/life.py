"""One thing's life: made, changed twice, removed, made again; and not made while it exists."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from shapeproof.checks.interface import Observation
from shapeproof.checks.lifecycle.atomicity import took_effect
from shapeproof.checks.lifecycle.leftovers import old_child
from shapeproof.checks.lifecycle.not_removed import made_by_change, still_there
from shapeproof.checks.lifecycle.reading import Problem
from shapeproof.exchange import Finding
from shapeproof.run.stateful.making import Change, Remove
from shapeproof.run.stateful.refused import ChangeGone, MakeAgain, MakeTwice
from shapeproof.run.stateful.seeing import Gone, See
from shapeproof.run.stateful.steps import Step, Walk
from shapeproof.run.stateful.walks.ground import FIRST, Ground, see_changed, see_made


def life_walks(ground: Ground) -> Iterator[Walk]:
    """The walks with one thing of a kind."""
    yield from made(ground)
    yield from changed(ground)
    yield from removed(ground)
    yield from twice(ground)
    yield from again(ground)


def made(ground: Ground) -> Iterator[Walk]:
    """Made: it is there, and listed."""
    for writer in ground.facts.makers(ground.resource) or (None,):
        maker = writer.operation if writer else ground.maker
        yield ground.walk(maker, "made", *ground.first(writer=writer), *ground.listed())


def changed(ground: Ground) -> Iterator[Walk]:
    """Changed, and changed once more."""
    for writer in ground.resource.changers:
        name = writer.operation
        yield ground.walk(
            name,
            "changed",
            *ground.first(),
            Change(FIRST, writer, 2),
            see_changed(FIRST, name),
            *ground.listed(),
            Change(FIRST, writer, 3),
            see_changed(FIRST, name, again=True),
            *ground.listed(),
        )


def removed(ground: Ground) -> Iterator[Walk]:
    """Removed: it is gone, all that it held as well, and a change does not bring it back."""
    resource, facts = ground.resource, ground.facts
    for remover in facts.removers(resource):
        parts = facts.parts(resource)
        steps: list[Step] = [*ground.first(), *sibling(ground)]
        for part in parts:
            steps.append(ground.make(part, part.name, FIRST, optional=True))
        steps += [Remove(FIRST, remover), gone(FIRST, remover, resource.name), *ground.listed()]
        for changer in resource.changers:
            if facts.missing(changer.operation, resource):
                by_change = partial(_by_change, changer.operation, resource.name)
                steps += [ChangeGone(FIRST, changer.operation), Gone(FIRST, by_change)]
        yield ground.walk(remover, "removed", *steps)
        for part in parts:
            yield ground.walk(
                remover,
                f"removed with its {part.name}",
                *ground.first(),
                *sibling(ground),
                ground.make(part, part.name, FIRST),
                Remove(FIRST, remover),
                gone(part.name, remover, part.name),
            )


def sibling(ground: Ground) -> tuple[Step, ...]:
    """Another one beside it, so that its parent and its listing stay."""
    resource = ground.resource
    own = ground.facts.own(resource)
    if not own or own[-1] in resource.generated or resource.single:
        return ()
    slot = f"{resource.name} beside"
    return (
        ground.make(resource, slot, resource.parent, like=FIRST, differ=own[-1:], optional=True),
    )


def gone(slot: str, remover: str, what: str) -> Gone:
    """Look that a thing is gone after it was removed."""
    return Gone(slot, lambda seen: still_there(seen, remover, what), remover=remover)


def _by_change(changer: str, what: str, seen: Observation) -> Finding:
    return made_by_change(seen, changer, what)


def twice(ground: Ground) -> Iterator[Walk]:
    """Made while it exists: refused, and the one that exists is as it was."""
    resource, facts = ground.resource, ground.facts
    if not resource.removers or not facts.chosen(resource):
        return
    if not facts.contract.lifecycle.reviewed:
        return  # what is called a maker may well put one thing in place of another
    for writer in facts.makers(resource):
        name = writer.operation

        def overwritten(seen: Observation, problem: Problem, name: str = name) -> Finding:
            return took_effect(seen, name, "made twice", problem)

        yield ground.walk(
            name,
            "made twice",
            *ground.first(writer=writer),
            MakeTwice(FIRST, writer),
            MakeTwice(FIRST, writer, 2),
            See(FIRST, overwritten),
            *ground.listed(),
        )


def again(ground: Ground) -> Iterator[Walk]:
    """Made again after its removal: nothing of the old one is left."""
    resource, facts = ground.resource, ground.facts
    if not facts.chosen(resource) or not facts.contract.lifecycle.reviewed:
        return
    for writer in facts.makers(resource)[:1]:
        for remover in facts.removers(resource):
            steps: list[Step] = [*ground.first()]
            steps += [Change(FIRST, each, 2) for each in resource.changers]
            parts = facts.parts(resource)
            steps += [ground.make(each, each.name, FIRST, optional=True) for each in parts]
            steps += [
                Remove(FIRST, remover),
                MakeAgain("again", FIRST, resource, writer, resource.parent, remover),
                see_made("again", writer.operation),
                *ground.listed("again"),
            ]
            yield ground.walk(writer.operation, "made again", *steps, about=(remover,))
            for part in parts:
                yield _again_without(ground, part.name, remover)


def _again_without(ground: Ground, part: str, remover: str) -> Walk:
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
        Remove(FIRST, remover),
        MakeAgain("again", FIRST, resource, writer, resource.parent, remover),
        Gone(part, left),
        about=(remover,),
    )
