"""What exists in the world of a random walk, and what may be called there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from shapeproof.contract.lifecycle import Resource
from shapeproof.run.stateful.deeds import How
from shapeproof.run.stateful.steps import Step
from shapeproof.run.stateful.wandering.acts import Act, Guard
from shapeproof.run.stateful.wandering.guards import expect_gone
from shapeproof.run.stateful.wandering.looks import Look
from shapeproof.run.stateful.wandering.tree import Tree
from shapeproof.run.stateful.world import NotRun, Thing, World

Plan = Callable[[str, int], tuple[Step, ...]]
"""Steps, given a key that is new in the walk and the number of the values to be written."""
Offer = tuple[str, Plan]
"""A plan, with the kind of thing that it is about."""

_MOST_THINGS = 8
"""Things of one kind that there are at once in a walk."""
_MOST_GROUND = 2
"""Things at once of a kind that is there for others to stand in: these shall meet."""


@dataclass(frozen=True)
class Course:
    """What there is to choose from in one world.

    ``ground`` are the kinds that are there for others to stand in, ``blamed`` the operations that
    are at fault already.
    """

    tree: Tree
    world: World
    ground: frozenset[str]
    blamed: frozenset[str]

    def may(self, operation: str) -> bool:
        """Whether an operation may be called for its own sake."""
        return operation in self.tree.permitted and operation not in self.blamed

    def live(self) -> Iterator[tuple[str, Thing]]:
        """What is there, of the kinds of the tree."""
        return (each for each in self.world.things.items() if self.tree.kind(each[1]))

    def gone(self) -> Iterator[tuple[str, Thing]]:
        """What was there, and must not be found."""
        for slot, thing in self.world.removed.items():
            try:
                expect_gone(self.world, slot)
            except NotRun:
                continue
            if self.tree.kind(thing):
                yield slot, thing

    def act(
        self,
        key: str,
        step: Step,
        how: How,
        operation: str,
        resource: Resource,
        slot: str,
        guard: Guard | None = None,
    ) -> Act:
        """A step that does something, with what the walk has to note of it."""
        return Act(key, step, how, operation, resource, slot, guard, self.tree.told)

    def full(self, kind: Resource, ground: int = _MOST_GROUND) -> bool:
        """Whether there is enough of a kind."""
        most = ground if kind.name in self.ground else _MOST_THINGS
        return sum(each.resource == kind for _, each in self.live()) >= most

    def looks_within(self, slot: str, kind: Resource) -> tuple[Step, ...]:
        """A look at each thing that another holds."""
        return tuple(Look(inner) for inner, _ in self.parts(slot, kind))

    def parts(self, slot: str, kind: Resource) -> Iterator[tuple[str, Resource]]:
        """What a thing holds, and would take with it."""
        outer = self.world.thing(slot).identifiers
        parts = self.tree.facts.parts(kind)
        for inner, thing in self.live():
            if thing.resource in parts and outer.items() <= dict(thing.bindings).items():
                yield inner, thing.resource
