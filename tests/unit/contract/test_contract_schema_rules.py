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
    "a bound of many digits": of({"type": "integer", "maximum": 10**300}),
    "required": of({"type": "number"}, required=["A"]),
    "a payload": of({"type": "string"}, **{"x-payload": "A"}),
    "trust": of({"x-trust": {"enum": "doubtful"}}, **{"x-trust": {"required": "sure"}}),
    "recursion": of({"$ref": "#/$defs/Node"}, **{"$defs": {"Node": NODE}}),
}
A = "/properties/A"
ENDLESS = of({"$ref": "#/$defs/N"}, required=["A"])
REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({}, "/type", "expected the schema of a structure"),
    ({"type": "array", "items": {}}, "/type", "expected the schema of a structure"),
    (MAP, "/type", "expected the schema of a structure"),
    ({"type": "object", "properties": None}, "/properties", "expected an object"),
    (of(None), A, "expected a schema"),
    (of(True), A, "expected a schema"),
    (of([]), A, "expected a schema"),
    (of({"type": "text"}), f"{A}/type", "one of object, array, string"),
    (of({"type": ["string", "null"]}), f"{A}/type", "one of object"),
    (of({"type": {}}), f"{A}/type", "one of object"),
    (of({"type": "array"}), f"{A}/items", "it is missing"),
    (
        of(
            {
                "type": "object",
                "x-map": True,
                "propertyNames": {"type": "integer"},
                "additionalProperties": {"type": "string"},
            }
        ),
        f"{A}/propertyNames",
        "the keys of a map must be strings",
    ),
    (of({"type": "array", "items": [{}]}), f"{A}/items", "expected a schema"),
    (of({"type": "array", "items": {"type": 1}}), f"{A}/items/type", "one of object"),
    (of({"type": "object", "x-map": True}), f"{A}/propertyNames", "it is missing"),
    (
        of({"type": "object", "x-map": True, "propertyNames": {}}),
        f"{A}/additionalProperties",
        "it is missing",
    ),
    (of({**MAP, "propertyNames": "x"}), f"{A}/propertyNames", "expected a schema"),
    (of({**MAP, "additionalProperties": False}), f"{A}/additionalProperties", "expected a schema"),
    (of({}, required="A"), "/required", "expected a list of strings"),
    (of({}, required=["A", 1]), "/required", "expected a list of strings"),
    (of({}, required=["A", "B"]), "/required/1", "unknown member 'B'"),
    (of({"type": "object", "required": ["B"]}), f"{A}/required/0", "unknown member 'B'"),
    (of({"type": "string", "enum": []}), f"{A}/enum", "expected a list of strings"),
    (of({"type": "string", "enum": "A"}), f"{A}/enum", "expected a list of strings"),
    (of({"type": "string", "enum": ["A", 1]}), f"{A}/enum", "expected a list of strings"),
    (of({"type": "string", "pattern": 1}), f"{A}/pattern", "a pattern that Python's re compiles"),
    (of({"type": "string", "pattern": "("}), f"{A}/pattern", "a pattern that Python's re compiles"),
    (of({"x-trust": "sure"}), f"{A}/x-trust", "an object of sure, usual and doubtful"),
    (of({"x-trust": {"enum": "maybe"}}), f"{A}/x-trust", "an object of sure, usual"),
    (of({"x-trust": {"enum": []}}), f"{A}/x-trust", "an object of sure, usual"),
    (of({}, **{"$defs": {"N": ENDLESS}}), "/$defs/N", "every value of it must hold another"),
    (of({"type": "string", "minLength": -1}), f"{A}/minLength", "expected a count"),
    (of({"type": "string", "maxLength": 1.5}), f"{A}/maxLength", "expected a count"),
    (of({"type": "string", "maxLength": float("inf")}), f"{A}/maxLength", "expected a count"),
    (of({"type": "string", "maxLength": True}), f"{A}/maxLength", "expected a count"),
    (of({"type": "array", "items": {}, "maxItems": "9"}), f"{A}/maxItems", "expected a count"),
    (of({**MAP, "minProperties": None}), f"{A}/minProperties", "expected a count"),
    (of({"type": "integer", "minimum": "1"}), f"{A}/minimum", "expected a number"),
    (of({"type": "integer", "maximum": True}), f"{A}/maximum", "expected a number"),
    (of({"x-location": "body"}), f"{A}/x-location", "one of uri, querystring"),
    (of({"x-location-name": 1}), f"{A}/x-location-name", "expected a string"),
    (of({"x-timestamp-format": 1}), f"{A}/x-timestamp-format", "expected a string"),
    (of({}, **{"x-payload": "B"}), "/x-payload", "unknown member 'B'"),
    (of({}, **{"x-payload": 1}), "/x-payload", "expected a string"),
    (of({"$ref": "#/$defs/Nope"}), f"{A}/$ref", "unknown definition '#/$defs/Nope'"),
    (of({"$ref": "other.json"}), f"{A}/$ref", "expected #/$defs/NAME"),
    (of({"$ref": 1}), f"{A}/$ref", "expected #/$defs/NAME"),
    (of({}, **{"$defs": []}), "/$defs", "expected an object"),
    (of({}, **{"$defs": {"N": 1}}), "/$defs/N", "expected a schema"),
    (of({}, **{"$defs": {"N": of({"type": 1})}}), f"/$defs/N{A}/type", "one of object"),
    (of({}, **{"$defs": {"N": {"$ref": "#/$defs/N"}}}), "/$defs/N/$ref", "a definition may not"),
    ({"type": "object", "properties": {"a/b~": 1}}, "/properties/a~1b~0", "expected a schema"),
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
