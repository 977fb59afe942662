from typing import Any

import pytest

from shapeproof.checks.schema_findings import Misnomer, misnomers
from shapeproof.contract.shape import Shape

INNER = {"type": "object", "properties": {"ownName": {"type": "string", "x-member": "OwnName"}}}
SHAPE = {
    "type": "object",
    "$defs": {"Inner": INNER},
    "properties": {
        "appId": {"type": "string", "x-member": "AppId"},
        "MFAMode": {"type": "string"},
        "wireName": {"type": "string", "x-member": "Other"},
        "inner": {"$ref": "#/$defs/Inner"},
        "list": {"type": "array", "items": {"$ref": "#/$defs/Inner"}},
        "map": {"type": "object", "x-map": True, "additionalProperties": {"$ref": "#/$defs/Inner"}},
        "document": {"x-document": True},
    },
}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"appId": "a", "document": {"Any": 1}, "map": {"Any": {}}, "__type": "X"}, []),
        ({"AppId": "a"}, [((), "AppId", "appId")]),
        ({"appid": "a"}, [((), "appid", "appId")]),
        ({"app_id": "a"}, [((), "app_id", "appId")]),
        ({"app-id": "a"}, [((), "app-id", "appId")]),
        ({"mfaMode": "a"}, [((), "mfaMode", "MFAMode")]),
        ({"Other": "a"}, [((), "Other", "wireName")]),
        ({"appId": "a", "AppId": "a"}, [((), "AppId", None)]),
        ({"AppId": "a", "APPID": "a"}, [((), "AppId", "appId"), ((), "APPID", "appId")]),
        ({"strange": None}, [((), "strange", None)]),
        ({"inner": {"OwnName": 1}}, [(("inner",), "OwnName", "ownName")]),
        ({"list": [{}, {"ownname": 1}]}, [(("list", "1"), "ownname", "ownName")]),
        ({"map": {"k/": {"x": 1}}}, [(("map", "k/"), "x", None)]),
        ({"inner": [1], "list": {"x": 1}, "map": 3}, []),
        ([], []),
        ("text", []),
        (None, []),
    ],
    ids=repr,
)
def test_misnomers(body: Any, expected: list[Any]) -> None:
    assert list(misnomers(Shape.of(SHAPE), body)) == [Misnomer(*each) for each in expected]


def test_the_place_for_any_key_and_index() -> None:
    map_of_lists = {
        "type": "object",
        "x-map": True,
        "additionalProperties": {
            "type": "array",
            "items": {"type": "object", "properties": {"a": {"type": "string"}}},
        },
    }
    root = {"type": "object", "properties": {"named": map_of_lists}}

    (found,) = misnomers(Shape.of(root), {"named": {"k": [{"a": "x"}, {"b": "x"}]}})

    assert (found.holder, found.anywhere) == (("named", "k", "1"), ("named", "*", "*"))
