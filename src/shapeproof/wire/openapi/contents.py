"""The schemas of parameter values, and bodies by media type."""

from __future__ import annotations

from typing import Any

from shapeproof.contract.model import Operation, Schema
from shapeproof.contract.shape import BODY, Shape
from shapeproof.wire.bodies import payload_kind
from shapeproof.wire.body_schema import json_body_schema
from shapeproof.wire.event_streams.event_bodies import has_events
from shapeproof.wire.event_streams.event_stream import EVENT_STREAM
from shapeproof.wire.members import Bindings, Member
from shapeproof.wire.openapi.schemas import SchemaPool
from shapeproof.wire.timestamps import TimestampFormat

_TIMESTAMPS = {
    "header": TimestampFormat.HTTP_DATE,
    "headers": TimestampFormat.HTTP_DATE,
    "uri": TimestampFormat.DATE_TIME,
    "querystring": TimestampFormat.DATE_TIME,
}


def value_schema(member: Member, pool: SchemaPool) -> dict[str, Any]:
    """The schema of a member outside of the body: of its value before it becomes a text.

    A label is never empty (Smithy ``httpLabel`` trait).
    """
    inline = _inline(member.shape)
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


def _inline(shape: Shape) -> dict[str, Any]:
    """A schema with its references followed; what travels as text never holds itself."""
    found = dict(shape.schema)
    for part, held in (
        ("items", shape.item),
        ("propertyNames", shape.key),
        ("additionalProperties", shape.value),
    ):
        if part in found:
            found[part] = _inline(held)
    return found


JSON = "application/json"
_MEDIA_TYPES = {"blob": "application/octet-stream", "text": "text/plain"}
_BYTES = {"type": "string", "format": "binary"}

Content = dict[str, Any]


def request_body(operation: Operation, pool: SchemaPool) -> dict[str, Any] | None:
    """The Request Body Object; None where no member travels in the body."""
    bindings = Bindings.of(operation.request)
    content = content_of(operation.request, pool)
    if not content:
        return None
    inside = (bindings.payload,) if bindings.payload else bindings.at(BODY)
    required = {each.name for each in inside} & set(operation.request.get("required", ()))
    return {"content": content, **({"required": True} if required else {})}


def content_of(root: Schema, pool: SchemaPool) -> Content:
    """The body of a request, a response or an error, by its media types; empty where it has none.

    Bytes and texts may be of any media type where a member says of which.
    """
    bindings = Bindings.of(root)
    if has_events(root):
        return {EVENT_STREAM: {"schema": {**_BYTES, "x-eventstream": True}}}
    wire = json_body_schema(root, TimestampFormat.EPOCH_SECONDS)
    if wire is not None:
        return {JSON: {"schema": pool.add(wire)}}
    if bindings.payload is None:
        return {}
    kind = payload_kind(bindings.payload)
    schema: dict[str, Any] = dict(_BYTES) if kind == "blob" else {"type": "string"}
    if bindings.payload.schema.get("x-sensitive"):
        schema["x-sensitive"] = True
    stated = [each for each in bindings.at("header") if each.wire_name.lower() == "content-type"]
    return {each: {"schema": schema} for each in _media_types(kind, stated)}


def _media_types(kind: str, stated: list[Member]) -> list[str]:
    """Those that a Content-Type member lists; where it lists none, the usual one and any other."""
    usual = _MEDIA_TYPES[kind]
    return sorted(stated[0].schema.get("enum", [usual, "*/*"])) if stated else [usual]
