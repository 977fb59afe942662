"""Copies: they hold what their source held, and are things of their own."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.checks.interface import Observation
from shapeproof.checks.lifecycle.atomicity import took_effect
from shapeproof.checks.lifecycle.copies import not_copied, not_deep
from shapeproof.checks.lifecycle.reading import Problem
from shapeproof.contract.lifecycle import Resource, Writer
from shapeproof.exchange import Finding
from shapeproof.run.stateful.copied import Held
from shapeproof.run.stateful.making import Change, Copy, Remove
from shapeproof.run.stateful.refused import MakeTwice
from shapeproof.run.stateful.seeing import See
from shapeproof.run.stateful.steps import Step, Walk
from shapeproof.run.stateful.walks.ground import FIRST, OTHER, Ground, see_made, see_undisturbed

COPY = "copy"


def copying_walks(ground: Ground) -> Iterator[Walk]:
    """The walks with a copy of one thing."""
    for writer in ground.facts.copiers(ground.resource):
        name = writer.operation
        copied = Copy(COPY, FIRST, ground.resource, writer)
        yield ground.walk(
            name,
            "copied",
            *ground.first(),
            copied,
            see_made(COPY, name),
            see_undisturbed(FIRST, name, ground.resource.name),
            *ground.listed(),
        )
        yield _onto_existing(ground, writer)
        for part in ground.facts.parts(ground.resource):
            yield from _with_part(ground, copied, part)


def _with_part(ground: Ground, copied: Copy, part: Resource) -> Iterator[Walk]:
    copier = copied.writer.operation

    def lacking(seen: Observation, problem: Problem) -> Finding:
        return not_copied(seen, copier, part.name, problem)

    maker = ground.facts.makers(part)[0].operation
    begin: tuple[Step, ...] = (
        *ground.first(),
        ground.make(part, "part", FIRST),
        see_made("part", maker),
        copied,
        Held("held", part, COPY, "part"),
        See("held", lacking),
    )
    about = tuple(each.operation for each in part.readers)
    yield ground.walk(copier, f"copied with its {part.name}", *begin, about=about)
    causes: list[tuple[str, str, str, Step]] = []
    for changer in part.changers[:1]:
        causes += [
            (changer.operation, "part", "changed in the copy", Change("held", changer, 2)),
            (changer.operation, "held", "changed in the source", Change("part", changer, 3)),
        ]
    for remover in ground.facts.removers(part)[:1]:
        causes += [
            (remover, "part", "removed from the copy", Remove("held", remover)),
            (remover, "held", "removed from the source", Remove("part", remover)),
        ]
    for cause, watched, name, step in causes:

        def other(seen: Observation, problem: Problem, cause: str = cause) -> Finding:
            return not_deep(seen, copier, part.name, cause, problem)

        steps = (*begin, step, See(watched, other))
        yield ground.walk(copier, f"{part.name} {name}", *steps, about=about)


def _onto_existing(ground: Ground, writer: Writer) -> Walk:
    """A copy under a name that is taken: refused, and what is there stays as it is."""
    resource = ground.resource
    differ = tuple(writer.identifiers)
    steps: list[Step] = [
        *ground.first(),
        ground.make(resource, OTHER, resource.parent, like=FIRST, differ=differ),
    ]
    parts = ground.facts.parts(resource)
    for each in parts:
        steps.append(ground.make(each, f"{each.name} of other", OTHER, number=2, optional=True))
        steps.append(
            ground.make(
                each, f"{each.name} of first", FIRST, like=f"{each.name} of other", optional=True
            )
        )
    steps.append(MakeTwice(OTHER, writer, 2, source=FIRST))

    def overwritten(seen: Observation, problem: Problem) -> Finding:
        return took_effect(seen, writer.operation, "copied onto what exists", problem)

    steps += [See(f"{each.name} of other", overwritten, optional=True) for each in parts]
    return ground.walk(writer.operation, "copied onto what exists", *steps, *ground.listed())
