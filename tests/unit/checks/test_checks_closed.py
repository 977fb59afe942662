"""Schemas for a quick yes."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from shapeproof.checks.schemas import closed_schema

SCHEMA = {
    "type": "object",
    "required": ["a"],
    "properties": {
        "a": {"type": "string", "pattern": "^x", "enum": ["x", "xy"]},
        "list": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/Inner"}},
        "map": {
            "type": "object",
            "x-map": True,
            "propertyNames": {"maxLength": 2},
            "additionalProperties": {"type": "integer", "maximum": 9},
        },
    },
    "$defs": {"Inner": {"type": "object", "properties": {"b": {"type": "boolean"}}}},
}


@pytest.mark.parametrize(
    "value, broken",
    [
        ({"a": "x"}, set()),
        ({"a": "x", "map": {"k": 1}}, set()),
        ({}, {"required"}),
        ({"a": "y"}, {"pattern", "enum"}),
        ({"a": "x", "list": []}, {"minItems"}),
        ({"a": "x", "map": {"long": 1}}, {"propertyNames"}),
        ({"a": "x", "map": {"k": 10}}, {"maximum"}),
        ({"a": "x", "more": 1}, {"unknown"}),
        ({"a": "x", "list": [{"c": 1}]}, {"unknown"}),
    ],
)
def test_what_matters_is_kept_and_what_does_not_is_dropped(value: Any, broken: set[str]) -> None:
    for left_out in (set(), *({each} for each in broken), broken):
        schema = closed_schema(SCHEMA, lambda name, _, out=left_out: name not in out)
        assert Draft202012Validator(schema).is_valid(value) == (broken <= left_out)


def test_types_always_matter() -> None:
    assert not Draft202012Validator(closed_schema(SCHEMA, lambda *_: False)).is_valid({"a": 1})


def test_the_schema_is_left_as_it_is() -> None:
    before = repr(SCHEMA)

    closed_schema(SCHEMA, lambda *_: False)

    assert repr(SCHEMA) == before
