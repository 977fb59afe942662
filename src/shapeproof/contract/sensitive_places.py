"""Which places of messages are sensitive: by the ``x-sensitive`` annotations of their schemas, and
by names of members that can only be secrets.

Members are found by their names of the API or of the wire, in any case: a member whose name a
target writes in another case is sensitive as well.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from shapeproof.contract.identity_cache import IdentityCache
from shapeproof.contract.model import Contract, Operation, Schema
from shapeproof.contract.pointer import Tokens, parse
from shapeproof.contract.secret_names import is_secret_by_name, names_secret
from shapeproof.contract.shape import Shape


class BlobText(str):
    """The base64 text of a blob at a sensitive place: its bytes are as secret as the text."""

    __slots__ = ()

    @property
    def data(self) -> bytes:
        """The bytes; none where the text is not base64."""
        try:
            return base64.b64decode(self)
        except ValueError:
            return b""


@dataclass(frozen=True)
class SensitivePlace:
    """A place in messages: the shapes that may describe it; ``named`` as a secret is named."""

    shapes: tuple[Shape, ...]
    named: bool = False

    @classmethod
    def of(cls, *documents: Schema) -> SensitivePlace:
        """The top of a message that one of these documents describes."""
        tops = [Shape.of(each) for each in documents]
        payloads = (
            member for each in tops for name, member in each.members.items() if name == each.payload
        )
        return _place((*tops, *payloads))

    @cached_property
    def sensitive(self) -> bool:
        """Whether all that stands here is to be masked."""
        return self.named or any(
            each.is_sensitive or each.key.is_sensitive for each in self._variants
        )

    @cached_property
    def any_within(self) -> bool:
        """Whether anything in the documents that describe it is to be masked. Most have nothing."""
        return any(_any_sensitive(each.root) for each in self.shapes)

    def member(self, name: str) -> SensitivePlace:
        """The place of a member, or of an entry of a map."""
        values = (each.value for each in self._variants if not each.value.is_unknown)
        wanted = name.casefold()
        named = any(wanted in _named_as_secrets(each) for each in self._variants)
        return _place((*self._named(name), *values), named)

    def item(self) -> SensitivePlace:
        """The place of the items of a list."""
        return _place(tuple(each.item for each in self._variants if not each.item.is_unknown))

    @cached_property
    def is_blob(self) -> bool:
        """Whether a text here may be the base64 of a blob."""
        return any(each.is_blob for each in self._variants)

    @cached_property
    def has_members(self) -> bool:
        """Whether names here are those of members, rather than the keys of a map."""
        return any(each.members for each in self._variants)

    def declares(self, name: str) -> bool:
        """Whether a member of this name is declared here."""
        return bool(self._named(name))

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
        return self.at(parse(pointer))[1]

    def at(self, tokens: Tokens) -> tuple[SensitivePlace, bool]:
        """The place at a JSON Pointer, and whether it is sensitive, or within a sensitive one."""
        place, sensitive = self, self.sensitive
        for token in tokens:
            items = place.item() if token.isdigit() or token == "*" else _NOWHERE
            member = place.member(token)
            place = _place((*member.shapes, *items.shapes), member.named)
            sensitive = sensitive or place.sensitive
        return place, sensitive

    def sensitive_names(self) -> frozenset[str]:
        """The names, of the API and of the wire, of all sensitive members and of those in them.

        A list or map whose items are sensitive counts as such.
        """
        if not self.any_within:
            return frozenset()
        names: set[str] = set()
        seen: set[tuple[Shape, bool, frozenset[str]]] = set()
        todo = [(shape, self.sensitive, frozenset[str]()) for shape in self.shapes]
        while todo:
            shape, inside, holder = todo.pop()
            if (shape, inside, holder) in seen:
                continue
            seen.add((shape, inside, holder))
            for own_names, child in _place((shape,))._children():
                named = any(is_secret_by_name(each, child) for each in own_names)
                hidden = inside or named or _place((child,)).sensitive
                names_here = own_names or holder
                names |= names_here if hidden else frozenset()
                todo.append((child, hidden, names_here))
        return frozenset(names)

    def scalars(self, value: Any) -> Iterator[tuple[Any, bool]]:
        """All scalars of a value, each with whether it stands at a sensitive place.

        Keys of maps count as values there. A text that stands for a blob is a BlobText.
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
            elif hidden and isinstance(current, str) and place.is_blob:
                yield BlobText(current), True
            else:
                yield current, hidden

    @cached_property
    def _variants(self) -> tuple[Shape, ...]:
        """The shapes, and those that they offer as a choice."""
        return tuple(variant for each in self.shapes for variant in (each, *each.choices))

    def _children(self) -> Iterator[tuple[frozenset[str], Shape]]:
        for shape in self._variants:
            for name, member in shape.members.items():
                yield frozenset({name, member.wire_name(name)}), member
            for element in (shape.item, shape.value):
                if not element.is_unknown:
                    yield frozenset(), element

    def _named(self, name: str) -> tuple[Shape, ...]:
        wanted = name.casefold()
        return tuple(
            member for shape in self._variants for member in _by_name(shape).get(wanted, ())
        )


@lru_cache(maxsize=8192)
def _place(shapes: tuple[Shape, ...], named: bool = False) -> SensitivePlace:
    """The place of some shapes, which knows what it has found out before."""
    return SensitivePlace(shapes, named)


@lru_cache(maxsize=4096)
def _by_name(shape: Shape) -> Mapping[str, tuple[Shape, ...]]:
    """The members of a shape by their names of the API and of the wire, case-folded."""
    found: dict[str, tuple[Shape, ...]] = {}
    for name, member in shape.members.items():
        for each in {name.casefold(), member.wire_name(name).casefold()}:
            found[each] = (*found.get(each, ()), member)
    return found


@lru_cache(maxsize=4096)
def _named_as_secrets(shape: Shape) -> frozenset[str]:
    """The names, of the API and of the wire, case-folded, of members that are secrets by name."""
    return frozenset(
        each.casefold()
        for name, member in shape.members.items()
        if is_secret_by_name(name, member)
        for each in (name, member.wire_name(name))
    )


def _mentions_sensitive(document: Schema) -> bool:
    todo: list[Any] = [document]
    while todo:
        current = todo.pop()
        if isinstance(current, Mapping):
            if current.get("x-sensitive") or any(map(names_secret, current)):
                return True
            todo += current.values()
        elif isinstance(current, list):
            todo += current
    return False


_any_sensitive = IdentityCache[Schema, bool](_mentions_sensitive)
"""Whether a document may have anything sensitive; to look at its shapes takes much longer."""
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
        """The places of an operation; none if nothing in it is sensitive, or it is unknown."""
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

    def declare(self, tokens: Tokens, name: str) -> bool:
        """Whether the request or a response declares a member of this name at a place."""
        return any(top.at(tokens)[0].declares(name) for top in (self.request, self.response))

    def leads_to_secret(self, where: str, pointer: str) -> bool:
        """Whether a finding's place is sensitive; ``where`` says in which message it is."""
        in_request = self.request.within(pointer)
        in_response = self.response.within(pointer)
        if where.startswith("request"):
            return in_request
        if where.startswith(("response", "error")):
            return in_response
        return in_request or in_response


def _bound(documents: tuple[Schema, ...], *locations: str) -> Iterator[tuple[str, str]]:
    """Names on the wire, each with its location, of sensitive members at these locations."""
    for document in documents:
        for name, member in Shape.of(document).members.items():
            named = is_secret_by_name(name, member)
            if member.location in locations and (named or _place((member,)).sensitive):
                yield (
                    member.wire_name("" if member.location == "headers" else name),
                    member.location,
                )


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
