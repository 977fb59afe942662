"""The coverage phase: the enumerated cases of each operation, in rounds.

A run may be bounded: so each operation has a first round before any has a second one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from shapeproof.exchange.events import Event
from shapeproof.exchange.reasons import EndReason, StopReason
from shapeproof.run.plan import OutOfBudget
from shapeproof.run.server.base_requests import search_order
from shapeproof.run.server.operation_coverage import NAME, OperationCoverage
from shapeproof.run.server.phase import PhaseContext, PhaseRun


class CoveragePhase:
    """Runs the enumerated cases in rounds, in each the operations one by one or side by side."""

    name = NAME
    share = 0.54

    def begin(self, context: PhaseContext) -> CoverageRun:
        """This phase of one run."""
        return CoverageRun(context)


class CoverageRun(PhaseRun):
    """The coverage of all operations of a run."""

    def __init__(self, context: PhaseContext) -> None:
        self._context = context
        ordered = search_order(context.contract, context.operations)
        self._runs = [OperationCoverage(context, each) for each in ordered]

    def rounds(self) -> Iterator[Iterator[Event]]:
        """The rounds; in each every operation that is not done has its turn."""
        while running := [each for each in self._runs if not each.done and not each.has_only_last]:
            level = min(each.level for each in running)
            yield self._round([each for each in running if each.level == level])

    def hurry(self) -> Iterator[Event]:
        """The last rounds ahead of others, for which there may be no time."""
        for each in self._runs:
            each.hurry()
        while running := [each for each in self._runs if each.hurries]:
            for each in running:
                yield from each.round()

    def last(self) -> Iterator[Event]:
        """The last rounds of each operation, one after the other."""
        for each in self._runs:
            while not each.done:
                yield from each.round()

    def _round(self, running: Sequence[OperationCoverage]) -> Iterator[Event]:
        if self._context.plan.workers == 1:
            for each in running:
                yield from each.round()
        else:
            yield from self._side_by_side(running)

    def _side_by_side(self, running: Sequence[OperationCoverage]) -> Iterator[Event]:
        """A round of all operations at once; their events still come in their order."""
        ended: OutOfBudget | None = None
        with ThreadPoolExecutor(self._context.plan.workers) as pool:
            waiting = [pool.submit(_collected, each) for each in running]
            try:
                for future in waiting:
                    events, end = future.result()
                    ended = ended or end
                    yield from events
            except BaseException:
                self._context.budget.stop(StopReason.INTERRUPTED)
                raise
        if ended is not None:
            raise ended

    def end(self, reason: EndReason) -> Iterator[Event]:
        """What is left to report where the run ends early."""
        for each in self._runs:
            if not each.done:
                yield from each.end(reason)


def _collected(run: OperationCoverage) -> tuple[list[Event], OutOfBudget | None]:
    """The events of a round, and what has ended it."""
    events: list[Event] = []
    try:
        for each in run.round():
            events.append(each)
    except OutOfBudget as end:
        return events, end
    return events, None
