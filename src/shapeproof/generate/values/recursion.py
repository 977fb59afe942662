"""How deep the values of recursive definitions must be, and which definitions lead back."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from shapeproof.contract.model import Schema
from shapeproof.contract.resolve import definition_of


class Recursion:
    """Facts about the definitions of one document."""

    def __init__(self, root: Schema) -> None:
        self._definitions: Mapping[str, Schema] = root.get("$defs", {})
        self._reached: dict[str, frozenset[str]] = {}

    @cached_property
    def _heights(self) -> dict[str, float]:
        heights = dict.fromkeys(self._definitions, math.inf)
        changed = True
        while changed:
            changed = False
            for name, definition in self._definitions.items():
                height = 1 + _height(definition, heights)
                if height < heights[name]:
                    heights[name], changed = height, True
        return heights

    def height(self, schema: Schema) -> float:
        """The number of definitions that the flattest value goes through; infinite for no value."""
        return _height(schema, self._heights) if self._definitions else 0

    def leads_back(self, schema: Schema, inside: str | None) -> bool:
        """Whether the plain value of a schema would come back to the definition it stands in."""
        if inside is None:
            return False
        name = definition_of(schema)
        if name is not None:
            return inside in self._reach(name)
        if schema.get("type") == "array":
            return bool(schema.get("minItems")) and self.leads_back(schema["items"], inside)
        if schema.get("x-map"):
            values = schema["additionalProperties"]
            return bool(schema.get("minProperties")) and self.leads_back(values, inside)
        members = schema.get("properties", {})
        if schema.get("x-union") and members:
            return all(self.leads_back(each, inside) for each in members.values())
        return any(self.leads_back(members[each], inside) for each in _required(schema))

    def _reach(self, name: str) -> frozenset[str]:
        """The definitions that plain values of one may hold, itself included."""
        if name not in self._reached:
            found, todo = {name}, [name]
            while todo:
                new = set(_references(self._definitions[todo.pop()])) - found
                found |= new
                todo += new
            self._reached[name] = frozenset(found)
        return self._reached[name]


def _height(schema: Schema, heights: Mapping[str, float]) -> float:
    name = definition_of(schema)
    if name is not None:
        return heights[name]
    if schema.get("type") == "array":
        return _height(schema["items"], heights) if schema.get("minItems", 0) else 0
    if schema.get("x-map"):
        least = schema.get("minProperties", 0)
        return _height(schema["additionalProperties"], heights) if least else 0
    members = schema.get("properties", {})
    if schema.get("x-union") and members:
        return min(_height(each, heights) for each in members.values())
    return max((_height(members[each], heights) for each in _required(schema)), default=0)


def _references(schema: Schema) -> Iterator[str]:
    """What a schema refers to, but for members that may be left out."""
    name = definition_of(schema)
    if name is not None:
        yield name
    members = schema.get("properties", {})
    inner = [members[each] for each in (members if schema.get("x-union") else _required(schema))]
    inner += schema.get("anyOf", ())
    inner += [schema[key] for key in ("items", "additionalProperties") if key in schema]
    for each in inner:
        yield from _references(each)


def _required(schema: Schema) -> Sequence[str]:
    names: Sequence[str] = schema.get("required", ())
    return names
