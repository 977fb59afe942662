"""Builds the generators of one document: each schema's is built once, when it is first needed."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from shapeproof.contract.identity_cache import IdentityCache
from shapeproof.contract.model import Schema
from shapeproof.contract.resolve import definition_of
from shapeproof.contract.shape import Shape
from shapeproof.generate.values import scalars
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

_NULL = scalars.FixedGenerator((None,))


@dataclass(frozen=True)
class _Context:
    """Where a schema is: in which definition, and what carries it."""

    inside: str | None = None
    carrier: Carrier = BODY


class StrategyBuilder:
    """Builds the generators of one document, whose schemas must not change."""

    def __init__(self, root: Schema) -> None:
        self._root = root
        self._recursion = Recursion(root)
        self._built: dict[tuple[Shape, _Context], ValueGenerator] = {}
        self._definitions: dict[str, ValueGenerator] = {}

    def generator(self, schema: Schema, at_root: bool = False) -> ValueGenerator:
        """The generator of a schema of the document.

        Raises ValueError where each value would have to hold another one, endlessly.
        """
        shape = Shape.of(self._root, schema)
        if self._recursion.height(shape) == inf:
            raise ValueError(f"no value of {shape.name or 'the schema'} is finite")
        if at_root and shape.is_structure:
            return self._structure(shape, _Context(), is_message=True)
        return self._generator(shape, _Context())

    def _generator(self, shape: Shape, context: _Context) -> ValueGenerator:
        key = (shape, context)
        if key not in self._built:
            self._built[key] = self._new(shape, context)
        return self._built[key]

    def _new(self, shape: Shape, context: _Context) -> ValueGenerator:
        name, schema = definition_of(shape.raw), shape.raw
        if name is not None:
            return ReferenceGenerator(lambda: self._definition(name))
        if "enum" in schema:
            return scalars.enum_generator(schema)
        if "anyOf" in schema or isinstance(schema.get("type"), list):
            return self._alternatives(schema, context)
        if shape.is_timestamp:
            return timestamp_generator(schema)
        if shape.is_map:
            return self._map(shape, context)
        if shape.is_structure:
            return self._structure(shape, context)
        if shape.is_list:
            return self._list(shape, context)
        return _scalar(shape, context.carrier)

    def _definition(self, name: str) -> ValueGenerator:
        if name not in self._definitions:
            shape = Shape.of(self._root).definitions[name]
            self._definitions[name] = self._generator(shape, _Context(inside=name))
        return self._definitions[name]

    def _structure(
        self, shape: Shape, context: _Context, is_message: bool = False
    ) -> ValueGenerator:
        finite = {
            name: member
            for name, member in sorted(shape.members.items())
            if not self._is_endless(member)
        }
        if shape.is_union and shape.members:
            return self._union(finite, context)
        members = []
        for name, member in finite.items():
            # What is recursive travels in the body.
            in_part = is_message and member.definition is None
            carrier = carrier_of(member) if in_part else context.carrier
            generator = self._generator(member, _Context(context.inside, carrier))
            members.append((name, generator, name in shape.required))
        return structure_generator(members)

    def _union(self, members: dict[str, Shape], context: _Context) -> ValueGenerator:
        """The members that do not lead back come first; where all do, those that end soonest."""
        inside, recursion = context.inside, self._recursion
        lowest = min(recursion.height(each) for each in members.values())
        flat = [name for name, each in members.items() if recursion.height(each) == lowest]
        straight = [name for name in members if not recursion.leads_back(members[name], inside)]
        order = dict.fromkeys((*straight, *flat, *members))
        built = {name: self._generator(members[name], context) for name in order}
        return UnionGenerator(tuple(built.items()), tuple((name, built[name]) for name in flat))

    def _list(self, shape: Shape, context: _Context) -> ValueGenerator:
        low, high, plain_count = self._counts(shape, shape.item, context)
        return ListGenerator(self._generator(shape.item, context), low, high, plain_count)

    def _map(self, shape: Shape, context: _Context) -> ValueGenerator:
        low, high, plain_count = self._counts(shape, shape.value, context)
        keys = Shape.of(self._root, shape.key.schema)
        key_context = _Context(context.inside, context.carrier.of_names())
        key_generator = self._generator(keys, key_context)
        values = self._generator(shape.value, context)
        return MapGenerator(key_generator, keys.schema, values, low, high, plain_count)

    def _counts(
        self, shape: Shape, element: Shape, context: _Context
    ) -> tuple[int, int | None, int]:
        """The bounds of a list or map, and how many elements the plain one has."""
        low, high = shape.min_count, shape.max_count
        plain_count = max(low, min(1, 1 if high is None else high))
        if self._is_endless(element):
            return low, 0, low
        if self._recursion.leads_back(element, context.inside):
            plain_count = low
        return low, high, plain_count

    def _is_endless(self, shape: Shape) -> bool:
        """Whether each value would have to hold another one."""
        return self._recursion.height(shape) == inf

    def _alternatives(self, schema: Schema, context: _Context) -> ValueGenerator:
        """Values of one of several schemas, or of one of several types; null comes last."""
        around = {key: value for key, value in schema.items() if key != "anyOf"}
        if "anyOf" in schema:
            choices = [{**around, **each} for each in schema["anyOf"]]
        else:
            types = sorted(schema["type"], key=lambda name: name == "null")
            choices = [{**around, "type": name} for name in types]
        shapes = [Shape.of(self._root, each) for each in choices]
        return AlternativesGenerator(tuple(self._new(each, context) for each in shapes))


def _scalar(shape: Shape, carrier: Carrier) -> ValueGenerator:
    schema = shape.schema
    match shape.type:
        case "string" if shape.is_blob:
            return blob_generator(schema)
        case "string" if shape.is_json_text:
            return DocumentGenerator(as_text=True)
        case "string" if holds_json(schema):
            return object_text_generator(schema)
        case "string" if "pattern" in schema:
            return pattern_generator(schema, carrier)
        case "string":
            return text_generator(schema, carrier)
        case "integer":
            return scalars.integer_generator(schema)
        case "number":
            return scalars.number_generator(schema)
        case "boolean":
            return scalars.BOOLEAN_GENERATOR
        case "null":
            return _NULL
        case _:
            return DocumentGenerator()


builder_of: IdentityCache[Schema, StrategyBuilder] = IdentityCache(StrategyBuilder, 512)
"""The builder of a document."""
