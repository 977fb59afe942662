from __future__ import annotations

from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from shapeproof.generate.values.text_constraints import keys_from, similar_keys


@given(st.text(max_size=9), st.integers(1, 30), st.integers(1, 12))
def test_keys_differ_and_fit(key: str, count: int, longest: int) -> None:
    key = key[:longest]
    found = list(islice(similar_keys(key, lambda text: len(text) <= longest), count))
    assert found[0] == key
    assert all(len(each) <= longest for each in found)
    assert len(set(found)) == len(found) == count


def test_the_keys_of_an_enum_go_round() -> None:
    assert list(keys_from("B", "ABC")) == ["B", "C", "A"]
