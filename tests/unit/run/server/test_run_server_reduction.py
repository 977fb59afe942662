"""What a request can spare, judged by brute force on small schemas."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeproof.contract.pointer import join, lookup, without
from shapeproof.exchange import Case, Expect, Family
from shapeproof.run.server.factors import PRESENT
from shapeproof.run.server.reduction import (
    shortest,
    smaller_request,
    smallest_request,
    spare_places,
    with_fewer,
)

TEXT = {"type": "string"}
INNER = {"type": "object", "required": ["Must"], "properties": {"Must": TEXT, "May": TEXT}}
ROOT: dict[str, Any] = {
    "type": "object",
    "required": ["Id", "Few"],
    "properties": {
        "Id": TEXT,
        "Few": {"type": "array", "items": TEXT, "minItems": 1},
        "Many": {"type": "array", "items": {"$ref": "#/$defs/Inner"}},
        "Either": {"type": "object", "x-union": True, "properties": {"A": INNER, "B": TEXT}},
        "Map": {
            "type": "object",
            "x-map": True,
            "minProperties": 1,
            "propertyNames": TEXT,
            "additionalProperties": INNER,
        },
        "Free": {"x-document": True},
        "Short": {"type": "string", "minLength": 2},
        "Kind": {"type": "string", "enum": ["LONG_NAME", "X"]},
    },
    "$defs": {"Inner": INNER},
}


@pytest.mark.parametrize(
    ("value", "places"),
    [
        ({"Id": "a", "Few": ["a"]}, []),
        ({"Id": "a", "Few": ["a", "b"]}, ["/Few/1", "/Few/0"]),
        ({"Id": "a", "Few": ["a"], "Many": []}, ["/Many"]),
        (
            {"Many": [{"Must": "a"}, {"Must": "a", "May": "b"}]},
            ["/Many", "/Many/1", "/Many/0", "/Many/1/May"],
        ),
        ({"Either": {"A": {"Must": "", "May": ""}}}, ["/Either", "/Either/A/May"]),
        ({"Map": {"k": {"Must": ""}}}, ["/Map"]),
        ({"Map": {"k": {"Must": ""}, "l": {"Must": ""}}}, ["/Map", "/Map/k", "/Map/l"]),
        ({"Unknown": {"x": 1}}, ["/Unknown", "/Unknown/x"]),
    ],
)
def test_what_may_be_left_out(value: Any, places: list[str]) -> None:
    assert [join(each) for each in spare_places(ROOT, value)] == places


@given(st.text(max_size=30), st.text(min_size=1, max_size=4))
def test_the_shortest_text_that_holds_another(around: str, needed: str) -> None:
    text = around + needed + around
    assert needed in (found := shortest(text, lambda each: needed in each))
    assert len(found) <= len(text)
    assert needed not in found[1:]
    assert needed not in found[:-1]


@pytest.mark.parametrize("length", [0, 1, 2, 999, 1_000, 1_001])
def test_a_text_that_must_be_long_is_no_longer(length: int) -> None:
    asked: list[str] = []

    def fails(text: str) -> bool:
        asked.append(text)
        return len(text) >= length

    assert shortest("x" * 1_001, fails) == "x" * length
    assert len(asked) <= 24


def _holds(params: Any, needed: list[tuple[str, ...]]) -> bool:
    try:
        return all(lookup(params, each) is not None for each in needed)
    except KeyError:
        return False


FULL: dict[str, Any] = {
    "Id": "a",
    "Few": ["a", "b", "c"],
    "Many": [{"Must": "a", "May": "b"}, {"Must": "c", "May": "d"}],
    "Either": {"A": {"Must": "a", "May": "b"}},
    "Map": {"k": {"Must": "a", "May": "b"}, "l": {"Must": "a"}},
    "Free": {"x": [1, {"y": 2}]},
    "Short": "sample",
    "Kind": "X",
}


@settings(max_examples=60)
@given(st.sets(st.sampled_from(sorted(spare_places(ROOT, FULL))), max_size=3))
def test_nothing_is_left_that_could_be_spared(needed: set[tuple[str, ...]]) -> None:
    def shows(params: Any) -> bool:
        return _holds(params, sorted(needed))

    found = smaller_request(ROOT, FULL, ("Id",), shows)
    assert shows(found)
    left = [place for place in spare_places(ROOT, found) if shows(without(found, place))]
    assert left == []
    assert smaller_request(ROOT, found, ("Id",), shows) == found


def test_the_place_that_a_case_varies_is_kept() -> None:
    found = smaller_request(ROOT, FULL, ("Many", "0", "May"), lambda _: True)
    assert found == {
        "Id": "sample",
        "Few": ["sample"],
        "Many": [{"Must": "sample", "May": "sample"}],
    }


def test_a_factor_is_told_where_it_stands_in_the_smaller_list() -> None:
    """The second element or one behind it must be X: the third is what was drawn."""
    schema = {"type": "object", "properties": {"L": {"type": "array", "items": ROOT_KIND}}}

    def shows(params: Any) -> bool:
        return "X" in params.get("L", [])[1:]

    factors, params = smallest_request(schema, {}, {"L": ["X", "LONG_NAME", "X"]}, shows)
    assert params == {"L": ["LONG_NAME", "X"]}
    assert factors == ((("L", "1"), "X"),)


ROOT_KIND = ROOT["properties"]["Kind"]


@pytest.mark.parametrize(
    ("text", "needs", "expected"),
    [
        ("drawn text", lambda text: True, "sample"),
        ("drawn text", lambda text: "aw" in text, "aw"),
        ("drawn text", lambda text: "w" in text, "aw"),  # two characters at least
        ("drawn text" * 9, lambda text: len(text) > 70, None),
    ],
)
def test_texts(text: str, needs: Any, expected: str | None) -> None:
    def shows(params: Any) -> bool:
        return "Short" in params and needs(params["Short"])

    factors, params = smallest_request(ROOT, {"Id": "a"}, {"Id": "a", "Short": text}, shows)
    assert factors == ((("Short",), PRESENT),)
    assert params["Short"] == (expected or text[:71])


def test_what_names_other_things_is_no_text_to_shorten() -> None:
    asked: list[Any] = []

    def shows(params: Any) -> bool:
        asked.append(params)
        return True

    params = {"Id": "not the request's own", "Few": ["sample"]}
    assert smaller_request(ROOT, params, (), shows, frozenset({"Id"})) == params
    assert asked == []


@pytest.mark.slow
def test_the_number_of_requests_is_bounded() -> None:
    tries = 0

    def shows(params: Any) -> bool:
        nonlocal tries
        tries += 1
        return False

    large = {"Id": "a", "Few": [str(index) for index in range(500)]}
    assert smaller_request(ROOT, large, ("Id",), shows) == large
    assert tries <= 60


def test_a_smaller_case_is_named_by_what_is_left() -> None:
    long = Case("Put:length:/Id:1024", "Put", Family.LENGTH, "/Id", {"Id": "Ab" * 512},
                Expect.ACCEPT, label="1024")  # fmt: skip
    short = with_fewer(ROOT, long, {"Id": "Ab" * 60})
    assert (short.family, short.label, short.params) == (Family.LENGTH, "1024", {"Id": "Ab" * 60})
    plain = with_fewer(ROOT, long, {"Id": "sample"})
    assert (plain.family, plain.label, plain.pointer) == (Family.ALONE, "", "/Id")
    assert plain.id == "Put:alone:/Id"
    assert with_fewer(ROOT, long, long.params).family is Family.LENGTH
    whole = replace(long, family=Family.FULL, pointer="")
    assert with_fewer(ROOT, whole, {}).family is Family.FULL
