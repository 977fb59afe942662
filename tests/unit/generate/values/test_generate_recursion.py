"""Shapes that contain themselves: values end, and shrink to leaves."""

from __future__ import annotations

from typing import Any

import pytest

from shapeproof.contract.model import Schema
from shapeproof.generate.strategies import values
from tests.unit.generate.schema_samples import NODE, TEXT, list_of, map_of
from tests.unit.generate.strategy_judges import Judge, drawn, simplest

REF: Schema = {"$ref": "#/$defs/Node"}


def document(definition: Schema, **more: Schema) -> Schema:
    return {
        "type": "object",
        "properties": {"Top": REF},
        "required": ["Top"],
        "$defs": {"Node": definition, **more},
    }


def union(**members: Schema) -> Schema:
    bounds = {"minProperties": 1, "maxProperties": 1}
    return {"type": "object", "x-union": True, "properties": members, **bounds}


def structure(*required: str, **members: Schema) -> Schema:
    return {"type": "object", "properties": members, "required": list(required)}


SHAPES: dict[str, tuple[Schema, Any]] = {
    "optional": (document(NODE), {"Name": "sample"}),
    "required list": (
        document(structure("Many", "Name", Many=list_of(REF), Name=TEXT)),
        {"Many": [], "Name": "sample"},
    ),
    "required map": (document(structure("By", By=map_of(REF))), {"By": {}}),
    "list with a minimum in a union": (
        document(union(All=list_of(REF, minItems=2), Leaf=TEXT)),
        {"Leaf": "sample"},
    ),
    "both required in a union": (
        document(
            union(Both={"$ref": "#/$defs/Both"}, Leaf=TEXT),
            Both=structure("Left", "Right", Left=REF, Right=REF),
        ),
        {"Leaf": "sample"},
    ),
    "leaf through another union": (
        document(
            union(A={"$ref": "#/$defs/Both"}, B={"$ref": "#/$defs/Other"}),
            Both=structure("Left", "Right", Left=REF, Right=REF),
            Other=union(Again=REF, Leaf=TEXT),
        ),
        {"B": {"Leaf": "sample"}},
    ),
    "map with a minimum": (
        document(union(By=map_of(REF, minProperties=2), Leaf=TEXT)),
        {"Leaf": "sample"},
    ),
    "a member that has no value": (
        document(
            structure("Name", Name=TEXT, Never={"$ref": "#/$defs/Endless"}),
            Endless=structure("Next", Next={"$ref": "#/$defs/Endless"}),
        ),
        {"Name": "sample"},
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", SHAPES)
def test_values_end_and_are_legal(name: str) -> None:
    schema, leaf = SHAPES[name]
    judge = Judge(schema)
    found = drawn(values(schema), 100)
    assert len(found) > 60 or name == "a member that has no value"
    for value in found:
        assert judge.complaint(value) == ""
    assert simplest(values(schema)) == {"Top": leaf}


def depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(depth, inner), default=0)


@pytest.mark.slow
def test_values_are_deep_now_and_then() -> None:
    schema, _ = SHAPES["both required in a union"]
    assert max(depth(each) for each in drawn(values(schema), 300)) > 8


def test_a_deep_value_shrinks_to_the_shallowest() -> None:
    schema, _ = SHAPES["optional"]
    assert simplest(values(schema), lambda value: "Next" in value["Top"]) == {
        "Top": {"Name": "sample", "Next": {"Name": "sample"}}
    }


def test_a_schema_without_finite_values_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        values(document(structure("Next", Next=REF)))
