"""Steps that check what one call does: imports, partial updates, client tokens, further ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shapeproof.checks.lifecycle.effects import (
    answers_for_another,
    import_unreadable,
    no_further,
    token_ignored,
)
from shapeproof.compile.lifecycle.names import suffix
from shapeproof.contract.lifecycle import Resource, Writer
from shapeproof.contract.pointer import texts_in
from shapeproof.exchange import Exchange, Finding
from shapeproof.run.walks.state_model import NotRun, StateModel
from shapeproof.run.walks.write_steps import MakeStep, bindings_for, renamed


@dataclass(frozen=True)
class ImportStep:
    """Import a resource, and read it; ``witness`` is another import in the same parent.

    An import tells no name. What it made may be found under any name, or under a text that was
    given. Where the witness is found in one of these ways, so must be what is imported.
    """

    resource: Resource
    importer: Writer
    parent: str
    witness: tuple[Resource, Writer]

    def do(self, model: StateModel) -> Iterator[Finding]:
        """Import both. Raises NotRun where no way leads to the witness."""
        other, by = self.witness
        ways = [way for way, each in self._readings(model, other, by) if each.accepted]
        if not ways:
            raise NotRun(by.operation)
        readings = list(self._readings(model, self.resource, self.importer))
        if any(each.accepted for _, each in readings):
            return
        last = next((each for way, each in readings if way in ways), None)
        if last is not None and not last.crashed:
            seen, name = model.seen(last), self.importer.operation
            yield import_unreadable(seen, name, self.resource.name, by.operation)

    def _readings(
        self, model: StateModel, resource: Resource, importer: Writer
    ) -> Iterator[tuple[str, Exchange]]:
        """Import, and read in each way: by any name, and by the texts that were given."""
        parent = model.instance(self.parent).bindings
        exchange = model.accepted_call(importer.operation, parent, 1)
        own = [name for name in model.facts.own(resource) if name not in parent]
        if exchange is None or len(own) > 1:
            raise NotRun(importer.operation)
        given = {name: each for name, each in exchange.params.items() if name not in parent}
        marks = sorted(set(texts_in(given)) - set(texts_in(dict(parent))))
        ways = [("any", model.namer.fresh({})), *(("given", each) for each in marks)]
        for reader in resource.readers[:1]:
            for way, name in ways:
                bindings = {**parent, **dict.fromkeys(own, name)}
                yield way, model.call(reader.operation, model.minimal(reader.operation, bindings))


@dataclass(frozen=True)
class MakeFurtherStep:
    """Make one more of a kind, in the form in which those before were accepted."""

    slot: str
    resource: Resource
    writer: Writer
    parent: str | None
    like: str
    differ: tuple[str, ...]
    count: int

    def do(self, model: StateModel) -> Iterator[Finding]:
        """Make it. Raises NotRun where it is refused."""
        if self.like:
            model.instance(self.like)
        make = MakeStep(
            self.slot,
            self.resource,
            self.writer,
            self.parent,
            self.like or None,
            self.differ,
            self.count,
        )
        bindings = renamed(self.resource, self.writer, bindings_for(model, make))
        params = model.form(self.writer.operation, bindings, self.count)
        if _names_again(model, self.writer.operation, params, bindings):
            raise NotRun(self.writer.operation)
        exchange = model.call(self.writer.operation, params)
        yield from no_further(model.seen(exchange), self.resource.name, self.count)


def _names_again(
    model: StateModel, operation: str, params: Mapping[str, Any], bindings: Mapping[str, Any]
) -> bool:
    """Whether a request has a name that an earlier one had: a server may take each only once."""
    if model.contract.lifecycle.reviewed:
        return False
    names = [
        name
        for name, shape in model.facts.members(operation).items()
        if name in params
        and name not in bindings
        and suffix(name) == "name"
        and shape.type == "string"
    ]
    earlier = [each.params for each in model.history if each.operation == operation]
    return any(each.get(name) == params[name] for each in earlier for name in names)


@dataclass(frozen=True)
class ReadEachStep:
    """Read each of some resources of a kind by all its identifiers, optional ones as well."""

    slots: tuple[str, ...]

    def do(self, model: StateModel) -> Iterator[Finding]:
        """Read them, up to the first that is another."""
        instances = {slot: model.instance(slot) for slot in self.slots}
        first = instances[self.slots[0]]
        for reader in first.resource.readers:
            for slot, instance in instances.items():
                params = model.minimal(reader.operation, instance.bindings)
                exchange = model.call(reader.operation, params)
                if not exchange.accepted:
                    continue
                for name in model.facts.own(instance.resource):
                    others = {k: v.bindings[name] for k, v in instances.items() if k != slot}
                    asked = instance.bindings[name]
                    if name in params and asked not in others.values():
                        yield from answers_for_another(model.seen(exchange), name, asked, others)


@dataclass(frozen=True)
class RepeatTokenStep:
    """Make the same request twice, with one client token."""

    operation: str
    member: str
    slot: str | None

    def do(self, model: StateModel) -> Iterator[Finding]:
        """Repeat it. Raises NotRun where the first one is refused."""
        bindings: Mapping[str, Any] = model.instance(self.slot).bindings if self.slot else {}
        if model.accepted_call(self.operation, bindings, 1) is None:
            raise NotRun(self.operation)
        shape = model.facts.members(self.operation)[self.member]
        token = {self.member: model.namer.fresh(shape)}
        params = {**model.form(self.operation, bindings, 2), **token}
        first = model.call(self.operation, params)
        if not first.accepted:
            raise NotRun(self.operation)
        again = model.call(self.operation, params)
        yield from token_ignored(model.seen(again), first, self.member)
