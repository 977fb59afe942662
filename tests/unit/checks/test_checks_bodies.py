from typing import Any

import pytest

from shapeproof.checks.texts import kind_of, shown, without_nulls


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
