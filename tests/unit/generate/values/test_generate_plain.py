from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from shapeproof.contract.model import Schema
from shapeproof.generate.values.plain import PlainValues, fits_text, fitting_text, plain_scalar
from tests.unit.generate.schema_samples import (
    BLOB,
    CHOICE,
    COLOUR,
    NODE,
    TEXT,
    TIMESTAMP,
    list_of,
    map_of,
    structure,
)

SCALARS: list[tuple[Schema, Any]] = [
    (TEXT, "sample"),
    (COLOUR, "RED"),
    ({"type": "boolean"}, True),
    ({"type": "integer"}, 1),
    ({"type": "integer", "minimum": 5}, 5),
    ({"type": "integer", "maximum": -3}, -3),
    ({"type": "integer", "minimum": 0, "maximum": 0}, 0),
    ({"type": "number"}, 1),
    ({"type": "number", "minimum": 1.5}, 1.5),
    ({"type": "number", "maximum": 0.25}, 0.25),
    (TIMESTAMP, "2020-08-11T00:00:00Z"),
    (BLOB, "c2FtcGxl"),
    ({**BLOB, "x-min-bytes": 3, "x-max-bytes": 4}, "c2FtcA=="),
    ({**BLOB, "x-min-bytes": 10}, "c2FtcGxlc2FtcA=="),
    ({**BLOB, "x-max-bytes": 0}, ""),
    ({**COLOUR, "minLength": 4}, "GREEN"),
    ({**TEXT, "contentMediaType": "application/json"}, "{}"),
    ({**TEXT, "contentMediaType": "application/json", "minLength": 5}, "{   }"),
    ({**TEXT, "contentMediaType": "application/json", "maxLength": 1}, "1"),
    ({**TEXT, "x-jsonvalue": True}, "{}"),
    ({"x-document": True}, {}),
    ({"x-jsonvalue": True}, {}),
]
TREE = {**structure("Root", Root={"$ref": "#/$defs/Node"}), "$defs": {"Node": NODE}}
UNION_OF_ITSELF = {
    "type": "object",
    "x-union": True,
    "minProperties": 1,
    "maxProperties": 1,
    "properties": {"And": list_of({"$ref": "#/$defs/Filter"}, minItems=0), "Is": TEXT},
}
NOT_FIRST = {
    **UNION_OF_ITSELF,
    "properties": {"And": {"$ref": "#/$defs/Filter"}, "Is": TEXT},
}
VALUES: dict[str, tuple[Schema, Any, Any]] = {
    "nothing": (structure(), {}, {}),
    "optional members": (
        structure("A", A=TEXT, B=TEXT),
        {"A": "sample"},
        {"A": "sample", "B": "sample"},
    ),
    "list": (list_of(TEXT), ["sample"], ["sample"]),
    "list of two at least": (list_of(TEXT, minItems=2), ["sample"] * 2, ["sample"] * 2),
    "list of none at most": (list_of(TEXT, maxItems=0), [], []),
    "map": (map_of(COLOUR), {"sample": "RED"}, {"sample": "RED"}),
    "map of three at least": (
        map_of(TEXT, minProperties=3),
        {"sample": "sample", "sample1": "sample", "sample2": "sample"},
        {"sample": "sample", "sample1": "sample", "sample2": "sample"},
    ),
    "map of enum": (map_of(TEXT, COLOUR), {"RED": "sample"}, {"RED": "sample"}),
    "map of all keys of an enum": (
        map_of(TEXT, COLOUR, minProperties=3),
        {"RED": "sample", "GREEN": "sample", "BLUE": "sample"},
        {"RED": "sample", "GREEN": "sample", "BLUE": "sample"},
    ),
    "map of short keys": (
        map_of(TEXT, {**TEXT, "maxLength": 1}, minProperties=2),
        {"a": "sample", "1": "sample"},
        {"a": "sample", "1": "sample"},
    ),
    "map of none at most": (map_of(TEXT, maxProperties=0), {}, {}),
    "union": (CHOICE, {"A": "sample"}, {"A": "sample"}),
    "union within itself": (
        {**UNION_OF_ITSELF, "$defs": {"Filter": UNION_OF_ITSELF}},
        {"And": [{"And": []}]},
        {"And": [{"And": []}]},
    ),
    "union whose first member is itself": (
        {**structure("A", A={"$ref": "#/$defs/Filter"}), "$defs": {"Filter": NOT_FIRST}},
        {"A": {"Is": "sample"}},
        {"A": {"Is": "sample"}},
    ),
    "recursion": (
        TREE,
        {"Root": {"Name": "sample"}},
        {"Root": {"Name": "sample", "Many": [], "ByName": {}}},
    ),
}


@pytest.mark.parametrize(("schema", "expected"), SCALARS)
def test_scalars(schema: Schema, expected: Any) -> None:
    assert plain_scalar(schema) == expected
    assert PlainValues(schema).value() == expected


@pytest.mark.parametrize(("schema", "minimal", "full"), VALUES.values(), ids=VALUES)
def test_values(schema: Schema, minimal: Any, full: Any) -> None:
    assert PlainValues(schema).value() == minimal
    assert PlainValues(schema, full=True).value() == full
    for value in (minimal, full, PlainValues(schema, other=True).value()):
        Draft202012Validator(schema).validate(value)


def test_members_can_be_left_out() -> None:
    schema = structure("A", A=TEXT, B=TEXT, C=TEXT)

    assert PlainValues(schema, full=True, left_out=frozenset("BA")).value().keys() == {"A", "C"}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (COLOUR, "BLUE"),
        ({"type": "boolean"}, False),
        ({"type": "integer"}, 2),
        ({"type": "integer", "maximum": 1}, 1),
        ({"type": "number", "minimum": 2.5}, 2.5),
        (TEXT, "sample"),
    ],
)
def test_other_values(schema: Schema, expected: Any) -> None:
    assert PlainValues(schema, other=True).value() == expected


@given(st.integers(0, 6000), st.integers(0, 6000), st.booleans(), st.booleans())
def test_texts_keep_to_their_lengths(low: int, more: int, has_low: bool, has_high: bool) -> None:
    schema = {"type": "string"}
    bounds = {"minLength": (low, has_low), "maxLength": (low + more, has_high)}
    schema |= {key: bound for key, (bound, is_there) in bounds.items() if is_there}

    text = fitting_text(schema)

    Draft202012Validator(schema).validate(text)
    assert fits_text(schema, text)


AWS_PATTERNS = [
    ("[a-zA-Z0-9-]{1,64}", 1, 64),
    ("^[0-9]+$", 19, 19),
    ("[0-9]+", 12, 12),
    ("st-[a-zA-Z0-9]+", 28, 128),
    (r"^\d{12}$", 12, 12),
    ("d[a-z0-9]+", 2, 20),
    ("(?s).*", 0, 2000),
    ("(?s).+", 1, 255),
    (r"[\s\S]*", 10, 100),
    (r"[\w+=,.@-]+", 64, 128),
    (r"^(?!\s*$).+", 1, 50),
    ("^(?!aws:)[a-zA-Z+-=._:/]+$", 1, 128),
    ("[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}", 36, 36),
    ("arn:aws[a-zA-Z-]*:iam::[0-9]{12}:role/.+", 32, 2048),
    ("^arn:(aws|aws-cn|aws-us-gov):lambda:[a-z0-9-]+:[0-9]{12}:function:[^:]+$", 40, 170),
    ("^https://.+$", 30, 1024),
    (r"^$|^[a-zA-Z0-9]+$", 5, 5),
    (r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,6}$", 60, 70),
    ("(0[1-9]|1[0-2])/[0-9]{2}", 5, 5),
    (r"([0-9]{1,3}\.){3}[0-9]{1,3}/[0-9]{1,2}", 9, 18),
    ("^([a-z]{2})-[a-z]+-([0-9])$", 6, 50),
    (r"[^\u0000-\u0008]{1,}", 300, 400),
    ("s3://[a-z0-9.-]{3,63}(/.*)?", 70, 1024),
    ("^BEGIN\n([A-Za-z0-9/+]{64}\n)*[A-Za-z0-9/+]{1,64}\nEND$", 400, 1024),
]
"""Pattern, and bounds of the length that leave room for it."""


LOOKING_AHEAD = [
    (r"^arn:(?=[^:]+:fsx:\d{2}:)((|[a-z0-9-]{1,63}):){3}(?!/).{0,99}$", 8, 512),
    ("(?=.{1,1000}$)arn:[a-z-]+:catalog/([a-zA-Z]+)(/[a-z]+)*", 20, 1000),
    (r"^(?=.{20,2048}$)arn:aws[a-z-]*:[a-z0-9-]+:\d{12}:[a-z]+", 40, 200),
]


@pytest.mark.slow
@pytest.mark.parametrize(("pattern", "low", "high"), AWS_PATTERNS + LOOKING_AHEAD)
def test_texts_keep_to_patterns_of_aws(pattern: str, low: int, high: int) -> None:
    schema = {"type": "string", "pattern": pattern, "minLength": low, "maxLength": high}

    text = fitting_text(schema)

    Draft202012Validator(schema).validate(text)
    assert fits_text(schema, text)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.nested_given])
@given(st.sampled_from(AWS_PATTERNS), st.data())
def test_texts_keep_to_patterns_within_narrower_bounds(
    row: tuple[str, int, int], data: st.DataObject
) -> None:
    pattern, low, high = row
    longest = data.draw(st.integers(low, min(high, low + 40)))
    schema = {"type": "string", "pattern": pattern, "maxLength": longest}

    Draft202012Validator(schema).validate(fitting_text(schema))


@pytest.mark.parametrize("pattern", [r"[\p{L}\p{N}]+", "(", "^(?!.*)$"])
def test_a_pattern_that_python_cannot_use_leaves_the_length(pattern: str) -> None:
    text = fitting_text({"type": "string", "pattern": pattern, "minLength": 9, "maxLength": 10})

    assert 9 <= len(text) <= 10


def test_a_wanted_word_comes_first() -> None:
    assert fitting_text(TEXT, "mine") == "mine"
    assert fitting_text({**TEXT, "maxLength": 3}, "mine", "own") == "own"
    assert fitting_text({**TEXT, "maxLength": 2}, "mine") == "a"


@pytest.mark.parametrize(
    ("schema", "text", "fits"),
    [
        ({}, "", True),
        ({"minLength": 1}, "", False),
        ({"maxLength": 3}, "abc", True),
        ({"maxLength": 3}, "abcd", False),
        ({"enum": ["A"]}, "A", True),
        ({"enum": ["A"]}, "a", False),
        ({"pattern": "b"}, "abc", True),
        ({"pattern": "^b"}, "abc", False),
        ({"pattern": r"\p{L}"}, "anything", True),
    ],
)
def test_fits_text(schema: Schema, text: str, fits: bool) -> None:
    assert fits_text(schema, text) is fits
