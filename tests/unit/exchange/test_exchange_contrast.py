from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shapeproof.exchange.contrast import LEAST, contrasted, first_difference

LONG = "/things/" + "abcdefghij" * 100


@pytest.mark.parametrize(
    ("expected", "actual", "shown"),
    [
        pytest.param("a", "b", ("a", "b"), id="short"),
        pytest.param(
            f"{LONG}/x%2Fy", f"{LONG}/x/y",
            ("from character 991: …cdefghijabcdefghij/x%2Fy",
             "from character 991: …cdefghijabcdefghij/x/y"),
            id="from-the-difference",
        ),
        pytest.param(
            f"{LONG}Z" + "q" * 500, f"{LONG}",
            ("from character 989: …ijabcdefghijabcdefghijZ" + "q" * 80 + "…", LONG[988:]),
            id="shorter",
        ),
        pytest.param(
            json.dumps({"a": LONG, "b": {"c": [1, 2], "d/e": True}}),
            json.dumps({"a": LONG, "b": {"c": [1, 3], "f": None}}),
            ("/b/c/1: 2, /b/d~1e: true, /b/f: nothing",
             "/b/c/1: 3, /b/d~1e: nothing, /b/f: null"),
            id="members",
        ),
        pytest.param(
            json.dumps(list(range(400))), json.dumps(list(range(100))),
            ("/100: 100, /101: 101, /102: 102 (and 297 more)",
             "/100: nothing, /101: nothing, /102: nothing (and 297 more)"),
            id="elements",
        ),
        pytest.param(
            json.dumps({"text": LONG + "1"}), json.dumps({"text": LONG + "2"}),
            ('/text: …jabcdefghijabcdefghij1"', '/text: …jabcdefghijabcdefghij2"'),
            id="a-long-text-of-a-member",
        ),
    ],
)  # fmt: skip
def test_texts_are_shown_from_where_they_differ(
    expected: str, actual: str, shown: tuple[str, str]
) -> None:
    found = contrasted(expected, actual, 120)
    for one, wanted in zip(found, shown, strict=True):
        assert wanted.rstrip("…")[-15:] in one
    assert max(map(len, found)) <= 120


@pytest.mark.parametrize(
    "cluster",
    ["e\u0301", "👩\u200d🚀", "🇫🇷", "👍🏽", "\ud83d\ude00", "\\u00e9", "%C3", "\\n"],
)
@pytest.mark.parametrize("shift", range(6))
def test_no_character_is_cut(cluster: str, shift: int) -> None:
    text = "x" * shift + cluster * 200
    for shown in contrasted(text + "1", text + "2", 100):
        inner = shown.partition("…")[2].rstrip("12…")
        assert inner.replace(cluster, "").strip("x") == ""


LETTERS = st.text(alphabet='ab\u0301👩\u200d🚀🇫%2F\\u0"…\ud83d\ude00 ', max_size=300)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | LETTERS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(LETTERS, inner, max_size=4),
    max_leaves=12,
)


@given(LETTERS, LETTERS, LETTERS, st.integers(0, 300))
def test_the_cut_pair_is_different_and_short(same: str, one: str, other: str, limit: int) -> None:
    check(same + one, same + other, limit)


@pytest.mark.slow
@given(VALUES, VALUES, st.integers(0, 300))
def test_cut_structures_are_different_and_short(one: Any, other: Any, limit: int) -> None:
    check(json.dumps(one, ensure_ascii=False), json.dumps(other, ensure_ascii=False), limit)


def check(one: str, other: str, limit: int) -> None:
    shown = contrasted(one, other, limit)
    assert max(map(len, shown)) <= max(limit, LEAST)
    assert (shown[0] == shown[1]) == (one == other)


@given(LETTERS, LETTERS)
def test_the_first_difference(one: str, other: str) -> None:
    at = first_difference(one, other)
    assert one[:at] == other[:at]
    assert one[at : at + 1] != other[at : at + 1] or one == other
