"""Mutations in a random walk: their preconditions, and what is known after them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from shapeproof.contract.lifecycle import Resource
from shapeproof.exchange import Exchange, Finding
from shapeproof.run.walks.read_steps import AssertAbsent, reported_instance
from shapeproof.run.walks.state_model import (
    Mutation,
    MutationKind,
    NotRun,
    ResourceInstance,
    StateModel,
)
from shapeproof.run.walks.walk import Step
from shapeproof.run.walks.write_steps import MakeStep


def live_parent(model: StateModel, resource: Resource, bindings: Mapping[str, Any]) -> str | None:
    """The slot of the parent of a resource with these identifiers; None where it has none."""
    if resource.parent is None:
        return None
    for slot, instance in model.instances.items():
        if instance.resource.name == resource.parent and _agree(
            instance.bindings, bindings, set(instance.resource.identifiers) & bindings.keys()
        ):
            return slot
    raise NotRun(resource.parent)


def is_free(model: StateModel, resource: Resource, bindings: Mapping[str, Any]) -> bool:
    """Whether certainly no resource of the kind has these identifiers."""
    names = set(resource.identifiers) & bindings.keys()
    return not any(_agree(each.bindings, bindings, names) for each in _of(model, resource))


def allows_another(model: StateModel, resource: Resource, bindings: Mapping[str, Any]) -> bool:
    """Whether the parent may hold another resource of the kind."""
    own = model.facts.own(resource)
    if own and not resource.single:
        return True
    scope = (set(resource.identifiers) - set(own)) & bindings.keys()
    return not any(_agree(each.bindings, bindings, scope) for each in _of(model, resource))


def expect_makeable(model: StateModel, make: MakeStep) -> None:
    """The place for a resource must exist and be free."""
    bindings = dict(model.instance(make.parent).bindings) if make.parent else {}
    kept: tuple[str, ...] = ()
    if make.like is not None:
        like = model.once(make.like).bindings
        kept = tuple(name for name in model.facts.own(make.resource) if name not in make.differ)
        bindings |= {name: like[name] for name in kept if name in like}
    if not allows_another(model, make.resource, bindings):
        raise NotRun(make.resource.name)
    every = set(make.resource.identifiers) <= bindings.keys()
    if every and not is_free(model, make.resource, bindings):
        raise NotRun(make.resource.name)


def expect_gone(model: StateModel, slot: str) -> ResourceInstance:
    """A resource that was removed and has not been made again."""
    instance = model.gone(slot)
    if not is_free(model, instance.resource, instance.bindings):
        raise NotRun(slot)
    return instance


def _of(model: StateModel, resource: Resource) -> Iterable[ResourceInstance]:
    every = (*model.instances.values(), *model.uncertain)
    return (each for each in every if each.resource.name == resource.name)


def _agree(one: Mapping[str, Any], other: Mapping[str, Any], names: Iterable[str]) -> bool:
    return all(one.get(name) == other.get(name) for name in names)


Precondition = Callable[[StateModel], object]


@dataclass(frozen=True)
class MutationStep:
    """A step with its precondition, which records what is known after it.

    ``slot`` is the resource that it concerns. ``reported`` are kinds of resources whose identifiers
    a response may return; they become resources of the state model, in slots named after ``key``.
    """

    key: str
    inner: Step
    how: MutationKind
    operation: str
    resource: Resource
    slot: str
    guard: Precondition | None = None
    reported: tuple[Resource, ...] = ()

    def do(self, model: StateModel) -> Iterator[Finding]:
        """Take the step. Raises NotRun."""
        if self.guard is not None:
            self.guard(model)
        begun, there = len(model.history), set(model.instances)
        yield from self.inner.do(model)
        gone = there - model.instances.keys()
        self._doubt(model, gone)
        reported = {slot for each in model.history[begun:] for slot in self._adopt(model, each)}
        slots = frozenset({self.slot, *gone})
        model.mutations.append(
            Mutation(self.operation, self.how, slots, self.resource.name, frozenset(reported))
        )

    def _doubt(self, model: StateModel, gone: set[str]) -> None:
        """Move resources to the uncertain ones if they may have been removed with their parent."""
        sure = {self.resource.name, *(each.name for each in model.facts.parts(self.resource))}
        for slot in gone:
            if model.removed[slot].resource.name not in sure:
                model.uncertain.append(model.removed.pop(slot))
        if not gone and self.how != "changed":
            return
        for slot, instance in list(model.instances.items()):
            inside = self.resource in model.facts.ancestors(instance.resource)
            if inside and self._shaken(model, instance, sure, gone):
                model.uncertain.append(model.instances.pop(slot))

    def _shaken(
        self, model: StateModel, instance: ResourceInstance, sure: set[str], gone: set[str]
    ) -> bool:
        """Whether it is no longer certain that a resource within the changed kind exists."""
        if not gone:
            outer = model.instances.get(self.slot)
            same = outer is not None and all(
                instance.bindings.get(name) == outer.bindings[name]
                for name in outer.resource.identifiers
            )
            return same and instance.resource.name not in sure
        try:
            live_parent(model, instance.resource, instance.identifiers)
        except NotRun:
            return True
        return False

    def _adopt(self, model: StateModel, exchange: Exchange) -> Iterator[str]:
        for resource in self.reported if exchange.accepted else ():
            instance = reported_instance(resource, dict(exchange.params), exchange)
            if instance is None or exchange.operation not in _identifier_sources(model, resource):
                continue
            try:
                live_parent(model, resource, instance.identifiers)
            except NotRun:
                continue
            plain = replace(exchange, params={})
            slot = f"{resource.name} reported by {self.key}"
            model.instances[slot] = replace(instance, written=plain)
            yield slot


def _identifier_sources(model: StateModel, resource: Resource) -> set[str]:
    sources = {each.operation for each in resource.sources}
    return sources | set(model.facts.identifier_sources(resource))


@dataclass(frozen=True)
class CallAbsent:
    """Call an operation for a resource that was removed or never made; any answer is allowed."""

    slot: str
    operation: str

    def do(self, model: StateModel) -> Iterator[Finding]:
        """Call it."""
        yield from ()
        instance = model.gone(self.slot)
        model.call(self.operation, model.minimal(self.operation, instance.bindings), judged=False)


@dataclass(frozen=True)
class ImagineAbsent:
    """Choose the identifiers of a resource that is never made. It must not be found."""

    slot: str
    like: str

    def do(self, model: StateModel) -> Iterator[Finding]:
        """Choose them, and look for it. Raises NotRun where a resource is found under any name."""
        yield from ()
        like = model.instance(self.like)
        name = model.facts.own(like.resource)[-1]
        schema = model.facts.members(like.made.operation).get(name, {"type": "string"})
        bindings = {**like.bindings, name: model.namer.fresh(schema)}
        model.removed[self.slot] = replace(like, bindings=bindings)
        expect_gone(model, self.slot)
        if list(AssertAbsent(self.slot, _found).do(model)):
            raise NotRun(f"any {like.resource.name} is found")


def _found(seen: object) -> Finding:
    raise NotRun("found")
