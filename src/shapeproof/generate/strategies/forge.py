"""The makers of one document: each schema's is made once, when it is first needed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.contract.resolve import definition_of, resolve
from shapeproof.generate.carriers import BODY, Carrier, carrier_of
from shapeproof.generate.json_texts import holds_json
from shapeproof.generate.strategies import fixed, numbers
from shapeproof.generate.strategies.blobs import blob
from shapeproof.generate.strategies.documents import Document, object_text
from shapeproof.generate.strategies.identity import ByIdentity
from shapeproof.generate.strategies.lists import List
from shapeproof.generate.strategies.maker import Maker
from shapeproof.generate.strategies.maps import Map
from shapeproof.generate.strategies.patterned import patterned
from shapeproof.generate.strategies.recursion import Recursion
from shapeproof.generate.strategies.references import Reference
from shapeproof.generate.strategies.structures import structure
from shapeproof.generate.strategies.texts import text
from shapeproof.generate.strategies.timestamps import timestamp
from shapeproof.generate.strategies.unions import Alternatives, Union

_NULL = fixed.Fixed((None,))


@dataclass(frozen=True)
class _Context:
    """Where a schema stands: in which definition, and what carries it."""

    inside: str | None = None
    carrier: Carrier = BODY


class Forge:
    """Makes the makers of one document, whose schemas must not change."""

    def __init__(self, root: Schema) -> None:
        self._root = root
        self._recursion = Recursion(root)
        self._made: dict[tuple[int, _Context], tuple[Schema, Maker]] = {}
        self._definitions: dict[str, Maker] = {}

    def maker(self, schema: Schema, at_root: bool = False) -> Maker:
        """The maker of a schema of the document.

        Raises ValueError where each value would have to hold another one, endlessly.
        """
        if self._recursion.height(schema) == float("inf"):
            raise ValueError(f"no value of {schema.get('x-shape', 'the schema')} is finite")
        if at_root and schema.get("type") == "object" and not schema.get("x-map"):
            return self._structure(schema, _Context(), is_message=True)
        return self._maker(schema, _Context())

    def _maker(self, schema: Schema, context: _Context) -> Maker:
        key = (id(schema), context)
        entry = self._made.get(key)
        if entry is None:
            entry = self._made[key] = (schema, self._new(schema, context))
        return entry[1]

    def _new(self, schema: Schema, context: _Context) -> Maker:
        name = definition_of(schema)
        if name is not None:
            return Reference(lambda: self._definition(name))
        if "enum" in schema:
            return fixed.enum(schema)
        if "anyOf" in schema:
            return self._alternatives(schema, context)
        kind = schema.get("type")
        if isinstance(kind, list):
            return self._nullable(schema, kind, context)
        if schema.get("x-timestamp"):
            return timestamp(schema)
        match kind:
            case "object" if schema.get("x-map"):
                return self._map(schema, context)
            case "object":
                return self._structure(schema, context)
            case "array":
                return self._list(schema, context)
            case _:
                return _scalar(schema, context.carrier)

    def _definition(self, name: str) -> Maker:
        if name not in self._definitions:
            schema = self._root["$defs"][name]
            self._definitions[name] = self._maker(schema, _Context(inside=name))
        return self._definitions[name]

    def _structure(
        self,
        schema: Schema,
        context: _Context,
        is_message: bool = False,
    ) -> Maker:
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
        return structure(made)

    def _union(self, members: dict[str, Schema], context: _Context) -> Maker:
        """The members that do not lead back come first; where all do, those that end soonest."""
        inside, recursion = context.inside, self._recursion
        lowest = min(recursion.height(each) for each in members.values())
        flat = [name for name, each in members.items() if recursion.height(each) == lowest]
        straight = [name for name in members if not recursion.leads_back(members[name], inside)]
        order = dict.fromkeys((*straight, *flat, *members))
        made = {name: self._maker(members[name], context) for name in order}
        return Union(tuple(made.items()), tuple((name, made[name]) for name in flat))

    def _list(self, schema: Schema, context: _Context) -> Maker:
        items, low = schema["items"], int(schema.get("minItems", 0))
        high = schema.get("maxItems")
        plain_count = max(low, min(1, 1 if high is None else int(high)))
        if self._recursion.leads_back(items, context.inside) or self._has_no_value(items):
            plain_count = low
        if self._has_no_value(items):
            high = 0
        high = None if high is None else int(high)
        return List(self._maker(items, context), low, high, plain_count)

    def _map(self, schema: Schema, context: _Context) -> Maker:
        values, keys = schema["additionalProperties"], resolve(self._root, schema["propertyNames"])
        low, high = int(schema.get("minProperties", 0)), schema.get("maxProperties")
        plain_count = max(low, min(1, 1 if high is None else int(high)))
        if self._recursion.leads_back(values, context.inside) or self._has_no_value(values):
            plain_count = low
        if self._has_no_value(values):
            high = 0
        high = None if high is None else int(high)
        key_maker = self._maker(keys, _Context(context.inside, context.carrier.of_names()))
        return Map(key_maker, keys, self._maker(values, context), low, high, plain_count)

    def _has_no_value(self, schema: Schema) -> bool:
        return self._recursion.height(schema) == float("inf")

    def _alternatives(self, schema: Schema, context: _Context) -> Maker:
        around = {key: value for key, value in schema.items() if key != "anyOf"}
        makers = [self._new({**around, **each}, context) for each in schema["anyOf"]]
        return Alternatives(tuple(makers))

    def _nullable(self, schema: Schema, kinds: list[str], context: _Context) -> Maker:
        some = [each for each in kinds if each != "null"]
        makers: list[Maker] = [self._new({**schema, "type": each}, context) for each in some]
        return Alternatives((*makers, _NULL)) if "null" in kinds else Alternatives(tuple(makers))


def _scalar(schema: Schema, carrier: Carrier) -> Maker:
    match schema.get("type"):
        case "string" if schema.get("x-blob"):
            return blob(schema)
        case "string" if schema.get("x-jsonvalue"):
            return Document(as_text=True)
        case "string" if holds_json(schema):
            return object_text(schema)
        case "string" if "pattern" in schema:
            return patterned(schema, carrier)
        case "string":
            return text(schema, carrier)
        case "integer":
            return numbers.integer(schema)
        case "number":
            return numbers.number(schema)
        case "boolean":
            return fixed.BOOLEANS
        case "null":
            return _NULL
        case _:
            return Document()


forge_of: ByIdentity[Any, Forge] = ByIdentity(Forge, 512)
"""The forge of a document."""
