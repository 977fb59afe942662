"""Schemas for a quick yes: what they take has no finding of some weight."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from shapeproof.contract.model import Schema

Matters = Callable[[str, Mapping[str, Any]], bool]
"""Whether it matters that a constraint of a schema is broken."""

_CONSTRAINTS = frozenset(
    {
        "required", "enum", "pattern", "minimum", "maximum", "minLength", "maxLength", "minItems",
        "maxItems", "minProperties", "maxProperties", "propertyNames", "format",
    }
)  # fmt: skip
_NAMED = ("properties", "$defs")
_SINGLE = ("items", "additionalProperties")


def closed(schema: Schema, matters: Matters) -> dict[str, Any]:
    """The schema without the constraints that do not matter, and without room for other members.

    Structures take no member that they do not have, if unknown ones matter.
    """
    kept: dict[str, Any] = {
        key: value
        for key, value in schema.items()
        if key not in _CONSTRAINTS or matters(key, schema)
    }
    for key in _NAMED:
        if key in kept:
            kept[key] = {name: closed(each, matters) for name, each in kept[key].items()}
    for key in _SINGLE:
        if isinstance(kept.get(key), Mapping):
            kept[key] = closed(kept[key], matters)
    if "properties" in kept and not schema.get("x-map") and matters("unknown", schema):
        kept["additionalProperties"] = False
    return kept
