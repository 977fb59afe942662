"""Where the members of a structure travel, and JSON Pointers in both views."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from shapeproof.contract.model import Schema
from shapeproof.contract.pointer import Tokens, join, parse
from shapeproof.contract.resolve import resolve

BODY = "body"


@dataclass(frozen=True)
class Member:
    """A member of a structure: its name in the API view and on the wire, and its schema.

    ``location`` is ``uri``, ``querystring``, ``header``, ``headers``, ``statusCode`` or ``body``;
    the wire name of ``headers`` is a prefix. ``raw`` is the schema with its reference not followed.
    """

    name: str
    wire_name: str
    location: str
    schema: Schema
    raw: Schema


def members_of(root: Schema, structure: Schema) -> tuple[Member, ...]:
    """The members of any structure of a document, with the locations that are written there."""
    properties = structure.get("properties", {})
    return tuple(_member(root, name, properties[name]) for name in properties)


def _member(root: Schema, name: str, raw: Schema) -> Member:
    location = raw.get("x-location", BODY)
    prefix = "" if location == "headers" else name
    wire_name = raw.get("x-location-name", prefix)
    return Member(name, wire_name, location, resolve(root, raw), raw)


@dataclass(frozen=True)
class Bindings:
    """The members of a request, a response or an error, by where they travel."""

    root: Schema
    members: tuple[Member, ...]
    payload: Member | None = None

    @classmethod
    def of(cls, root: Schema) -> Bindings:
        """The bindings that a document states."""
        members = members_of(root, root)
        wanted = root.get("x-payload")
        payload = next((each for each in members if each.name == wanted), None)
        return cls(root, members, payload)

    def at(self, *locations: str) -> tuple[Member, ...]:
        """The members at some locations."""
        return tuple(each for each in self.members if each.location in locations)

    def outside(self, locations: Iterable[str]) -> tuple[Member, ...]:
        """The members at any other location: those travel in the body."""
        others = {each.location for each in self.members} - set(locations)
        return self.at(*others)


_ANY: Schema = {}


def wire_pointer(schema: Schema, api_pointer: str) -> str | None:
    """The place in the body of a place in the API view; None for a member bound elsewhere.

    ``schema`` is a request's, response's or error's. What it does not know keeps its own name.
    """
    bindings = Bindings.of(schema)
    tokens = parse(api_pointer)
    payload = bindings.payload
    if payload is not None and tokens and tokens[0] == payload.name:
        return join(_translated(schema, payload.schema, tokens[1:], to_wire=True))
    outside = {each.name for each in bindings.members if each.location != BODY}
    if tokens and tokens[0] in outside:
        return None
    return join(_translated(schema, schema, tokens, to_wire=True))


def api_pointer(schema: Schema, wire_pointer: str) -> str:
    """The place in the API view of a place in the body."""
    bindings = Bindings.of(schema)
    tokens = parse(wire_pointer)
    payload = bindings.payload
    if payload is None:
        return join(_translated(schema, schema, tokens, to_wire=False))
    inner = _translated(schema, payload.schema, tokens, to_wire=False)
    return join((payload.name, *inner))


def _translated(root: Schema, schema: Schema, tokens: Tokens, *, to_wire: bool) -> Tokens:
    found: list[str] = []
    for token in tokens:
        schema = resolve(root, schema)
        name, schema = _step(root, schema, token, to_wire=to_wire)
        found.append(name)
    return tuple(found)


def _step(root: Schema, schema: Schema, token: str, *, to_wire: bool) -> tuple[str, Schema]:
    if schema.get("type") == "array":
        return token, schema.get("items", _ANY)
    if schema.get("x-map"):
        return token, schema.get("additionalProperties", _ANY)
    members = members_of(root, schema)
    if schema is root:
        members = tuple(each for each in members if each.location == BODY)
    for member in members:
        if token == (member.name if to_wire else member.wire_name):
            return (member.wire_name if to_wire else member.name), member.raw
    return token, _ANY
