"""Changes the scalars of a value as its schema has them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.contract.resolve import resolve

Scalar = Callable[[Schema, Any], Any]
"""Makes another value of a scalar of a schema."""


def mapped(root: Schema, schema: Schema, value: Any, scalar: Scalar) -> Any:
    """The value (API view) with each scalar changed, at every depth.

    What does not fit the schema is handed to ``scalar`` with an empty schema, scalar by scalar:
    a tester plants values of wrong types on purpose.
    """
    schema = resolve(root, schema)
    if isinstance(value, Mapping):
        return {
            key: mapped(root, _of_member(schema, key), each, scalar) for key, each in value.items()
        }
    if isinstance(value, (list, tuple)):
        items = schema.get("items", {}) if schema.get("type") == "array" else {}
        return [mapped(root, items, each, scalar) for each in value]
    return scalar(schema, value)


def _of_member(schema: Schema, name: str) -> Schema:
    found: Any = (
        schema.get("additionalProperties")
        if schema.get("x-map")
        else schema.get("properties", {}).get(name)
    )
    return found if isinstance(found, Mapping) else {}
