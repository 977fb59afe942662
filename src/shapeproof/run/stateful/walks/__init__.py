"""All walks that a lifecycle gives, in a stable order."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.run.stateful.facts import Facts
from shapeproof.run.stateful.steps import Walk
from shapeproof.run.stateful.walks.asking import (
    filtering_walks,
    other_paging_walks,
    paging_walks,
    telling_walks,
)
from shapeproof.run.stateful.walks.beside import beside_walks
from shapeproof.run.stateful.walks.clearing import clearing_walks
from shapeproof.run.stateful.walks.copying import copying_walks
from shapeproof.run.stateful.walks.failing import failing_walks
from shapeproof.run.stateful.walks.ground import Ground
from shapeproof.run.stateful.walks.life import life_walks

_BUILDERS = (
    life_walks,
    beside_walks,
    failing_walks,
    clearing_walks,
    copying_walks,
    filtering_walks,
    paging_walks,
    telling_walks,
)


def all_walks(facts: Facts) -> Iterator[Walk]:
    """The walks of every resource that can be made, and of the listings that remain."""
    covered: set[str] = set()
    for resource in facts.resources.values():
        ground = Ground(facts, resource)
        if not ground.makeable:
            continue
        for build in _BUILDERS:
            for walk in build(ground):
                covered.add(walk.operation)
                yield walk
    yield from other_paging_walks(facts, frozenset(covered))
