"""What a step of a walk is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from shapeproof.exchange import Finding
from shapeproof.run.stateful.world import World


class Step(Protocol):
    """Makes some calls in a world, and tells what they show to be wrong."""

    def do(self, world: World) -> Iterator[Finding]:
        """Take the step. Raises NotRun where it cannot be taken."""


@dataclass(frozen=True)
class Walk:
    """A short list of steps.

    ``operation`` is the one that it is for, ``about`` all whose conduct it shows.
    """

    operation: str
    name: str
    steps: tuple[Step, ...]
    about: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        """A name that is the same in every run."""
        return f"{self.operation}:stateful:{self.name}"
