from __future__ import annotations

import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from shapeproof.contract.model import Schema
from shapeproof.generate.cases.places import CasePlace, places
from shapeproof.generate.cases.variants import is_long_text, legal_values, travels
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

NAMES = ["alpha", "beta", "Ga mma/δ"]


def place_of(schema: Schema, *, required: bool = True) -> tuple[Schema, CasePlace]:
    """A document with one member, and the member's place."""
    root = structure(*(["A"] if required else []), A=schema)
    return root, places(root)[0]


def found(schema: Schema, *, required: bool = True) -> dict[str, Any]:
    """Family and label to value; legal ones only."""
    root, place = place_of(schema, required=required)
    each = list(legal_values(root, place))
    named = {f"{one.family} {one.label}": one.value for one in each if not one.open}
    assert len({(one.family, one.label) for one in each}) == len(each)
    return named


EXACT: dict[str, tuple[Schema, dict[str, Any]]] = {
    "enum": (COLOUR, {"enum RED": "RED", "enum GREEN": "GREEN", "enum BLUE": "BLUE"}),
    "boolean": ({"type": "boolean"}, {"boolean true": True, "boolean false": False}),
    "integer": (
        {"type": "integer"},
        {"number zero": 0, "number negative": -1, "number large": 2**31 - 1},
    ),
    "bounded integer": (
        {"type": "integer", "minimum": 1, "maximum": 25},
        {"number minimum": 1, "number maximum": 25},
    ),
    "number": (
        {"type": "number", "maximum": 1},
        {
            "number maximum": 1,
            "number zero": 0,
            "number negative": -1,
            "number fraction": 0.1,
            "number exponent": 1e-7,
        },
    ),
    "timestamp": (TIMESTAMP, {}),
    "blob": (BLOB, {}),
    "document": ({"x-document": True}, {}),
    "list": (
        list_of(TEXT),
        {
            "list empty": [],
            "list one": ["alpha"],
            "list two": ["beta", "alpha"],
            "list repeated": ["alpha", "beta", "alpha"],
        },
    ),
    "list of an enum": (
        list_of(COLOUR, minItems=1),
        {
            "list one": ["BLUE"],
            "list two": ["RED", "BLUE"],
            "list repeated": ["BLUE", "RED", "BLUE"],
            "list all": ["BLUE", "GREEN", "RED"],
            "bound minItems": ["BLUE"],
        },
    ),
    "short list": (
        list_of(TEXT, maxItems=2),
        {
            "list empty": [],
            "list one": ["alpha"],
            "list two": ["beta", "alpha"],
            "bound maxItems": ["alpha", "alpha"],
        },
    ),
    "list of structures": (
        list_of(structure("X", X=TEXT, Y=TEXT), maxItems=2),
        {
            "list empty": [],
            "list one": [{"X": "sample"}],
            "list two": [{"X": "sample", "Y": "sample"}, {"X": "sample"}],
            "bound maxItems": [{"X": "sample"}] * 2,
        },
    ),
    "map": (
        map_of(COLOUR),
        {f"map {count}": dict.fromkeys(NAMES[:count], "RED") for count in range(4)},
    ),
    "bounded map": (
        map_of(COLOUR, minProperties=1, maxProperties=2),
        {f"map {count}": dict.fromkeys(NAMES[:count], "RED") for count in (1, 2)},
    ),
    "map of few keys": (
        map_of(TEXT, {**TEXT, "maxLength": 4}),
        {"map 0": {}, "map 1": {"beta": "sample"}},
    ),
    "structure": (
        structure("X", X=TEXT, Y=TEXT),
        {
            "structure minimal": {"X": "sample"},
            "structure full": {"X": "sample", "Y": "sample"},
            "unknown-member text": {"X": "sample", "ShapeproofUnknownMember": "unknown"},
        },
    ),
    "union": (
        CHOICE,
        {"structure minimal": {"A": "sample"}, "union A": {"A": "sample"}, "union B": {"B": 1}},
    ),
    "label": (
        bound({**TEXT, "maxLength": 3}, "uri"),
        {
            "label slash": "a/b",
            "label percent": "a%b",
            "label plus": "a+b",
            "label question-mark": "a?b",
            "label hash": "a#b",
        },
    ),
    "label of a number": (
        bound({"type": "integer", "minimum": 0}, "uri"),
        {"number minimum": 0, "number zero": 0, "number large": 2**31 - 1},
    ),
    "label of an enum": (
        bound(COLOUR, "uri"),
        {"enum RED": "RED", "enum GREEN": "GREEN", "enum BLUE": "BLUE"},
    ),
    "list in a query": (
        bound(list_of(TEXT, maxItems=1), "querystring"),
        {"list one": ["alpha"], "bound maxItems": ["alpha"]},
    ),
}


@pytest.mark.parametrize(("schema", "expected"), EXACT.values(), ids=EXACT)
def test_values(schema: Schema, expected: dict[str, Any]) -> None:
    assert found(schema) == expected


@pytest.mark.parametrize("schema", [each for each, _ in EXACT.values()], ids=EXACT)
def test_every_legal_value_is_legal(schema: Schema) -> None:
    root, _ = place_of(schema)
    for value in found(schema).values():
        Draft202012Validator(root).validate({"A": value})


@pytest.mark.parametrize(
    ("bounds", "labels"),
    [
        (
            {},
            {
                "empty empty",
                "length 1",
                "length 128",
                "length 1024",
                "length 100000",
                "text markup",
                "text non-ascii",
                "text astral",
                "text control",
            },
        ),
        ({"minLength": 1, "maxLength": 3}, {"length 1", "bound minLength", "bound maxLength"}),
        (
            {"minLength": 128, "maxLength": 128},
            {"length 128", "bound minLength", "bound maxLength"},
        ),
        ({"pattern": "^[0-9]*$"}, {"empty empty", "length 1", "length 128"}),
        ({"pattern": "^[a-z]+$", "maxLength": 64}, {"bound maxLength"}),
    ],
)
def test_texts_in_a_body(bounds: dict[str, Any], labels: set[str]) -> None:
    assert found({**TEXT, **bounds}).keys() == labels


def test_a_pattern_is_not_tried_on_the_longest_text() -> None:
    assert "length 100000" not in found({**TEXT, "pattern": ".*"})


@pytest.mark.parametrize(
    ("location", "labels"),
    [
        (
            "querystring",
            {
                "empty empty",
                "length 1",
                "length 128",
                "length 1024",
                "text markup",
                "text non-ascii",
                "text astral",
                "text control",
            },
        ),
        ("header", {"length 1", "length 128", "length 1024"}),
    ],
)
def test_texts_elsewhere(location: str, labels: set[str]) -> None:
    assert found(bound(TEXT, location)).keys() == labels


@pytest.mark.parametrize(
    ("text", "location", "is_carried"),
    [
        ("", "body", True),
        ("\0" * 100_000, "body", True),
        ("x" * 1024, "querystring", True),
        ("x" * 1025, "querystring", False),
        ("é\n", "querystring", True),
        ("", "header", False),
        ("x", "header", True),
        (" x", "header", False),
        ("x y", "header", True),
        ("é", "header", False),
        ("a\nb", "header", False),
        ("x" * 1025, "header", False),
    ],
)
def test_what_travels(text: str, location: str, is_carried: bool) -> None:
    assert travels(text, location) is is_carried


def test_labels_that_only_some_servers_take_are_open() -> None:
    root, place = place_of(bound(TEXT, "uri"))
    opened = {each.label for each in legal_values(root, place) if each.open}

    assert opened == {"dots", "control-length-300"}
    assert "" not in found(bound(TEXT, "uri")).values()


def test_null_is_as_good_as_nothing_for_an_optional_member() -> None:
    assert found(COLOUR, required=False)["null null"] is None
    assert "null null" not in found(COLOUR)
    assert "null null" not in found(bound(COLOUR, "querystring"), required=False)


@pytest.mark.parametrize("schema", [list_of(TEXT), map_of(TEXT), CHOICE])
def test_null_in_a_list_a_map_or_a_union_is_open(schema: Schema) -> None:
    root = structure(A=schema)
    inner = [place for place in places(root) if len(place.tokens) == 2]

    for place in inner:
        nulls = [each for each in legal_values(root, place) if each.family == "null"]
        assert [(each.value, each.open) for each in nulls] == [(None, True)]
    assert inner


@pytest.mark.parametrize(
    ("schema", "is_long"),
    [
        (TEXT, True),
        ({**TEXT, "minLength": 1}, True),
        ({**TEXT, "maxLength": 9}, False),
        ({**TEXT, "pattern": "."}, False),
        (COLOUR, False),
        (TIMESTAMP, False),
        (BLOB, False),
        ({"type": "integer"}, False),
    ],
)
def test_where_a_long_text_may_stand(schema: Schema, is_long: bool) -> None:
    assert is_long_text(place_of(schema)[1]) is is_long


@pytest.mark.parametrize("pattern", ["[a-z]+", "^[a-z]+$", "[a-z]+|[0-9]{3}"])
def test_a_legal_text_matches_its_pattern_as_a_whole(pattern: str) -> None:
    """Services take a pattern without anchors for the whole text; a search finds it in any."""
    texts = [
        each.value
        for each in legal_values(*place_of({"type": "string", "pattern": pattern, "minLength": 2}))
        if isinstance(each.value, str)
    ]
    assert texts
    assert all(re.fullmatch(pattern, each) for each in texts)
