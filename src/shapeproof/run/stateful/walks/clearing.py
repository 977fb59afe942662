"""Operations that remove everything of a kind, and only that."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.run.stateful.making import Clear
from shapeproof.run.stateful.steps import Step, Walk
from shapeproof.run.stateful.walks.ground import FIRST, Ground, see_undisturbed
from shapeproof.run.stateful.walks.life import gone


def clearing_walks(ground: Ground) -> Iterator[Walk]:
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
    ground: Ground, clearer: str, own: tuple[str, ...], kept: tuple[str, ...], full: bool
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
    steps += [Clear(FIRST, clearer, full)]
    steps += [gone(slot, clearer, resource.name) for slot in (FIRST, "second", "third")]
    steps += ground.listed()
    steps += [gone(each.name, clearer, each.name) for each in parts[:1]]
    if kept:
        steps.append(see_undisturbed("elsewhere", clearer, resource.name))
    return ground.walk(clearer, f"removed all{', full request' if full else ''}", *steps)
