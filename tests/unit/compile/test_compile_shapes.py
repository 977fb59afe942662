from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from shapeproof.compile.shapes import ShapeCompiler
from shapeproof.contract.schema_rules import check_schema

TEXT = {"type": "string"}
TIMESTAMP = {"type": "string", "format": "date-time", "x-timestamp": True}
BLOB = {"type": "string", "contentEncoding": "base64", "x-blob": True}
SHAPES: dict[str, Any] = {
    "Text": {"type": "string"},
    "Number": {"type": "integer"},
    "Secret": {"type": "string", "sensitive": True},
    "Anything": {"type": "structure", "members": {}, "document": True},
    "Inner": {"type": "structure", "members": {"B": {"shape": "Text"}, "A": {"shape": "Number"}}},
}

SCALARS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "string": ({"type": "string"}, TEXT),
    "bounded string": (
        {"type": "string", "min": 1, "max": 5, "pattern": "^a+$"},
        {"type": "string", "minLength": 1, "maxLength": 5, "pattern": "^a+$"},
    ),
    "lower bound of nothing": ({"type": "string", "min": 0}, {"type": "string", "minLength": 0}),
    "enum": (
        {"type": "string", "enum": ["B", "A", "B"]},
        {"type": "string", "enum": ["B", "A"]},
    ),
    "character": ({"type": "character"}, TEXT),
    "sensitive": (
        {"type": "string", "sensitive": True},
        {"type": "string", "x-sensitive": True},
    ),
    "deprecated": (
        {"type": "string", "deprecated": True},
        {"type": "string", "deprecated": True},
    ),
    "documentation": ({"type": "string", "documentation": "<p>Text</p>"}, TEXT),
    "integer": ({"type": "integer", "box": True}, {"type": "integer"}),
    "bounded integer": (
        {"type": "integer", "min": 1, "max": 25},
        {"type": "integer", "minimum": 1, "maximum": 25},
    ),
    "long": ({"type": "long", "min": 0}, {"type": "integer", "x-integer": "long", "minimum": 0}),
    "short": ({"type": "short"}, {"type": "integer", "x-integer": "short"}),
    "byte": ({"type": "byte"}, {"type": "integer", "x-integer": "byte"}),
    "big integer": ({"type": "bigInteger"}, {"type": "integer", "x-integer": "big"}),
    "float": (
        {"type": "float", "min": -1.5},
        {"type": "number", "x-number": "float", "minimum": -1.5},
    ),
    "double": (
        {"type": "double", "max": 1},
        {"type": "number", "x-number": "double", "maximum": 1},
    ),
    "big decimal": ({"type": "bigDecimal"}, {"type": "number", "x-number": "big"}),
    "boolean": ({"type": "boolean", "box": True}, {"type": "boolean"}),
    "timestamp": (
        {"type": "timestamp"},
        {**TIMESTAMP, "x-timestamp-format": "unixTimestamp"},
    ),
    "timestamp of a format": (
        {"type": "timestamp", "timestampFormat": "iso8601"},
        {**TIMESTAMP, "x-timestamp-format": "iso8601"},
    ),
    "blob": ({"type": "blob"}, BLOB),
    "streaming blob": ({"type": "blob", "streaming": True}, {**BLOB, "x-streaming": True}),
    "bounds of a blob are of its bytes": (
        {"type": "blob", "min": 1, "max": 5},
        {**BLOB, "x-min-bytes": 1, "x-max-bytes": 5},
    ),
    "document": (
        {"type": "structure", "members": {}, "document": True},
        {"x-document": True, "x-shape": "Shape"},
    ),
}

CONTAINERS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "list": (
        {"type": "list", "member": {"shape": "Text"}},
        {"type": "array", "items": TEXT},
    ),
    "bounded list": (
        {"type": "list", "member": {"shape": "Text"}, "min": 1, "max": 2, "flattened": True},
        {"type": "array", "items": TEXT, "minItems": 1, "maxItems": 2, "x-flattened": True},
    ),
    "list with a name for its elements": (
        {"type": "list", "member": {"shape": "Text", "locationName": "item"}},
        {"type": "array", "items": {**TEXT, "x-location-name": "item"}},
    ),
    "list of secrets": (
        {"type": "list", "member": {"shape": "Secret"}, "sensitive": True},
        {"type": "array", "items": {**TEXT, "x-sensitive": True}, "x-sensitive": True},
    ),
    "map": (
        {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Number"}},
        {
            "type": "object",
            "x-map": True,
            "propertyNames": TEXT,
            "additionalProperties": {"type": "integer"},
        },
    ),
    "bounded map": (
        {
            "type": "map",
            "key": {"shape": "Text", "locationName": "k"},
            "value": {"shape": "Anything"},
            "min": 1,
            "max": 50,
            "flattened": True,
        },
        {
            "type": "object",
            "x-map": True,
            "propertyNames": {**TEXT, "x-location-name": "k"},
            "additionalProperties": {"x-document": True, "x-shape": "Anything"},
            "minProperties": 1,
            "maxProperties": 50,
            "x-flattened": True,
        },
    ),
    "structure": (
        {
            "type": "structure",
            "required": ["B", "A", "Gone"],
            "members": {"B": {"shape": "Text"}, "A": {"shape": "Number"}},
        },
        {
            "type": "object",
            "x-shape": "Shape",
            "properties": {"A": {"type": "integer"}, "B": TEXT},
            "required": ["A", "B"],
        },
    ),
    "empty structure": (
        {"type": "structure"},
        {"type": "object", "x-shape": "Shape", "properties": {}},
    ),
    "structure within": (
        {"type": "structure", "members": {"In": {"shape": "Inner", "locationName": "in"}}},
        {
            "type": "object",
            "x-shape": "Shape",
            "properties": {
                "In": {
                    "type": "object",
                    "x-shape": "Inner",
                    "properties": {"A": {"type": "integer"}, "B": TEXT},
                    "x-location-name": "in",
                }
            },
        },
    ),
    "union": (
        {
            "type": "structure",
            "union": True,
            "members": {"B": {"shape": "Text"}, "A": {"shape": "Number"}},
        },
        {
            "type": "object",
            "x-shape": "Shape",
            "properties": {"A": {"type": "integer"}, "B": TEXT},
            "x-union": True,
            "minProperties": 1,
            "maxProperties": 1,
        },
    ),
    "payload": (
        {"type": "structure", "payload": "In", "members": {"In": {"shape": "Text"}}},
        {
            "type": "object",
            "x-shape": "Shape",
            "properties": {"In": TEXT},
            "x-payload": "In",
        },
    ),
    "stream of events": (
        {
            "type": "structure",
            "eventstream": True,
            "members": {"In": {"shape": "Text", "eventpayload": True}},
        },
        {
            "type": "array",
            "x-eventstream": True,
            "items": {
                "type": "object",
                "x-shape": "Shape",
                "properties": {"In": {**TEXT, "x-event-payload": True}},
                "x-union": True,
                "minProperties": 1,
                "maxProperties": 1,
            },
        },
    ),
}

MEMBERS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "plain": ({"shape": "Text"}, TEXT),
    "label": (
        {"shape": "Text", "location": "uri", "locationName": "appId"},
        {**TEXT, "x-location": "uri", "x-location-name": "appId"},
    ),
    "query": (
        {"shape": "Text", "location": "querystring", "locationName": "q"},
        {**TEXT, "x-location": "querystring", "x-location-name": "q"},
    ),
    "header": (
        {"shape": "Text", "location": "header", "locationName": "X-A"},
        {**TEXT, "x-location": "header", "x-location-name": "X-A"},
    ),
    "headers": (
        {"shape": "Text", "location": "headers", "locationName": "X-"},
        {**TEXT, "x-location": "headers", "x-location-name": "X-"},
    ),
    "status": (
        {"shape": "Number", "location": "statusCode"},
        {"type": "integer", "x-location": "statusCode"},
    ),
    "name on the wire": (
        {"shape": "Text", "locationName": "name"},
        {**TEXT, "x-location-name": "name"},
    ),
    "deprecated": ({"shape": "Text", "deprecated": True}, {**TEXT, "deprecated": True}),
    "sensitive by its shape": ({"shape": "Secret"}, {**TEXT, "x-sensitive": True}),
    "token": (
        {"shape": "Text", "idempotencyToken": True},
        {**TEXT, "x-idempotency-token": True},
    ),
    "host label": ({"shape": "Text", "hostLabel": True}, {**TEXT, "x-host-label": True}),
    "streaming": ({"shape": "Text", "streaming": True}, {**TEXT, "x-streaming": True}),
    "flattened": ({"shape": "Text", "flattened": True}, {**TEXT, "x-flattened": True}),
    "attribute": ({"shape": "Text", "xmlAttribute": True}, {**TEXT, "x-xml-attribute": True}),
    "namespace": (
        {"shape": "Text", "xmlNamespace": {"uri": "urn:x"}},
        {**TEXT, "x-xml-namespace": {"uri": "urn:x"}},
    ),
    "event header": ({"shape": "Text", "eventheader": True}, {**TEXT, "x-event-header": True}),
    "timestamp format": (
        {"shape": "Text", "timestampFormat": "rfc822"},
        {**TEXT, "x-timestamp-format": "rfc822"},
    ),
    "JSON in a header": (
        {"shape": "Text", "jsonvalue": True, "location": "header", "locationName": "X-C"},
        {"x-jsonvalue": True, "x-location": "header", "x-location-name": "X-C"},
    ),
    "JSON in a body is a string": (
        {"shape": "Text", "jsonvalue": True},
        {**TEXT, "contentMediaType": "application/json"},
    ),
    "flags that are off": ({"shape": "Text", "streaming": False, "deprecated": False}, TEXT),
}


def compiled(shapes: dict[str, Any], name: str) -> dict[str, Any]:
    """The document of a shape without its ``$schema``, which is checked."""
    document = ShapeCompiler({**SHAPES, **shapes}).document(name)
    Draft202012Validator.check_schema(document)
    assert document.pop("$schema") == "https://json-schema.org/draft/2020-12/schema"
    return document


@pytest.mark.parametrize(
    ("raw", "schema"),
    [*SCALARS.values(), *CONTAINERS.values()],
    ids=[*SCALARS, *CONTAINERS],
)
def test_shape(raw: dict[str, Any], schema: dict[str, Any]) -> None:
    assert compiled({"Shape": raw}, "Shape") == schema


@pytest.mark.parametrize(("raw", "schema"), MEMBERS.values(), ids=MEMBERS)
def test_member(raw: dict[str, Any], schema: dict[str, Any]) -> None:
    document = compiled({"Shape": {"type": "structure", "members": {"A": raw}}}, "Shape")

    check_schema("file.json", "/request", document)
    assert document["properties"] == {"A": schema}


def test_a_shape_is_not_changed_by_the_members_that_use_it() -> None:
    shape = {
        "type": "structure",
        "members": {"A": {"shape": "Inner", "locationName": "a"}, "B": {"shape": "Inner"}},
    }

    properties = compiled({"Shape": shape}, "Shape")["properties"]

    assert properties["A"] == {**properties["B"], "x-location-name": "a"}


NODE = {
    "type": "structure",
    "members": {"Next": {"shape": "Node", "locationName": "next"}, "Name": {"shape": "Text"}},
}
NODE_SCHEMA = {
    "type": "object",
    "x-shape": "Node",
    "properties": {
        "Name": TEXT,
        "Next": {"$ref": "#/$defs/Node", "x-location-name": "next"},
    },
}


def test_a_shape_within_itself_is_defined_once() -> None:
    top = {"type": "structure", "members": {"A": {"shape": "Node"}, "B": {"shape": "Node"}}}

    document = compiled({"Shape": top, "Node": NODE}, "Shape")

    reference = {"$ref": "#/$defs/Node"}
    assert document["properties"] == {"A": reference, "B": reference}
    assert document["$defs"] == {"Node": NODE_SCHEMA}


def test_a_document_of_a_shape_within_itself() -> None:
    document = compiled({"Node": NODE}, "Node")

    assert document == {**NODE_SCHEMA, "$defs": {"Node": NODE_SCHEMA}}
    check_schema("file.json", "/request", document)


def test_recursion_through_lists_maps_and_others() -> None:
    shapes = {
        "Tree": {"type": "structure", "members": {"Below": {"shape": "Trees"}}},
        "Trees": {"type": "list", "member": {"shape": "ByName"}},
        "ByName": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Tree"}},
        "Shape": {"type": "structure", "members": {"A": {"shape": "Tree"}}},
        "Other": {"type": "structure", "members": {"A": {"shape": "Inner"}}},
    }
    compiler = ShapeCompiler({**SHAPES, **shapes})

    document = compiler.document("Shape")

    assert compiler.defined == {"Tree", "Trees", "ByName"}
    assert list(document["$defs"]) == ["ByName", "Tree", "Trees"]
    assert document["$defs"]["Trees"] == {"type": "array", "items": {"$ref": "#/$defs/ByName"}}
    assert document["$defs"]["ByName"]["additionalProperties"] == {"$ref": "#/$defs/Tree"}
    assert "$defs" not in compiler.document("Other")
    value = {"A": {"Below": [{"x": {"Below": []}}]}}
    assert Draft202012Validator(document).is_valid(value)
    assert not Draft202012Validator(document).is_valid({"A": {"Below": [{"x": {"Below": 1}}]}})


def test_the_order_of_the_model_does_not_matter() -> None:
    members = {"B": {"shape": "Text"}, "A": {"shape": "Text"}}
    one = {"type": "structure", "members": members, "required": ["A", "B"]}
    other = {
        "type": "structure",
        "members": dict(reversed(members.items())),
        "required": ["B", "A"],
    }

    def text(shape: dict[str, Any]) -> str:
        return repr(compiled({"Shape": shape}, "Shape"))

    assert text(one) == text(other)


@pytest.mark.parametrize(
    ("protocol", "trait_at", "name"),
    [
        ("query", "shape", "Each"),
        ("rest-xml", "shape", "Each"),
        ("rest-xml", "member", None),
        ("json", "shape", None),
    ],
)
def test_the_elements_of_a_flattened_list_have_one_name(
    protocol: str, trait_at: str, name: str | None
) -> None:
    """A list that is flattened by itself names them; else the member that flattens it does."""
    flat = {"flattened": True}
    items = {"type": "list", "member": {"shape": "Text", "locationName": "Each"}}
    shapes = {
        "Text": {"type": "string"},
        "Items": {**items, **(flat if trait_at == "shape" else {})},
        "Holder": {
            "type": "structure",
            "members": {"Items": {"shape": "Items", **(flat if trait_at == "member" else {})}},
        },
    }
    document = ShapeCompiler(shapes, protocol).document("Holder")
    assert document["properties"]["Items"].get("x-location-name") == name


def test_the_name_of_a_structure_is_not_that_of_members() -> None:
    shapes = {
        "Inner": {"type": "structure", "members": {}, "locationName": "Root"},
        "Holder": {"type": "structure", "members": {"A": {"shape": "Inner"}}},
    }
    document = ShapeCompiler(shapes, "rest-xml").document("Holder")
    assert "x-location-name" not in document["properties"]["A"]
    assert document["properties"]["A"]["x-xml-name"] == "Root"
