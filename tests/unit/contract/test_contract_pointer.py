from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shapeproof.contract.pointer import join, lookup, parse, replaced, texts_in, without

VALUE: dict[str, Any] = {"a": [{"b": 1}, 2], "": {"x/y": 3, "m~n": None}, "0": "zero"}


@pytest.mark.parametrize(
    ("pointer", "tokens"),
    [
        ("", ()),
        ("/", ("",)),
        ("/a/0/b", ("a", "0", "b")),
        ("//x~1y", ("", "x/y")),
        ("/m~0n", ("m~n",)),
        ("/~01", ("~1",)),
        ("/é/ ", ("é", " ")),
    ],
)
def test_parse_and_join(pointer: str, tokens: tuple[str, ...]) -> None:
    assert parse(pointer) == tokens
    assert join(tokens) == pointer


@pytest.mark.slow
@given(st.lists(st.text("ab/~01"), max_size=4).map(tuple))
def test_tokens_come_back(tokens: tuple[str, ...]) -> None:
    assert parse(join(tokens)) == tokens


@pytest.mark.parametrize(
    ("pointer", "expected"),
    [
        ("", VALUE),
        ("/a/0/b", 1),
        ("/a/1", 2),
        ("//x~1y", 3),
        ("//m~0n", None),
        ("/0", "zero"),
    ],
)
def test_lookup(pointer: str, expected: Any) -> None:
    assert lookup(VALUE, parse(pointer)) == expected


@pytest.mark.parametrize(
    "pointer", ["/b", "/a/2", "/a/-1", "/a/b", "/a/0/c", "/a/0/b/c", "/0/0", "/a/1/0", "//m~0n/x"]
)
def test_lookup_of_what_is_not_there(pointer: str) -> None:
    with pytest.raises(KeyError) as caught:
        lookup(VALUE, parse(pointer))
    assert caught.value.args == (pointer,)


@pytest.mark.parametrize(
    ("value", "pointer", "expected"),
    [
        ({"a": 1}, "", 9),
        ({"a": 1}, "/a", 9),
        ({"a": 1}, "/b", 9),
        ({"a": {"b": 1, "c": 2}}, "/a/b", 9),
        ({"a": [1, 2, 3]}, "/a/0", 9),
        ({"a": [1, 2, 3]}, "/a/2", 9),
        ({"a": [1]}, "/a/1", 9),
        ([[1], [2]], "/1/0", 9),
        ({"a/b": {"~": 1}}, "/a~1b/~0", 9),
    ],
)
def test_replaced(value: Any, pointer: str, expected: Any) -> None:
    before = deepcopy(value)

    changed = replaced(value, parse(pointer), 9)

    assert lookup(changed, parse(pointer)) == expected
    assert without(changed, parse(pointer)) == without(before, parse(pointer)) if pointer else True
    assert value == before


@pytest.mark.parametrize(
    ("value", "pointer", "expected"),
    [
        ({"a": 1, "b": 2}, "/a", {"b": 2}),
        ({"a": 1}, "/b", {"a": 1}),
        ({"a": {"b": 1}}, "/a/b", {"a": {}}),
        ({"a": [1, 2, 3]}, "/a/1", {"a": [1, 3]}),
        ({"a": [1]}, "/a/5", {"a": [1]}),
        ({"a": [{"b": 1, "c": 2}]}, "/a/0/b", {"a": [{"c": 2}]}),
        ({"a": 1}, "/a/b", {"a": 1}),
        ({"a": None}, "/a/b", {"a": None}),
        ({}, "/a/b/c", {}),
    ],
)
def test_without(value: Any, pointer: str, expected: Any) -> None:
    before = deepcopy(value)

    assert without(value, parse(pointer)) == expected
    assert value == before


JSON = st.recursive(
    st.none() | st.integers() | st.text("ab"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("a/~0"), inner, max_size=3),
)


@pytest.mark.slow
@given(JSON, st.data())
def test_what_is_replaced_is_found_and_put_back(value: Any, data: st.DataObject) -> None:
    tokens: list[str] = []
    inner = value
    while isinstance(inner, dict | list) and inner and data.draw(st.booleans()):
        keys = list(inner) if isinstance(inner, dict) else [str(n) for n in range(len(inner))]
        tokens.append(data.draw(st.sampled_from(keys)))
        inner = lookup(value, tokens)

    changed = replaced(value, tokens, "new")

    assert lookup(changed, tokens) == "new"
    assert replaced(changed, tokens, inner) == value


def test_texts_of_a_value() -> None:
    assert list(texts_in({"a": ["x", {"b": "y"}], "c": 1})) == ["x", "y"]


def test_texts_of_a_deep_value() -> None:
    value: Any = "x"
    for _ in range(5_000):
        value = {"a": (value,)}
    assert list(texts_in(value)) == ["x"]
