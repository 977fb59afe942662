from __future__ import annotations

from itertools import combinations, product
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from shapeproof.contract.model import Schema
from shapeproof.generate.cases.pairwise import MAX_FACTORS, MAX_ROWS, factors, pairwise_requests
from tests.unit.generate.schema_samples import (
    CHOICE,
    COLOUR,
    TEXT,
    bound,
    list_of,
    map_of,
    structure,
)

FLAT = structure("A", A=COLOUR, B=COLOUR, C=TEXT, D={"type": "boolean"}, E=list_of(TEXT))
NESTED = structure("S", S=structure("K", K=COLOUR, L=COLOUR, M=structure(N=COLOUR)), T=COLOUR)


def levels(root: Schema) -> dict[str, list[Any]]:
    """The levels of each factor, None for left out."""
    return {
        each[0].place.pointer: [None if level.left_out else level.value for level in each]
        for each in factors(root, frozenset())
    }


def test_factors_are_optional_members_and_enums_the_widest_first() -> None:
    assert levels(FLAT) == {
        "/B": ["RED", "GREEN", "BLUE", None],
        "/A": ["RED", "GREEN", "BLUE"],
        "/C": ["sample", None],
        "/D": [True, None],
        "/E": [["sample"], None],
    }


def test_factors_at_every_depth() -> None:
    assert list(levels(NESTED)) == ["/S/L", "/S/M/N", "/T", "/S/K", "/S/M"]
    assert levels(structure(A=list_of(COLOUR)))["/A/0"] == ["RED", "GREEN", "BLUE"]


@pytest.mark.parametrize(
    "root",
    [
        structure("A", A=TEXT),
        structure("A", A={**COLOUR, "enum": ["ONE"]}),
        structure("A", A=bound(COLOUR, "uri")),
        structure(),
    ],
)
def test_what_has_one_level_is_no_factor(root: Schema) -> None:
    assert levels(root) == {}
    assert list(pairwise_requests(root, {})) == []


def test_labels_tokens_entries_and_choices_are_no_factors() -> None:
    root = structure(
        "A", A=bound(COLOUR, "uri"), NextToken=TEXT, M=map_of(COLOUR), U=CHOICE, Q=COLOUR
    )

    found = factors(root, frozenset({"NextToken"}))

    assert {each[0].place.pointer for each in found} == {"/M", "/U", "/Q"}


def test_one_factor_makes_no_pairs() -> None:
    assert list(pairwise_requests(structure(A=COLOUR), {})) == []


def test_all_pairs_of_a_flat_request() -> None:
    requests = list(pairwise_requests(FLAT, {"A": "RED"}))

    for (one, some), (other, others) in combinations(levels(FLAT).items(), 2):
        for pair in product(some, others):
            assert any((each.get(one[1:]), each.get(other[1:])) == pair for each in requests), pair
    assert len(requests) < 4 * 3 * 2 * 2 * 2


@pytest.mark.parametrize(
    "base",
    [
        {"A": "RED"},
        {"A": "RED", "B": "RED", "C": "x", "D": False, "E": []},
    ],
)
def test_what_is_left_out_is_gone_whatever_the_base_holds(base: dict[str, Any]) -> None:
    requests = list(pairwise_requests(FLAT, base))

    for name in "BCDE":
        assert any(name not in each for each in requests)
    assert base == dict(base)


def test_a_level_within_is_stronger_than_what_is_left_out_around_it() -> None:
    root = structure(S=structure(K=COLOUR), T=COLOUR)
    requests = list(pairwise_requests(root, {}))

    found = {((each.get("S") or {}).get("K"), each.get("T")) for each in requests}
    assert found == set(product([*COLOUR["enum"], None], repeat=2))


@pytest.mark.parametrize("root", [FLAT, NESTED, structure(A=list_of(COLOUR), B=CHOICE, C=TEXT)])
def test_all_are_legal(root: Schema) -> None:
    base = {"A": "RED"} if root is FLAT else {"S": {"K": "RED"}} if root is NESTED else {}

    for params in pairwise_requests(root, base):
        Draft202012Validator(root).validate(params)


def test_what_the_base_holds_besides_is_kept() -> None:
    root = structure("A", "X", A=COLOUR, B=COLOUR, X=TEXT)

    assert {each["X"] for each in pairwise_requests(root, {"A": "RED", "X": "mine"})} == {"mine"}


def test_very_wide_requests_are_bounded() -> None:
    many = {**TEXT, "enum": [f"V{number}" for number in range(21)]}
    wide = structure(**{f"C{number}": TEXT for number in range(100)})

    assert len(factors(wide, frozenset())) == MAX_FACTORS
    assert len(list(pairwise_requests(structure(A=many, B=many), {}))) == MAX_ROWS


def test_the_same_every_time() -> None:
    assert list(pairwise_requests(NESTED, {})) == list(pairwise_requests(NESTED, {}))
