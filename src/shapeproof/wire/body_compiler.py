"""Schemas compiled into body values, once per document."""

from __future__ import annotations

from collections.abc import Iterable

from shapeproof.contract.model import Schema
from shapeproof.contract.resolve import definition_of
from shapeproof.wire.body_values import (
    BlobValue,
    BodyMember,
    BodyValue,
    JsonStringValue,
    ListValue,
    MapValue,
    NumberValue,
    PlainValue,
    ReferredValue,
    StructureValue,
    TimestampValue,
)
from shapeproof.wire.members import Member, members_of
from shapeproof.wire.timestamps import TimestampFormat, timestamp_format


class BodyCompiler:
    """Compiles the schemas of one document; ``timestamps`` is the protocol's default format."""

    def __init__(self, root: Schema, timestamps: TimestampFormat) -> None:
        self._root = root
        self._timestamps = timestamps
        self._definitions: dict[str, BodyValue] = {}
        for name, schema in root.get("$defs", {}).items():
            self._definitions[name] = self.value(schema)

    def value(self, schema: Schema) -> BodyValue:
        """The body value of a schema of the document."""
        name = definition_of(schema)
        if name is not None:
            return ReferredValue(name, self._definitions)
        kind = schema.get("type")
        if schema.get("x-map"):
            return self._map(schema)
        if kind == "object":
            return self.structure(members_of(self._root, schema))
        if kind == "array":
            return ListValue(self.value(schema.get("items", {})))
        return self._scalar(schema)

    def structure(self, members: Iterable[Member]) -> StructureValue:
        """A structure of some members."""
        values = (BodyMember(each.name, each.wire_name, self.value(each.raw)) for each in members)
        return StructureValue({value.name: value for value in values})

    def _map(self, schema: Schema) -> MapValue:
        entry = schema.get("additionalProperties", {})
        return MapValue(self.value(entry), sparse=bool(entry.get("x-document")))

    def _scalar(self, schema: Schema) -> BodyValue:
        if schema.get("x-jsonvalue"):
            return JsonStringValue()
        if schema.get("x-timestamp"):
            return TimestampValue(timestamp_format(schema, self._timestamps))
        if schema.get("x-blob"):
            return BlobValue()
        return NumberValue() if schema.get("type") == "number" else PlainValue()
