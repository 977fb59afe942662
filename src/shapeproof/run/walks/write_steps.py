"""Steps that make, copy and change resources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from shapeproof.contract.lifecycle import Resource, Writer
from shapeproof.exchange import Exchange, Finding
from shapeproof.run.walks.requests import MarkedRequest
from shapeproof.run.walks.state_model import NotRun, ResourceInstance, StateModel


@dataclass(frozen=True)
class MakeStep:
    """Make a resource in another, ``parent``.

    It shares the identifiers of ``like`` except those that ``differ``; without it all are fresh.
    """

    slot: str
    resource: Resource
    writer: Writer
    parent: str | None = None
    like: str | None = None
    differ: tuple[str, ...] = ()
    number: int = 1
    optional: bool = False

    def do(self, model: StateModel) -> Iterator[Finding]:
        """Make it. Raises NotRun, unless it is optional."""
        yield from ()
        bindings = bindings_for(model, self)
        like = model.instances.get(self.like or "")
        if like is not None and bindings.items() >= like.identifiers.items():
            raise NotRun(f"no other {self.resource.name} can be named")
        exchange = model.accepted_call(
            self.writer.operation, renamed(self.resource, self.writer, bindings), self.number
        )
        instance = exchange and instance_made(self, exchange, bindings)
        if instance and _is_known(model, instance):
            raise NotRun(f"{self.writer.operation} makes the same {self.resource.name} again")
        if instance:
            model.instances[self.slot] = instance
        elif not self.optional:
            raise NotRun(self.writer.operation)


def _is_known(model: StateModel, instance: ResourceInstance) -> bool:
    """Whether what was made is what exists already: another answer may be right for equal values.

    Only a review can say that it is not.
    """
    return not model.contract.lifecycle.reviewed and any(
        each.resource == instance.resource and each.identifiers == instance.identifiers
        for each in model.instances.values()
    )


def bindings_for(model: StateModel, make: MakeStep) -> dict[str, Any]:
    """The identifiers that the caller chooses for a new resource."""
    bindings = dict(model.instance(make.parent).bindings) if make.parent else {}
    like = model.once(make.like).bindings if make.like else {}
    members = model.facts.members(make.writer.operation)
    for name in model.facts.own(make.resource):
        member = make.writer.member_of(name)
        if name in make.resource.generated or member not in members:
            continue
        kept = name in like and name not in make.differ
        bindings[name] = like[name] if kept else model.namer.fresh(members[member])
    return bindings


def renamed(resource: Resource, writer: Writer, bindings: dict[str, Any]) -> dict[str, Any]:
    """The identifiers under the member names of a writer's request."""
    given = writer.carried(bindings)
    return {**bindings, **given}


def instance_made(
    make: MakeStep, exchange: Exchange, bindings: dict[str, Any]
) -> ResourceInstance | None:
    """The resource that an accepted call has made; None where its identifiers are not returned."""
    bindings = dict(bindings)
    for name in make.resource.generated:
        bindings[name] = make.writer.returned(name, exchange.output)
    if any(bindings.get(name) is None for name in make.resource.identifiers):
        return None
    bindings = make.resource.with_aliases(bindings)
    return ResourceInstance(make.resource, bindings, exchange, make.writer, exchange, make.number)


@dataclass(frozen=True)
class ProduceStep:
    """Make a resource whose identifiers the server chooses, by an operation that also makes one.

    The first call makes another resource; later calls change that one, which makes more.
    """

    slot: str
    resource: Resource
    parent: str | None
    number: int = 1

    def do(self, model: StateModel) -> Iterator[Finding]:
        """Make it. Raises NotRun where no operation returns its identifiers."""
        yield from ()
        for source in self.resource.sources:
            made = model.contract.lifecycle.created_by(source.operation)
            if made is None:
                continue
            slot = f"{made[0].name} of {self.parent}"
            if slot in model.instances:
                exchange, writer = self._by_change(model, slot)
            else:
                exchange, writer = self._by_making(model, slot, made[0], source), source
            if exchange and writer and self._keep(model, exchange, writer):
                return
        raise NotRun(self.resource.name)

    def _by_making(
        self, model: StateModel, slot: str, resource: Resource, source: Writer
    ) -> Exchange | None:
        make = MakeStep(slot, resource, source, self.parent, number=self.number, optional=True)
        list(make.do(model))
        return model.instances[slot].made if slot in model.instances else None

    def _by_change(self, model: StateModel, slot: str) -> tuple[Exchange | None, Writer | None]:
        instance = model.instances[slot]
        for changer in instance.resource.changers:
            exchange = model.accepted_call(changer.operation, instance.bindings, self.number)
            if exchange is not None:
                return exchange, changer
        return None, None

    def _keep(self, model: StateModel, exchange: Exchange, writer: Writer) -> bool:
        parent = dict(model.instance(self.parent).bindings) if self.parent else {}
        plain = Writer(exchange.operation, outputs=writer.outputs)
        make = MakeStep(self.slot, self.resource, plain, self.parent)
        instance = instance_made(make, exchange, parent)
        if instance is not None:
            model.instances[self.slot] = replace(instance, written=_without_values(instance.made))
        return instance is not None


def _without_values(exchange: Exchange) -> Exchange:
    """The call without values, as it wrote none of this resource."""
    return replace(exchange, params={})


@dataclass(frozen=True)
class CopyStep:
    """Make a copy of ``source``."""

    slot: str
    source: str
    resource: Resource
    writer: Writer

    def do(self, model: StateModel) -> Iterator[Finding]:
        """Make it. Raises NotRun."""
        yield from ()
        source = model.instance(self.source)
        members = model.facts.members(self.writer.operation)
        given, bindings = dict(source.bindings), dict(source.bindings)
        for name, member in self.writer.identifiers.items():
            bindings[name] = given[member] = model.namer.fresh(members[member])
        params = model.minimal(self.writer.operation, given)
        exchange = model.call(self.writer.operation, {**params, **_renames(self.writer, given)})
        if not exchange.accepted:
            raise NotRun(self.writer.operation)
        plain = _without_values(exchange)
        model.instances[self.slot] = ResourceInstance(
            self.resource, bindings, exchange, self.writer, plain
        )


def _renames(writer: Writer, given: dict[str, Any]) -> dict[str, Any]:
    return {member: given[member] for member in writer.identifiers.values()}


@dataclass(frozen=True)
class ChangeStep:
    """Change a resource: all that can be changed, or only the members in ``values``."""

    slot: str
    writer: Writer
    number: int
    optional: bool = False
    values: tuple[tuple[str, int], ...] = ()

    def do(self, model: StateModel) -> Iterator[Finding]:
        """Change it. Raises NotRun."""
        yield from ()
        if self.optional and self.slot not in model.instances:
            return
        instance = model.instance(self.slot)
        exchange = self._call(model, instance)
        if exchange is None:
            raise NotRun(self.writer.operation)
        model.instances[self.slot] = replace(
            instance, writer=self.writer, written=exchange, number=self.number
        )

    def _call(self, model: StateModel, instance: ResourceInstance) -> Exchange | None:
        operation = self.writer.operation
        if not self.values:
            return model.accepted_call(operation, instance.bindings, self.number)
        params = model.minimal(operation, instance.bindings)
        root = model.contract.operations[operation].request
        for name, number in self.values:
            params[name] = MarkedRequest(root, number, model.mark(number)).value()[name]
        exchange = model.call(operation, params)
        return exchange if exchange.accepted else None


@dataclass(frozen=True)
class AssumeCopied:
    """The copy ``outer`` must hold what ``like`` is, except for the names of its parents."""

    slot: str
    resource: Resource
    outer: str
    like: str

    def do(self, model: StateModel) -> Iterator[Finding]:
        """Record it, without a call. Raises NotRun where there is no original."""
        yield from ()
        like = model.instance(self.like)
        bindings = {**like.bindings, **model.instance(self.outer).bindings}
        model.instances[self.slot] = replace(
            like, bindings=bindings, written=_in_its_place(like, bindings)
        )


def _in_its_place(like: ResourceInstance, bindings: dict[str, str]) -> Exchange:
    """The call that wrote the original, as if it had written the copy."""
    named = {k: bindings.get(k, v) for k, v in like.written.params.items()}
    return replace(like.written, params=named)
