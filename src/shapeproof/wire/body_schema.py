"""The schema of an HTTP body: a request's or response's schema in wire names and encodings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.contract.shape import BODY, Shape
from shapeproof.wire.bodies import payload_kind
from shapeproof.wire.members import Bindings, Member, members_of, stated_name
from shapeproof.wire.timestamps import TimestampFormat, timestamp_format

HTTP_DATE_PATTERN = (
    "^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-9]{2} "
    "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [0-9]{4} "
    "[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,3})? GMT$"
)
_TIMESTAMPS: Mapping[TimestampFormat, Schema] = {
    TimestampFormat.EPOCH_SECONDS: {"type": "number"},
    TimestampFormat.DATE_TIME: {"type": "string", "format": "date-time"},
    TimestampFormat.HTTP_DATE: {"type": "string", "pattern": HTTP_DATE_PATTERN},
}
_NUMBERS = [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}]


def json_body_schema(root: Schema, timestamps: TimestampFormat) -> Schema | None:
    """The schema of the body; None where the body is not JSON or no member travels in it.

    That of an event stream is a list of unions. Each property has an ``x-member``: its name in the
    API view.
    """
    mapper = _Mapper(root, timestamps)
    bindings = Bindings.of(root)
    if bindings.payload is not None:
        if payload_kind(bindings.payload) not in ("json", "events"):
            return None
        body = mapper.schema(bindings.payload.shape)
    else:
        inside = bindings.at(BODY)
        if not inside:
            return None
        body = mapper.structure(Shape.of(root), inside)
    return _document(mapper, body)


def whole_json_body_schema(
    root: Schema,
    timestamps: TimestampFormat,
    name_of: Callable[[Member], str] = stated_name,
) -> Schema | None:
    """The schema of a body that all members travel in, regardless of their bindings.

    A body without members has a schema as well. Properties are as in ``json_body_schema``.
    """
    mapper = _Mapper(root, timestamps, name_of)
    shape = Shape.of(root)
    return _document(mapper, mapper.structure(shape, members_of(shape)))


def _document(mapper: _Mapper, body: Schema) -> Schema:
    """The schema with the dialect and the definitions of its source."""
    root = mapper.root
    head = {"$schema": root["$schema"]} if "$schema" in root else {}
    definitions = Shape.of(root).definitions.items()
    tail = {"$defs": {name: mapper.schema(shape) for name, shape in definitions}}
    return {**head, **body, **(tail if definitions else {})}


@dataclass(frozen=True)
class _Mapper:
    root: Schema
    timestamps: TimestampFormat
    name_of: Callable[[Member], str] = stated_name

    def schema(self, shape: Shape) -> dict[str, Any]:
        """Any schema of the document."""
        schema = shape.raw
        if shape.definition is not None:
            return dict(schema)
        if shape.is_map:
            return {**schema, "additionalProperties": self._inner(shape, shape.value)}
        if shape.is_structure:
            return self.structure(shape, members_of(shape))
        if shape.is_list:
            return {**schema, "items": self._inner(shape, shape.item)}
        return self._scalar(shape)

    def _inner(self, around: Shape, inner: Shape) -> dict[str, Any]:
        """Elements or values; those of sparse lists and maps (Smithy ``sparse``) may be null."""
        mapped = self.schema(inner)
        return nullable(mapped) if around.is_sparse else mapped

    def structure(self, shape: Shape, members: Iterable[Member]) -> dict[str, Any]:
        """A structure, with some of its members."""
        known = {each.name: each for each in members}
        mapped: dict[str, Any] = {
            key: value for key, value in shape.schema.items() if key not in _REPLACED
        }
        mapped["properties"] = {
            self.name_of(each): {**self.schema(each.shape), "x-member": each.name}
            for each in known.values()
        }
        required = [self.name_of(known[name]) for name in shape.required if name in known]
        return {**mapped, "required": required} if required else mapped

    def _scalar(self, shape: Shape) -> dict[str, Any]:
        schema = shape.raw
        if shape.is_json_text:
            return {**schema, "type": "string", "contentMediaType": "application/json"}
        if shape.is_timestamp:
            form = timestamp_format(schema, self.timestamps)
            if schema.get("x-event-header"):
                form = TimestampFormat.EPOCH_SECONDS  # a number of milliseconds in the frame
            kept = {key: schema[key] for key in schema if key not in ("type", "format")}
            return {**kept, **_TIMESTAMPS[form], "x-timestamp-format": form.value}
        if shape.type == "number":
            return {**{key: schema[key] for key in schema if key != "type"}, "anyOf": _NUMBERS}
        return dict(schema)


def nullable(schema: Schema) -> dict[str, Any]:
    """A schema of the wire view that takes null as well."""
    if "$ref" in schema:
        return {"anyOf": [schema, _NULL]}
    if "anyOf" in schema:
        return {**schema, "anyOf": [*schema["anyOf"], _NULL]}
    widened = dict(schema)
    if "type" in schema:
        widened["type"] = [schema["type"], "null"]
    if "enum" in schema:
        widened["enum"] = [*schema["enum"], None]
    return widened


_NULL = {"type": "null"}
_REPLACED = frozenset({"$schema", "$defs", "properties", "required", "x-payload"})
