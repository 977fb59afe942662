"""Where the members of a structure travel, and under which names (Smithy HTTP binding traits)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from shapeproof.contract.model import Schema
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
