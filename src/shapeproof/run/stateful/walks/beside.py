"""Several things: what is done to one leaves the others alone."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.checks.interface import Observation
from shapeproof.checks.lifecycle.isolation import shared
from shapeproof.exchange import Finding
from shapeproof.run.stateful.making import Change, Remove
from shapeproof.run.stateful.seeing import Gone
from shapeproof.run.stateful.steps import Step, Walk
from shapeproof.run.stateful.walks.ground import (
    FIRST,
    OTHER,
    Ground,
    see_changed,
    see_made,
    see_undisturbed,
)


def beside_walks(ground: Ground) -> Iterator[Walk]:
    """The walks with several things."""
    if ground.resource.removers or ground.resource.changers:
        yield from two(ground)
        yield from kinds(ground)
        yield from three(ground)
    yield from mixed(ground)


def two(ground: Ground) -> Iterator[Walk]:
    """Two of a kind that differ in one identifier; one is changed and removed."""
    resource = ground.resource
    what = resource.name
    for name, others in ground.others().items():
        steps: list[Step] = [
            *ground.first(),
            *others,
            *ground.listed(),
            *ground.listed(OTHER),
            see_undisturbed(FIRST, ground.maker, what),
        ]
        for writer in resource.changers:
            cause = writer.operation
            steps += [
                Change(OTHER, writer, 3),
                see_changed(OTHER, cause),
                see_undisturbed(FIRST, cause, what),
                Change(FIRST, writer, 4),
                see_changed(FIRST, cause),
                see_undisturbed(OTHER, cause, what),
            ]
        yield ground.walk(ground.maker, f"beside one of another {name}", *steps)
        for remover in ground.facts.removers(resource):
            yield ground.walk(
                remover,
                f"removed beside one of another {name}",
                *ground.first(),
                *others,
                Remove(OTHER, remover),
                see_undisturbed(FIRST, remover, what),
                *ground.listed(),
                *ground.listed(OTHER),
            )


def kinds(ground: Ground) -> Iterator[Walk]:
    """Other kinds of things in the same parent, while one is changed and removed."""
    resource, facts = ground.resource, ground.facts
    kin = facts.kin(resource)
    if resource.parent is None or not kin:
        return
    steps: list[Step] = [*ground.first()]
    for each in kin:
        maker = facts.makers(each)[0].operation
        steps.append(ground.make(each, each.name, resource.parent, optional=True))
        steps.append(see_made(each.name, maker, optional=True))
    causes: list[tuple[str, Step]] = [
        (each.operation, Change(FIRST, each, 2)) for each in resource.changers
    ]
    causes += [(each, Remove(FIRST, each)) for each in facts.removers(resource)[:1]]
    for cause, step in causes:
        steps.append(step)
        steps += [see_undisturbed(each.name, cause, each.name, optional=True) for each in kin]
    yield ground.walk(causes[-1][0], "beside other kinds", *steps)


def three(ground: Ground) -> Iterator[Walk]:
    """One in each of three parents: what is done in one parent is not seen in the others."""
    resource, facts = ground.resource, ground.facts
    parent = facts.resources[resource.parent] if resource.parent else None
    if parent is None or resource not in facts.parts(parent) or not facts.removers(parent):
        return
    own = facts.own(parent)[-1:]
    if not own or own[0] in parent.generated:
        return
    slots = ("one", "two", "three")
    parents = [parent.name, *(f"{parent.name} {each}" for each in slots[1:])]
    steps: list[Step] = [*ground.ancestors()]
    for slot in parents[1:]:
        steps.append(ground.make(parent, slot, parent.parent, like=parent.name, differ=own))
    for number, (slot, outer) in enumerate(zip(slots, parents, strict=True), 1):
        like = None if number == 1 else slots[0]
        steps.append(ground.make(resource, slot, outer, like=like, number=number))
        steps.append(see_made(slot, ground.maker))
    for writer in resource.changers:
        steps += [Change("two", writer, 4), see_changed("two", writer.operation)]
        steps += [see_undisturbed(each, writer.operation, resource.name) for each in slots[::2]]
    remover = facts.removers(parent)[0]
    steps.append(Remove(parents[0], remover))
    steps += [see_undisturbed(each, remover, resource.name) for each in slots[1:]]
    yield ground.walk(remover, f"three of {resource.name}", *steps)


def mixed(ground: Ground) -> Iterator[Walk]:
    """A thing asked for where another stands, that has nothing of that name."""
    resource = ground.resource
    above = [each for each in resource.identifiers if each not in ground.facts.own(resource)]
    readers = [each.operation for each in resource.readers]
    told = readers and all(ground.facts.missing(each, resource) for each in readers)
    if not told or not ground.facts.contract.lifecycle.reviewed:
        return
    for name in above:
        chain, parent = ground.chain_differing(name)
        if parent is None:
            continue

        def answers(seen: Observation, name: str = name) -> Finding:
            return shared(seen, resource.name, name)

        yield ground.walk(
            readers[0],
            f"under another {name}",
            *ground.first(),
            *chain,
            Gone(FIRST, answers, mixed={name: parent}),
        )
