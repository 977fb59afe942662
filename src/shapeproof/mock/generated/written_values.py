"""What a request writes to a record: its parameters, and attributes by name and value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shapeproof.contract.shape import Shape
from shapeproof.mock.generated.fitting import Valued
from shapeproof.mock.generated.records import Record

Params = Mapping[str, Any]


def valued(shape: Shape, params: Params) -> dict[str, Valued]:
    """Parameters with their shapes, but for tokens of idempotency."""
    return {
        name: Valued(value, shape.member(name))
        for name, value in params.items()
        if not shape.member(name).is_idempotency_token
    }


def write_attribute(record: Record, params: Params) -> None:
    """An attribute that is given by name and value, as an entry of the map of attributes."""
    name, value = params.get("AttributeName"), params.get("AttributeValue")
    if isinstance(name, str) and isinstance(value, str):
        known = record.values.get("Attributes")
        before = known.value if known is not None and isinstance(known.value, dict) else {}
        record.write({"Attributes": Valued({**before, name: value})})
