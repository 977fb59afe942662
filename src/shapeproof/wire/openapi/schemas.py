"""The named schemas of an OpenAPI document, collected from the schemas of many bodies."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.contract.resolve import definition_of

_FORMATS = {"long": "int64", "float": "float", "double": "double"}
_DROPPED = frozenset({
    "$schema", "$defs", "x-shape", "x-payload", "x-location", "x-location-name", "x-member",
    "x-map", "x-integer", "x-number", "x-blob", "x-timestamp", "x-jsonvalue", "x-host-label",
    "x-pattern", "x-required-origin", "x-trust", "x-traits",
    "x-context-param", "x-requires-length", "x-synthetic", "x-query-name", "x-flattened",
    "x-sparse", "x-wrapper", "x-xml-attribute", "x-xml-name", "x-xml-namespace", "x-xml-order",
})  # fmt: skip
"""What OpenAPI expresses in other words, and what no reader of a JSON protocol uses."""


def plain(schema: Schema) -> dict[str, Any]:
    """One level of a schema of the wire view, in the words of OpenAPI.

    The width of a number becomes its ``format``. ``NaN`` and the infinities travel as strings.
    """
    kept = {key: value for key, value in schema.items() if key not in _DROPPED}
    if form := _FORMATS.get(str(schema.get("x-integer"))):
        kept["format"] = form
    if "x-number" in schema and "anyOf" in schema:
        number, special, *others = schema["anyOf"]
        form = _FORMATS.get(schema["x-number"])
        number = {**number, "format": form} if form else number
        kept["anyOf"] = [number, {"type": "string", **special}, *others]
    return kept


Reference = Callable[[int], Any]


@dataclass(frozen=True)
class SchemaNode:
    """A named schema; its references are the numbers of other nodes."""

    name: str
    content: dict[str, Any]

    @cached_property
    def words(self) -> tuple[str, tuple[int, ...]]:
        """Its own words, as a text, and the nodes it refers to, in the order of its words.

        The text is equal for nodes that differ at most in what they refer to.
        """
        found: list[int] = []
        blank = with_references(self.content, found.append)
        return json.dumps(blank, separators=(",", ":")), tuple(found)


def kinds_of(nodes: Sequence[SchemaNode]) -> list[int]:
    """For each node the number of its kind: equal nodes have the same."""
    kinds = _numbered((node.name, node.words[0]) for node in nodes)
    while True:
        finer = _numbered(
            (kinds[index], *(kinds[other] for other in node.words[1]))
            for index, node in enumerate(nodes)
        )
        if len(set(finer)) == len(set(kinds)):
            return kinds
        kinds = finer


def with_references(value: Any, reference: Reference) -> Any:
    """A copy of a value with another reference for each number, in the order of sorted keys."""
    if isinstance(value, dict):
        return {
            key: reference(each)
            if key == "$ref" and isinstance(each, int)
            else with_references(each, reference)
            for key, each in sorted(value.items())
        }
    return (
        [with_references(each, reference) for each in value] if isinstance(value, list) else value
    )


def _numbered(keys: Iterable[Hashable]) -> list[int]:
    numbers: dict[Hashable, int] = {}
    return [numbers.setdefault(key, len(numbers)) for key in keys]


PREFIX = "#/components/schemas/"
_OWN = frozenset({
    "type", "properties", "required", "minProperties", "maxProperties", "x-union",
})  # fmt: skip
"""What a structure has of itself; the rest is the member's, and stays at the reference."""


class SchemaPool:
    """Takes schemas in, with numbers for references, and names them all at the end."""

    def __init__(self) -> None:
        self._nodes: list[SchemaNode] = []
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
                self._nodes.append(
                    SchemaNode(name, {})
                )  # holds the number until its content is known
            reader = _Reader(self, definitions, numbers)
            for name, number in numbers.items():
                self._nodes[number] = SchemaNode(name, reader.definition(definitions[name]))
        return self._definitions[key]

    def number_of(self, name: str, content: dict[str, Any]) -> int:
        """The number of a named schema that was written out in place."""
        node = SchemaNode(name, content)
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
    """The annotations of a member, without the content of its structure."""
    if "properties" not in content:
        return {}
    return {key: value for key, value in content.items() if key not in _OWN}
