"""Values in labels, queries and headers compared, by what their schema says of them."""

from __future__ import annotations

from shapeproof.checks.client.instants import timestamp_gap
from shapeproof.checks.client.scalars import same_number
from shapeproof.contract.model import Schema
from shapeproof.wire.blobs import from_base64
from shapeproof.wire.json_text import parse_json
from shapeproof.wire.text_values import NumberText


def text_gap(schema: Schema, expected: str, actual: str) -> str | None:
    """``type`` or ``value`` where two texts mean different values, None where they are the same."""
    if expected == actual:
        return None
    if schema.get("x-jsonvalue"):
        return None if _json(expected) == _json(actual) else "value"
    if schema.get("x-timestamp"):
        return timestamp_gap(expected, actual, in_text=True, whole_seconds=True)
    if schema.get("type") == "number":
        one, other = NumberText().decode(expected), NumberText().decode(actual)
        if isinstance(one, float) and isinstance(other, float):
            return None if same_number(schema, one, other) else "value"
    return "value"


def _json(text: str) -> object:
    try:
        return parse_json(from_base64(text))
    except ValueError:
        return text
