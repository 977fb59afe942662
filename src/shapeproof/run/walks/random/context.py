"""What a rule can see: the kinds of resources of a walk, and what exists there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from shapeproof.contract.lifecycle import Resource
from shapeproof.run.walks.facts import LifecycleFacts
from shapeproof.run.walks.random.assertions import VerifyState
from shapeproof.run.walks.random.mutations import MutationStep, Precondition, expect_gone
from shapeproof.run.walks.state_model import MutationKind, NotRun, ResourceInstance, StateModel
from shapeproof.run.walks.walk import Step


@dataclass(frozen=True)
class ResourceTree:
    """A kind of thing at the top, and the kinds that stand in it, as far as a plan wants them.

    ``permitted`` are the operations that a walk may call for their own sake.
    """

    facts: LifecycleFacts
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

    def kind(self, thing: ResourceInstance) -> bool:
        """Whether a thing is of one of the kinds."""
        return thing.resource in self.kinds


StepPlan = Callable[[str, int], tuple[Step, ...]]
"""Steps, given a key that is new in the walk and the number of the values to be written."""
Candidate = tuple[str, StepPlan]
"""A plan, with the kind of thing that it is about."""

_MOST_INSTANCES = 8
"""Things of one kind that there are at once in a walk."""
_MOST_CONTAINERS = 2
"""Things at once of a kind that is there for others to stand in: these shall meet."""


@dataclass(frozen=True)
class RuleContext:
    """What there is to choose from in one world.

    ``ground`` are the kinds that are there for others to stand in, ``blamed`` the operations that
    are at fault already.
    """

    tree: ResourceTree
    world: StateModel
    ground: frozenset[str]
    blamed: frozenset[str]

    def may(self, operation: str) -> bool:
        """Whether an operation may be called for its own sake."""
        return operation in self.tree.permitted and operation not in self.blamed

    def live(self) -> Iterator[tuple[str, ResourceInstance]]:
        """What is there, of the kinds of the tree."""
        return (each for each in self.world.things.items() if self.tree.kind(each[1]))

    def gone(self) -> Iterator[tuple[str, ResourceInstance]]:
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
        how: MutationKind,
        operation: str,
        resource: Resource,
        slot: str,
        guard: Precondition | None = None,
    ) -> MutationStep:
        """A step that does something, with what the walk has to note of it."""
        return MutationStep(key, step, how, operation, resource, slot, guard, self.tree.told)

    def full(self, kind: Resource, ground: int = _MOST_CONTAINERS) -> bool:
        """Whether there is enough of a kind."""
        most = ground if kind.name in self.ground else _MOST_INSTANCES
        return sum(each.resource == kind for _, each in self.live()) >= most

    def looks_within(self, slot: str, kind: Resource) -> tuple[Step, ...]:
        """A look at each thing that another holds."""
        return tuple(VerifyState(inner) for inner, _ in self.parts(slot, kind))

    def parts(self, slot: str, kind: Resource) -> Iterator[tuple[str, Resource]]:
        """What a thing holds, and would take with it."""
        outer = self.world.thing(slot).identifiers
        parts = self.tree.facts.parts(kind)
        for inner, thing in self.live():
            if thing.resource in parts and outer.items() <= dict(thing.bindings).items():
                yield inner, thing.resource
