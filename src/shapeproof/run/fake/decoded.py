"""Texts that boto3 decodes: what a test gives as an object may be the JSON of a text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.contract.resolve import resolve
from shapeproof.run.api_values import api_value


def with_texts(root: Schema, value: Any, schema: Schema | None = None) -> Any:
    """The value with JSON in the place of each object that stands where a text is due."""
    schema = resolve(root, root if schema is None else schema)
    if isinstance(value, Mapping):
        if schema.get("type") == "string":
            return json.dumps(api_value(value))
        return {key: with_texts(root, each, _member(schema, key)) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [with_texts(root, each, schema.get("items", {})) for each in value]
    return value


def _member(schema: Schema, name: str) -> Schema:
    found: Any = schema.get("properties", {}).get(name, schema.get("additionalProperties"))
    return found if isinstance(found, Mapping) else {}
