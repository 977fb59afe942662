import json
from typing import Any

import pytest

from shapeproof.checks.bodies import kind_of, parse_strictly, shown, without_nulls


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b"{}", {}),
        (b' \r\n{"a": [1, 2.5, true, null, "\\u00e9"]}\t', {"a": [1, 2.5, True, None, "é"]}),
        (b"null", None),
        (b'"\xf0\x9f\x98\x80"', "😀"),
        (b'"\\ud800"', "\ud800"),
        (b'{"a":1,"a":2}', {"a": 2}),
        (b"[" * 100 + b"]" * 100, json.loads("[" * 100 + "]" * 100)),
    ],
)
def test_json_is_read(body: bytes, value: Any) -> None:
    assert parse_strictly(body) == value


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "char 0"),
        (b"\xff", "byte 0"),
        (b'{"a":}', "char 5"),
        (b"NaN", "NaN"),
        (b"[" * 500 + b"]" * 500, "deep"),
        (b"[" * 100_000, "deep"),
        (b'{"x":' * 990 + b"1" + b"}" * 990, "deep"),
    ],
)
def test_what_is_no_json_is_not(body: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_strictly(body)


def test_nulls_are_absent_members() -> None:
    value = {"__type": "X", "a": None, "b": {"c": None, "__type": 1}, "d": [None, {"e": None}]}
    assert without_nulls(value) == {"b": {}, "d": [None, {}]}


@pytest.mark.parametrize(
    ("value", "text"),
    [("é", '"é"'), (float("inf"), "Infinity"), ({1}, '"{1}"'), ("\ud800", '"\ud800"')],
)
def test_values_are_shown_as_json(value: Any, text: str) -> None:
    assert shown(value) == text


def test_long_values_are_shown_in_part() -> None:
    text = shown("a" * 150 + "b" * 150)
    assert text.startswith('"aaa')
    assert text.endswith('bbb"')
    assert " ... " in text
    assert len(text) < 200


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "null"),
        (True, "a boolean"),
        ("", "a string"),
        (1, "a number"),
        (1.5, "a number"),
        ([], "a list"),
        ({}, "an object"),
    ],
)
def test_kinds_in_words(value: Any, words: str) -> None:
    assert kind_of(value) == words
