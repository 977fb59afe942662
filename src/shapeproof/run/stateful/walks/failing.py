"""Refused requests between two looks: nothing has changed."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.checks.interface import Observation
from shapeproof.checks.lifecycle.atomicity import made_all_the_same, took_effect
from shapeproof.checks.lifecycle.reading import Problem
from shapeproof.contract.lifecycle import Writer
from shapeproof.exchange import Finding
from shapeproof.run.stateful.refused import Fail, FailToMake
from shapeproof.run.stateful.seeing import See
from shapeproof.run.stateful.steps import Walk
from shapeproof.run.stateful.walks.ground import FIRST, Ground

_HOW = "refused"


def failing_walks(ground: Ground) -> Iterator[Walk]:
    """Changes, removals and makings with a fault."""
    resource = ground.resource
    calls: list[tuple[str, Writer | None]] = [(each.operation, each) for each in resource.changers]
    calls += [(each, None) for each in resource.removers]
    for operation, writer in calls:

        def effect(seen: Observation, problem: Problem, name: str = operation) -> Finding:
            return took_effect(seen, name, _HOW, problem)

        yield ground.walk(
            operation,
            "refused",
            *ground.first(),
            Fail(FIRST, operation, writer),
            See(FIRST, effect),
            *ground.listed(),
        )
    if ground.facts.chosen(resource) and ground.facts.own(resource):
        yield from _failed_to_make(ground)


def _failed_to_make(ground: Ground) -> Iterator[Walk]:
    resource = ground.resource
    for writer in ground.facts.makers(resource):

        def there(seen: Observation, name: str = writer.operation) -> Finding:
            return made_all_the_same(seen, name, _HOW)

        yield ground.walk(
            writer.operation,
            "refused",
            *ground.first(),
            FailToMake("ghost", resource, writer, resource.parent, there),
        )
