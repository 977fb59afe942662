from __future__ import annotations

from typing import Any

import pytest

from shapeproof.contract.pointer import parse
from shapeproof.generate.cases.places import places, planted, schema_at
from tests.unit.generate.schema_samples import (
    CHOICE,
    COLOUR,
    NODE,
    TEXT,
    bound,
    list_of,
    map_of,
    structure,
)

REQUEST = structure(
    "Id",
    "Config",
    Id=bound(TEXT, "uri"),
    Limit=bound({"type": "integer"}, "querystring"),
    Config=structure("Colour", Colour=COLOUR, Tags=list_of(TEXT)),
    Headers=bound(map_of(TEXT), "headers"),
    Rows=list_of(structure("A", A=list_of(list_of(TEXT)))),
    Either=CHOICE,
)
TREE = {**structure(Root={"$ref": "#/$defs/Node"}), "$defs": {"Node": NODE}}


def test_all_places_of_a_request() -> None:
    found = [
        (place.pointer, place.kind, place.required, place.location) for place in places(REQUEST)
    ]

    assert found == [
        ("/Config", "member", True, "body"),
        ("/Config/Colour", "member", True, "body"),
        ("/Config/Tags", "member", False, "body"),
        ("/Config/Tags/0", "element", True, "body"),
        ("/Either", "member", False, "body"),
        ("/Either/A", "choice", False, "body"),
        ("/Either/B", "choice", False, "body"),
        ("/Headers", "member", False, "headers"),
        ("/Headers/sample", "entry", True, "headers"),
        ("/Id", "member", True, "uri"),
        ("/Limit", "member", False, "querystring"),
        ("/Rows", "member", False, "body"),
        ("/Rows/0", "element", True, "body"),
        ("/Rows/0/A", "member", True, "body"),
        ("/Rows/0/A/0", "element", True, "body"),
        ("/Rows/0/A/0/0", "element", True, "body"),
    ]


def test_only_members_of_structures_may_be_left_out() -> None:
    optional = {place.pointer for place in places(REQUEST) if place.optional}

    assert optional == {"/Config/Tags", "/Either", "/Headers", "/Limit", "/Rows"}


def test_recursion_is_entered_once() -> None:
    assert [place.pointer for place in places(TREE)] == [
        "/Root",
        "/Root/ByName",
        "/Root/ByName/sample",
        "/Root/Many",
        "/Root/Many/0",
        "/Root/Name",
        "/Root/Next",
    ]


def test_names_are_escaped() -> None:
    assert [place.pointer for place in places(structure(**{"a/b~": TEXT}))] == ["/a~1b~0"]


@pytest.mark.parametrize("root", [REQUEST, TREE])
def test_the_schema_at_a_place_is_that_of_the_place(root: dict[str, Any]) -> None:
    for place in places(root):
        assert schema_at(root, place.tokens) == place.schema


@pytest.mark.parametrize("pointer", ["/Nope", "/Config/Nope", "/Id/x"])
def test_a_place_that_the_document_does_not_have(pointer: str) -> None:
    with pytest.raises(KeyError):
        schema_at(REQUEST, parse(pointer))


PLANTED: list[tuple[str, Any, Any, Any]] = [
    ("/Id", {}, 9, {"Id": 9}),
    ("/Id", {"Id": 1, "Limit": 2}, 9, {"Id": 9, "Limit": 2}),
    ("/Config/Tags", {}, 9, {"Config": {"Colour": "RED", "Tags": 9}}),
    (
        "/Config/Tags",
        {"Config": {"Colour": "BLUE", "Tags": ["a"]}},
        9,
        {"Config": {"Colour": "BLUE", "Tags": 9}},
    ),
    ("/Config/Colour", {"Config": None}, 9, {"Config": {"Colour": 9}}),
    ("/Config/Tags/0", {"Config": {}}, 9, {"Config": {"Tags": [9]}}),
    ("/Config/Tags/0", {"Config": {"Tags": ["a", "b"]}}, 9, {"Config": {"Tags": [9, "b"]}}),
    ("/Config/Tags/2", {"Config": {"Tags": ["a"]}}, 9, {"Config": {"Tags": ["a", "sample", 9]}}),
    ("/Config/Tags/0", {"Config": {"Tags": "x"}}, 9, {"Config": {"Tags": [9]}}),
    ("/Headers/sample", {}, 9, {"Headers": {"sample": 9}}),
    ("/Headers/x", {"Headers": {"y": 1}}, 9, {"Headers": {"y": 1, "x": 9}}),
    ("/Rows/0/A/0/0", {}, 9, {"Rows": [{"A": [[9]]}]}),
    ("/Either/B", {}, 9, {"Either": {"B": 9}}),
    ("/Either/B", {"Either": {"A": "x"}}, 9, {"Either": {"B": 9}}),
    ("/Either/A", {"Either": {"A": "x"}}, 9, {"Either": {"A": 9}}),
]


@pytest.mark.parametrize(("pointer", "params", "value", "expected"), PLANTED)
def test_planted(pointer: str, params: Any, value: Any, expected: Any) -> None:
    before = repr(params)

    assert planted(REQUEST, params, parse(pointer), value) == expected
    assert repr(params) == before


def test_planted_within_recursion() -> None:
    found = planted(TREE, {}, parse("/Root/Next/Many/0/Name"), "x")

    assert found == {
        "Root": {"Name": "sample", "Next": {"Name": "sample", "Many": [{"Name": "x"}]}}
    }
