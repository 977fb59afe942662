"""Which places of messages are sensitive, by the ``x-sensitive`` annotations of their schemas.

A place is looked up by member names of the API or of the wire, in any case: a member whose name a
target writes in another case is sensitive all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from shapeproof.contract.model import Contract, Operation, Schema
from shapeproof.contract.pointer import parse
from shapeproof.contract.resolve import resolve

Node = tuple[Schema, Schema]
"""A schema with the document that its references point into, the document first."""

_COMBINATIONS = ("allOf", "anyOf", "oneOf")


@dataclass(frozen=True)
class SensitivePlace:
    """A place in messages: the schemas, each with its document, that may describe it."""

    nodes: tuple[Node, ...]

    @classmethod
    def of(cls, *documents: Schema) -> SensitivePlace:
        """The top of a message that one of these documents describes."""
        payloads = (
            (each, each["properties"][each["x-payload"]])
            for each in documents
            if each.get("x-payload") in each.get("properties", {})
        )
        return cls((*((each, each) for each in documents), *payloads))

    @cached_property
    def sensitive(self) -> bool:
        """Whether all that stands here is to be masked."""
        return any(
            schema.get("x-sensitive") or _has_sensitive_keys(root, schema)
            for root, schema in self._variants()
        )

    def member(self, name: str) -> SensitivePlace:
        """The place of a member, or of an entry of a map."""
        found = [
            (root, schema["additionalProperties"])
            for root, schema in self._variants()
            if isinstance(schema.get("additionalProperties"), Mapping)
        ]
        return SensitivePlace((*self._named(name), *found))

    def item(self) -> SensitivePlace:
        """The place of the items of a list."""
        return SensitivePlace(
            tuple((root, schema["items"]) for root, schema in self._variants() if "items" in schema)
        )

    @cached_property
    def has_members(self) -> bool:
        """Whether names here are those of members, rather than the keys of a map."""
        return any("properties" in schema for _, schema in self._variants())

    def declares(self, name: str) -> bool:
        """Whether a member of this name is declared here."""
        return any(True for _ in self._named(name))

    def consists_of(self, value: Any, accepts: Callable[[Any], bool]) -> bool:
        """Whether all scalars of a value, and all keys but names of members, are accepted.

        Null and empty texts always are.
        """
        todo = [(self, value)]
        while todo:
            place, current = todo.pop()
            if isinstance(current, Mapping):
                if not all(place.declares(key) or accepts(key) for key in current):
                    return False
                todo += [(place.member(key), each) for key, each in current.items()]
            elif isinstance(current, list):
                items = place.item()
                todo += [(items, each) for each in current]
            elif current is not None and current != "" and not accepts(current):
                return False
        return True

    def within(self, pointer: str) -> bool:
        """Whether a JSON Pointer leads to, or through, a sensitive place."""
        place = self
        for token in ("", *parse(pointer)):
            if token:
                items = place.item() if token.isdigit() or token == "*" else SensitivePlace(())
                place = SensitivePlace((*place.member(token).nodes, *items.nodes))
            if place.sensitive:
                return True
        return False

    def sensitive_names(self) -> frozenset[str]:
        """The names, of the API and of the wire, of all sensitive members and of those in them.

        A list or map whose items are sensitive counts as such.
        """
        names: set[str] = set()
        seen: set[tuple[int, bool, frozenset[str]]] = set()
        todo = [(node, self.sensitive, frozenset[str]()) for node in self.nodes]
        while todo:
            node, inside, holder = todo.pop()
            if (id(node[1]), inside, holder) in seen:
                continue
            seen.add((id(node[1]), inside, holder))
            for spellings, child in SensitivePlace((node,))._children():
                hidden = inside or SensitivePlace((child,)).sensitive
                named = spellings or holder
                names |= named if hidden else frozenset()
                todo.append((child, hidden, named))
        return frozenset(names)

    def scalars(self, value: Any) -> Iterator[tuple[Any, bool]]:
        """All scalars of a value, each with whether it stands at a sensitive place.

        Keys of maps count as values there.
        """
        todo = [(self, value, self.sensitive)]
        while todo:
            place, current, outer = todo.pop()
            hidden = outer or place.sensitive
            if isinstance(current, Mapping):
                if hidden and not place.has_members:
                    yield from ((key, True) for key in current)
                todo += [(place.member(str(key)), each, hidden) for key, each in current.items()]
            elif isinstance(current, list | tuple):
                items = place.item()
                todo += [(items, each, hidden) for each in current]
            else:
                yield current, hidden

    def _variants(self) -> Iterator[Node]:
        todo = list(self.nodes)
        while todo:
            root, raw = todo.pop()
            schema = resolve(root, raw)
            yield root, schema
            for key in _COMBINATIONS:
                todo += [(root, each) for each in schema.get(key, ())]

    def _children(self) -> Iterator[tuple[frozenset[str], Node]]:
        for root, schema in self._variants():
            for name, member in schema.get("properties", {}).items():
                yield _names_of(name, member), (root, member)
            for key in ("items", "additionalProperties"):
                if isinstance(schema.get(key), Mapping):
                    yield frozenset(), (root, schema[key])

    def _named(self, name: str) -> Iterator[Node]:
        wanted = name.casefold()
        for root, schema in self._variants():
            for api_name, member in schema.get("properties", {}).items():
                if wanted in {each.casefold() for each in _names_of(api_name, member)}:
                    yield root, member


def _names_of(api_name: str, member: Schema) -> frozenset[str]:
    return frozenset({api_name, member.get("x-location-name", api_name)})


def _has_sensitive_keys(root: Schema, schema: Schema) -> bool:
    keys = schema.get("propertyNames")
    return isinstance(keys, Mapping) and bool(resolve(root, keys).get("x-sensitive"))


_NOWHERE = SensitivePlace(())


@dataclass(frozen=True)
class HeaderNames:
    """Lower-case names of sensitive header fields, and what others of them begin with."""

    names: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()

    @classmethod
    def of(cls, documents: tuple[Schema, ...]) -> HeaderNames:
        """The fields that carry sensitive members."""
        bound = list(_bound(documents, "header", "headers"))
        return cls(
            frozenset(name.lower() for name, location in bound if location == "header"),
            tuple(name.lower() for name, location in bound if location == "headers"),
        )

    def __contains__(self, name: str) -> bool:
        lowered = name.lower()
        return lowered in self.names or any(lowered.startswith(each) for each in self.prefixes)


_NO_HEADERS = HeaderNames()


@dataclass(frozen=True)
class OperationPlaces:
    """What of an operation's messages is sensitive.

    ``uri`` is its template, ``labels`` the sensitive labels in it, ``names`` the names of sensitive
    members anywhere in its messages.
    """

    request: SensitivePlace = _NOWHERE
    response: SensitivePlace = _NOWHERE
    uri: str = ""
    labels: frozenset[str] = frozenset()
    request_headers: HeaderNames = _NO_HEADERS
    response_headers: HeaderNames = _NO_HEADERS
    names: frozenset[str] = frozenset()

    @classmethod
    def of(cls, contract: Contract | None, operation: str) -> OperationPlaces:
        """The places of an operation; none where nothing in it is sensitive, or it is not known."""
        found = contract.operations.get(operation) if contract else None
        return cls._of(contract, found) if contract and found else cls()

    @classmethod
    def _of(cls, contract: Contract, operation: Operation) -> OperationPlaces:
        answers = (operation.response, *(each.schema for each in contract.errors_of(operation)))
        request, response = SensitivePlace.of(operation.request), SensitivePlace.of(*answers)
        names = request.sensitive_names() | response.sensitive_names()
        if not names and not request.sensitive and not response.sensitive:
            return cls()
        return cls(
            request,
            response,
            operation.http.uri,
            frozenset(name for name, _ in _bound((operation.request,), "uri")),
            HeaderNames.of((operation.request,)),
            HeaderNames.of(answers),
            names,
        )

    @property
    def any_sensitive(self) -> bool:
        """Whether there is anything to mask at all."""
        return self != OperationPlaces()

    def leads_to_secret(self, where: str, pointer: str) -> bool:
        """Whether a finding's place is sensitive; ``where`` tells in which message it lies."""
        in_request = self.request.within(pointer)
        in_response = self.response.within(pointer)
        if where.startswith("request"):
            return in_request
        if where.startswith(("response", "error")):
            return in_response
        return in_request or in_response


def _bound(documents: tuple[Schema, ...], *locations: str) -> Iterator[tuple[str, str]]:
    for document in documents:
        for name, member in document.get("properties", {}).items():
            location = member.get("x-location")
            if location in locations and SensitivePlace(((document, member),)).sensitive:
                yield member.get("x-location-name", "" if location == "headers" else name), location


class ContractPlaces:
    """The sensitive places of all operations of a contract, each compiled once."""

    def __init__(self, contract: Contract | None) -> None:
        self._contract = contract
        self._places: dict[str, OperationPlaces] = {}

    def of(self, operation: str) -> OperationPlaces:
        """The places of an operation; none if it is unknown."""
        if operation not in self._places:
            self._places[operation] = OperationPlaces.of(self._contract, operation)
        return self._places[operation]
