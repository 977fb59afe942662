from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from shapeproof.contract.model import Schema
from shapeproof.generate.cases.faults import ABSENT, IllegalValue, illegal_values
from shapeproof.generate.cases.places import places
from tests.unit.generate.schema_samples import (
    BLOB,
    CHOICE,
    COLOUR,
    TEXT,
    TIMESTAMP,
    bound,
    list_of,
    map_of,
    structure,
)

NOT_TEXT = {"type-number": 1, "type-boolean": True, "type-list": [], "type-object": {}}
NOT_AN_INTEGER = {
    "type-string": "1",
    "type-fraction": 1.5,
    "type-boolean": True,
    "type-list": [],
    "type-object": {},
}
NOT_A_NUMBER = {"type-string": "1", "type-boolean": True, "type-list": [], "type-object": {}}
NOT_A_BOOLEAN = {"type-string": "true", "type-number": 1, "type-list": [], "type-object": {}}
NOT_A_LIST = {"type-string": "sample", "type-number": 1, "type-boolean": True, "type-object": {}}
NOT_AN_OBJECT = {"type-string": "sample", "type-number": 1, "type-boolean": True, "type-list": []}
UNKNOWN = {"enum-unknown": "SHAPEPROOF_NO_SUCH_VALUE"}

BROKEN: dict[str, tuple[Schema, dict[str, Any]]] = {
    "text": (TEXT, NOT_TEXT),
    "text of a length": (
        {**TEXT, "minLength": 2, "maxLength": 4},
        {**NOT_TEXT, "minLength": "a", "maxLength": "aaaaa"},
    ),
    "text of any length": ({**TEXT, "minLength": 0, "maxLength": 100_000}, NOT_TEXT),
    "text of a pattern": (
        {**TEXT, "pattern": "^[a-z]*$", "minLength": 1, "maxLength": 2},
        {**NOT_TEXT, "minLength": "", "maxLength": "aaa", "pattern": "!"},
    ),
    "text of a pattern that says its length": (
        {**TEXT, "pattern": "^[a-z]{1,2}$", "maxLength": 2},
        {**NOT_TEXT, "pattern": "!"},
    ),
    "text of a pattern that takes all": ({**TEXT, "pattern": r"[\s\S]*"}, NOT_TEXT),
    "enum": (COLOUR, {**NOT_TEXT, **UNKNOWN, "enum-case": "red", "enum-empty": ""}),
    "enum in small letters": (
        {**TEXT, "enum": ["red"]},
        {**NOT_TEXT, **UNKNOWN, "enum-case": "RED", "enum-empty": ""},
    ),
    "enum in both": (
        {**TEXT, "enum": ["RED", "red"]},
        {**NOT_TEXT, **UNKNOWN, "enum-empty": ""},
    ),
    "enum with nothing": (
        {**TEXT, "enum": ["RED", ""]},
        {**NOT_TEXT, **UNKNOWN, "enum-case": "red"},
    ),
    "enum of a length": (
        {**COLOUR, "minLength": 1, "maxLength": 5},
        {**NOT_TEXT, "enum-case": "red"},
    ),
    "enum of a pattern": ({**COLOUR, "pattern": "^[A-Z]+$"}, NOT_TEXT),
    "integer": ({"type": "integer"}, NOT_AN_INTEGER),
    "bounded integer": (
        {"type": "integer", "minimum": 1, "maximum": 25},
        {**NOT_AN_INTEGER, "minimum": 0, "maximum": 26},
    ),
    "integer that is large": (
        {"type": "integer", "minimum": 60},
        {**NOT_AN_INTEGER, "type-fraction": 60.5, "minimum": 59},
    ),
    "integer that is small": (
        {"type": "integer", "maximum": 1},
        {**NOT_AN_INTEGER, "type-fraction": 0.5, "maximum": 2},
    ),
    "integer that is one": (
        {"type": "integer", "minimum": 1, "maximum": 1},
        {
            **{label: each for label, each in NOT_AN_INTEGER.items() if label != "type-fraction"},
            "minimum": 0,
            "maximum": 2,
        },
    ),
    "number": ({"type": "number", "minimum": 0.5}, {**NOT_A_NUMBER, "minimum": -0.5}),
    "boolean": ({"type": "boolean"}, NOT_A_BOOLEAN),
    "timestamp": (TIMESTAMP, {}),
    "blob": (BLOB, {}),
    "document": ({"x-document": True}, {}),
    "list": (list_of(TEXT), NOT_A_LIST),
    "list of an enum": (list_of(COLOUR), {**NOT_A_LIST, "type-element": "RED"}),
    "list of lists": (list_of(list_of(TEXT)), NOT_A_LIST),
    "bounded list": (
        list_of(TEXT, minItems=2, maxItems=3),
        {**NOT_A_LIST, "minItems": ["sample"], "maxItems": ["sample"] * 4},
    ),
    "list of any size": (list_of(TEXT, minItems=0, maxItems=1000), NOT_A_LIST),
    "structure": (structure("X", X=TEXT), NOT_AN_OBJECT),
    "map": (map_of(TEXT), NOT_AN_OBJECT),
    "union": (CHOICE, NOT_AN_OBJECT),
}


def found(schema: Schema, *, required: bool = False) -> dict[str, IllegalValue]:
    root = structure(*(["A"] if required else []), A=schema)
    each = list(illegal_values(root, places(root)[0]))
    assert len({one.label for one in each}) == len(each)
    return {one.label: one for one in each}


@pytest.mark.parametrize(("schema", "expected"), BROKEN.values(), ids=BROKEN)
def test_values(schema: Schema, expected: dict[str, Any]) -> None:
    assert {label: each.value for label, each in found(schema).items()} == expected


@pytest.mark.parametrize("schema", [each for each, _ in BROKEN.values()], ids=BROKEN)
def test_each_breaks_what_it_says_and_nothing_else(schema: Schema) -> None:
    validator = Draft202012Validator(structure(A=schema))
    for breach in found(schema).values():
        errors = list(validator.iter_errors({"A": breach.value}))
        assert {tuple(error.absolute_path) for error in errors} == {("A",)}
        keywords = {error.validator for error in errors}
        assert breach.fault.constraint in keywords
        assert keywords <= {breach.fault.constraint, *(["enum"] if "enum" in schema else [])}
        assert breach.fault.pointer == "/A"
        assert str(breach.fault.text).endswith(" at /A") or " at /A" in str(breach.fault.text)


def test_a_required_member_is_left_out_and_nulled() -> None:
    breaks = found(TEXT, required=True)

    assert breaks["left-out"].value is ABSENT
    assert breaks["left-out"].fault.constraint == "required"
    assert breaks["null"].value is None
    assert breaks["null"].fault.constraint == "type"
    assert not {"left-out", "null"} & found(TEXT).keys()


@pytest.mark.parametrize("schema", [TIMESTAMP, BLOB, COLOUR, list_of(TEXT), CHOICE])
def test_everything_that_is_required_may_not_be_null(schema: Schema) -> None:
    assert {"left-out", "null"} <= found(schema, required=True).keys()


def test_null_is_a_document() -> None:
    assert found({"x-document": True}, required=True).keys() == {"left-out"}


@pytest.mark.parametrize(
    ("schema", "labels"),
    [
        (bound(TEXT, "uri"), set()),
        (bound({"type": "integer", "minimum": 1}, "uri"), set()),
        (bound(TEXT, "querystring"), {"left-out"}),
        (bound({"type": "integer", "minimum": 1}, "querystring"), {"left-out", "word", "minimum"}),
        (bound({"type": "boolean"}, "querystring"), {"left-out", "word"}),
        (bound(TIMESTAMP, "querystring"), {"left-out"}),
        (bound(COLOUR, "header"), {"left-out", "enum-unknown", "enum-case", "enum-empty"}),
        (bound({**TEXT, "minLength": 1}, "header"), {"left-out"}),
        (bound({**TEXT, "maxLength": 2}, "header"), {"left-out", "maxLength"}),
        (bound({**TEXT, "maxLength": 1024}, "header"), {"left-out"}),
        (bound(list_of(TEXT, minItems=1), "querystring"), {"left-out"}),
        (bound(list_of(TEXT, minItems=2), "querystring"), {"left-out", "minItems"}),
    ],
)
def test_members_outside_of_the_body(schema: Schema, labels: set[str]) -> None:
    assert found(schema, required=True).keys() == labels


@pytest.mark.parametrize("schema", [list_of(COLOUR), map_of(COLOUR), CHOICE])
def test_elements_entries_and_choices_cannot_be_left_out(schema: Schema) -> None:
    root = structure("A", A=schema)
    for place in places(root)[1:]:
        assert not {"left-out", "null"} & {each.label for each in illegal_values(root, place)}


@pytest.mark.parametrize(
    ("label", "schema", "noticed_by"),
    [
        ("left-out", TEXT, "both"),
        ("null", TEXT, "both"),
        ("type-number", TEXT, "both"),
        ("enum-unknown", COLOUR, "server"),
        ("minimum", {"type": "integer", "minimum": 1}, "both"),
        ("maximum", {"type": "integer", "maximum": 1}, "server"),
        ("maxLength", {**TEXT, "maxLength": 1}, "server"),
        ("pattern", {**TEXT, "pattern": "^a$"}, "server"),
        ("minItems", list_of(TEXT, minItems=1), "server"),
    ],
)
def test_who_notices(label: str, schema: Schema, noticed_by: str) -> None:
    assert found(schema, required=True)[label].fault.noticed_by == noticed_by
