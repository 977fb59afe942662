"""The stateful phase: walks over several calls, built from the lifecycle; then random ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from shapeproof.exchange.events import CaseFinished, Event, FindingFound
from shapeproof.run.server.phase import PhaseContext, PhaseRun
from shapeproof.run.walks.facts import LifecycleFacts
from shapeproof.run.walks.lifecycle.builder import WalkBuilder
from shapeproof.run.walks.lifecycle.effects import effect_walks, token_walks
from shapeproof.run.walks.lifecycle.isolation import copying_walks, isolation_walks
from shapeproof.run.walks.lifecycle.life import clearing_walks, failing_walks, life_walks
from shapeproof.run.walks.lifecycle.listing import filtering_walks, generated_identifier_walks
from shapeproof.run.walks.lifecycle.paging import (
    long_paging_walks,
    other_paging_walks,
    paging_walks,
)
from shapeproof.run.walks.lifecycle.views import view_walks
from shapeproof.run.walks.random.machine import random_walk_events
from shapeproof.run.walks.walk import ShardRunners, Walk

_BUILDERS = (
    life_walks,
    paging_walks,
    effect_walks,
    isolation_walks,
    failing_walks,
    copying_walks,
    clearing_walks,
    filtering_walks,
    generated_identifier_walks,
    long_paging_walks,
)
"""What finds most comes first; each is for one kind of resource."""


FIRST_ROUND = 12
"""Walks of each resource in the first round; each further one has twice as many."""
_SHORT_ROUND = 3
"""Walks of each resource in a round of a bounded run."""


def walks_by_subject(facts: LifecycleFacts) -> Iterator[tuple[Walk, ...]]:
    """The walks of each resource that can be made, then those of the listings that remain."""
    covered: set[str] = set()
    for resource in facts.resources.values():
        builder = WalkBuilder(facts, resource)
        if builder.makeable:
            walks = tuple(walk for build in _BUILDERS for walk in build(builder))
            covered |= {walk.operation for walk in walks}
            yield walks
    yield tuple(other_paging_walks(facts, frozenset(covered)))
    yield tuple(token_walks(facts))


class StatefulPhase:
    """Walks over several calls."""

    name = "stateful"
    share = 0.42

    def begin(self, context: PhaseContext) -> StatefulRun:
        """This phase of one run."""
        return StatefulRun(context)


class StatefulRun(PhaseRun):
    """Every walk that concerns the planned operations, in a stable order; then random walks.

    A shard has those of the lifecycles that belong to it, with all their operations.
    A walk that cannot be set up is not run: the coverage phase reports what is not reached.
    What a walk finds is reported if it happens again, with the fewest calls that show it.
    """

    def __init__(self, context: PhaseContext) -> None:
        self._context = context

    def rounds(self) -> Iterator[Iterator[Event]]:
        """Some walks of every resource, more of them, and then the random ones."""
        bases = self._context.bases
        if bases.found and not bases.accepted and not self._context.contract.lifecycle.reviewed:
            return  # the target accepts nothing: no walk can begin
        runners = ShardRunners(self._context)
        is_bounded = self._context.plan.is_bounded
        size = _SHORT_ROUND if is_bounded else FIRST_ROUND
        views = tuple(view_walks(self._context.contract, bases.accepted))
        waiting = [views, *walks_by_subject(runners.plain.facts)]
        while any(waiting):
            yield _events(runners, [walk for each in waiting for walk in each[:size]])
            waiting, size = [each[size:] for each in waiting], size if is_bounded else size * 2
        yield random_walk_events(runners)


def _events(runners: ShardRunners, walks: Iterable[Walk]) -> Iterator[Event]:
    for walk in walks:
        runner = runners.of(walk)
        if runner is None:
            continue
        result = runner.run(walk)
        yield from (FindingFound(each) for each in result.findings)
        yield CaseFinished(walk.operation, walk.id, StatefulPhase.name, result.outcome)
