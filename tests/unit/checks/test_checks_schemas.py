from dataclasses import replace
from typing import Any

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator

from shapeproof.checks.schemas import BodySchema, OperationSchemas, closed_schema, without_nulls

from .check_samples import CODEC, CONTRACT


def errors(schema: dict[str, Any], value: Any) -> list[tuple[tuple[str, ...], str]]:
    return [(each.tokens, each.keyword) for each in BodySchema(schema).errors(value)]


def test_all_that_is_missing_in_a_place_is_one_error() -> None:
    schema = {"required": ["a", "b", "c"], "items": {"required": ["d", "e"]}}
    assert errors(schema, {"b": 1}) == [((), "required")]
    assert errors(schema, [{}, {"d": 1}, {"d": 1, "e": 2}]) == [
        (("0",), "required"),
        (("1",), "required"),
    ]


@pytest.mark.slow
def test_a_pattern_that_the_fast_validator_refuses_is_judged_by_the_other() -> None:
    schema = {"properties": {"A": {"type": "string", "pattern": "^.{1,100000}$"}}}
    with pytest.raises(jsonschema_rs.ValidationError):
        jsonschema_rs.Draft202012Validator(schema)
    assert errors(schema, {"A": "ab"}) == []
    assert errors(schema, {"A": ""}) == [(("A",), "pattern")]


def test_other_patterns_count() -> None:
    assert errors({"pattern": "^a+$"}, "b") == [((), "pattern")]


@pytest.mark.parametrize("value", [10**400, float("inf"), "\ud800", 1e308])
def test_values_that_only_python_holds_can_be_judged(value: Any) -> None:
    assert errors({"type": ["number", "string"]}, value) == []
    assert errors({"type": "array"}, value) == [((), "type")]


def test_schemas_of_an_operation() -> None:
    schemas = OperationSchemas(CONTRACT, CONTRACT.operations["GetToken"], CODEC)
    assert schemas.response is not None
    assert schemas.errors.keys() == {error.code for error in CONTRACT.errors.values()}
    bare = replace(CONTRACT.operations["GetToken"], response={"type": "object"})
    assert OperationSchemas(CONTRACT, bare, CODEC).response is None


def test_nulls_are_absent_members() -> None:
    value = {"__type": "X", "a": None, "b": {"c": None, "__type": 1}, "d": [None, {"e": None}]}
    assert without_nulls(value) == {"b": {}, "d": [None, {}]}


# --- Schemas for a quick yes

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
