from __future__ import annotations

from typing import Any

import pytest

from shapeproof.compile.service import compile_model
from shapeproof.contract.shape import Shape
from shapeproof.mock.amplifybackend.resource_calls import complete

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
        ({}, {}, {"Inner": NEUTRAL, "Names": []}),
        (
            {"Inner": {"Size": 3}},
            {"Inner": {**NEUTRAL, "Mode": "SECOND", "Size": 1}, "Names": ["a"], "Note": "gone"},
            {"Inner": {**NEUTRAL, "Mode": "SECOND", "Size": 3}, "Names": ["a"]},
        ),
        (
            {"Inner": NEUTRAL, "Names": ["b"], "Note": "kept"},
            {},
            {"Inner": NEUTRAL, "Names": ["b"], "Note": "kept"},
        ),
    ],
)
def test_required_members_come_from_the_earlier_value_or_are_neutral(
    value: dict[str, Any], earlier: dict[str, Any], expected: dict[str, Any]
) -> None:
    model = {
        "metadata": {"protocol": "rest-json", "serviceFullName": "S", "serviceId": "S"},
        "operations": {
            "Do": {
                "name": "Do",
                "http": {"method": "POST", "requestUri": "/"},
                "output": {"shape": "Outer"},
            }
        },
        "shapes": SHAPES,
    }
    contract = compile_model("sample", "2020-01-01", model, {})
    outer = Shape.of(contract.operations["Do"].response)

    assert complete(outer, value, earlier) == expected
