"""Which places of a message are sensitive, by the ``x-sensitive`` annotations of its schema.

A place is looked up by member names of the API or of the wire, in any case: what a target spells
wrongly is sensitive all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.contract.pointer import parse
from shapeproof.contract.resolve import resolve

Node = tuple[Schema, Schema]
"""A schema with the document that its references point into, the document first."""

_COMBINATIONS = ("allOf", "anyOf", "oneOf")


@dataclass(frozen=True)
class Place:
    """A place in messages: the schemas, each with its document, that may describe it."""

    nodes: tuple[Node, ...]

    @classmethod
    def of(cls, *documents: Schema) -> Place:
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

    def member(self, name: str) -> Place:
        """The place of a member, or of an entry of a map."""
        found = [
            (root, schema["additionalProperties"])
            for root, schema in self._variants()
            if isinstance(schema.get("additionalProperties"), Mapping)
        ]
        return Place((*self._named(name), *found))

    def item(self) -> Place:
        """The place of the items of a list."""
        return Place(
            tuple((root, schema["items"]) for root, schema in self._variants() if "items" in schema)
        )

    @cached_property
    def has_members(self) -> bool:
        """Whether names here are those of members, rather than the keys of a map."""
        return any("properties" in schema for _, schema in self._variants())

    def within(self, pointer: str) -> bool:
        """Whether a JSON Pointer leads to, or through, a sensitive place."""
        place = self
        for token in ("", *parse(pointer)):
            if token:
                items = place.item() if token.isdigit() or token == "*" else Place(())
                place = Place((*place.member(token).nodes, *items.nodes))
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
            for spellings, child in Place((node,))._children():
                hidden = inside or Place((child,)).sensitive
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
                yield _spellings(name, member), (root, member)
            for key in ("items", "additionalProperties"):
                if isinstance(schema.get(key), Mapping):
                    yield frozenset(), (root, schema[key])

    def _named(self, name: str) -> Iterator[Node]:
        wanted = name.casefold()
        for root, schema in self._variants():
            for api_name, member in schema.get("properties", {}).items():
                if wanted in {each.casefold() for each in _spellings(api_name, member)}:
                    yield root, member


def _spellings(api_name: str, member: Schema) -> frozenset[str]:
    return frozenset({api_name, member.get("x-location-name", api_name)})


def _has_sensitive_keys(root: Schema, schema: Schema) -> bool:
    keys = schema.get("propertyNames")
    return isinstance(keys, Mapping) and bool(resolve(root, keys).get("x-sensitive"))
