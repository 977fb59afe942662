"""What the rules of a random walk choose from: its kinds of resources, and those that exist."""

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
    """A top-level kind of resource and the kinds below it, as far as a plan includes them.

    ``permitted`` are the operations that a walk may call to test them.
    """

    facts: LifecycleFacts
    kinds: tuple[Resource, ...]
    permitted: frozenset[str]

    @cached_property
    def reported(self) -> tuple[Resource, ...]:
        """The kinds whose generated identifiers responses return, if the lifecycle was reviewed."""
        return tuple(each for each in self.kinds if each.generated and self.reviewed)

    @property
    def reviewed(self) -> bool:
        """Whether the lifecycle was reviewed; little can be derived from a guessed one."""
        return self.facts.contract.lifecycle.reviewed

    def kind(self, instance: ResourceInstance) -> bool:
        """Whether a resource is of one of the kinds."""
        return instance.resource in self.kinds


StepPlan = Callable[[str, int], tuple[Step, ...]]
"""Makes steps from a key that is new in the walk and the number of the values to write."""
Candidate = tuple[str, StepPlan]
"""Steps that can be taken now, with the kind of resource that they concern."""

_MOST_INSTANCES = 8
"""Resources of one kind that exist at once in a walk."""
_MOST_CONTAINERS = 2
"""Resources of a container kind that exist at once: few, so that what they hold can interact."""


@dataclass(frozen=True)
class RuleContext:
    """The state of one walk as its rules see it.

    ``containers`` are the kinds that exist to hold others, ``blamed`` the operations that are known
    to be at fault.
    """

    tree: ResourceTree
    model: StateModel
    containers: frozenset[str]
    blamed: frozenset[str]

    def may(self, operation: str) -> bool:
        """Whether an operation may be called to test it."""
        return operation in self.tree.permitted and operation not in self.blamed

    def live(self) -> Iterator[tuple[str, ResourceInstance]]:
        """The resources that exist, of the kinds of the tree."""
        return (each for each in self.model.instances.items() if self.tree.kind(each[1]))

    def gone(self) -> Iterator[tuple[str, ResourceInstance]]:
        """The resources that existed and must not be found."""
        for slot, instance in self.model.removed.items():
            try:
                expect_gone(self.model, slot)
            except NotRun:
                continue
            if self.tree.kind(instance):
                yield slot, instance

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
        """A mutation with what the walk records of it."""
        return MutationStep(key, step, how, operation, resource, slot, guard, self.tree.reported)

    def full(self, kind: Resource, containers: int = _MOST_CONTAINERS) -> bool:
        """Whether there are enough resources of a kind."""
        most = containers if kind.name in self.containers else _MOST_INSTANCES
        return sum(each.resource == kind for _, each in self.live()) >= most

    def assertions_within(self, slot: str, kind: Resource) -> tuple[Step, ...]:
        """A state assertion for each part of a resource."""
        return tuple(VerifyState(inner) for inner, _ in self.parts(slot, kind))

    def parts(self, slot: str, kind: Resource) -> Iterator[tuple[str, Resource]]:
        """The parts of a resource, which are removed with it."""
        outer = self.model.instance(slot).identifiers
        parts = self.tree.facts.parts(kind)
        for inner, instance in self.live():
            if instance.resource in parts and outer.items() <= dict(instance.bindings).items():
                yield inner, instance.resource
