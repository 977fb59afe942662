from __future__ import annotations

from typing import Any

import pytest
from botocore.model import ServiceModel, Shape

from shapeproof.mock.validation import read_value

SHAPES: dict[str, Any] = {
    "Text": {"type": "string"},
    "Short": {"type": "string", "min": 1, "max": 3},
    "Color": {"type": "string", "enum": ["RED", "BLUE"]},
    "Int": {"type": "integer"},
    "Long": {"type": "long"},
    "Page": {"type": "integer", "min": 1, "max": 25},
    "Double": {"type": "double"},
    "Flag": {"type": "boolean"},
    "Blob": {"type": "blob"},
    "Time": {"type": "timestamp"},
    "IsoTime": {"type": "timestamp", "timestampFormat": "iso8601"},
    "Colors": {"type": "list", "member": {"shape": "Color"}, "min": 1, "max": 2},
    "Map": {"type": "map", "key": {"shape": "Color"}, "value": {"shape": "Int"}},
    "Document": {"type": "structure", "members": {}, "document": True},
    "Union": {
        "type": "structure",
        "union": True,
        "members": {"a": {"shape": "Text"}, "b": {"shape": "Text"}},
    },
    "Tree": {
        "type": "structure",
        "required": ["Name"],
        "members": {
            "Name": {"shape": "Text", "locationName": "name"},
            "Color": {"shape": "Color", "locationName": "color"},
            "Left": {"shape": "Tree", "locationName": "left"},
            "Trees": {"shape": "Trees", "locationName": "trees"},
        },
    },
    "Trees": {"type": "list", "member": {"shape": "Tree"}},
}


def shape(name: str) -> Shape:
    return ServiceModel({"metadata": {}, "operations": {}, "shapes": SHAPES}).shape_for(name)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Text", ""),
        ("Text", "x" * 100_000),
        ("Text", "\U0001f600\x00\n\ud800"),
        ("Short", "abc"),
        ("Color", "RED"),
        ("Int", 7),
        ("Int", 7.0),
        ("Int", -(2**31) + 1),
        ("Long", 2**40),
        ("Page", 1),
        ("Page", 25),
        ("Double", 1),
        ("Double", 1.5),
        ("Double", -0.0),
        ("Double", "NaN"),
        ("Double", "-Infinity"),
        ("Flag", False),
        ("Blob", "aGk="),
        ("Time", 1.5),
        ("IsoTime", "2020-08-11T00:00:00Z"),
        ("Colors", ["RED", "RED"]),
        ("Map", {"RED": 1}),
        ("Document", {"any": [None]}),
        ("Union", {"a": ""}),
        ("Tree", {"name": "x", "trees": [{"name": "y", "left": {"name": "z"}}]}),
    ],
)
def test_legal_values_are_kept_as_they_are(name: str, value: Any) -> None:
    kept, problems = read_value(shape(name), value)

    assert problems == ()
    assert kept == value
    assert repr(kept) == repr(value)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("Text", 1, "request body: must be a string, not 1"),
        ("Text", True, "request body: must be a string, not a boolean"),
        ("Text", [], "request body: must be a string, not an array"),
        ("Text", None, "request body: must be a string, not null"),
        ("Short", "", "request body: has length 0, the least is 1"),
        ("Short", "abcd", "request body: has length 4, the most is 3"),
        ("Color", "red", "request body: 'red' is not one of RED, BLUE"),
        ("Color", "", "request body: '' is not one of RED, BLUE"),
        ("Int", True, "request body: must be an integer, not a boolean"),
        ("Int", "1", "request body: must be an integer, not a string"),
        ("Int", 1.5, "request body: must be an integer, not 1.5"),
        ("Int", 2**31, "request body: is out of range for type integer"),
        ("Page", 0, "request body: has value 0, the least is 1"),
        ("Page", 26, "request body: has value 26, the most is 25"),
        ("Double", False, "request body: must be a number, not a boolean"),
        ("Double", "1", "request body: must be a number, not a string"),
        ("Double", 10**400, "request body: is out of range for type double"),
        ("Double", float("inf"), "request body: is out of range for type double"),
        ("Flag", 1, "request body: must be a boolean, not 1"),
        ("Flag", "true", "request body: must be a boolean, not a string"),
        ("Blob", {}, "request body: must be a base64 string, not an object"),
        ("Time", "2020", "request body: must be a number, not a string"),
        ("IsoTime", 1, "request body: must be a date string, not 1"),
        ("Colors", "RED", "request body: must be an array, not a string"),
        ("Colors", [], "request body: has length 0, the least is 1"),
        ("Colors", ["RED", None], "[1]: must be a string, not null"),
        ("Map", [], "request body: must be an object, not an array"),
        ("Map", {"RED": "1"}, "RED: must be an integer, not a string"),
        ("Union", {"a": "", "b": ""}, "request body: must have exactly one member, not 2"),
        ("Tree", [], "request body: must be an object, not an array"),
        ("Tree", {}, "name: is required but missing"),
        ("Tree", {"name": None}, "name: is required but null"),
        ("Tree", {"Name": "x"}, "name: is required but missing"),
        ("Tree", {"name": "x", "left": {}}, "left.name: is required but missing"),
        (
            "Tree",
            {"name": "x", "trees": [{"name": "y"}, {"name": "z", "color": "x" * 100}]},
            f"trees[1].color: '{'x' * 59}... is not one of RED, BLUE",
        ),
    ],
)
def test_one_fault_gives_one_problem_that_names_its_place(
    name: str, value: Any, message: str
) -> None:
    _, problems = read_value(shape(name), value)

    assert [str(problem) for problem in problems] == [message]


def test_nulls_and_unknown_members_are_left_out_at_any_depth() -> None:
    deep: Any = 0
    for _ in range(200):
        deep = [deep]
    value = {"name": "x", "color": None, "other": deep, "left": {"name": "y", "left": None, "x": 1}}

    kept, problems = read_value(shape("Tree"), value)

    assert problems == ()
    assert kept == {"name": "x", "left": {"name": "y"}}


def test_every_fault_is_found() -> None:
    _, problems = read_value(shape("Tree"), {"left": {"color": 1}, "color": "GREEN"})

    assert sorted(problem.path for problem in problems) == [
        "color",
        "left.color",
        "left.name",
        "name",
    ]
