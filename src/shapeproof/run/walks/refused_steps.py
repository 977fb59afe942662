"""Steps whose calls must be refused: making what exists, changing what is removed, faults."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from shapeproof.checks.lifecycle.existence import (
    accepted_change,
    made_twice,
    old_values,
    refused_again,
)
from shapeproof.contract.lifecycle import Resource, Writer
from shapeproof.contract.model import Operation
from shapeproof.contract.pointer import texts_in, without
from shapeproof.exchange import Exchange, Fault, Finding, HttpRequest
from shapeproof.generate.cases.faults import ABSENT, illegal_values
from shapeproof.generate.cases.places import CasePlace, places, planted
from shapeproof.run.walks.read_steps import AssertAbsent, PresenceReport, read
from shapeproof.run.walks.state_model import NotRun, ResourceInstance, StateModel
from shapeproof.run.walks.write_steps import MakeStep, bindings_for, instance_made, renamed

_MOST_FAULTS = 8


@dataclass(frozen=True)
class MakeTwiceStep:
    """Make what exists: by the same request, or with the values of generation ``number``.

    ``source`` is what a copier would copy.
    """

    slot: str
    writer: Writer
    number: int | None = None
    source: str | None = None

    def do(self, model: StateModel) -> Iterator[Finding]:
        """Try it. Raises NotRun where it is accepted, as the state is unknown then."""
        instance = model.instance(self.slot)
        bindings = renamed(instance.resource, self.writer, dict(instance.bindings))
        if self.source:
            members = self.writer.identifiers.values()
            bindings = {**bindings, **model.instance(self.source).bindings} | {
                member: bindings[member] for member in members
            }
        params = dict(instance.made.params)
        if self.number is not None:
            params = model.form(self.writer.operation, bindings, self.number)
        exchange = model.call(self.writer.operation, params)
        found = list(made_twice(model.seen(exchange), instance.resource.name))
        yield from found
        if exchange.accepted and not found:
            raise NotRun(self.writer.operation)


@dataclass(frozen=True)
class MakeAgainStep:
    """Make a removed resource again with as few values as possible, and look for old values.

    ``remover`` is the operation that removed it.
    """

    slot: str
    old: str
    resource: Resource
    writer: Writer
    parent: str | None
    remover: str

    def do(self, model: StateModel) -> Iterator[Finding]:
        """Make it, and read it. Raises NotRun where it cannot be made."""
        old = model.gone(self.old)
        if self.remover in model.knowledge.blamed:
            raise NotRun(self.remover)
        make = MakeStep(self.slot, self.resource, self.writer, self.parent, like=self.old)
        bindings = bindings_for(model, make)
        params = model.minimal(self.writer.operation, renamed(self.resource, self.writer, bindings))
        exchange = model.call(self.writer.operation, params)
        if not exchange.accepted:
            again = model.accepted_call(
                self.writer.operation, renamed(self.resource, self.writer, bindings), 3
            )
            if again is None:
                yield from refused_again(model.seen(exchange), self.remover, self.resource.name)
                raise NotRun(self.writer.operation)
            exchange = again
        instance = instance_made(make, exchange, bindings)
        if instance is None:
            raise NotRun(self.writer.operation)
        model.instances[self.slot] = instance
        yield from self._leftovers(model, old, instance)

    def _leftovers(
        self, model: StateModel, old: ResourceInstance, instance: ResourceInstance
    ) -> Iterator[Finding]:
        known = set(texts_in(dict(instance.bindings))) | set(texts_in(dict(instance.made.params)))
        marks = [text for text in sorted(set(model.marks.values())) if text not in known]
        name = instance.resource.name
        for reader in instance.resource.readers:
            if reader.leaves_out:
                continue  # it shows what surrounds the resource, which was not removed
            seen = model.seen(read(model, instance, reader))
            yield from old_values(seen, self.writer.operation, name, marks)
        if not instance.resource.readers and old.writer.shows:
            operation = old.writer.operation
            exchange = model.call(operation, model.minimal(operation, instance.bindings))
            yield from old_values(model.seen(exchange), self.writer.operation, name, marks)


@dataclass(frozen=True)
class ChangeRemovedStep:
    """Change a resource that does not exist: it must be refused.

    Where the lifecycle is guessed, its readers must find it no longer: a removal may take time.
    """

    slot: str
    changer: str

    def do(self, model: StateModel) -> Iterator[Finding]:
        """Try it. Raises NotRun where it can still be read."""
        instance = model.gone(self.slot)
        readers = () if model.contract.lifecycle.reviewed else instance.resource.readers
        if any(read(model, instance, each).accepted for each in readers):
            raise NotRun(instance.resource.name)
        params = model.form(self.changer, instance.bindings, 4)
        exchange = model.call(self.changer, params, judged=False)
        if exchange.accepted:
            yield accepted_change(model.seen(exchange), instance.resource.name)


@dataclass(frozen=True)
class FaultStep:
    """Call an operation on a resource with one fault, several times with different faults.

    ``most`` is how many faults are tried after the first, ``skipped`` ones. If one is accepted, the
    resource is written again; another check reports the acceptance.
    """

    slot: str
    operation: str
    writer: Writer | None
    most: int = _MOST_FAULTS
    skipped: int = 0

    def do(self, model: StateModel) -> Iterator[Finding]:
        """Try each fault. Raises NotRun where one is accepted and cannot be undone."""
        yield from ()
        operation = model.contract.operations[self.operation]
        tried = faulted(operation, self._base(model), types=_reviewed(model))
        for breached, fault in islice(tried, self.skipped, self.skipped + self.most):
            exchange = model.call(self.operation, breached, judged=False)
            if not exchange.accepted:
                continue
            model.observer.planted.note_untold(fault, breached)
            instance = model.instance(self.slot)
            again = self.writer and model.accepted_call(self.operation, instance.bindings, 3)
            if not again or not self.writer:
                raise NotRun(self.operation)
            model.instances[self.slot] = replace(instance, writer=self.writer, written=again)

    def _base(self, model: StateModel) -> dict[str, Any]:
        return model.form(self.operation, model.instance(self.slot).bindings, 2)


@dataclass(frozen=True)
class FaultyMakeStep:
    """Call a maker with one fault, under new identifiers. Nothing may be found under them.

    ``most`` is how many faults are tried.
    """

    slot: str
    resource: Resource
    writer: Writer
    parent: str | None
    report: PresenceReport
    most: int = _MOST_FAULTS

    def do(self, model: StateModel) -> Iterator[Finding]:
        """Try each fault. Raises NotRun where one is accepted."""
        yield from ()
        make = MakeStep(self.slot, self.resource, self.writer, self.parent)
        bindings = bindings_for(model, make)
        base = model.form(self.writer.operation, renamed(self.resource, self.writer, bindings), 2)
        nothing = Exchange(self.writer.operation, base, HttpRequest("", ""))
        model.removed[self.slot] = ResourceInstance(
            self.resource, bindings, nothing, self.writer, nothing
        )
        if list(AssertAbsent(self.slot, self.report).do(model)):
            raise NotRun(f"any {self.resource.name} is found")
        operation = model.contract.operations[self.writer.operation]
        tried = faulted(operation, base, types=_reviewed(model))
        for breached, fault in islice(tried, self.most):
            if model.call(self.writer.operation, breached, judged=False).accepted:
                model.observer.planted.note_untold(fault, breached)
                raise NotRun(self.writer.operation)
        yield from AssertAbsent(self.slot, self.report).do(model)


@dataclass(frozen=True)
class CopyNothingStep:
    """Copy a resource that does not exist. Nothing may be found under the name of the copy.

    ``like`` is a resource whose parents the two share.
    """

    slot: str
    like: str
    resource: Resource
    writer: Writer
    report: PresenceReport

    def do(self, model: StateModel) -> Iterator[Finding]:
        """Try it. Raises NotRun where it is accepted."""
        members = model.facts.members(self.writer.operation)
        bindings = dict(model.instance(self.like).bindings)
        given = dict(bindings)
        for name, member in self.writer.identifiers.items():
            given[name] = model.namer.fresh(members[name])
            bindings[name] = given[member] = model.namer.fresh(members[member])
        params = model.minimal(self.writer.operation, given)
        params |= {member: given[member] for member in self.writer.identifiers.values()}
        exchange = model.call(self.writer.operation, params, judged=False)
        if exchange.accepted:
            raise NotRun(self.writer.operation)
        model.removed[self.slot] = ResourceInstance(
            self.resource, bindings, exchange, self.writer, exchange
        )
        yield from AssertAbsent(self.slot, self.report).do(model)


def _reviewed(model: StateModel) -> bool:
    """Whether values of other types are sent, too: no SDK can send them."""
    return model.contract.lifecycle.reviewed


def faulted(
    operation: Operation, base: dict[str, Any], *, types: bool = True
) -> Iterator[tuple[dict[str, Any], Fault]]:
    """The request with one fault, and it: at most one in each part, enums before other faults.

    ``types`` says that a value of another type is a fault to try.
    """
    root = operation.request
    candidates = [
        (place, breach)
        for place in places(root)
        if place.location == "body" and not _is_identifier(operation, place)
        for breach in illegal_values(root, place)
        if breach.fault.constraint in _ORDER and (types or breach.fault.constraint != "type")
    ]
    candidates.sort(key=lambda each: (_ORDER[each[1].fault.constraint], len(each[0].tokens)))
    parts: set[tuple[str, ...]] = set()
    for place, breach in candidates:
        part = place.tokens[:2]
        if part in parts:
            continue
        parts.add(part)
        if breach.value is ABSENT:
            yield dict(without(base, place.tokens)), breach.fault
        else:
            yield dict(planted(root, base, place.tokens, breach.value)), breach.fault


_ORDER = {"enum": 0, "type": 1, "required": 2}


def _is_identifier(operation: Operation, place: CasePlace) -> bool:
    """Whether a place is a name rather than a value: top-level texts without an enum."""
    text = place.shape.type == "string" and not place.shape.enum
    return len(place.tokens) == 1 and text
