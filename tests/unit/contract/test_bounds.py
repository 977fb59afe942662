"""Bounds that no value keeps or that no value can be made for."""

from __future__ import annotations

from typing import Any

import pytest

from shapeproof.contract.bounds import (
    MOST_ENUM_VALUES,
    Demand,
    count_problem,
    enum_problem,
    number_problem,
    size_problem,
)


@pytest.mark.parametrize(
    ("low", "high", "keyword"),
    [
        (None, None, None),
        (0, 0, None),
        (3.0, 5, None),
        (1, None, None),
        (9, 3, "min"),
        (-1, None, "min"),
        (None, -1, "max"),
        (1.5, None, "min"),
        (True, None, "min"),
        ("9", None, "min"),
        (float("nan"), None, "min"),
        (None, float("inf"), "max"),
        (300_000_000, None, "min"),
        (10**400, None, "min"),
        (None, 10**400, None),
    ],
)
def test_counts(low: Any, high: Any, keyword: str | None) -> None:
    problem = count_problem(low, high)
    assert (problem and problem[0]) == keyword


@pytest.mark.parametrize(
    ("low", "high", "keyword"),
    [
        (-5, -2, None),
        (0.5, None, None),
        (5, 2, "min"),
        (float("nan"), None, "min"),
        (None, 10**300, None),
        (None, 10**400, "max"),
        (-(10**400), None, "min"),
        (None, float("inf"), "max"),
        ("a", None, "min"),
        (None, [], "max"),
    ],
)
def test_numbers(low: Any, high: Any, keyword: str | None) -> None:
    problem = number_problem(low, high)
    assert (problem and problem[0]) == keyword


def test_enums() -> None:
    assert enum_problem(["a", "b"]) is None
    assert enum_problem([]) is None
    assert enum_problem(["a"] * (MOST_ENUM_VALUES + 1)) is not None
    assert enum_problem(["a" * 200_000]) is not None


def _found(demands: dict[str, Demand[str]]) -> str | None:
    found = size_problem(list(demands), demands.__getitem__)
    return None if found is None else found[0]


def test_sizes_multiply_through_the_shapes_that_a_value_must_hold() -> None:
    text = Demand[str](1)
    assert _found({"text": text, "list": Demand(1, [(1_000, "text")])}) is None
    lists = {"a": Demand(1, [(1_000, "b")]), "b": Demand(1, [(1_000, "text")]), "text": text}
    assert _found(lists) == "a"


def test_a_tree_of_required_members_is_too_large() -> None:
    levels = {f"{each}": Demand(1, [(1, f"{each + 1}")] * 4) for each in range(12)}
    assert _found({**levels, "12": Demand(1)}) is not None


def test_a_shape_that_must_hold_itself_has_no_end() -> None:
    assert _found({"list": Demand(1, [(1, "list")])}) == "list"
    assert _found({"a": Demand(1, [(1, "b")]), "b": Demand(1, [(1, "a")])}) is not None


def test_a_union_ends_by_any_of_its_members() -> None:
    union = {
        "union": Demand(1, [(1, "again"), (1, "text")], either=True),
        "again": Demand(1, [(1, "union")]),
        "text": Demand[str](1),
    }
    assert _found(union) is None
    del union["text"]
    union["union"] = Demand(1, [(1, "again")], either=True)
    assert _found(union) is not None
