"""Shapes of a service model as JSON Schema 2020-12, in the API view.

Everything that a schema cannot say is kept as an ``x-`` annotation; docs/contract.md lists them.
Shapes that contain themselves become ``$defs``, all others are written out in place.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

RawShape = Mapping[str, Any]

_INTEGERS = {"integer": None, "long": "long", "short": "short", "byte": "byte", "bigInteger": "big"}
_NUMBERS = {"float": "float", "double": "double", "bigDecimal": "big"}
_MEMBER_FLAGS = {
    "streaming": "x-streaming",
    "idempotencyToken": "x-idempotency-token",
    "hostLabel": "x-host-label",
    "flattened": "x-flattened",
    "xmlAttribute": "x-xml-attribute",
    "eventpayload": "x-event-payload",
    "eventheader": "x-event-header",
}


class ShapeCompiler:
    """Compiles shapes of one service model."""

    def __init__(self, shapes: Mapping[str, RawShape]) -> None:
        self._shapes = shapes

    @cached_property
    def recursive(self) -> frozenset[str]:
        """The shapes that can contain themselves."""
        return frozenset(name for name in self._shapes if name in self._reach(name))

    def _reach(self, name: str) -> set[str]:
        seen: set[str] = set()
        todo = list(_children(self._shapes[name]))
        while todo:
            child = todo.pop()
            if child not in seen:
                seen.add(child)
                todo.extend(_children(self._shapes[child]))
        return seen

    def document(self, name: str) -> dict[str, Any]:
        """The schema of a shape that stands alone: with ``$schema`` and the ``$defs`` it needs."""
        used: set[str] = set()
        body = self._structure_or_other(name, used)
        definitions: dict[str, Any] = {}
        while missing := sorted(used - definitions.keys()):
            for each in missing:
                definitions[each] = self._structure_or_other(each, used)
        if definitions:
            body["$defs"] = dict(sorted(definitions.items()))
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", **body}

    def _refer(self, name: str, used: set[str]) -> dict[str, Any]:
        if name in self.recursive:
            used.add(name)
            return {"$ref": f"#/$defs/{name}"}
        return self._structure_or_other(name, used)

    def _structure_or_other(self, name: str, used: set[str]) -> dict[str, Any]:
        shape = self._shapes[name]
        schema = self._by_type(name, shape, used)
        if shape.get("sensitive"):
            schema["x-sensitive"] = True
        if shape.get("deprecated"):
            schema["deprecated"] = True
        return schema

    def _by_type(self, name: str, shape: RawShape, used: set[str]) -> dict[str, Any]:
        kind = shape["type"]
        if kind == "structure":
            return self._structure(name, shape, used)
        if kind == "list":
            return self._list(shape, used)
        if kind == "map":
            return self._map(shape, used)
        return _scalar(shape)

    def _structure(self, name: str, shape: RawShape, used: set[str]) -> dict[str, Any]:
        if shape.get("document"):
            return {"x-document": True}
        members = shape.get("members", {})
        schema: dict[str, Any] = {
            "type": "object",
            "x-shape": name,
            "properties": {key: self._member(members[key], used) for key in sorted(members)},
        }
        if required := sorted(key for key in shape.get("required", ()) if key in members):
            schema["required"] = required
        if shape.get("union"):
            schema |= {"x-union": True, "minProperties": 1, "maxProperties": 1}
        if shape.get("eventstream"):
            schema["x-eventstream"] = True
        if payload := shape.get("payload"):
            schema["x-payload"] = payload
        return schema

    def _member(self, member: RawShape, used: set[str]) -> dict[str, Any]:
        schema = self._refer(member["shape"], used)
        if location := member.get("location"):
            schema["x-location"] = location
        if location_name := member.get("locationName"):
            schema["x-location-name"] = location_name
        if timestamp_format := member.get("timestampFormat"):
            schema["x-timestamp-format"] = timestamp_format
        if member.get("deprecated"):
            schema["deprecated"] = True
        if namespace := member.get("xmlNamespace"):
            schema["x-xml-namespace"] = namespace
        for flag, annotation in _MEMBER_FLAGS.items():
            if member.get(flag):
                schema[annotation] = True
        if member.get("jsonvalue") and member.get("location") == "header":
            # Elsewhere it is a string like any other, for SDKs as well.
            schema["x-jsonvalue"] = True
            schema.pop("type", None)
        return schema

    def _list(self, shape: RawShape, used: set[str]) -> dict[str, Any]:
        schema: dict[str, Any] = {"type": "array", "items": self._member(shape["member"], used)}
        _copy(shape, schema, {"min": "minItems", "max": "maxItems", "flattened": "x-flattened"})
        return schema

    def _map(self, shape: RawShape, used: set[str]) -> dict[str, Any]:
        schema: dict[str, Any] = {
            "type": "object",
            "x-map": True,
            "propertyNames": self._member(shape["key"], used),
            "additionalProperties": self._member(shape["value"], used),
        }
        bounds = {"min": "minProperties", "max": "maxProperties", "flattened": "x-flattened"}
        _copy(shape, schema, bounds)
        return schema


def _children(shape: RawShape) -> list[str]:
    members = list(shape.get("members", {}).values())
    members += [shape[part] for part in ("member", "key", "value") if part in shape]
    return [member["shape"] for member in members]


def _scalar(shape: RawShape) -> dict[str, Any]:
    kind = shape["type"]
    if kind in _INTEGERS:
        schema: dict[str, Any] = {"type": "integer"}
        if _INTEGERS[kind]:
            schema["x-integer"] = _INTEGERS[kind]
        _copy(shape, schema, {"min": "minimum", "max": "maximum"})
    elif kind in _NUMBERS:
        schema = {"type": "number", "x-number": _NUMBERS[kind]}
        _copy(shape, schema, {"min": "minimum", "max": "maximum"})
    elif kind == "boolean":
        schema = {"type": "boolean"}
    elif kind == "timestamp":
        schema = {"type": "string", "format": "date-time", "x-timestamp": True}
        _copy(shape, schema, {"timestampFormat": "x-timestamp-format"})
    elif kind == "blob":
        schema = {"type": "string", "contentEncoding": "base64", "x-blob": True}
        _copy(shape, schema, {"streaming": "x-streaming"})
    else:
        schema = _string(shape)
    return schema


def _string(shape: RawShape) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    if "enum" in shape:
        schema["enum"] = list(dict.fromkeys(shape["enum"]))
    _copy(shape, schema, {"min": "minLength", "max": "maxLength", "pattern": "pattern"})
    return schema


def _copy(shape: RawShape, schema: dict[str, Any], keywords: Mapping[str, str]) -> None:
    for trait, keyword in keywords.items():
        if trait in shape:
            schema[keyword] = shape[trait]
