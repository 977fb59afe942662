from typing import Any

import pytest

from shapeproof.checks.texts import kind_of


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
