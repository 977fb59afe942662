"""Whether recursive definitions have values that end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shapeproof.contract.resolve import definition_of


def endless_definition(definitions: Mapping[str, Any]) -> str | None:
    """The first definition none of whose values is finite; None where all have one.

    A structure that requires a member of its own shape has none. The schemas must be well-formed.
    """
    ending: set[str] = set()
    open_ones = set(definitions)
    while newly := {name for name in open_ones if _ends(definitions[name], ending)}:
        ending |= newly
        open_ones -= newly
    return min(open_ones, default=None)


def _ends(schema: Mapping[str, Any], ending: set[str]) -> bool:
    """Whether a schema has a value that is made of definitions that end."""
    name = definition_of(schema)
    if name is not None:
        return name in ending
    if schema.get("type") == "array":
        return schema.get("minItems", 0) == 0 or _ends(schema["items"], ending)
    if schema.get("x-map"):
        least = schema.get("minProperties", 0)
        return least == 0 or _ends(schema["additionalProperties"], ending)
    members = schema.get("properties", {})
    if schema.get("x-union") and members:
        return any(_ends(each, ending) for each in members.values())
    return all(_ends(members[each], ending) for each in schema.get("required", ()))
