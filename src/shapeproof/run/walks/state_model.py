"""The state model of one walk: what it has made, what it has changed, and every call so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

from shapeproof.checks.interface import Check, Observation, Subject
from shapeproof.checks.lifecycle.interface import STATEFUL_PHASE, KnownResource
from shapeproof.checks.registry import REGISTRY
from shapeproof.checks.responses import Echo, ServerError
from shapeproof.contract.lifecycle import Resource, Writer
from shapeproof.contract.model import Contract
from shapeproof.exchange import Exchange, Finding
from shapeproof.run.server.names import Namer
from shapeproof.run.server.session import Observer, Session
from shapeproof.run.server.told_crashes import told_once
from shapeproof.run.walks.facts import LifecycleFacts
from shapeproof.run.walks.requests import AcceptedRequests, WalkRequests

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
    slots; ``ended`` is how long the history was then. ``uncertain`` ones may exist or not.
    ``mutations`` is what was done, in order.
    """

    facts: LifecycleFacts
    session: Session
    namer: Namer
    observer: Observer
    knowledge: ServerKnowledge
    accepted: AcceptedRequests
    instances: dict[str, ResourceInstance] = field(default_factory=dict)
    removed: dict[str, ResourceInstance] = field(default_factory=dict)
    history: list[Exchange] = field(default_factory=list)
    marks: dict[int, str] = field(default_factory=dict)
    found: list[Finding] = field(default_factory=list)
    uncertain: list[ResourceInstance] = field(default_factory=list)
    mutations: list[Mutation] = field(default_factory=list)
    ended: dict[str, int] = field(default_factory=dict)

    @cached_property
    def requests(self) -> WalkRequests:
        """Makes the requests of the walk."""
        return WalkRequests(self.contract, self.accepted, self.namer)

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
        self.ended[slot] = len(self.history)

    def mark(self, number: int) -> str:
        """The text that the values of a generation contain."""
        if number not in self.marks:
            self.marks[number] = self.namer.fresh({})
        return self.marks[number]

    def seen(self, exchange: Exchange) -> Observation:
        """An exchange of this walk with all that came before it."""
        index = next(i for i, each in enumerate(self.history) if each is exchange)
        return self.observer.observation(exchange, tuple(self.history[:index]))

    def before_removal(self, slot: str, exchange: Exchange) -> Exchange | None:
        """What an answer must equal to show that a removed resource is there again, or still.

        It is the last success of the same request before the removal. Where the request was refused
        since then, any success shows it: it is the answer itself.
        """
        same = [
            (index, each)
            for index, each in enumerate(self.history)
            if each is not exchange
            and each.operation == exchange.operation
            and each.params == exchange.params
        ]
        since = [each for index, each in same if index >= self.ended.get(slot, 0)]
        if since:
            return None if since[-1].accepted else exchange
        return next((each for _, each in reversed(same) if each.accepted), None)

    def call(self, operation: str, params: Mapping[str, Any], *, judged: bool = True) -> Exchange:
        """Make a call. Raises NotRun where the server crashes."""
        exchange = self.session.call(self.contract.operations[operation], params)
        self.history.append(exchange)
        if exchange.accepted:
            self.knowledge.accepted.add(operation)
        seen = self.seen(exchange)
        for check in self._checks(operation, judged=judged):
            self.observer.checks += 1
            found = told_once(self.observer, list(check.check(seen)))
            self.found += [replace(each, phase=STATEFUL_PHASE) for each in found]
        if exchange.crashed:
            raise NotRun(f"{operation} crashed")
        return exchange

    def _checks(self, operation: str, *, judged: bool) -> Iterator[Check[Observation]]:
        """The checks of every answer.

        Crashes of an operation that has accepted nothing are left to the coverage phase; so are
        those of requests with a fault, unless the lifecycle is reviewed.
        """
        if not judged and not self.contract.lifecycle.reviewed:
            return
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
        forms = self.forms(operation, bindings, number)
        for index in self.requests.order(operation, self.knowledge.kinds.get(operation)):
            if index >= len(forms):
                continue
            exchange = self.call(operation, forms[index])
            if exchange.accepted:
                self.knowledge.kinds[operation] = index
                return exchange
            self.history.pop()
        return self._made_anew(operation, bindings)

    def _made_anew(self, operation: str, bindings: Mapping[str, Any]) -> Exchange | None:
        """A request that was accepted before, with all that it refers to made again."""
        again = None if self.contract.lifecycle.reviewed else self.accepted.again(operation)
        if again is None:
            return None
        exchange = self.call(operation, self.requests.named(operation, again, bindings))
        if not exchange.accepted:
            self.history.pop()
        return exchange if exchange.accepted else None

    def form(self, operation: str, bindings: Mapping[str, Any], number: int) -> dict[str, Any]:
        """The form of request that the server is known to accept."""
        forms = self.forms(operation, bindings, number)
        return forms[min(self.knowledge.kinds.get(operation, 0), len(forms) - 1)]

    def forms(
        self, operation: str, bindings: Mapping[str, Any], number: int
    ) -> list[dict[str, Any]]:
        """Requests to try, see ``WalkRequests``."""
        return self.requests.forms(operation, bindings, number, self.mark(number))

    def minimal(self, operation: str, bindings: Mapping[str, Any]) -> dict[str, Any]:
        """The smallest request that names a resource."""
        return self.requests.minimal(operation, bindings)

    def named(
        self, operation: str, params: Mapping[str, Any], bindings: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The parameters with these identifiers."""
        return self.requests.named(operation, params, bindings)

    def known(self, instance: ResourceInstance) -> KnownResource:
        """What is known of a resource, for the checks."""
        writing = self.observer.observation(instance.written, ())
        return KnownResource(instance.identifiers, instance.made, writing, instance.writer)
