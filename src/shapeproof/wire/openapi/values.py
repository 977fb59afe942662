"""Values in labels, query strings and headers, as the schemas of OpenAPI parameters."""

from __future__ import annotations

from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.contract.resolve import resolve
from shapeproof.wire.body_schema import json_body_schema
from shapeproof.wire.members import Member
from shapeproof.wire.openapi.schemas import SchemaPool
from shapeproof.wire.timestamps import TimestampFormat

_TIMESTAMPS = {
    "header": TimestampFormat.HTTP_DATE,
    "headers": TimestampFormat.HTTP_DATE,
    "uri": TimestampFormat.DATE_TIME,
    "querystring": TimestampFormat.DATE_TIME,
}


def value_schema(root: Schema, member: Member, pool: SchemaPool) -> dict[str, Any]:
    """The schema of a member outside of the body: of its value before it becomes a text.

    A label is never empty (Smithy ``httpLabel`` trait).
    """
    inline = _inline(root, member.raw)
    bare = {key: value for key, value in inline.items() if not key.startswith("x-location")}
    holder: Schema = {"type": "object", "properties": {"value": bare}}
    body = json_body_schema(holder, _TIMESTAMPS[member.location]) or holder
    wire: dict[str, Any] = {**body["properties"]["value"], "x-member": "value"}
    if bare.get("x-jsonvalue"):
        wire["contentEncoding"] = "base64"
    bounded = "enum" in wire or "format" in wire
    if member.location == "uri" and wire.get("type") == "string" and not bounded:
        wire["minLength"] = max(1, wire.get("minLength", 1))
    return pool.add(wire)


def _inline(root: Schema, schema: Schema) -> dict[str, Any]:
    """A schema with its references followed; what travels as text never holds itself."""
    found = dict(resolve(root, schema))
    for part in ("items", "propertyNames", "additionalProperties"):
        if part in found:
            found[part] = _inline(root, found[part])
    return found
