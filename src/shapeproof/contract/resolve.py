"""References of a schema document, followed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]
"""A JSON Schema 2020-12 document, or a part of one."""

_PREFIX = "#/$defs/"


def definition_of(schema: Schema) -> str | None:
    """The name of the definition that a schema refers to, None if it is written in place."""
    reference = schema.get("$ref")
    return reference.removeprefix(_PREFIX) if isinstance(reference, str) else None


def resolve(root: Schema, schema: Schema) -> Schema:
    """The schema with its reference followed; its own annotations win."""
    name = definition_of(schema)
    if name is None:
        return schema
    definitions: Mapping[str, Any] = root["$defs"]
    own = {key: value for key, value in schema.items() if key != "$ref"}
    return {**definitions[name], **own}
