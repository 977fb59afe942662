from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from run_servers import CONTRACT

from shapeproof.contract.pointer import Tokens, lookup, parse
from shapeproof.exchange import Case, Expect
from shapeproof.generate.coverage import CoverageCases
from shapeproof.generate.pairwise import pairwise_requests
from shapeproof.generate.places import schema_at
from shapeproof.run.refusals import PRESENT, Refusals, leaves, smallest_refused

Params = Mapping[str, Any]


def case_of(family: str, pointer: str = "", params: Params | None = None) -> Case:
    return Case(f"Op:{family}:{pointer}", "Op", family, pointer, params or {}, Expect.ACCEPT)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({}, [((), {})]),
        ([], [((), [])]),
        (1, [((), 1)]),
        ({"a": 1, "b": {"c": None}}, [(("a",), 1), (("b", "c"), None)]),
        ({"a": [], "b": {}}, [(("a",), []), (("b",), {})]),
        ({"a": [1, {"b": 2}]}, [(("a", "0"), 1), (("a", "1", "b"), 2)]),
        ({"a/b": {"~": ""}}, [(("a/b", "~"), "")]),
    ],
)
def test_leaves(value: Any, expected: list[Any]) -> None:
    assert leaves(value) == expected


# --- What explains a refusal

A_REFUSED = case_of("alone", "/A", {"A": 1})
X_REFUSED = case_of("enum", "/M", {"M": "X"})

EXPLAINED = [
    # (what was refused, the case, explained, blocked)
    (A_REFUSED, case_of("pairs", "", {"A": 2, "B": 1}), True, False),
    (A_REFUSED, case_of("full", "", {"A": 2}), True, False),
    (A_REFUSED, case_of("pairs", "", {"B": 1}), False, False),
    (A_REFUSED, case_of("alone", "/A/Inner", {"A": {"Inner": 1}}), True, True),
    (A_REFUSED, case_of("enum", "/A/0/B", {"A": [{"B": 1}]}), True, True),
    (A_REFUSED, case_of("text", "/A", {"A": "x"}), True, False),
    (A_REFUSED, case_of("alone", "/AB", {"AB": 1}), False, False),
    (A_REFUSED, case_of("alone", "/B", {"A": 1, "B": 1}), True, False),
    (X_REFUSED, case_of("pairs", "", {"M": "X", "N": 1}), True, False),
    (X_REFUSED, case_of("pairs", "", {"M": "Y", "N": 1}), False, False),
    (X_REFUSED, case_of("structure", "/S", {"M": "X"}), True, False),
    (X_REFUSED, case_of("enum", "/M", {"M": "X"}), True, False),
    (X_REFUSED, case_of("alone", "/M/Inner", {"M": {"Inner": 1}}), False, False),
    (case_of("minimal", "", {"A": 1}), case_of("full", "", {"A": 1}), False, False),
    (case_of("full", "", {"A": 1}), case_of("pairs", "", {"A": 1}), False, False),
    (X_REFUSED, case_of("enum", "/M", {"M": "Y"}), False, False),
    (case_of("list", "/L", {"L": []}), case_of("pairs", "", {"L": []}), True, False),
    (case_of("list", "/L", {"L": []}), case_of("pairs", "", {"L": [1]}), False, False),
    (case_of("null", "/A", {"A": None}), case_of("pairs", "", {"B": 1}), False, False),
]


@pytest.mark.parametrize(("refused", "case", "explained", "blocked"), EXPLAINED)
def test_what_an_earlier_refusal_explains(
    refused: Case, case: Case, explained: bool, blocked: bool
) -> None:
    known = Refusals()
    assert not known.explain(case)
    known.add(refused)
    assert known.explain(case) is explained
    assert known.blocks(case) is blocked


def test_factors_explain_what_holds_all_of_them() -> None:
    known = Refusals()
    known.add(case_of("pairs"), ((("A",), PRESENT), (("B", "0"), "X")))
    assert known.explain(case_of("pairs", "", {"A": None, "B": ["X"], "C": 1}))
    assert not known.explain(case_of("pairs", "", {"A": 1, "B": ["Y"]}))
    assert not known.explain(case_of("pairs", "", {"B": ["X"]}))
    assert not known.explain(case_of("pairs", "", {"A": 1}))


def test_no_factors_explain_nothing() -> None:
    known = Refusals()
    known.add(case_of("pairs"), ())
    assert not known.explain(case_of("pairs", "", {"A": 1}))


# --- The fewest factors that are refused

TEXT = {"type": "string"}
FLAT = {"type": "object", "properties": {f"M{i:02}": TEXT for i in range(60)}}
ALL_OF_IT = dict.fromkeys(FLAT["properties"], "sample")


def smallest(
    base: Params, refused: Params, needed: list[tuple[Tokens, Any]], schema: Any = FLAT
) -> tuple[set[Tokens], int]:
    """The places that are found, where a request with all of the needed ones is refused."""
    tries = 0

    def is_refused(params: Params) -> bool:
        nonlocal tries
        tries += 1
        return all(_has(params, tokens, value) for tokens, value in needed)

    assert is_refused(refused)
    assert not is_refused(base)
    factors, params = smallest_refused(schema, base, refused, is_refused)
    assert is_refused(params)
    return {tokens for tokens, _ in factors}, tries


def _has(params: Params, tokens: Tokens, value: Any) -> bool:
    try:
        return bool(lookup(params, tokens) == value)
    except KeyError:
        return False


@settings(max_examples=50)
@given(st.sets(st.sampled_from(sorted(ALL_OF_IT)), min_size=1, max_size=2))
def test_one_place_or_a_pair_among_sixty(names: set[str]) -> None:
    needed = [((name,), "sample") for name in sorted(names)]
    found, tries = smallest({}, ALL_OF_IT, needed)
    assert found == {(name,) for name in names}
    assert tries <= 20


@settings(max_examples=60)
@given(st.data())
def test_any_number_of_places_in_a_small_request(data: st.DataObject) -> None:
    members = data.draw(st.sets(st.sampled_from(sorted(ALL_OF_IT)), min_size=1, max_size=12))
    names = data.draw(st.sets(st.sampled_from(sorted(members)), min_size=1, max_size=5))
    found, _ = smallest({}, dict.fromkeys(members, "x"), [((name,), "x") for name in names])
    assert found == {(name,) for name in names}


OPERATIONS = ("CreateBackendAuth", "CreateBackendAPI", "UpdateBackendAuth")
REQUESTS = {
    name: (
        CoverageCases(CONTRACT, CONTRACT.operations[name]).minimal,
        pairwise_requests(
            CONTRACT.operations[name].request,
            CoverageCases(CONTRACT, CONTRACT.operations[name]).minimal,
        ),
    )
    for name in OPERATIONS
}


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_pair_in_a_real_request(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(OPERATIONS))
    schema = CONTRACT.operations[name].request
    base, requests = REQUESTS[name]
    request = data.draw(st.sampled_from(requests))
    known = dict(leaves(base))
    added = [leaf for leaf in leaves(request) if known.get(leaf[0], PRESENT) != leaf[1]]
    if not added:
        return
    pair = data.draw(st.lists(st.sampled_from(added), min_size=1, max_size=2, unique_by=repr))

    def is_refused(params: Params) -> bool:
        return all(_has(params, tokens, value) for tokens, value in pair)

    factors, params = smallest_refused(schema, base, request, is_refused)
    assert is_refused(params)
    places = {tokens for tokens, _ in factors}
    # A place may be told by what stands around it, or may come with another that is refused.
    wanted = {tokens for tokens, _ in pair}
    assert len(places) <= len(wanted)
    assert all(any(_around(place, each) for each in wanted) for place in places)


def _around(outer: Tokens, inner: Tokens) -> bool:
    return inner[: len(outer)] == outer


def test_the_value_is_told_for_enums_only() -> None:
    schema = CONTRACT.operations["CreateBackendAuth"].request
    place = parse("/ResourceConfig/UserPoolConfigs/Mfa/MFAMode")
    assert "enum" in schema_at(schema, place)
    base = REQUESTS["CreateBackendAuth"][0]
    request = CoverageCases(CONTRACT, CONTRACT.operations["CreateBackendAuth"]).full
    factors, _ = smallest_refused(
        schema, base, request, lambda params: _has(params, place, lookup(request, place))
    )
    told = dict(factors)
    assert len(told) == 1
    assert set(told.values()) <= {PRESENT, lookup(request, place)}


def test_an_outer_place_is_told_where_its_plain_value_is_refused() -> None:
    inner = {"type": "object", "properties": {"Deep": TEXT}, "required": ["Deep"]}
    schema = {"type": "object", "properties": {"Outer": inner, "Other": TEXT}}
    request = {"Outer": {"Deep": "sample"}, "Other": "sample"}
    factors, params = smallest_refused(schema, {}, request, lambda params: "Outer" in params)
    assert factors == ((("Outer",), PRESENT),)
    assert params == {"Outer": {"Deep": "sample"}}


def test_lists_are_taken_apart() -> None:
    schema = {"type": "object", "properties": {"L": {"type": "array", "items": TEXT}, "M": TEXT}}
    request = {"L": ["a", "b"], "M": "x"}
    found, _ = smallest({}, request, [(("L", "1"), "b")], schema)
    assert found == {("L", "1")}


def test_a_server_that_changes_its_mind_costs_a_bounded_number_of_requests() -> None:
    tries = 0

    def is_refused(params: Params) -> bool:
        nonlocal tries
        tries += 1
        return len(params) > 30

    factors, _ = smallest_refused(FLAT, {}, ALL_OF_IT, is_refused)
    assert 31 <= len(factors) <= 60
    assert 60 < tries <= 80


def test_nothing_that_was_added_is_to_blame() -> None:
    factors, params = smallest_refused(FLAT, ALL_OF_IT, {"M00": "sample"}, lambda _: True)
    assert factors == ()
    assert params == ALL_OF_IT
