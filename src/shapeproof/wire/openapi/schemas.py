"""The named schemas of an OpenAPI document, collected from the schemas of many bodies.

Structures and definitions are named after their shapes. Those that nothing tells apart are one; a
second one of the same name gets a number behind it (``Filter2``), in the order of operations.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.contract.resolve import definition_of
from shapeproof.wire.openapi.annotations import plain
from shapeproof.wire.openapi.kinds import Node, kinds_of, with_references

PREFIX = "#/components/schemas/"
_OWN = frozenset({
    "type", "properties", "required", "minProperties", "maxProperties", "x-union",
})  # fmt: skip
"""What a structure has of itself; the rest is the member's, and stays at the reference."""


class SchemaPool:
    """Takes schemas in, with numbers for references, and names them all at the end."""

    def __init__(self) -> None:
        self._nodes: list[Node] = []
        self._known: dict[tuple[Any, ...], int] = {}
        self._definitions: dict[str, dict[str, int]] = {}

    def add(self, wire: Schema) -> dict[str, Any]:
        """A schema of the wire view as it stands in the document until ``finish``."""
        definitions: Mapping[str, Schema] = wire.get("$defs", {})
        return _Reader(self, definitions, self._numbers(definitions)).schema(wire)

    def _numbers(self, definitions: Mapping[str, Schema]) -> dict[str, int]:
        """The numbers of a document's definitions; many documents have the very same ones."""
        key = json.dumps(definitions, sort_keys=True)
        if key not in self._definitions:
            numbers = self._definitions[key] = {}
            for name in sorted(definitions):
                numbers[name] = len(self._nodes)
                self._nodes.append(Node(name, {}))  # holds the number until its content is known
            reader = _Reader(self, definitions, numbers)
            for name, number in numbers.items():
                self._nodes[number] = Node(name, reader.definition(definitions[name]))
        return self._definitions[key]

    def number_of(self, name: str, content: dict[str, Any]) -> int:
        """The number of a named schema that was written out in place."""
        node = Node(name, content)
        key = (name, *node.words)
        if key not in self._known:
            self._known[key] = len(self._nodes)
            self._nodes.append(node)
        return self._known[key]

    def finish(self, document: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """The named schemas, and the document with references to them."""
        kinds = kinds_of(self._nodes)
        names = self._names(kinds)
        targets = [PREFIX + names[kind] for kind in kinds]
        schemas = {
            names[kind]: with_references(node.content, targets.__getitem__)
            for kind, node in zip(kinds, self._nodes, strict=True)
        }
        return schemas, with_references(document, targets.__getitem__)

    def _names(self, kinds: Sequence[int]) -> dict[int, str]:
        taken = {node.name for node in self._nodes}
        names: dict[int, str] = {}
        used: set[str] = set()
        for kind, node in zip(kinds, self._nodes, strict=True):
            if kind in names:
                continue
            numbered = (f"{node.name}{number}" for number in count(2))
            free = next(each for each in numbered if each not in taken | used)
            names[kind] = free if node.name in used else node.name
            used.add(names[kind])
        return names


@dataclass(frozen=True)
class _Reader:
    """Reads the schemas of one document, whose definitions have numbers already."""

    pool: SchemaPool
    definitions: Mapping[str, Schema]
    numbers: Mapping[str, int]

    def schema(self, schema: Schema) -> dict[str, Any]:
        """Any schema: a reference where it has a name."""
        name = definition_of(schema)
        if name is not None:
            around = {**_around(plain(self.definitions[name])), **plain(schema)}
            return {**around, "$ref": self.numbers[name]}
        if "x-shape" not in schema or "properties" not in schema:
            return self._content(schema)
        if schema["type"] != "object":  # an element of a sparse list or map
            return {"anyOf": [self.schema({**schema, "type": "object"}), {"type": "null"}]}
        content = self._content(schema)
        number = self.pool.number_of(schema["x-shape"], _own(content))
        return {**_around(content), "$ref": number}

    def definition(self, schema: Schema) -> dict[str, Any]:
        """What a definition holds."""
        content = self._content(schema)
        return _own(content) if "properties" in schema else content

    def _content(self, schema: Schema) -> dict[str, Any]:
        content = plain(schema)
        if "properties" in schema:
            members: Mapping[str, Schema] = schema["properties"]
            content["properties"] = {name: self._member(name, members[name]) for name in members}
        for part in ("items", "additionalProperties"):
            if isinstance(schema.get(part), Mapping):
                content[part] = self.schema(schema[part])
        if "anyOf" in content:
            content["anyOf"] = [self.schema(each) for each in content["anyOf"]]
        if "propertyNames" in schema:
            keys = self.schema(schema["propertyNames"])
            content.pop("propertyNames")
            if keys != {"type": "string"}:
                content["propertyNames"] = keys
        return content

    def _member(self, wire_name: str, schema: Schema) -> dict[str, Any]:
        member = self.schema(schema)
        name = schema.get("x-member", wire_name)
        return member if name == wire_name else {**member, "x-member": name}


def _own(content: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in content.items() if key in _OWN}


def _around(content: Mapping[str, Any]) -> dict[str, Any]:
    """The annotations of a member, beside the content of its structure."""
    if "properties" not in content:
        return {}
    return {key: value for key, value in content.items() if key not in _OWN}
