from __future__ import annotations

from typing import Any, cast

import pytest
from botocore.model import ServiceModel, StructureShape

from shapeproof.mock.completion import complete

SHAPES: dict[str, Any] = {
    "Outer": {
        "type": "structure",
        "required": ["Inner", "Names"],
        "members": {
            "Inner": {"shape": "Inner", "locationName": "inner"},
            "Names": {"shape": "Names", "locationName": "names"},
            "Note": {"shape": "Text", "locationName": "note"},
        },
    },
    "Inner": {
        "type": "structure",
        "required": ["Mode", "Size", "On", "Text"],
        "members": {
            "Mode": {"shape": "Mode"},
            "Size": {"shape": "Size"},
            "On": {"shape": "On"},
            "Text": {"shape": "Text"},
        },
    },
    "Mode": {"type": "string", "enum": ["FIRST", "SECOND"]},
    "Size": {"type": "double"},
    "On": {"type": "boolean"},
    "Text": {"type": "string"},
    "Names": {"type": "list", "member": {"shape": "Text"}},
}
NEUTRAL = {"Mode": "FIRST", "Size": 0, "On": False, "Text": ""}


@pytest.mark.parametrize(
    ("value", "earlier", "expected"),
    [
        ({}, {}, {"inner": NEUTRAL, "names": []}),
        (
            {"inner": {"Size": 3}},
            {"inner": {**NEUTRAL, "Mode": "SECOND", "Size": 1}, "names": ["a"], "note": "gone"},
            {"inner": {**NEUTRAL, "Mode": "SECOND", "Size": 3}, "names": ["a"]},
        ),
        (
            {"inner": NEUTRAL, "names": ["b"], "note": "kept"},
            {},
            {"inner": NEUTRAL, "names": ["b"], "note": "kept"},
        ),
    ],
)
def test_required_members_come_from_the_earlier_value_or_are_neutral(
    value: dict[str, Any], earlier: dict[str, Any], expected: dict[str, Any]
) -> None:
    model = ServiceModel({"metadata": {}, "operations": {}, "shapes": SHAPES})
    outer = cast("StructureShape", model.shape_for("Outer"))

    assert complete(outer, value, earlier) == expected
