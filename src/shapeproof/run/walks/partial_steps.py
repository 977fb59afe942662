"""Steps that update a resource in part: what an update does not give stays as it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shapeproof.checks.lifecycle.effects import cleared
from shapeproof.checks.same_values import same_as_shaped
from shapeproof.contract.lifecycle import Writer
from shapeproof.contract.pointer import Tokens
from shapeproof.contract.shape import Shape
from shapeproof.exchange import Exchange, Finding
from shapeproof.run.walks.facts import LifecycleFacts
from shapeproof.run.walks.read_steps import read
from shapeproof.run.walks.requests import MarkedRequest
from shapeproof.run.walks.state_model import NotRun, StateModel


@dataclass(frozen=True)
class PartialUpdate:
    """An update of a resource that gives as little as it may, at the top or in one structure.

    ``inside`` is the structure, empty for the request itself; ``kept`` are the members in it that
    the update does not give, and that a reader shows.
    """

    writer: Writer
    inside: str
    kept: tuple[str, ...]

    def places(self) -> tuple[Tokens, ...]:
        """The places of what it does not give."""
        return tuple((self.inside, name) if self.inside else (name,) for name in self.kept)


def partial_updates(
    facts: LifecycleFacts, writer: Writer, readers: tuple[str, ...]
) -> Iterator[PartialUpdate]:
    """The partial updates of a changer: of its request, and of each structure in it."""
    request = facts.contract.operations[writer.operation].request_shape
    shown = [facts.contract.operations[name].response_shape for name in readers[:1]]
    for response in shown:
        outer = _kept(request, response, facts.contract.lifecycle.identifiers)
        if outer:
            yield PartialUpdate(writer, "", outer)
        for name, member in request.members.items():
            inner = response.members.get(name)
            if inner is None or not (member.is_structure and inner.is_structure):
                continue
            kept = _kept(member, inner, frozenset())
            if kept and not member.is_union:
                yield PartialUpdate(writer, name, kept)


def _kept(given: Shape, shown: Shape, names: frozenset[str]) -> tuple[str, ...]:
    """The members that may be left out and are shown; one of them is given, if none must be."""
    found = [
        name
        for name, member in given.members.items()
        if name in shown.members and name not in given.required and name not in names
        if not member.is_idempotency_token
    ]
    values = [name for name in given.required if name not in names]
    return tuple(sorted(found) if values else sorted(found)[1:])


@dataclass(frozen=True)
class PartialUpdateStep:
    """Update all of a resource, then a part of it.

    As a ``witness`` it only shows that the server keeps what such an update does not give.
    """

    slot: str
    update: PartialUpdate
    witness: bool = False

    def do(self, model: StateModel) -> Iterator[Finding]:
        """Update it, and read it. Raises NotRun where that shows nothing."""
        instance = model.instance(self.slot)
        operation = self.update.writer.operation
        if model.accepted_call(operation, instance.bindings, 2) is None:
            raise NotRun(operation)
        before = self._read(model)
        exchange = model.call(operation, self._partial(model, instance.bindings))
        if not exchange.accepted:
            raise NotRun(operation)
        after = self._read(model)
        places = [each for each in self.update.places() if _at(before, each) is not None]
        shape = model.contract.operations[after.operation].response_shape
        lost = [each for each in places if not _is_kept(shape, before, after, each)]
        if self.witness and (lost or not places):
            raise NotRun(operation)
        for each in () if self.witness else lost[:1]:
            yield cleared(model.seen(after), operation, each, _at(before, each), _at(after, each))

    def _read(self, model: StateModel) -> Exchange:
        instance = model.instance(self.slot)
        reading = read(model, instance, instance.resource.readers[0])
        if not reading.accepted:
            raise NotRun(reading.operation)
        return reading

    def _partial(self, model: StateModel, bindings: Mapping[str, Any]) -> dict[str, Any]:
        """The request without the members that must stay."""
        operation = self.update.writer.operation
        root = model.contract.operations[operation].request
        full = model.named(operation, MarkedRequest(root, 4, model.mark(4)).value(), bindings)
        small = model.minimal(operation, bindings)
        if self.update.inside:
            inner = full.get(self.update.inside, {})
            part = {name: each for name, each in inner.items() if name not in self.update.kept}
            return {**small, self.update.inside: part}
        given = _first_given(model, self.update, full)
        return {**small, **given}


def _first_given(
    model: StateModel, update: PartialUpdate, full: Mapping[str, Any]
) -> dict[str, Any]:
    """The one optional member that a request gives which requires none."""
    shape = model.contract.operations[update.writer.operation].request_shape
    identifiers = model.contract.lifecycle.identifiers
    if any(name not in identifiers for name in shape.required):
        return {}
    optional = sorted(full.keys() - set(update.kept) - set(shape.required) - identifiers)
    return {name: full[name] for name in optional[:1]}


def _at(exchange: Exchange, tokens: Tokens) -> Any:
    found = exchange.output
    for token in tokens:
        found = found.get(token) if isinstance(found, dict) else None
    return found


def _is_kept(shape: Shape, before: Exchange, after: Exchange, tokens: Tokens) -> bool:
    member = shape.at(tokens)
    return same_as_shaped(member, _at(before, tokens), _at(after, tokens))
