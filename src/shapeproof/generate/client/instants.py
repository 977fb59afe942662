"""Timestamps of an output as they are read again: in UTC, and as exact as they travel."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.contract.resolve import resolve

_EXACT = 2**33
"""Up to so many seconds from the epoch a double tells microseconds apart."""


def in_utc(root: Schema, schema: Schema, value: Any) -> Any:
    """The value with its timestamps in UTC; their fractions are left out where a form has none."""
    schema = resolve(root, schema)
    if isinstance(value, str):
        return _in_utc(schema, value) if schema.get("x-timestamp") else value
    if isinstance(value, list) and "items" in schema:
        return [in_utc(root, schema["items"], each) for each in value]
    if not isinstance(value, dict):
        return value
    members, rest = schema.get("properties", {}), schema.get("additionalProperties")
    if schema.get("x-map") and rest:
        return {key: in_utc(root, rest, each) for key, each in value.items()}
    return {
        key: in_utc(root, members[key], each) if key in members else each
        for key, each in value.items()
    }


def _in_utc(schema: Schema, text: str) -> str:
    try:
        instant = datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return text
    form = schema.get("x-timestamp-format")
    inexact = form == "unixTimestamp" and abs(instant.timestamp()) > _EXACT
    if form == "rfc822" or inexact:
        instant = instant.replace(microsecond=0)
    whole = instant.replace(tzinfo=None, microsecond=0).isoformat()
    fraction = f".{instant.microsecond:06}".rstrip("0") if instant.microsecond else ""
    return f"{whole}{fraction}Z"
