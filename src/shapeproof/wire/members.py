"""Where the members of a structure travel, and JSON Pointers in both views."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from shapeproof.contract.model import Schema
from shapeproof.contract.pointer import Tokens, join, parse
from shapeproof.contract.shape import BODY, Shape


@dataclass(frozen=True)
class Member:
    """A member of a structure: its name in the API view, and its shape."""

    name: str
    shape: Shape

    @property
    def location(self) -> str:
        """``uri``, ``querystring``, ``header``, ``headers``, ``statusCode`` or ``body``."""
        return self.shape.location

    @property
    def wire_name(self) -> str:
        """Its name on the wire; a prefix of names for ``headers``."""
        return self.shape.wire_name("" if self.location == "headers" else self.name)

    @property
    def schema(self) -> Schema:
        """Its schema, with a reference followed."""
        return self.shape.schema


def stated_name(member: Member) -> str:
    """The name of a member on the wire, where the protocol gives it no other."""
    return member.wire_name


def members_of(structure: Shape) -> tuple[Member, ...]:
    """The members of any structure of a document, with the locations that are written there."""
    return tuple(Member(name, shape) for name, shape in structure.members.items())


@dataclass(frozen=True)
class Bindings:
    """The members of a request, a response or an error, by where they travel."""

    root: Schema
    members: tuple[Member, ...]
    payload: Member | None = None

    @classmethod
    def of(cls, root: Schema) -> Bindings:
        """The bindings that a document states."""
        shape = Shape.of(root)
        members = members_of(shape)
        payload = next((each for each in members if each.name == shape.payload), None)
        return cls(root, members, payload)

    def at(self, *locations: str) -> tuple[Member, ...]:
        """The members at some locations."""
        return tuple(each for each in self.members if each.location in locations)

    def outside(self, locations: Iterable[str]) -> tuple[Member, ...]:
        """The members at any other location: those travel in the body."""
        others = {each.location for each in self.members} - set(locations)
        return self.at(*others)


def wire_pointer(schema: Schema, api_pointer: str) -> str | None:
    """The place in the body of a place in the API view; None for a member bound elsewhere.

    ``schema`` is a request's, response's or error's. What it does not know keeps its own name.
    """
    bindings = Bindings.of(schema)
    tokens = parse(api_pointer)
    payload = bindings.payload
    if payload is not None and tokens and tokens[0] == payload.name:
        return join(_translated(payload.shape, tokens[1:], to_wire=True))
    outside = {each.name for each in bindings.members if each.location != BODY}
    if tokens and tokens[0] in outside:
        return None
    return join(_translated(Shape.of(schema), tokens, to_wire=True))


def api_pointer(schema: Schema, wire_pointer: str) -> str:
    """The place in the API view of a place in the body."""
    bindings = Bindings.of(schema)
    tokens = parse(wire_pointer)
    payload = bindings.payload
    if payload is None:
        return join(_translated(Shape.of(schema), tokens, to_wire=False))
    inner = _translated(payload.shape, tokens, to_wire=False)
    return join((payload.name, *inner))


def _translated(shape: Shape, tokens: Tokens, *, to_wire: bool) -> Tokens:
    found: list[str] = []
    for token in tokens:
        name, shape = _step(shape, token, to_wire=to_wire)
        found.append(name)
    return tuple(found)


def _step(shape: Shape, token: str, *, to_wire: bool) -> tuple[str, Shape]:
    if shape.element is not None:
        return token, shape.element
    is_document = shape is shape.document
    for member in members_of(shape):
        if is_document and member.location != BODY:
            continue
        if token == (member.name if to_wire else member.wire_name):
            return (member.wire_name if to_wire else member.name), member.shape
    return token, shape.unknown
