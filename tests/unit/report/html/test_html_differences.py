from __future__ import annotations

import pytest

from shapeproof.report.html.differences import Segment, differences


def _marked(segments: tuple[Segment, ...]) -> str:
    return "".join(f"[{each.text}]" if each.differs else each.text for each in segments)


@pytest.mark.parametrize(
    ("expected", "actual", "one", "other"),
    [
        ("", "", "", ""),
        ("", "x", "", "x"),
        ("same", "same", "same", "same"),
        ("string", "1", "[string]", "[1]"),
        (
            "a status below 500",
            "a status below 400",
            "a status below [500]",
            "a status below [400]",
        ),
        ('{"a": 1, "b": 2}', '{"a": 1}', '{"a": 1[, "b": 2]}', '{"a": 1}'),
        ("the same words", "same words", "[the ]same words", "same words"),
        ("x" * 100, "y" * 100, "x" * 100, "y" * 100),
    ],
)
def test_what_differs_is_marked(expected: str, actual: str, one: str, other: str) -> None:
    first, second = differences(expected, actual)

    assert (_marked(first), _marked(second)) == (one, other)


@pytest.mark.parametrize("middle", ["q", "", "a b c d e"])
def test_long_texts_are_marked_between_what_they_share(middle: str) -> None:
    head, tail = "one, " * 200, "; two" * 200

    first, second = differences(f"{head}x{tail}", f"{head}{middle}{tail}")

    assert _marked(first) == f"{head}[x]{tail}"
    assert "".join(each.text for each in second) == f"{head}{middle}{tail}"
    assert "".join(each.text for each in second if each.differs) == middle
