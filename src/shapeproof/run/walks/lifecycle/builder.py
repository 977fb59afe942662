"""Builds the steps that the walks of one resource have in common."""

from __future__ import annotations

from dataclasses import dataclass

from shapeproof.checks.lifecycle.writes import disturbed, lost_update, lost_write
from shapeproof.contract.lifecycle import Resource, Writer
from shapeproof.run.walks.facts import LifecycleFacts, ResourceListing
from shapeproof.run.walks.listing_steps import AssertListed
from shapeproof.run.walks.read_steps import AssertState
from shapeproof.run.walks.walk import Step, Walk
from shapeproof.run.walks.write_steps import MakeStep, ProduceStep

FIRST = "first"
OTHER = "other"


@dataclass(frozen=True)
class WalkBuilder:
    """Builds the steps around one resource. Slots of ancestors have the names of their kinds."""

    facts: LifecycleFacts
    resource: Resource

    @property
    def listing(self) -> ResourceListing | None:
        """How it is listed; None unless the lifecycle was reviewed."""
        reviewed = self.facts.contract.lifecycle.reviewed
        return self.facts.listing(self.resource) if reviewed else None

    @property
    def makeable(self) -> bool:
        """Whether it and all its ancestors can be made."""
        chain = (*self.facts.ancestors(self.resource), self.resource)
        return all(self.facts.makers(each) or each.sources for each in chain)

    @property
    def maker(self) -> str:
        """The first operation that makes it."""
        makers = (*self.facts.makers(self.resource), *self.resource.sources)
        return makers[0].operation

    def ancestors(self) -> tuple[Step, ...]:
        """Steps that make the ancestors of the resource."""
        chain = self.facts.ancestors(self.resource)
        return tuple(self.make(each, each.name, each.parent) for each in chain)

    def make(
        self,
        resource: Resource,
        slot: str,
        parent: str | None,
        *,
        writer: Writer | None = None,
        like: str | None = None,
        differ: tuple[str, ...] = (),
        number: int = 1,
        optional: bool = False,
    ) -> Step:
        """A step that makes a resource of some kind."""
        makers = self.facts.makers(resource)
        if not makers:
            return ProduceStep(slot, resource, parent, number)
        return MakeStep(slot, resource, writer or makers[0], parent, like, differ, number, optional)

    def first(self, number: int = 1, writer: Writer | None = None) -> tuple[Step, ...]:
        """Steps that make one with its ancestors, and assert its state."""
        made = self.make(self.resource, FIRST, self.resource.parent, number=number, writer=writer)
        maker = writer.operation if writer else self.maker
        return (*self.ancestors(), made, assert_made(FIRST, maker))

    def others(self) -> dict[str, tuple[Step, ...]]:
        """Steps that make another one that differs in one identifier, by that identifier."""
        found = {}
        for name in self.resource.identifiers:
            steps = self._differing(name)
            if steps:
                found[name] = (*steps, assert_made(OTHER, self.maker))
        return found

    def _differing(self, name: str) -> tuple[Step, ...]:
        resource = self.resource
        if name in self.facts.own(resource):
            if resource.single and resource.parent is not None:
                return ()
            differ = (name,)
            like = None if name in resource.generated else FIRST
            return (
                self.make(resource, OTHER, resource.parent, like=like, differ=differ, number=2),
            )
        steps, parent = self.chain_differing(name)
        return (*steps, self.make(resource, OTHER, parent, like=FIRST, number=2))

    def chain_differing(self, name: str) -> tuple[tuple[Step, ...], str | None]:
        """Steps that make new ancestors from the one that an identifier names, and the parent."""
        steps: list[Step] = []
        renewed: dict[str, str] = {}
        for each in self.facts.ancestors(self.resource):
            own = name in self.facts.own(each)
            if not own and each.parent not in renewed:
                continue
            renewed[each.name] = slot = f"{each.name} by {name}"
            parent = renewed.get(each.parent or "", each.parent)
            differ = (name,) if own else ()
            steps.append(self.make(each, slot, parent, like=each.name, differ=differ, number=2))
        parent = self.resource.parent
        return tuple(steps), renewed.get(parent or "", parent)

    def listed(self, slot: str = FIRST) -> tuple[Step, ...]:
        """A step that lists, where a listing is known."""
        return (AssertListed(slot, self.listing),) if self.listing is not None else ()

    def walk(self, operation: str, name: str, *steps: Step, about: tuple[str, ...] = ()) -> Walk:
        """A walk for an operation; it shows the behaviour of readers and listings as well."""
        readers = {each.operation for each in self.resource.readers}
        lister = {self.listing.operation} if self.listing else set()
        every = frozenset({operation, *readers, *lister, *about})
        return Walk(operation, f"{self.resource.name} {name}", tuple(steps), every)


def assert_made(slot: str, maker: str, *, optional: bool = False) -> AssertState:
    """Assert that a resource is as it was just made."""
    return AssertState(slot, lambda seen, problem: lost_write(seen, maker, problem), True, optional)


def assert_changed(slot: str, changer: str, *, again: bool = False) -> AssertState:
    """Assert that a resource is as it was just changed."""
    return AssertState(
        slot,
        lambda seen, problem: lost_update(seen, changer, problem, again=again),
        plain=not again,
    )


def assert_undisturbed(slot: str, cause: str, what: str, *, optional: bool = False) -> AssertState:
    """Assert that a resource has not changed since its state was last asserted."""
    return AssertState(
        slot, lambda seen, problem: disturbed(seen, cause, what, problem), optional=optional
    )
