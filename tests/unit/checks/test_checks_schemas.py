from dataclasses import replace
from typing import Any

import jsonschema_rs
import pytest

from shapeproof.checks import OperationSchemas
from shapeproof.checks.schemas import BodySchema

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
