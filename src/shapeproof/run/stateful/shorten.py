"""A finding confirmed on fresh names, and the walk to it shortened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shapeproof.exchange import Finding
from shapeproof.run.stateful.steps import Step

Retry = Callable[[tuple[Step, ...]], Sequence[Finding]]
"""Takes steps in a new world, and returns what they found."""
Alike = Callable[[Finding, Finding], bool]
"""Whether two findings tell of the same thing."""


def same_id(one: Finding, other: Finding) -> bool:
    """Whether two findings are the same."""
    return one.id == other.id


@dataclass
class Shortener:
    """Leaves out steps as long as the same is found, within a bounded number of tries.

    ``chunks`` are how many steps are left out at once, in the order in which that is tried.
    """

    retry: Retry
    tries: int
    alike: Alike = same_id
    chunks: tuple[int, ...] = (1,)

    def shortest(self, steps: tuple[Step, ...], found: Finding) -> Finding | None:
        """The finding after the fewest steps; None where it does not happen again."""
        told = self._again(steps, found)
        if told is None:
            return None
        for size in self.chunks:
            steps, told = self._without(size, steps, told)
        return told

    def _without(
        self, size: int, steps: tuple[Step, ...], told: Finding
    ) -> tuple[tuple[Step, ...], Finding]:
        """Leave out so many steps at once, the last ones first."""
        end = len(steps) - 1
        while end > 0 and self.tries > 0:
            self.tries -= 1
            begin = max(0, end - size)
            fewer = steps[:begin] + steps[end:]
            shorter = self._again(fewer, told)
            if shorter is not None and len(shorter.before) <= len(told.before):
                steps, told = fewer, shorter
            end = begin
        return steps, told

    def _again(self, steps: tuple[Step, ...], found: Finding) -> Finding | None:
        return next((each for each in self.retry(steps) if self.alike(each, found)), None)
