"""Finds out which operations the target does not have, from the answers to legal requests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from shapeproof.checks.availability import (
    NO_SUCH_OPERATION,
    Presence,
    answered_alike,
    holds_nothing,
    presence,
    wordless_page,
)
from shapeproof.contract.model import Contract, Operation
from shapeproof.exchange import Exchange, HttpResponse
from shapeproof.run.server.session import Observer, Session
from shapeproof.wire.interface import Codec, MessageKind

_ENOUGH = 3
"""So many requests that are answered as a control is, and none in another way, are evidence."""
_MANY_OPERATIONS = 6
"""So many operations that answer every request with one page without a word are evidence, too."""


@dataclass
class Controls:
    """The answers to requests of an operation that no service has, one for each HTTP method.

    It also knows which operations have answered every request with the same page of a crash.
    """

    _answers: dict[tuple[str, bool], Exchange] = field(default_factory=dict)
    _wordless: dict[bytes, set[str]] = field(default_factory=dict)
    _by_path_alone: set[str] = field(default_factory=set)

    def of(self, session: Session, operation: Operation) -> Exchange:
        """The answer to a control with the method of an operation. Raises OutOfBudget."""
        by_path = operation.http.uri != "/"
        key = operation.http.method, by_path
        if key not in self._answers:
            self._answers[key] = session.call(_control(operation, by_path=by_path), {})
        return self._answers[key]

    def ignores_query(self, session: Session, operation: Operation, exchange: Exchange) -> bool:
        """Whether the target takes an operation for another one with the same path.

        The query string of its URI tells it from the other one (``/{Bucket}?acl``). A target that
        lacks it may answer as the other one does: as to a query string that no service has.
        """
        uri = operation.http.uri
        if "?" not in uri:
            return False
        if uri not in self._by_path_alone and (
            self._is_read_by_path(session, operation, exchange)
            or self._is_written_by_path(session, operation, exchange)
        ):
            self._by_path_alone.add(uri)
        return uri in self._by_path_alone

    def _is_read_by_path(self, session: Session, operation: Operation, exchange: Exchange) -> bool:
        """What reads the same URI is asked, as it answers with something to compare."""
        reader = _reader(session.contract, operation, exchange.params)
        if reader is None:
            return False
        if reader is not operation:
            exchange = session.call(reader, _taken(reader, exchange.params))
        if not exchange.accepted or not holds_nothing(exchange.output):
            return False
        control = _by_path(reader, NO_SUCH_OPERATION)
        return answered_alike(exchange, session.call(control, _taken(control, exchange.params)))

    def _is_written_by_path(
        self, session: Session, operation: Operation, exchange: Exchange
    ) -> bool:
        """What reads nothing is sent without all that it requires, which nobody accepts."""
        bare = _by_path(operation, operation.http.uri.partition("?")[2])
        labels = bare.request["properties"]
        if operation.http.method == "GET" or set(operation.request_shape.required) <= set(labels):
            return False
        without = session.call(bare, _taken(bare, exchange.params))
        if not without.accepted:
            return False
        control = _by_path(operation, NO_SUCH_OPERATION)
        known = session.call(control, _taken(control, exchange.params))
        return answered_alike(without, known, even_empty=True)

    def note(self, operation: str, page: bytes | None, *, only: bool) -> None:
        """Remember the page of a crash, and whether the operation has had ``only`` this answer."""
        for each in self._wordless.values():
            each.discard(operation)
        if page is not None and only:
            self._wordless.setdefault(page, set()).add(operation)

    def is_common(self, operation: str) -> bool:
        """Whether many operations have had only the answer that this one had."""
        shared = [each for each in self._wordless.values() if operation in each]
        return any(len(each) >= _MANY_OPERATIONS for each in shared)


@dataclass
class Evidence:
    """What the answers of one operation say about whether the target has it."""

    controls: Controls
    session: Session
    observer: Observer
    _open: int = 0
    _absent: int = 0
    _there: bool = False
    _operation: str = ""
    _pages: set[bytes | None] = field(default_factory=set)

    def add(self, operation: Operation, exchange: Exchange) -> None:
        """Take an answer into account. Raises OutOfBudget."""
        self._operation = operation.name
        page = wordless_page(self.observer.observation(exchange, ()))
        self._pages.add(page)
        self.controls.note(operation.name, page, only=len(self._pages) == 1)
        if self._there:
            return
        seen = self.observer.observation(exchange, ())
        found = presence(seen)
        if found is Presence.OPEN:
            control = self.controls.of(self.session, operation)
            found = presence(seen, control)
        self._there = found is Presence.THERE
        self._absent += found is Presence.ABSENT
        self._open += found is Presence.OPEN

    def is_of_another(self, operation: Operation, exchange: Exchange) -> bool:
        """Whether an accepted request was taken for one of another operation."""
        if self.controls.ignores_query(self.session, operation, exchange):
            return True
        return self._is_twins(operation, exchange)

    def _is_twins(self, operation: Operation, exchange: Exchange) -> bool:
        """Whether the answer has members that only one with the same method and URI has.

        Another endpoint or nothing tells the two apart.
        """
        if operation.http.method != "GET":
            return False
        response, codec = exchange.response, self.session.codec
        twins = [
            each
            for each in self.session.contract.operations.values()
            if each.http == operation.http and each.name != operation.name
        ]
        if response is None or not twins:
            return False
        unknown = _members(codec, operation, response) - _named(codec, operation)
        return bool(unknown) and any(unknown <= _named(codec, each) for each in twins)

    @property
    def is_certain(self) -> bool:
        """Whether it takes no further request to say that the target lacks the operation."""
        if not self._there and (self._absent > 0 or self._open >= _ENOUGH):
            return True
        return self.controls.is_common(self._operation)

    @property
    def lacks(self) -> bool:
        """Whether all answers so far say that the target lacks the operation."""
        if not self._there and self._absent + self._open > 0:
            return True
        return self.controls.is_common(self._operation)


def _control(operation: Operation, *, by_path: bool) -> Operation:
    """An operation that no service has, bound like a real one; it takes nothing."""
    uri = f"/{NO_SUCH_OPERATION}" if by_path else operation.http.uri
    http = replace(operation.http, uri=uri)
    nothing = {"type": "object", "properties": {}}
    return replace(operation, name=NO_SUCH_OPERATION, http=http, request=nothing, response=nothing)


def _members(codec: Codec, operation: Operation, response: HttpResponse) -> set[str]:
    """The names of the members of a body; empty where it cannot be read."""
    try:
        tree = codec.parse_body(operation.response, response.body, MessageKind.OUTPUT)
    except ValueError:
        return set()
    return set(tree) if isinstance(tree, Mapping) else set()


def _named(codec: Codec, operation: Operation) -> set[str]:
    """The names of the members of a body in the model."""
    return set((codec.body_schema(operation.response) or {}).get("properties", {}))


def _reader(
    contract: Contract, operation: Operation, params: Mapping[str, Any]
) -> Operation | None:
    """What reads the URI of an operation with the same parameters; it may be itself."""
    if operation.http.method == "GET":
        return operation
    for each in contract.operations.values():
        same = each.http.method == "GET" and each.http.uri == operation.http.uri
        if same and set(each.request_shape.required) <= set(params):
            return each
    return None


def _by_path(operation: Operation, query: str) -> Operation:
    """The same path with a query string; it takes the labels and nothing else."""
    uri = f"{operation.http.uri.partition('?')[0]}?{query}"
    members = operation.request["properties"]
    labels = {name: each for name, each in members.items() if each.get("x-location") == "uri"}
    request = {"type": "object", "properties": labels}
    http = replace(operation.http, uri=uri)
    nothing = {"type": "object", "properties": {}}
    return replace(operation, name=NO_SUCH_OPERATION, http=http, request=request, response=nothing)


def _taken(operation: Operation, params: Mapping[str, Any]) -> dict[str, Any]:
    """Those of some parameters that an operation takes."""
    names = operation.request_shape.members
    return {key: each for key, each in params.items() if key in names}
