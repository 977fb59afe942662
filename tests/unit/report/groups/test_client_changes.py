"""What became of a value, in words."""

import math
from typing import Any

import pytest

from shapeproof.report.groups.client.changes import change_of


@pytest.mark.parametrize(
    ("expected", "actual", "words"),
    [
        (1.5, 1, "lose their fraction"),
        (5, -5, "change their sign"),
        (2**32 + 5, 5, "are cut to 32 bits"),
        (math.inf, 1.5, ""),
        (-math.inf, 0, ""),
        (math.nan, 0.0, ""),
        (True, 1, ""),
        ("Ab", "ab", "are lower-cased"),
        ([1, 2], [2, 1], "have another order"),
    ],
)
def test_what_became_of_a_value(expected: Any, actual: Any, words: str) -> None:
    assert change_of(expected, actual) == words
