"""The kinds of things that a random walk is about."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from shapeproof.contract.lifecycle import Resource
from shapeproof.run.stateful.facts import Facts
from shapeproof.run.stateful.world import Thing


@dataclass(frozen=True)
class Tree:
    """A kind of thing at the top, and the kinds that stand in it, as far as a plan wants them.

    ``permitted`` are the operations that a walk may call for their own sake.
    """

    facts: Facts
    kinds: tuple[Resource, ...]
    permitted: frozenset[str]

    @cached_property
    def told(self) -> tuple[Resource, ...]:
        """The kinds whose identifiers answers tell, where the lifecycle is certain of it."""
        return tuple(each for each in self.kinds if each.generated and self.reviewed)

    @property
    def reviewed(self) -> bool:
        """Whether the lifecycle was reviewed; else little is built on it."""
        return self.facts.contract.lifecycle.reviewed

    def kind(self, thing: Thing) -> bool:
        """Whether a thing is of one of the kinds."""
        return thing.resource in self.kinds
