import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shapeproof.generate.values.plain import fits_text
from shapeproof.run.server.names import Namer, tag_of

TEXT: dict[str, Any] = {"type": "string"}


def names(count: int, schema: dict[str, Any] | None = None, tag: str = "abcde") -> list[str]:
    namer = Namer(tag, 7)
    return [namer.fresh(schema or TEXT) for _ in range(count)]


def test_names_are_never_used_twice() -> None:
    found = names(3000)
    assert len(set(found)) == 3000
    assert all(re.fullmatch("spabcde07[0-9a-z]{4}", each) for each in found)


def test_operations_and_tags_have_names_of_their_own() -> None:
    found = [
        Namer(tag, index).fresh(TEXT) for tag in ("aaaaa", "aaaab") for index in (0, 1, 35, 36, 999)
    ]
    assert len(set(found)) == len(found)
    assert {len(each) for each in found} == {13}


def test_the_same_seed_gives_the_same_names() -> None:
    assert names(5) == names(5)
    assert names(5) != names(5, tag="abcdf")


SCHEMAS: dict[str, tuple[dict[str, Any], bool]] = {
    "any": ({}, True),
    "long": ({"minLength": 20}, True),
    "short": ({"maxLength": 10}, True),
    "capital": ({"pattern": "^[A-Z][a-z0-9]*$"}, True),
    "upper": ({"pattern": "^[A-Z0-9]+$"}, True),
    "digits": ({"pattern": "^[0-9]{12}$"}, True),
    "eight-digits": ({"pattern": r"^\d{8}$"}, True),
    "uuid": ({"pattern": "^[0-9a-f]{8}-[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9a-f]{12}$"}, False),
    "arn": ({"pattern": "^arn:aws:.*"}, True),
    "tiny": ({"maxLength": 3}, False),
    "enum": ({"enum": ["dev"]}, False),
    "odd-pattern": ({"pattern": "^x-[abc]{2}$"}, False),
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_names_fit_the_schema(name: str) -> None:
    rules, unique = SCHEMAS[name]
    schema = {"type": "string", **rules}
    found = names(50, schema)
    assert all(fits_text(schema, each) for each in found)
    assert (len(set(found)) == 50) or not unique


@pytest.mark.parametrize(
    ("value", "may_grow", "pattern"),
    [
        ("", False, ""),
        ("", True, ""),
        ("7", False, "7"),
        ("a/b", True, "a/bbcde07[0-9a-z]{4}"),
        ("a/b", False, "a/b"),
        ("x" * 19, False, "x{19}"),
        ("x" * 20, False, "x{10}bcde07[0-9a-z]{4}"),
        ("x" * 20, True, "x{10}bcde07[0-9a-z]{4}"),
        ("ab" * 128, True, "(ab){123}bcde07[0-9a-z]{4}"),
    ],
)
def test_a_value_made_unique(value: str, may_grow: bool, pattern: str) -> None:
    found = Namer("abcde", 7).unique(TEXT, value, may_grow=may_grow)
    assert re.fullmatch(pattern, found)
    assert len(found) == len(value) or may_grow


@given(st.text(min_size=20, max_size=60), st.booleans())
def test_a_long_value_keeps_its_length_and_is_unique(value: str, may_grow: bool) -> None:
    namer = Namer("abcde", 7)
    found = [namer.unique(TEXT, value, may_grow=may_grow) for _ in range(3)]
    assert len(set(found)) == 3
    assert {len(each) for each in found} == {len(value)}
    assert {each[:-10] for each in found} == {value[:-10]}


def test_a_value_that_would_not_fit_stays() -> None:
    exact = "a" * 20
    schema = {"type": "string", "pattern": "^a+$"}
    assert Namer("abcde", 7).unique(schema, exact, may_grow=True) == exact
    short = {"type": "string", "maxLength": 5}
    assert Namer("abcde", 7).unique(short, "a/b", may_grow=True) == "a/b"


@given(st.integers(0, 2**64), st.integers(0, 2**64), st.integers(0, 20), st.integers(0, 20))
def test_tags(seed: int, other: int, attempt: int, later: int) -> None:
    tag = tag_of(seed, attempt)
    assert re.fullmatch("[0-9a-z]{5}", tag)
    assert tag == tag_of(seed, attempt)
    if (seed, attempt) != (other, later):
        assert tag != tag_of(other, later)


@pytest.mark.parametrize(
    ("schema", "different"),
    [({"minimum": 1, "maximum": 32766}, 50), ({}, 50), ({"minimum": 0, "maximum": 3}, 3)],
)
def test_numbers_where_things_are_told_apart_by_numbers(
    schema: dict[str, Any], different: int
) -> None:
    found = names(50, {"type": "integer", **schema})
    assert len(set(found)) == different
    assert all(isinstance(each, int) for each in found)
    assert all(1 <= each <= schema.get("maximum", each) for each in map(int, found))


@pytest.mark.parametrize(
    ("value", "pattern"),
    [
        ("arn:aws:sns:us-east-1:123456789012:jobs", "arn:aws:sns:us-east-1:123456789012:sp.{11}"),
        ("arn:aws:iam::123456789012:role/a/jobs", "arn:aws:iam::123456789012:role/a/sp.{11}"),
        ("arn:aws:iam::123456789012:", "arn:aws:iam::123456789012:sp.{11}"),
    ],
)
def test_an_arn_of_something_else(value: str, pattern: str) -> None:
    found = Namer("abcde", 7).another_arn(TEXT, value)
    assert re.fullmatch(pattern, found)
    assert found != Namer("abcde", 8).another_arn(TEXT, value)
