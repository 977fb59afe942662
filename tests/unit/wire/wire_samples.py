"""Operations made up to have every binding, and a shape that holds itself."""

from typing import Any

from shapeproof.contract.model import Contract, HttpBinding, Operation, Schema

CONTRACT = Contract("sample", "2020-01-01", "rest-json", "Sample", "Sample", {})
STRING: Schema = {"type": "string"}
TIMESTAMP: Schema = {"type": "string", "format": "date-time", "x-timestamp": True}
BLOB: Schema = {"type": "string", "contentEncoding": "base64", "x-blob": True}
NUMBER: Schema = {"type": "number", "x-number": "double"}

NODE: Schema = {
    "type": "object",
    "x-shape": "Node",
    "properties": {
        "Label": {"type": "string", "minLength": 1, "x-location-name": "label"},
        "Weight": {**NUMBER, "minimum": 0, "x-location-name": "weight"},
        "Made": {**TIMESTAMP, "x-location-name": "made"},
        "Raw": {**BLOB, "x-location-name": "raw"},
        "Children": {
            "type": "array",
            "items": {"$ref": "#/$defs/Node"},
            "x-location-name": "children",
        },
        "ByName": {
            "type": "object",
            "x-map": True,
            "propertyNames": {"type": "string"},
            "additionalProperties": {"$ref": "#/$defs/Node"},
            "x-location-name": "byName",
        },
    },
    "required": ["Label"],
}

BODY_MEMBERS: dict[str, Schema] = {
    "Root": {"$ref": "#/$defs/Node", "x-location-name": "root"},
    "Tags": {"type": "array", "items": STRING, "x-location-name": "tags"},
    "Anything": {"x-document": True, "x-location-name": "anything"},
    "Policy": {"x-jsonvalue": True, "x-location-name": "policy"},
    "Kind": {"type": "string", "enum": ["A", "B"], "x-location-name": "kind"},
    "Day": {**TIMESTAMP, "x-timestamp-format": "iso8601", "x-location-name": "day"},
    "Stamp": {**TIMESTAMP, "x-timestamp-format": "rfc822", "x-location-name": "stamp"},
    "Plain": {"type": "boolean"},
}


def bound(schema: Schema, location: str, name: str) -> dict[str, Any]:
    """A member bound to a place outside of the body."""
    return {**schema, "x-location": location, "x-location-name": name}


REQUEST: Schema = {
    "type": "object",
    "x-shape": "PutRequest",
    "properties": {
        "AppId": bound(STRING, "uri", "appId"),
        "Path": bound(STRING, "uri", "path"),
        "Limit": bound({"type": "integer"}, "querystring", "limit"),
        "Names": bound({"type": "array", "items": STRING}, "querystring", "name"),
        "Since": bound(TIMESTAMP, "querystring", "since"),
        "More": bound(
            {"type": "object", "x-map": True, "additionalProperties": STRING}, "querystring", "more"
        ),
        "Trace": bound(STRING, "header", "X-Trace"),
        "Until": bound(TIMESTAMP, "header", "X-Until"),
        "Flags": bound({"type": "array", "items": STRING}, "header", "X-Flags"),
        "Context": bound({"x-jsonvalue": True}, "header", "X-Context"),
        "Meta": bound(
            {"type": "object", "x-map": True, "additionalProperties": STRING}, "headers", "X-Meta-"
        ),
        **BODY_MEMBERS,
    },
    "required": ["AppId", "Root", "Kind"],
    "$defs": {"Node": NODE},
}

RESPONSE: Schema = {
    "type": "object",
    "x-shape": "PutResponse",
    "properties": {
        "Status": bound({"type": "integer"}, "statusCode", "Status"),
        "Trace": bound(STRING, "header", "X-Trace"),
        "Dates": bound({"type": "array", "items": TIMESTAMP}, "header", "X-Dates"),
        "Ratio": bound(NUMBER, "header", "X-Ratio"),
        "Meta": bound(
            {"type": "object", "x-map": True, "additionalProperties": STRING}, "headers", "X-Meta-"
        ),
        **BODY_MEMBERS,
    },
    "required": ["Status", "Root"],
    "$defs": {"Node": NODE},
}

OPERATION = Operation(
    "Put", "put", HttpBinding("PUT", "/apps/{appId}/files/{path+}?mode=x"), REQUEST, RESPONSE
)


def operation(
    request: Schema | None = None, response: Schema | None = None, uri: str = "/thing"
) -> Operation:
    """An operation with given schemas, else empty ones."""
    empty: Schema = {"type": "object", "properties": {}}
    return Operation("Do", "do", HttpBinding("POST", uri), request or empty, response or empty)


def structure(*required: str, **members: Schema) -> dict[str, Any]:
    """A structure of members."""
    schema: dict[str, Any] = {"type": "object", "properties": members}
    return {**schema, "required": list(required)} if required else schema


def with_payload(name: str, **members: Schema) -> dict[str, Any]:
    """A message whose body is one of its members."""
    return {**structure(**members), "x-payload": name}
