"""The typed view of schemas: kinds, members, references."""

from typing import Any

import pytest

from shapeproof.contract.resolve import subschemas
from shapeproof.contract.shape import Kind, Shape

TREE: dict[str, Any] = {
    "type": "object",
    "x-shape": "PutTree",
    "x-payload": "Root",
    "properties": {
        "Name": {"type": "string", "x-location": "uri", "x-location-name": "name"},
        "Root": {"$ref": "#/$defs/Node", "x-sensitive": True},
        "Tags": {
            "type": "object",
            "x-map": True,
            "propertyNames": {"type": "string", "maxLength": 9},
            "additionalProperties": {"type": "string"},
            "maxProperties": 3,
        },
        "Nodes": {"type": "array", "items": {"$ref": "#/$defs/Node"}, "minItems": 1},
    },
    "required": ["Name"],
    "$defs": {
        "Node": {
            "type": "object",
            "x-shape": "Node",
            "properties": {
                "At": {"type": "string", "x-timestamp": True, "x-timestamp-format": "iso8601"},
                "Next": {"$ref": "#/$defs/Node"},
            },
            "required": ["At"],
        }
    },
}


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({}, Kind.UNKNOWN),
        ({"type": "object"}, Kind.STRUCTURE),
        ({"type": "object", "x-union": True}, Kind.UNION),
        ({"type": "object", "x-map": True}, Kind.MAP),
        ({"type": "array", "items": {}}, Kind.LIST),
        ({"type": "array", "x-eventstream": True, "items": {}}, Kind.EVENT_STREAM),
        ({"x-document": True}, Kind.DOCUMENT),
        ({"x-jsonvalue": True}, Kind.JSON_TEXT),
        ({"type": "string", "x-timestamp": True}, Kind.TIMESTAMP),
        ({"type": "number", "x-timestamp": True}, Kind.TIMESTAMP),
        ({"type": "string", "x-blob": True}, Kind.BLOB),
        ({"type": "string", "enum": ["a"]}, Kind.STRING),
        ({"type": "integer"}, Kind.INTEGER),
        ({"type": "number"}, Kind.NUMBER),
        ({"type": "boolean"}, Kind.BOOLEAN),
        ({"type": ["string", "null"]}, Kind.STRING),
        ({"type": ["string", "number"]}, Kind.UNKNOWN),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, Kind.INTEGER),
        ({"anyOf": [{"type": "integer"}, {"type": "string"}]}, Kind.UNKNOWN),
    ],
)
def test_kinds(schema: dict[str, Any], kind: Kind) -> None:
    assert Shape.of(schema).kind is kind


def test_a_reference_is_followed_and_its_own_annotations_win() -> None:
    root = Shape.of(TREE).members["Root"]
    assert root.definition == "Node"
    assert root.name == "Node"
    assert root.is_structure
    assert root.is_sensitive
    assert not Shape.of(TREE).definitions["Node"].is_sensitive
    assert root.required == ("At",)


def test_a_shape_is_made_once() -> None:
    tree = Shape.of(TREE)
    assert Shape.of(TREE) is tree
    assert tree.members["Root"].members is tree.members["Root"].members
    following = tree.definitions["Node"].members["Next"]
    assert following.members["Next"] is following
    assert Shape.of(TREE, TREE["properties"]["Tags"]) is tree.members["Tags"]
    assert following.document is tree


def test_what_is_not_described_is_unknown() -> None:
    tree = Shape.of(TREE)
    for shape in (tree.item, tree.key, tree.value, tree.member("Other"), tree.child("Other")):
        assert shape.is_unknown
        assert shape.kind is Kind.UNKNOWN
        assert not shape.members
    assert tree.element is None


def test_where_a_value_travels() -> None:
    tree = Shape.of(TREE)
    assert tree.members["Name"].location == "uri"
    assert tree.members["Name"].wire_name("Name") == "name"
    assert tree.members["Tags"].location == "body"
    assert tree.members["Tags"].wire_name("Tags") == "Tags"
    assert tree.members["Tags"].stated_wire_name is None
    assert tree.payload == "Root"
    assert tree.at(("Root", "At")).timestamp_format == "iso8601"


def test_counts_of_lists_and_maps() -> None:
    tree = Shape.of(TREE)
    assert (tree.members["Tags"].min_count, tree.members["Tags"].max_count) == (0, 3)
    assert (tree.members["Nodes"].min_count, tree.members["Nodes"].max_count) == (1, None)
    assert tree.members["Tags"].element is tree.members["Tags"].value
    assert tree.members["Nodes"].element is tree.members["Nodes"].item


def test_nullable_elements_of_the_wire_view() -> None:
    root = {
        "type": "array",
        "items": {"anyOf": [{"$ref": "#/$defs/Node"}, {"type": "null"}]},
        "$defs": TREE["$defs"],
    }
    item = Shape.of(root).item
    assert item.is_nullable
    assert item.definition == "Node"
    assert list(item.members) == ["At", "Next"]
    assert Shape.of({"type": ["string", "null"]}).is_nullable
    assert not Shape.of({"type": "string"}).is_nullable


def test_places_of_pointers() -> None:
    tree = Shape.of(TREE)
    assert tree.at(()) is tree
    assert tree.at(("Nodes", "0", "Next", "Next")).name == "Node"
    assert tree.at(("Tags", "anything")).kind is Kind.STRING
    with pytest.raises(KeyError, match="/Nodes/0/Nothing"):
        tree.at(("Nodes", "0", "Nothing"))
    with pytest.raises(KeyError):
        tree.at(("Name", "0"))


def test_subschemas_are_those_in_place() -> None:
    found = dict(subschemas(TREE))
    assert list(found) == [("properties", name) for name in TREE["properties"]]
    tags = TREE["properties"]["Tags"]
    assert list(subschemas(tags)) == [
        (("propertyNames",), tags["propertyNames"]),
        (("additionalProperties",), tags["additionalProperties"]),
    ]
    assert list(subschemas({"items": 5})) == [(("items",), 5)]
