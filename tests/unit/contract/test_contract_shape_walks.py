"""Walks through shapes and values: each place once, and an end to recursion."""

from __future__ import annotations

from typing import Any

from shapeproof.contract.shape import Kind, Shape
from shapeproof.contract.shape_walks import distinct, map_value, walk, walk_value

from .test_contract_shape import TREE


def test_a_walk_has_each_place_once_and_ends() -> None:
    places = list(walk(Shape.of(TREE)))
    assert [place.pointer for place in places] == [
        "",
        "/Name",
        "/Root",
        "/Root/At",
        "/Root/Next",
        "/Tags",
        "/Tags/*",
        "/Nodes",
        "/Nodes/*",
        "/Nodes/*/At",
        "/Nodes/*/Next",
    ]
    assert [place.pointer for place in places if place.is_required] == [
        "/Name",
        "/Root/At",
        "/Nodes/*/At",
    ]
    assert not places[0].is_member
    assert not places[6].is_member


def test_distinct_shapes_include_keys() -> None:
    tree = Shape.of(TREE)
    found = list(distinct(tree))
    assert len(found) == len(set(found))
    assert found[0] is tree
    assert tree.members["Tags"].key in found
    assert tree.definitions["Node"].members["At"] in found
    assert tree.unknown not in found


def test_a_walk_of_a_value_gives_the_shape_of_each_place() -> None:
    value = {
        "Name": "a",
        "Nodes": [{"At": "x", "Next": {"At": 5}}],
        "Tags": {"k": ["odd"]},
        "Other": {"deep": 1},
    }
    found = {place.pointer: place for place in walk_value(Shape.of(TREE), value)}
    assert list(found) == [
        "",
        "/Name",
        "/Nodes",
        "/Nodes/0",
        "/Nodes/0/At",
        "/Nodes/0/Next",
        "/Nodes/0/Next/At",
        "/Tags",
        "/Tags/k",
        "/Tags/k/0",
        "/Other",
        "/Other/deep",
    ]
    assert found["/Nodes/0/Next/At"].shape.is_timestamp
    assert found["/Nodes/0/Next/At"].value == 5
    assert found["/Tags/k"].shape.kind is Kind.STRING
    assert found["/Tags/k/0"].shape.is_unknown
    assert found["/Other/deep"].shape.is_unknown


def test_a_value_is_mapped_scalar_by_scalar() -> None:
    def change(shape: Shape, scalar: Any) -> Any:
        return (shape.kind.value, scalar)

    value = {"Root": {"At": "x"}, "Tags": {"k": 1}, "Other": (True,)}
    assert map_value(Shape.of(TREE), value, change) == {
        "Root": {"At": ("timestamp", "x")},
        "Tags": {"k": ("string", 1)},
        "Other": [("anything", True)],
    }
    assert value["Root"] == {"At": "x"}
