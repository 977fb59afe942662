"""The state model of one walk: what it has made, what it has changed, and every call so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from shapeproof.checks.interface import Check, Observation, Subject
from shapeproof.checks.lifecycle.interface import STATEFUL_PHASE, KnownResource
from shapeproof.checks.registry import REGISTRY
from shapeproof.checks.responses import Echo, ServerError
from shapeproof.contract.lifecycle import Resource, Writer
from shapeproof.contract.model import Contract, Schema
from shapeproof.contract.shape import Shape
from shapeproof.exchange import Exchange, Finding
from shapeproof.generate.cases.coverage import page_tokens
from shapeproof.generate.values.plain import PlainValues, fits_text
from shapeproof.run.server.names import Namer
from shapeproof.run.server.session import Observer, Session
from shapeproof.run.walks.facts import LifecycleFacts

MutationKind = Literal[
    "made",
    "copied",
    "changed",
    "removed",
    "refused",
    "made twice",
    "copied onto what exists",
    "called on what is gone",
]
EFFECTIVE = frozenset({"made", "copied", "changed", "removed"})
"""Mutations that must have an effect; the others must be refused."""


@dataclass(frozen=True)
class Mutation:
    """A call that changed something, or that had to be refused.

    ``slots`` are the resources that it concerned, including those removed with them; ``resource``
    is the kind that it was called for, ``reported`` the resources that its answer identified.
    """

    operation: str
    how: MutationKind
    slots: frozenset[str]
    resource: str
    reported: frozenset[str] = frozenset()


_KEPT = ("x-timestamp", "x-blob", "x-jsonvalue", "contentMediaType", "x-idempotency-token")


@dataclass(frozen=True)
class MarkedRequest:
    """Makes requests of one schema whose texts are ``mark`` and whose other values vary with
    ``number``.
    """

    root: Schema
    number: int
    mark: str

    def value(self) -> dict[str, Any]:
        """The full request."""
        plain = PlainValues(self.root, full=True, left_out=page_tokens(self.root)).value()
        return dict(self._of(Shape.of(self.root), plain))

    def _of(self, shape: Shape, value: Any) -> Any:
        if isinstance(value, dict) and not shape.is_document:
            return {key: self._of(shape.member(key), each) for key, each in value.items()}
        if isinstance(value, list):
            return [self._of(shape.item, each) for each in value]
        if shape.enum:
            return shape.enum[self.number % len(shape.enum)]
        if isinstance(value, bool):
            return self.number % 2 == 1
        if isinstance(value, int):
            other = value + self.number
            return other if other <= shape.schema.get("maximum", other) else value
        if isinstance(value, str) and not any(shape.schema.get(each) for each in _KEPT):
            return self.mark if fits_text(shape.schema, self.mark) else value
        return value


def texts(value: Any) -> Iterator[str]:
    """All texts in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from texts(each)


class NotRun(Exception):
    """A step cannot be taken: what it needs could not be set up."""


@dataclass(frozen=True)
class ResourceInstance:
    """A resource that was made: its identifiers, and the calls that made and last wrote it."""

    resource: Resource
    bindings: Mapping[str, Any]
    made: Exchange
    writer: Writer
    written: Exchange
    number: int = 1

    @property
    def identifiers(self) -> dict[str, Any]:
        """The identifiers that name it."""
        return {name: self.bindings[name] for name in self.resource.identifiers}


@dataclass
class ServerKnowledge:
    """What the walks of one run learn about a server.

    ``kinds`` is the form of request that each operation accepts, ``proven`` the readers that have
    read something, ``covered`` the operations whose plain writes and reads the coverage phase
    compared, ``blamed`` listers and removers that were found at fault, so that nothing can rely on
    them, ``accepted`` the operations that have accepted something, ``unshown`` readers with the
    writers whose values they do not show, as the coverage phase has reported.
    """

    kinds: dict[str, int] = field(default_factory=dict)
    proven: set[str] = field(default_factory=set)
    covered: frozenset[str] = frozenset()
    blamed: set[str] = field(default_factory=set)
    accepted: set[str] = field(default_factory=set)
    unshown: set[tuple[str, str]] = field(default_factory=set)


@dataclass
class StateModel:
    """Makes calls for one walk, and records what exists.

    ``instances`` are the resources that exist and ``removed`` those that do not, by the walk's
    slots. ``uncertain`` ones may exist or not. ``mutations`` is what was done, in order.
    """

    facts: LifecycleFacts
    session: Session
    namer: Namer
    observer: Observer
    knowledge: ServerKnowledge
    bases: Mapping[str, Mapping[str, Any]]
    instances: dict[str, ResourceInstance] = field(default_factory=dict)
    removed: dict[str, ResourceInstance] = field(default_factory=dict)
    history: list[Exchange] = field(default_factory=list)
    marks: dict[int, str] = field(default_factory=dict)
    found: list[Finding] = field(default_factory=list)
    uncertain: list[ResourceInstance] = field(default_factory=list)
    mutations: list[Mutation] = field(default_factory=list)

    @property
    def contract(self) -> Contract:
        """The contract of the run."""
        return self.facts.contract

    def instance(self, slot: str) -> ResourceInstance:
        """The resource of a slot. Raises NotRun where it does not exist."""
        if slot not in self.instances:
            raise NotRun(slot)
        return self.instances[slot]

    def once(self, slot: str) -> ResourceInstance:
        """The resource of a slot, even if removed. Raises NotRun where it was never made."""
        found = self.instances.get(slot) or self.removed.get(slot)
        if found is None:
            raise NotRun(slot)
        return found

    def gone(self, slot: str) -> ResourceInstance:
        """The removed resource of a slot. Raises NotRun where it exists or was never made."""
        if slot not in self.removed:
            raise NotRun(slot)
        return self.removed[slot]

    def forget(self, slot: str) -> None:
        """Record that a resource was removed."""
        self.removed[slot] = self.instances.pop(slot)

    def mark(self, number: int) -> str:
        """The text that the values of a generation contain."""
        if number not in self.marks:
            self.marks[number] = self.namer.fresh({})
        return self.marks[number]

    def seen(self, exchange: Exchange) -> Observation:
        """An exchange of this walk with all that came before it."""
        index = next(i for i, each in enumerate(self.history) if each is exchange)
        return self.observer.observation(exchange, tuple(self.history[:index]))

    def answered(self, operation: str, params: Mapping[str, Any]) -> Exchange | None:
        """The last success of the same request in this walk."""
        same = (
            each
            for each in reversed(self.history)
            if each.operation == operation and each.accepted and each.params == params
        )
        return next(same, None)

    def call(self, operation: str, params: Mapping[str, Any], *, judged: bool = True) -> Exchange:
        """Make a call. Raises NotRun where the server crashes."""
        exchange = self.session.call(self.contract.operations[operation], params)
        self.history.append(exchange)
        if exchange.accepted:
            self.knowledge.accepted.add(operation)
        seen = self.seen(exchange)
        for check in self._checks(operation, judged=judged):
            self.observer.checks += 1
            self.found += [replace(each, phase=STATEFUL_PHASE) for each in check.check(seen)]
        if exchange.crashed:
            raise NotRun(f"{operation} crashed")
        return exchange

    def _checks(self, operation: str, *, judged: bool) -> Iterator[Check[Observation]]:
        """The checks of every answer.

        Crashes of an operation that has accepted nothing are left to the coverage phase.
        """
        if operation in self.knowledge.accepted or operation not in self.knowledge.covered:
            yield ServerError()
        if judged:
            yield Echo()
            yield from REGISTRY.added(Subject.ANSWER)

    def accepted_call(
        self, operation: str, bindings: Mapping[str, Any], number: int
    ) -> Exchange | None:
        """A call in the fullest form that the server accepts; None where it accepts none.

        Refused attempts are left out of the history.
        """
        forms = list(self.forms(operation, bindings, number))
        first = self.knowledge.kinds.get(operation, 0)
        for index in (first, *(i for i in range(len(forms)) if i != first)):
            if index >= len(forms):
                continue
            exchange = self.call(operation, forms[index])
            if exchange.accepted:
                self.knowledge.kinds[operation] = index
                return exchange
            self.history.pop()
        return None

    def form(self, operation: str, bindings: Mapping[str, Any], number: int) -> dict[str, Any]:
        """The form of request that the server is known to accept."""
        forms = list(self.forms(operation, bindings, number))
        return forms[min(self.knowledge.kinds.get(operation, 0), len(forms) - 1)]

    def forms(
        self, operation: str, bindings: Mapping[str, Any], number: int
    ) -> Iterator[dict[str, Any]]:
        """Requests to try, fullest first: marked, plain, minimal, minimal with other values."""
        root = self.contract.operations[operation].request
        for params in (
            MarkedRequest(root, number, self.mark(number)).value(),
            dict(PlainValues(root, full=True).value()),
            dict(PlainValues(root).value()),
            dict(PlainValues(root, other=True).value()),
        ):
            yield self.named(operation, params, bindings)
        if operation in self.bases:
            yield self.named(operation, dict(self.bases[operation]), bindings)

    def minimal(self, operation: str, bindings: Mapping[str, Any]) -> dict[str, Any]:
        """The minimal request that names a resource."""
        root = self.contract.operations[operation].request
        return self.named(operation, dict(PlainValues(root).value()), bindings)

    def named(
        self, operation: str, params: dict[str, Any], bindings: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The parameters with these identifiers; other required ones get fresh names."""
        members = self.facts.members(operation)
        required = self.contract.operations[operation].request_shape.required
        identifiers = self.contract.lifecycle.identifiers
        kept = {k: v for k, v in params.items() if k not in identifiers}
        for name in sorted(members):
            if name in bindings:
                kept[name] = bindings[name]
            elif name in required and name in identifiers:
                kept[name] = self.namer.fresh(members[name])
        return dict(sorted(kept.items()))

    def known(self, instance: ResourceInstance) -> KnownResource:
        """What is known of a resource, for the checks."""
        writing = self.observer.observation(instance.written, ())
        return KnownResource(instance.identifiers, instance.made, writing, instance.writer)
