"""Each kind of schema: what is drawn, what it shrinks to, which bounds are come upon."""

from __future__ import annotations

import base64
import json
import math
from datetime import UTC, datetime
from typing import Any

import pytest

from shapeproof.contract.model import Schema
from shapeproof.generate.strategies import values
from shapeproof.generate.values.plain import PlainValues
from tests.unit.generate.schema_samples import (
    BLOB,
    CHOICE,
    COLOUR,
    NODE,
    TEXT,
    TIMESTAMP,
    list_of,
    map_of,
)
from tests.unit.generate.strategy_judges import Judge, drawn, simplest

pytestmark = pytest.mark.slow  # whole runs, or many draws

COUNT = 100
JSON: Schema = {**TEXT, "contentMediaType": "application/json"}


def document(**members: Schema) -> Schema:
    return {"type": "object", "properties": members, "required": sorted(members)}


ALL: dict[str, Schema] = {
    "text": TEXT,
    "text of 3 to 5": {**TEXT, "minLength": 3, "maxLength": 5},
    "text of 0": {**TEXT, "maxLength": 0},
    "text of 1000": {**TEXT, "minLength": 1000, "maxLength": 1000},
    "enum": COLOUR,
    "enum with bounds": {**COLOUR, "maxLength": 4},
    "wide enum": {"type": "string", "enum": [f"V{each}" for each in range(700)]},
    "integer": {"type": "integer"},
    "integer of 7 to 9": {"type": "integer", "minimum": 7, "maximum": 9},
    "long": {"type": "integer", "x-integer": "long"},
    "negative integer": {"type": "integer", "maximum": -5},
    "number": {"type": "number"},
    "float": {"type": "number", "x-number": "float"},
    "number of 0.5 to 0.75": {"type": "number", "minimum": 0.5, "maximum": 0.75},
    "number of 10": {"type": "number", "minimum": 10, "maximum": 10},
    "boolean": {"type": "boolean"},
    "timestamp": TIMESTAMP,
    "blob": BLOB,
    "blob of 3 to 4": {**BLOB, "x-min-bytes": 3, "x-max-bytes": 4},
    "blob of 100": {**BLOB, "x-min-bytes": 100, "x-max-bytes": 100},
    "list": list_of(TEXT),
    "list of 2 to 3": list_of(COLOUR, minItems=2, maxItems=3),
    "list of 0": list_of(TEXT, maxItems=0),
    "list of 50": list_of(TEXT, minItems=50, maxItems=50),
    "map": map_of(TEXT),
    "map of 2 to 3": map_of({"type": "integer"}, minProperties=2, maxProperties=3),
    "map of enum keys": map_of(TEXT, COLOUR, minProperties=3),
    "map of short keys": map_of(TEXT, {**TEXT, "maxLength": 1}, minProperties=9),
    "map of patterned keys": map_of(TEXT, {**TEXT, "pattern": "^[a-c]$"}, minProperties=3),
    "map of 0": map_of(TEXT, maxProperties=0),
    "union": CHOICE,
    "structure": {
        "type": "object",
        "properties": dict.fromkeys("ABCDEFG", TEXT),
        "required": ["C"],
    },
    "structure of none": {"type": "object", "properties": {}},
    "pattern": {**TEXT, "pattern": r"^[a-z]+\d$"},
    "document": {"x-document": True},
    "JSON": JSON,
    "JSON of 5 to 9": {**JSON, "minLength": 5, "maxLength": 9},
    "JSON of Latin": {**JSON, "minLength": 1, "maxLength": 99, "pattern": "^[\\u0020-\\u00ff]+$"},
}


@pytest.mark.slow
@pytest.mark.parametrize("name", ALL)
def test_what_is_drawn_is_legal(name: str) -> None:
    judge = Judge(ALL[name])
    for value in drawn(values(ALL[name]), COUNT // 2):
        assert judge.complaint(value) == ""


@pytest.mark.parametrize("name", ALL)
def test_the_simplest_is_the_plainest(name: str) -> None:
    whole = document(Value=ALL[name])
    assert simplest(values(whole)) == PlainValues(whole).value()


def test_bounds_are_come_upon() -> None:
    def drawn_of(name: str) -> list[Any]:
        return drawn(values(ALL[name]), COUNT)

    assert {3, 4, 5} == {len(each) for each in drawn_of("text of 3 to 5")}
    assert {7, 8, 9} == set(drawn_of("integer of 7 to 9"))
    assert {2, 3} == {len(each) for each in drawn_of("list of 2 to 3")}
    assert {3, 4} == {len(base64.b64decode(each)) for each in drawn_of("blob of 3 to 4")}
    assert {2, 3} == {len(each) for each in drawn_of("map of 2 to 3")}
    assert {0.5, 0.75} < set(drawn_of("number of 0.5 to 0.75"))
    assert "" in drawn_of("text")
    assert [] in drawn_of("list")
    assert {} in drawn_of("map")
    assert {-(2**31), 2**31 - 1} < set(drawn_of("integer"))
    assert {-(2**63), 2**63 - 1} < set(drawn_of("long"))


def test_the_longest_texts_and_lists_are_come_upon() -> None:
    long_text = {**TEXT, "minLength": 1, "maxLength": 2048}
    assert {1, 2048} < {len(each) for each in drawn(values(long_text), COUNT)}
    long_list = list_of(TEXT, maxItems=100)
    assert {0, 100} < {len(each) for each in drawn(values(long_list), COUNT)}
    for any_number in (list_of(TEXT), list_of(TEXT, maxItems=1000)):
        assert {0, 4, 10} < {len(each) for each in drawn(values(any_number), COUNT)}


def test_an_integer_keeps_to_its_width() -> None:
    for name, bits in {"byte": 8, "short": 16, "": 32, "long": 64}.items():
        for value in drawn(values({"type": "integer", "x-integer": name}), COUNT):
            assert -(1 << (bits - 1)) <= value < 1 << (bits - 1)


def test_numbers_are_finite() -> None:
    for name in ("number", "float"):
        for value in drawn(values(ALL[name]), COUNT):
            assert math.isfinite(value)
            if name == "float":
                assert abs(value) < 3.5e38


def test_texts_are_of_all_planes_but_surrogates() -> None:
    chars = "".join(drawn(values(TEXT), 400))
    assert max(chars) > "\uffff"
    assert not any("\ud800" <= char <= "\udfff" for char in chars)


def test_timestamps_are_of_all_years() -> None:
    texts = drawn(values(TIMESTAMP), 400)
    instants = [datetime.fromisoformat(each) for each in texts]
    assert min(each.year for each in instants) == 1
    assert max(each.year for each in instants) == 9999
    assert {each[-1] == "Z" for each in texts} == {True, False}
    assert any(each.microsecond for each in instants)
    assert all(each.tzinfo is not None for each in instants)
    assert simplest(values(TIMESTAMP)) == "2020-08-11T00:00:00Z"


def test_a_timestamp_shrinks_to_the_nearest_day() -> None:
    later = simplest(
        values(TIMESTAMP),
        lambda text: datetime.fromisoformat(text) > datetime(2021, 1, 1, tzinfo=UTC),
    )
    assert later.endswith("Z")


def test_a_union_has_exactly_one_member_and_each_in_turn() -> None:
    assert {tuple(each) for each in drawn(values(CHOICE), COUNT)} == {("A",), ("B",)}


def test_optional_members_are_independent_and_shrink_away() -> None:
    schema = ALL["structure"]
    found = {frozenset(each) for each in drawn(values(schema), 400)}
    assert len(found) > 30
    assert frozenset("C") in found
    assert frozenset("ABCDEFG") in found
    for name in "ABDEFG":
        assert simplest(values(schema), lambda value, name=name: name in value) == {
            "C": "sample",
            name: "sample",
        }
    assert set(simplest(values(schema), lambda value: {"B", "F"} <= set(value))) == set("BCF")


def test_a_list_shrinks_to_one_element_then_to_none() -> None:
    assert simplest(values(list_of(COLOUR))) == ["RED"]
    assert simplest(values(list_of(COLOUR)), lambda each: "RED" not in each) == []
    assert simplest(values(list_of(COLOUR)), lambda each: "BLUE" in each) == ["BLUE"]


def test_the_keys_of_a_map_fit_and_differ() -> None:
    for value in drawn(values(map_of(TEXT, COLOUR, minProperties=3)), 50):
        assert set(value) == {"RED", "GREEN", "BLUE"}
    for value in drawn(values(ALL["map of patterned keys"]), 50):
        assert set(value) == set("abc")
    assert simplest(values(map_of(COLOUR))) == {"sample": "RED"}


def test_a_header_and_a_label_carry_what_they_can() -> None:
    schema = {
        "type": "object",
        "properties": {
            "Label": {**TEXT, "x-location": "uri"},
            "Header": {**TEXT, "x-location": "header"},
            "Metadata": {**map_of(TEXT), "x-location": "headers"},
            "Patterned": {**TEXT, "x-location": "header", "pattern": "^[^x]*$"},
        },
        "required": ["Label", "Header", "Metadata", "Patterned"],
    }
    for value in drawn(values(schema), COUNT):
        fields = [value["Header"], value["Patterned"], *value["Metadata"].values()]
        assert value["Label"]
        assert all(each and all("!" <= char <= "~" for char in each) for each in fields)
        assert all(":" not in each for each in value["Metadata"])


@pytest.mark.slow
def test_documents_are_any_json() -> None:
    found = drawn(values({"x-document": True}), 400)
    assert {type(each) for each in found} == {dict, list, str, int, float, bool, type(None)}
    assert any(
        isinstance(inner, dict | list) for each in found if isinstance(each, list) for inner in each
    )
    assert all(json.loads(json.dumps(each)) == each for each in found)


@pytest.mark.parametrize("name", ["JSON", "JSON of 5 to 9", "JSON of Latin"])
def test_a_string_of_json_holds_objects(name: str) -> None:
    found = drawn(values(ALL[name]), COUNT)
    assert all(isinstance(json.loads(each), dict) for each in found)
    assert len(set(found)) > (2 if name == "JSON of 5 to 9" else 15)
    other = simplest(values(ALL[name]), lambda text: json.loads(text) != {})
    assert json.loads(other) == {"a": None} or name == "JSON of 5 to 9"


@pytest.mark.slow
def test_the_wire_view() -> None:
    schema = {
        "type": "object",
        "properties": {
            "Seconds": {"type": "number", "x-timestamp": True},
            "Date": {"type": "string", "x-timestamp": True, "pattern": "GMT$"},
            "Number": {"anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity"]}], "minimum": 3},
            "Sparse": list_of({"type": ["string", "null"]}),
            "Json": {"type": "string", "x-jsonvalue": True},
        },
        "required": ["Seconds", "Date", "Number", "Sparse", "Json"],
    }
    judge, found = Judge(schema), drawn(values(schema), COUNT)
    for value in found:
        assert judge.complaint(value) == ""
        json.loads(value["Json"])
    assert any(None in each["Sparse"] for each in found)
    texts = ("NaN", "Infinity")
    assert simplest(values(schema), lambda value: value["Number"] in texts)["Number"] in texts
    assert simplest(values(schema))["Seconds"] == 1_597_104_000
    assert simplest(values(schema))["Date"] == "Tue, 11 Aug 2020 00:00:00 GMT"


def test_values_are_one_s_own() -> None:
    schema = document(
        Lists=list_of(list_of(TEXT), minItems=9, maxItems=9), Map=map_of(list_of(TEXT))
    )
    before = json.dumps(schema)
    for value in drawn(values(schema), 50):
        for each in (*value["Lists"], *value["Map"].values()):
            each.append("changed")
    assert json.dumps(schema) == before
    assert "changed" not in json.dumps(simplest(values(schema)))


def test_strategies_are_made_once() -> None:
    assert values(NODE) is values(NODE)
