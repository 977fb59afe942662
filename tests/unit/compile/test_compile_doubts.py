"""Enums of members that speak to clients are trusted less than those of other members."""

from __future__ import annotations

from typing import Any

import pytest

from shapeproof.compile.doubts import with_doubts

CHECKSUM = {"httpChecksum": {"requestAlgorithmMember": "Algorithm"}}
DOUBT = {"enum": "usual"}


def request(**schema: Any) -> dict[str, Any]:
    """A request whose member is called Algorithm."""
    return {"type": "object", "properties": {"Algorithm": schema, "Other": {"enum": ["a"]}}}


@pytest.mark.parametrize(
    ("schema", "traits", "doubt"),
    [
        ({"enum": ["CRC32", "SHA1"], "x-location": "header"}, CHECKSUM, DOUBT),
        ({"enum": ["CRC32", "SHA1"], "x-location": "header"}, {}, None),
        ({"enum": ["requester"], "x-location": "header"}, {}, DOUBT),
        ({"enum": ["url"], "x-location": "querystring"}, {}, None),
        ({"enum": ["COGNITO"]}, {}, None),
        ({"type": "string", "x-location": "header"}, {}, None),
    ],
)
def test_enum_trust(schema: dict[str, Any], traits: Any, doubt: Any) -> None:
    """Only checksum choices, and flags in headers."""
    members = with_doubts(request(**schema), traits)["properties"]
    assert members["Algorithm"].get("x-trust") == doubt
    assert "x-trust" not in members["Other"]


def test_enum_trust_of_elements() -> None:
    """A list of flags: its elements have the enum."""
    schema = {"type": "array", "items": {"enum": ["RestoreStatus"]}, "x-location": "header"}
    member = with_doubts(request(**schema), {})["properties"]["Algorithm"]
    assert member["items"]["x-trust"] == DOUBT
