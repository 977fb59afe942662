"""Schemas made up to have one of everything."""

from __future__ import annotations

from typing import Any

from shapeproof.contract.model import Contract, HttpBinding, Operation, Schema

TEXT: Schema = {"type": "string"}
COLOUR: Schema = {"type": "string", "enum": ["RED", "GREEN", "BLUE"]}
TIMESTAMP: Schema = {"type": "string", "format": "date-time", "x-timestamp": True}
BLOB: Schema = {"type": "string", "contentEncoding": "base64", "x-blob": True}
NODE: Schema = {
    "type": "object",
    "properties": {
        "Name": TEXT,
        "Next": {"$ref": "#/$defs/Node"},
        "Many": {"type": "array", "items": {"$ref": "#/$defs/Node"}},
        "ByName": {
            "type": "object",
            "x-map": True,
            "propertyNames": TEXT,
            "additionalProperties": {"$ref": "#/$defs/Node"},
        },
    },
    "required": ["Name"],
}
CHOICE: Schema = {
    "type": "object",
    "x-union": True,
    "minProperties": 1,
    "maxProperties": 1,
    "properties": {"B": {"type": "integer"}, "A": TEXT},
}


def map_of(value: Schema, keys: Schema = TEXT, **more: Any) -> dict[str, Any]:
    """A map."""
    return {
        "type": "object",
        "x-map": True,
        "propertyNames": keys,
        "additionalProperties": value,
        **more,
    }


def list_of(items: Schema, **more: Any) -> dict[str, Any]:
    """A list."""
    return {"type": "array", "items": items, **more}


def structure(*required: str, **members: Schema) -> dict[str, Any]:
    """A structure, the document of a request."""
    schema: dict[str, Any] = {"type": "object", "properties": members}
    return {**schema, **({"required": list(required)} if required else {})}


def bound(schema: Schema, location: str, name: str = "name") -> dict[str, Any]:
    """A member that travels elsewhere than in the body."""
    return {**schema, "x-location": location, "x-location-name": name}


def operation(name: str, method: str, uri: str, request: Schema | None = None) -> Operation:
    """An operation of the sample service."""
    http = HttpBinding(method, uri)
    return Operation(name, name.lower(), http, request or structure(), structure())


def contract(*operations: Operation, protocol: str = "rest-json") -> Contract:
    """The sample service."""
    named = {each.name: each for each in operations}
    return Contract("sample", "2020-01-01", protocol, "Sample", "Sample", named)
