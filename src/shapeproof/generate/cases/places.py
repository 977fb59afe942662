"""Every place of a document that can be varied: members at any depth, elements, map values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from shapeproof.contract.identity_cache import IdentityCache
from shapeproof.contract.model import Schema
from shapeproof.contract.pointer import Tokens, join
from shapeproof.contract.shape import BODY, Shape
from shapeproof.generate.values.plain import PlainValues, plain_scalar


class PlaceKind(StrEnum):
    """What a place is within what holds it."""

    MEMBER = "member"
    CHOICE = "choice"
    """A member of a union."""
    ELEMENT = "element"
    """The first element of a list."""
    ENTRY = "entry"
    """An entry of a map."""


@dataclass(frozen=True)
class CasePlace:
    """A place that cases vary, and the shape of what is there.

    ``location`` is where the top-level member travels (``uri``, ``querystring``, ``header``,
    ``headers``, or ``body``).
    """

    tokens: Tokens
    shape: Shape
    kind: PlaceKind
    required: bool
    location: str

    @property
    def schema(self) -> Schema:
        """The schema of what is there, with its reference followed."""
        return self.shape.schema

    @property
    def pointer(self) -> str:
        """The JSON Pointer of the place."""
        return join(self.tokens)

    @property
    def optional(self) -> bool:
        """Whether it is a member that may be left out."""
        return self.kind is PlaceKind.MEMBER and not self.required

    @property
    def in_body(self) -> bool:
        """Whether it travels in the body."""
        return self.location == BODY


def places(root: Schema) -> tuple[CasePlace, ...]:
    """All places of a document, members before what they hold; recursion is entered once."""
    return _places_of(root)


def _all_places(root: Schema) -> tuple[CasePlace, ...]:
    return tuple(_below(Shape.of(root), (), (), BODY))


_places_of: IdentityCache[Schema, tuple[CasePlace, ...]] = IdentityCache(_all_places, 64)


def _below(
    shape: Shape, tokens: Tokens, entered: tuple[str, ...], location: str
) -> Iterator[CasePlace]:
    for place in _children(shape, tokens, location):
        yield place
        name = place.shape.definition
        if name is None:
            yield from _below(place.shape, place.tokens, entered, place.location)
        elif name not in entered:
            yield from _below(place.shape, place.tokens, (*entered, name), place.location)


def _children(shape: Shape, tokens: Tokens, location: str) -> Iterator[CasePlace]:
    if shape.is_list:
        yield CasePlace((*tokens, "0"), shape.item, PlaceKind.ELEMENT, True, location)
    elif shape.is_map:
        key = plain_scalar(shape.key.schema)
        yield CasePlace((*tokens, key), shape.value, PlaceKind.ENTRY, True, location)
    else:
        kind = PlaceKind.CHOICE if shape.is_union else PlaceKind.MEMBER
        for name, member in sorted(shape.members.items()):
            where = location if tokens else member.location
            if not tokens and is_of_transport(member, name):
                continue
            yield CasePlace((*tokens, name), member, kind, name in shape.required, where)


def is_of_transport(member: Shape, name: str) -> bool:
    """Whether a member is the length of the body, which follows from the body (RFC 9110, 8.6)."""
    return member.location == "header" and member.wire_name(name).lower() == "content-length"


def has_body_members(root: Schema) -> bool:
    """Whether some members of a message travel in the body."""
    return any(member.location == BODY for member in Shape.of(root).members.values())


def schema_at(root: Schema, tokens: Sequence[str]) -> Schema:
    """The schema of a place, resolved. Raises KeyError where the document has no such place."""
    return Shape.of(root).at(tokens).schema


def planted(root: Schema, params: Any, tokens: Sequence[str], value: Any) -> Any:
    """A copy of the parameters with a value at a place; what it needs around it is filled in."""
    return _planted(Shape.of(root), params, tuple(tokens), value)


def _planted(shape: Shape, params: Any, tokens: Tokens, value: Any) -> Any:
    if not tokens:
        return value
    head, rest = tokens[0], tokens[1:]
    if shape.is_list:
        return _planted_element(shape, params, int(head), rest, value)
    if not isinstance(params, dict):
        params = _plain(shape.schema, shape.root)
    if shape.is_union:
        params = {key: each for key, each in params.items() if key == head}
    inner = shape.value if shape.is_map else shape.members[head]
    current = params.get(head)
    if current is None and rest:
        current = _plain(inner, shape.root)
    return {**params, head: _planted(inner, current, rest, value)}


def _planted_element(shape: Shape, params: Any, index: int, rest: Tokens, value: Any) -> list[Any]:
    elements = list(params) if isinstance(params, list) else []
    while len(elements) <= index:
        elements.append(_plain(shape.item, shape.root))
    elements[index] = _planted(shape.item, elements[index], rest, value)
    return elements


def _plain(shape: Shape | Schema, root: Schema) -> Any:
    return PlainValues(root).value(shape)
