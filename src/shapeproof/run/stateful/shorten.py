"""A finding confirmed on fresh names, and the walk to it shortened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shapeproof.exchange import Finding
from shapeproof.run.stateful.steps import Step

Retry = Callable[[tuple[Step, ...]], Sequence[Finding]]
"""Takes steps in a new world, and returns what they found."""


@dataclass
class Shortener:
    """Leaves out steps as long as the same is found, within a bounded number of tries."""

    retry: Retry
    tries: int

    def shortest(self, steps: tuple[Step, ...], found: Finding) -> Finding | None:
        """The finding after the fewest steps; None where it does not happen again."""
        told = self._again(steps, found)
        if told is None:
            return None
        index = len(steps) - 2
        while index >= 0 and self.tries > 0:
            self.tries -= 1
            fewer = steps[:index] + steps[index + 1 :]
            shorter = self._again(fewer, found)
            if shorter is not None and len(shorter.before) <= len(told.before):
                steps, told = fewer, shorter
            index -= 1
        return told

    def _again(self, steps: tuple[Step, ...], found: Finding) -> Finding | None:
        return next((each for each in self.retry(steps) if each.id == found.id), None)
