"""The order in which phases have their turns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shapeproof.exchange.events import Event
from shapeproof.run.server.phase import PhaseRun


def taking_turns(runs: Sequence[PhaseRun]) -> Iterator[Event]:
    """A round of each phase, then the next of each. Raises OutOfBudget."""
    waiting = [each.rounds() for each in runs]
    while waiting:
        for rounds in tuple(waiting):
            events = next(rounds, None)
            if events is None:
                waiting.remove(rounds)
            else:
                yield from events
