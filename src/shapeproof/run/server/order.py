"""The order in which phases have their turns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

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


@dataclass
class Shares:
    """The turns of the phases of a bounded run: always of the one that has had least of its share.

    ``spent`` is how many requests the run has made. Near a bound, what may end the target comes
    ahead of what is left; ``cuts_rounds`` says whether it may also come amid a round.
    """

    runs: Sequence[tuple[PhaseRun, float]]
    spent: Callable[[], int]
    is_near_bound: Callable[[], bool]
    cuts_rounds: bool
    _hurried: bool = False

    def events(self) -> Iterator[Event]:
        """The rounds of all phases. Raises OutOfBudget."""
        waiting = [run.rounds() for run, _ in self.runs]
        had = [0.0] * len(waiting)
        going = list(range(len(waiting)))
        while going:
            chosen = min(going, key=had.__getitem__)
            events = next(waiting[chosen], None)
            if events is None:
                going.remove(chosen)
                continue
            before = self.spent()
            yield from self._round(events)
            had[chosen] += (self.spent() - before) / self.runs[chosen][1]

    def _round(self, events: Iterator[Event]) -> Iterator[Event]:
        for event in events:
            yield event
            if self.cuts_rounds:
                yield from self._last_if_near()
        yield from self._last_if_near()

    def _last_if_near(self) -> Iterator[Event]:
        if not self._hurried and self.is_near_bound():
            self._hurried = True
            for run, _ in self.runs:
                yield from run.hurry()
