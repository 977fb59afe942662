from __future__ import annotations

from typing import Any

import pytest

from shapeproof.contract.resolve import definition_of, resolve

ROOT: dict[str, Any] = {
    "type": "object",
    "$defs": {"Node": {"type": "object", "x-sensitive": True, "x-location-name": "inner"}},
}


@pytest.mark.parametrize(
    ("schema", "name", "resolved"),
    [
        ({"type": "string"}, None, {"type": "string"}),
        ({}, None, {}),
        ({"$ref": "#/$defs/Node"}, "Node", ROOT["$defs"]["Node"]),
        (
            {"$ref": "#/$defs/Node", "x-location-name": "own"},
            "Node",
            {"type": "object", "x-sensitive": True, "x-location-name": "own"},
        ),
    ],
)
def test_references_are_followed(
    schema: dict[str, Any], name: str | None, resolved: dict[str, Any]
) -> None:
    assert definition_of(schema) == name
    assert resolve(ROOT, schema) == resolved
