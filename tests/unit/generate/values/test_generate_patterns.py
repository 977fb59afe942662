"""Patterned texts: found by the pattern, within bounds, of ASCII where Java's classes are."""

from __future__ import annotations

import re
from typing import Any

import pytest

from shapeproof.contract.model import Schema
from shapeproof.generate.strategies import values
from shapeproof.generate.values.plain import fits_text, fitting_text
from tests.unit.generate.strategy_judges import drawn, simplest

PATTERNS: tuple[tuple[str, int | None, int | None], ...] = (
    (r"^[a-zA-Z0-9-_]{1,64}$", None, None),
    (r"[a-z]+", 3, 5),
    (r"^\d{12}$", None, None),
    (r"^\w+\s\S+$", 8, 9),
    (r"^arn:aws[a-z-]*:iam::\d{12}:role/.+$", 20, 60),
    (r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", 36, 36),
    (r"^(a|bcd|efghi)+$", 7, 7),
    (r"^(?!aws:)[a-z:]{1,20}$", None, None),
    (r"^(?=.*[0-9])[a-z0-9]{4,8}$", None, None),
    (r"^[^\\/:*?\"<>|]+$", 2, 4),
    (r"^(?:[A-Z]{2})*$", 0, 8),
    (r"^([a-c])x\1$", None, None),
    (r"^ab?c$", None, None),
    (r"^[\u0020-\uD7FF\uE000-\uFFFD]*$", 1, 10),
    (r"^$|^[a-z]{3}$", None, None),
    (r".*\S.*", 1, 2048),
    (r"^[\s\S]*$", 0, 3),
    (r"^[a-z]{0,63}$", 40, 63),
)


def schema(pattern: str, low: int | None, high: int | None) -> Schema:
    found: dict[str, Any] = {"type": "string", "pattern": pattern}
    bounds = {"minLength": low, "maxLength": high}
    return {**found, **{key: each for key, each in bounds.items() if each is not None}}


@pytest.mark.slow
@pytest.mark.parametrize(("pattern", "low", "high"), PATTERNS)
def test_texts_fit_and_differ(pattern: str, low: int | None, high: int | None) -> None:
    patterned = schema(pattern, low, high)
    found = drawn(values(patterned), 80)
    for text in found:
        assert fits_text(patterned, text)
        assert re.search(pattern, text, re.ASCII), "Java's classes are of ASCII"
    assert len(set(found)) >= min(2, len(found))


@pytest.mark.slow
def test_the_end_is_the_end() -> None:
    assert not any(each.endswith("\n") for each in drawn(values(schema(r"^[a-z]+$", 1, 9)), 300))


@pytest.mark.slow
def test_classes_are_ascii() -> None:
    for text in drawn(values(schema(r"^[\d\w\s]+$", 1, 20)), 300):
        assert text.isascii()


@pytest.mark.slow
def test_both_bounds_are_come_upon() -> None:
    lengths = {len(each) for each in drawn(values(schema("^[a-z]+$", 2, 100)), 300)}
    assert {2, 100} < lengths


def test_the_simplest_is_the_plainest() -> None:
    for pattern in (r"^[a-z]+$", r"^\d{12}$", "^arn:aws:iam::[0-9]{12}:.*$"):
        patterned = schema(pattern, None, None)
        assert simplest(values(patterned)) == fitting_text(patterned)
    assert simplest(values(schema("^Q[0-9]{2,9}$", None, None))) == "Q00"


def test_a_condition_leaves_the_rest_plain() -> None:
    found = simplest(values(schema("^[a-z]{1,30}$", None, None)), lambda text: "z" in text)
    assert found == "z"


@pytest.mark.slow
def test_what_cannot_be_reached_is_the_plain_word() -> None:
    unreachable = schema("^[a-z]{3}$", 5, 9)
    assert set(drawn(values(unreachable), 20)) == {fitting_text(unreachable)}


@pytest.mark.parametrize("pattern", [r"[^\s\S]", r"a[^\d\D]+b", r"(?=(a))a\1$", r"$^a"])
def test_a_pattern_that_takes_no_text_has_a_value_all_the_same(pattern: str) -> None:
    assert isinstance(fitting_text({"pattern": pattern}), str)
