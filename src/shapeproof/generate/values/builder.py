"""Builds the generators of one document: each schema's is built once, when it is first needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from shapeproof.contract.model import Schema
from shapeproof.contract.resolve import definition_of, resolve
from shapeproof.generate.values import scalars as fixed
from shapeproof.generate.values import scalars as numbers
from shapeproof.generate.values.containers import (
    AlternativesGenerator,
    ListGenerator,
    MapGenerator,
    UnionGenerator,
    structure_generator,
)
from shapeproof.generate.values.documents import DocumentGenerator, object_text_generator
from shapeproof.generate.values.interface import ReferenceGenerator, ValueGenerator
from shapeproof.generate.values.recursion import Recursion
from shapeproof.generate.values.scalars import blob_generator, timestamp_generator
from shapeproof.generate.values.text_constraints import BODY, Carrier, carrier_of, holds_json
from shapeproof.generate.values.texts import pattern_generator, text_generator

Source = TypeVar("Source")
Made = TypeVar("Made")


class ByIdentity(Generic[Source, Made]):
    """Makes something of an object once, and keeps both alive; the oldest go first when full.

    For objects that cannot be hashed, such as schemas. They must not change.
    """

    def __init__(self, make: Callable[[Source], Made], size: int) -> None:
        self._make = make
        self._size = size
        self._entries: dict[int, tuple[Source, Made]] = {}

    def __call__(self, source: Source) -> Made:
        """What is made of the object."""
        entry = self._entries.get(id(source))
        if entry is None:
            entry = (source, self._make(source))
            while len(self._entries) >= self._size:
                del self._entries[next(iter(self._entries))]
            self._entries[id(source)] = entry
        return entry[1]


_NULL = fixed.FixedGenerator((None,))


@dataclass(frozen=True)
class _Context:
    """Where a schema stands: in which definition, and what carries it."""

    inside: str | None = None
    carrier: Carrier = BODY


class StrategyBuilder:
    """Makes the makers of one document, whose schemas must not change."""

    def __init__(self, root: Schema) -> None:
        self._root = root
        self._recursion = Recursion(root)
        self._made: dict[tuple[int, _Context], tuple[Schema, ValueGenerator]] = {}
        self._definitions: dict[str, ValueGenerator] = {}

    def maker(self, schema: Schema, at_root: bool = False) -> ValueGenerator:
        """The maker of a schema of the document.

        Raises ValueError where each value would have to hold another one, endlessly.
        """
        if self._recursion.height(schema) == float("inf"):
            raise ValueError(f"no value of {schema.get('x-shape', 'the schema')} is finite")
        if at_root and schema.get("type") == "object" and not schema.get("x-map"):
            return self._structure(schema, _Context(), is_message=True)
        return self._maker(schema, _Context())

    def _maker(self, schema: Schema, context: _Context) -> ValueGenerator:
        key = (id(schema), context)
        entry = self._made.get(key)
        if entry is None:
            entry = self._made[key] = (schema, self._new(schema, context))
        return entry[1]

    def _new(self, schema: Schema, context: _Context) -> ValueGenerator:
        name = definition_of(schema)
        if name is not None:
            return ReferenceGenerator(lambda: self._definition(name))
        if "enum" in schema:
            return fixed.enum_generator(schema)
        if "anyOf" in schema:
            return self._alternatives(schema, context)
        kind = schema.get("type")
        if isinstance(kind, list):
            return self._nullable(schema, kind, context)
        if schema.get("x-timestamp"):
            return timestamp_generator(schema)
        match kind:
            case "object" if schema.get("x-map"):
                return self._map(schema, context)
            case "object":
                return self._structure(schema, context)
            case "array":
                return self._list(schema, context)
            case _:
                return _scalar(schema, context.carrier)

    def _definition(self, name: str) -> ValueGenerator:
        if name not in self._definitions:
            schema = self._root["$defs"][name]
            self._definitions[name] = self._maker(schema, _Context(inside=name))
        return self._definitions[name]

    def _structure(
        self,
        schema: Schema,
        context: _Context,
        is_message: bool = False,
    ) -> ValueGenerator:
        members: dict[str, Schema] = dict(sorted(schema.get("properties", {}).items()))
        ending = {
            name: each
            for name, each in members.items()
            if self._recursion.height(each) != float("inf")
        }
        if schema.get("x-union") and members:
            return self._union(ending, context)
        required = schema.get("required", ())
        made = []
        for name, each in ending.items():
            carrier = carrier_of(each) if is_message else context.carrier
            maker = self._maker(each, _Context(context.inside, carrier))
            made.append((name, maker, name in required))
        return structure_generator(made)

    def _union(self, members: dict[str, Schema], context: _Context) -> ValueGenerator:
        """The members that do not lead back come first; where all do, those that end soonest."""
        inside, recursion = context.inside, self._recursion
        lowest = min(recursion.height(each) for each in members.values())
        flat = [name for name, each in members.items() if recursion.height(each) == lowest]
        straight = [name for name in members if not recursion.leads_back(members[name], inside)]
        order = dict.fromkeys((*straight, *flat, *members))
        made = {name: self._maker(members[name], context) for name in order}
        return UnionGenerator(tuple(made.items()), tuple((name, made[name]) for name in flat))

    def _list(self, schema: Schema, context: _Context) -> ValueGenerator:
        items, low = schema["items"], int(schema.get("minItems", 0))
        high = schema.get("maxItems")
        plain_count = max(low, min(1, 1 if high is None else int(high)))
        if self._recursion.leads_back(items, context.inside) or self._has_no_value(items):
            plain_count = low
        if self._has_no_value(items):
            high = 0
        high = None if high is None else int(high)
        return ListGenerator(self._maker(items, context), low, high, plain_count)

    def _map(self, schema: Schema, context: _Context) -> ValueGenerator:
        values, keys = schema["additionalProperties"], resolve(self._root, schema["propertyNames"])
        low, high = int(schema.get("minProperties", 0)), schema.get("maxProperties")
        plain_count = max(low, min(1, 1 if high is None else int(high)))
        if self._recursion.leads_back(values, context.inside) or self._has_no_value(values):
            plain_count = low
        if self._has_no_value(values):
            high = 0
        high = None if high is None else int(high)
        key_maker = self._maker(keys, _Context(context.inside, context.carrier.of_names()))
        return MapGenerator(key_maker, keys, self._maker(values, context), low, high, plain_count)

    def _has_no_value(self, schema: Schema) -> bool:
        return self._recursion.height(schema) == float("inf")

    def _alternatives(self, schema: Schema, context: _Context) -> ValueGenerator:
        around = {key: value for key, value in schema.items() if key != "anyOf"}
        makers = [self._new({**around, **each}, context) for each in schema["anyOf"]]
        return AlternativesGenerator(tuple(makers))

    def _nullable(self, schema: Schema, kinds: list[str], context: _Context) -> ValueGenerator:
        some = [each for each in kinds if each != "null"]
        makers: list[ValueGenerator] = [
            self._new({**schema, "type": each}, context) for each in some
        ]
        return (
            AlternativesGenerator((*makers, _NULL))
            if "null" in kinds
            else AlternativesGenerator(tuple(makers))
        )


def _scalar(schema: Schema, carrier: Carrier) -> ValueGenerator:
    match schema.get("type"):
        case "string" if schema.get("x-blob"):
            return blob_generator(schema)
        case "string" if schema.get("x-jsonvalue"):
            return DocumentGenerator(as_text=True)
        case "string" if holds_json(schema):
            return object_text_generator(schema)
        case "string" if "pattern" in schema:
            return pattern_generator(schema, carrier)
        case "string":
            return text_generator(schema, carrier)
        case "integer":
            return numbers.integer_generator(schema)
        case "number":
            return numbers.number_generator(schema)
        case "boolean":
            return fixed.BOOLEAN_GENERATOR
        case "null":
            return _NULL
        case _:
            return DocumentGenerator()


builder_of: ByIdentity[Any, StrategyBuilder] = ByIdentity(StrategyBuilder, 512)
"""The forge of a document."""
