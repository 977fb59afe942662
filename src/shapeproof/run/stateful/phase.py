"""The stateful phase: walks over several calls, built from the lifecycle."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.run.events import CaseFinished, Event, FindingFound
from shapeproof.run.phase import PhaseContext
from shapeproof.run.stateful.walker import Walker
from shapeproof.run.stateful.walks import all_walks
from shapeproof.run.stateful.wandering import wander

PHASE = "stateful"


def stateful_phase(context: PhaseContext) -> Iterator[Event]:
    """Every walk that concerns the planned operations, in a stable order; then random ones.

    A walk that cannot be set up is not run, silently: the coverage phase tells of what is not
    reached. What a walk finds is told if it happens again, with the fewest calls that show it.
    """
    walker = Walker(context)
    for walk in all_walks(walker.facts):
        if not walker.wants(walk):
            continue
        outcome, found = walker.outcome(walk)
        yield from (FindingFound(each) for each in found)
        yield CaseFinished(walk.operation, walk.id, PHASE, outcome)
    yield from wander(walker)
