"""The fewest factors of a request that are refused."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeproof.contract.pointer import Tokens, lookup, parse
from shapeproof.contract.store import read_pinned
from shapeproof.generate.cases.coverage import CoverageCases
from shapeproof.generate.cases.pairwise import pairwise_requests
from shapeproof.generate.cases.places import schema_at
from shapeproof.run.server.factors import PRESENT, fewest_factors, leaves
from shapeproof.run.server.reduction import smallest_request

Params = Mapping[str, Any]
CONTRACT = read_pinned(Path(__file__).parents[4] / "contracts/amplifybackend/2020-08-11")

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
    factors, params = smallest_request(schema, base, refused, is_refused)
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


@pytest.mark.slow
@settings(max_examples=60)
@given(st.data())
def test_any_number_of_places_in_a_small_request(data: st.DataObject) -> None:
    members = data.draw(st.sets(st.sampled_from(sorted(ALL_OF_IT)), min_size=1, max_size=12))
    names = data.draw(st.sets(st.sampled_from(sorted(members)), min_size=1, max_size=5))
    found, _ = smallest({}, dict.fromkeys(members, "x"), [((name,), "x") for name in names])
    assert found == {(name,) for name in names}


OPERATIONS = ("CreateBackendAuth", "CreateBackendAPI", "UpdateBackendAuth")


@cache
def requests_of(name: str) -> tuple[Params, list[dict[str, Any]]]:
    """The minimal request of an operation, and those that cover its pairs."""
    minimal = CoverageCases(CONTRACT, CONTRACT.operations[name]).minimal
    return minimal, list(pairwise_requests(CONTRACT.operations[name].request, minimal))


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_pair_in_a_real_request(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(OPERATIONS))
    schema = CONTRACT.operations[name].request
    base, requests = requests_of(name)
    request = data.draw(st.sampled_from(requests))
    known = dict(leaves(base))
    added = [leaf for leaf in leaves(request) if known.get(leaf[0], PRESENT) != leaf[1]]
    if not added:
        return
    pair = data.draw(st.lists(st.sampled_from(added), min_size=1, max_size=2, unique_by=repr))

    def is_refused(params: Params) -> bool:
        return all(_has(params, tokens, value) for tokens, value in pair)

    factors, params = smallest_request(schema, base, request, is_refused)
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
    base = CoverageCases(CONTRACT, CONTRACT.operations["CreateBackendAuth"]).minimal
    request = CoverageCases(CONTRACT, CONTRACT.operations["CreateBackendAuth"]).full
    factors, _ = smallest_request(
        schema, base, request, lambda params: _has(params, place, lookup(request, place))
    )
    told = dict(factors)
    assert len(told) == 1
    assert set(told.values()) <= {PRESENT, lookup(request, place)}


def test_an_outer_place_is_told_where_its_plain_value_is_refused() -> None:
    inner = {"type": "object", "properties": {"Deep": TEXT}, "required": ["Deep"]}
    schema = {"type": "object", "properties": {"Outer": inner, "Other": TEXT}}
    request = {"Outer": {"Deep": "sample"}, "Other": "sample"}
    factors, params = smallest_request(schema, {}, request, lambda params: "Outer" in params)
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

    factors, _ = smallest_request(FLAT, {}, ALL_OF_IT, is_refused)
    assert 31 <= len(factors) <= 60
    assert 60 < tries <= 80


def test_nothing_that_was_added_is_to_blame_and_all_can_be_spared() -> None:
    factors, params = smallest_request(FLAT, ALL_OF_IT, {"M00": "sample"}, lambda _: True)
    assert factors == ()
    assert params == {}


def test_a_request_without_members_has_no_factor() -> None:
    factors, _ = fewest_factors(FLAT, {"M00": "sample"}, {}, lambda params: "M00" not in params)
    assert factors == ()
