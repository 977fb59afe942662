from __future__ import annotations

from typing import Any

import pytest

from shapeproof.contract.schema_rules import check_schema
from shapeproof.exceptions import BrokenContract


def of(member: Any, **more: Any) -> dict[str, Any]:
    """The schema of a structure with one member."""
    return {"type": "object", "properties": {"A": member}, **more}


NODE = {"type": "object", "properties": {"Next": {"$ref": "#/$defs/Node"}}}
MAP = {
    "type": "object",
    "x-map": True,
    "propertyNames": {"type": "string"},
    "additionalProperties": {"type": "integer", "minimum": -1.5},
}
FITS: dict[str, dict[str, Any]] = {
    "nothing": {"type": "object"},
    "unknown keywords": of({"type": "string", "format": "x", "x-other": {}}, title="x"),
    "a document": of({"x-document": True}),
    "a list": of({"type": "array", "items": {"type": "boolean"}, "minItems": 0, "maxItems": 2.0}),
    "a map": of(MAP),
    "a text": of({"type": "string", "pattern": "[a]+", "minLength": 1, "enum": ["a"]}),
    "bounds without end": of({"type": "integer", "maximum": 10**400}),
    "required": of({"type": "number"}, required=["A"]),
    "a payload": of({"type": "string"}, **{"x-payload": "A"}),
    "trust": of({"x-trust": {"enum": "doubtful"}}, **{"x-trust": {"required": "sure"}}),
    "recursion": of({"$ref": "#/$defs/Node"}, **{"$defs": {"Node": NODE}}),
}
A = "/properties/A"
ENDLESS = of({"$ref": "#/$defs/N"}, required=["A"])
REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({}, "/type", "the schema of a structure is due"),
    ({"type": "array", "items": {}}, "/type", "the schema of a structure is due"),
    (MAP, "/type", "the schema of a structure is due"),
    ({"type": "object", "properties": None}, "/properties", "an object is due"),
    (of(None), A, "a schema is due"),
    (of(True), A, "a schema is due"),
    (of([]), A, "a schema is due"),
    (of({"type": "text"}), f"{A}/type", "one of object, array, string"),
    (of({"type": ["string", "null"]}), f"{A}/type", "one of object"),
    (of({"type": {}}), f"{A}/type", "one of object"),
    (of({"type": "array"}), f"{A}/items", "it is missing"),
    (of({"type": "array", "items": [{}]}), f"{A}/items", "a schema is due"),
    (of({"type": "array", "items": {"type": 1}}), f"{A}/items/type", "one of object"),
    (of({"type": "object", "x-map": True}), f"{A}/propertyNames", "it is missing"),
    (
        of({"type": "object", "x-map": True, "propertyNames": {}}),
        f"{A}/additionalProperties",
        "it is missing",
    ),
    (of({**MAP, "propertyNames": "x"}), f"{A}/propertyNames", "a schema is due"),
    (of({**MAP, "additionalProperties": False}), f"{A}/additionalProperties", "a schema is due"),
    (of({}, required="A"), "/required", "a list of strings is due"),
    (of({}, required=["A", 1]), "/required", "a list of strings is due"),
    (of({}, required=["A", "B"]), "/required/1", "there is no member 'B'"),
    (of({"type": "object", "required": ["B"]}), f"{A}/required/0", "there is no member 'B'"),
    (of({"type": "string", "enum": []}), f"{A}/enum", "a list of strings is due"),
    (of({"type": "string", "enum": "A"}), f"{A}/enum", "a list of strings is due"),
    (of({"type": "string", "enum": ["A", 1]}), f"{A}/enum", "a list of strings is due"),
    (of({"type": "string", "pattern": 1}), f"{A}/pattern", "a pattern that Python's re compiles"),
    (of({"type": "string", "pattern": "("}), f"{A}/pattern", "a pattern that Python's re compiles"),
    (of({"x-trust": "sure"}), f"{A}/x-trust", "an object of sure, usual and doubtful"),
    (of({"x-trust": {"enum": "maybe"}}), f"{A}/x-trust", "an object of sure, usual"),
    (of({"x-trust": {"enum": []}}), f"{A}/x-trust", "an object of sure, usual"),
    (of({}, **{"$defs": {"N": ENDLESS}}), "/$defs/N", "each value of it must hold another"),
    (of({"type": "string", "minLength": -1}), f"{A}/minLength", "a count is due"),
    (of({"type": "string", "maxLength": 1.5}), f"{A}/maxLength", "a count is due"),
    (of({"type": "string", "maxLength": float("inf")}), f"{A}/maxLength", "a count is due"),
    (of({"type": "string", "maxLength": True}), f"{A}/maxLength", "a count is due"),
    (of({"type": "array", "items": {}, "maxItems": "9"}), f"{A}/maxItems", "a count is due"),
    (of({**MAP, "minProperties": None}), f"{A}/minProperties", "a count is due"),
    (of({"type": "integer", "minimum": "1"}), f"{A}/minimum", "a number is due"),
    (of({"type": "integer", "maximum": True}), f"{A}/maximum", "a number is due"),
    (of({"x-location": "body"}), f"{A}/x-location", "one of uri, querystring"),
    (of({"x-location-name": 1}), f"{A}/x-location-name", "a string is due"),
    (of({"x-timestamp-format": 1}), f"{A}/x-timestamp-format", "a string is due"),
    (of({}, **{"x-payload": "B"}), "/x-payload", "there is no member 'B'"),
    (of({}, **{"x-payload": 1}), "/x-payload", "a string is due"),
    (of({"$ref": "#/$defs/Nope"}), f"{A}/$ref", "nothing is defined as '#/$defs/Nope'"),
    (of({"$ref": "other.json"}), f"{A}/$ref", "#/$defs/NAME is due"),
    (of({"$ref": 1}), f"{A}/$ref", "#/$defs/NAME is due"),
    (of({}, **{"$defs": []}), "/$defs", "an object is due"),
    (of({}, **{"$defs": {"N": 1}}), "/$defs/N", "a schema is due"),
    (of({}, **{"$defs": {"N": of({"type": 1})}}), f"/$defs/N{A}/type", "one of object"),
    (of({}, **{"$defs": {"N": {"$ref": "#/$defs/N"}}}), "/$defs/N/$ref", "a definition may not"),
    ({"type": "object", "properties": {"a/b~": 1}}, "/properties/a~1b~0", "a schema is due"),
]


@pytest.mark.parametrize("schema", FITS.values(), ids=FITS)
def test_what_fits(schema: dict[str, Any]) -> None:
    check_schema("file.json", "/request", schema)


@pytest.mark.parametrize(("schema", "place", "reason"), REFUSED)
def test_what_does_not_fit(schema: dict[str, Any], place: str, reason: str) -> None:
    with pytest.raises(BrokenContract) as caught:
        check_schema("file.json", "/request", schema)

    assert (caught.value.path, caught.value.pointer) == ("file.json", f"/request{place}")
    assert reason in caught.value.reason
