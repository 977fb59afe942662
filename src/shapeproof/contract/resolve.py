"""References of a schema document, followed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shapeproof.contract.pointer import Tokens

Schema = Mapping[str, Any]
"""A JSON Schema 2020-12 document, or a part of one."""

NULL: Schema = {"type": "null"}

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


def other_than_null(schema: Schema) -> Schema | None:
    """The other schema in a choice of null and one schema."""
    choices = schema.get("anyOf")
    if not choices or NULL not in choices:
        return None
    others: list[Schema] = [each for each in choices if each != NULL]
    return others[0] if len(others) == 1 else None


def subschemas(schema: Schema) -> Iterator[tuple[Tokens, Any]]:
    """The schemas in place within a schema, each with the keywords that lead to it.

    References are not followed. They may be invalid, and any JSON value; only
    ``properties`` must be an object.
    """
    for name, member in schema.get("properties", {}).items():
        yield ("properties", name), member
    for keyword in ("items", "propertyNames", "additionalProperties"):
        if keyword in schema:
            yield (keyword,), schema[keyword]
