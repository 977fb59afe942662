"""Scalars of JSON compared, by what their schema says of them."""

from __future__ import annotations

import math
import struct
from typing import Any

from shapeproof.checks.client.words import kind_of
from shapeproof.contract.model import Schema
from shapeproof.wire.blobs import from_base64
from shapeproof.wire.json_text import parse_json
from shapeproof.wire.unreadable import UnreadableError

LARGEST_EXACT = 2**53
"""Integers beyond are not exact in a double (RFC 8259, 6)."""


def scalar_gap(schema: Schema, expected: Any, actual: Any) -> str | None:
    """``type`` or ``value`` where two values differ, None where they are the same.

    Numbers are compared as numbers, blobs as bytes, JSON in strings as JSON, and strings by code
    points. For lists and objects: whether they are equal.
    """
    if schema.get("x-jsonvalue"):
        return None if _json(expected) == _json(actual) else "value"
    if kind_of(expected) != kind_of(actual):
        return "type"
    if kind_of(expected) == "number":
        return None if same_number(schema, expected, actual) else "value"
    if schema.get("x-blob") and isinstance(expected, str):
        return None if _bytes(expected) == _bytes(actual) else "value"
    return None if expected == actual else "value"


def same_number(schema: Schema, expected: float, actual: float) -> bool:
    """Whether two numbers are the same to a reader of this type."""
    if expected == actual or (_is_nan(expected) and _is_nan(actual)):
        return True
    try:
        one, other = float(expected), float(actual)
    except OverflowError:
        return False
    if one == other and max(abs(one), abs(other)) >= LARGEST_EXACT:
        return True
    return schema.get("x-number") == "float" and _single(one) == _single(other)


def _is_nan(number: float) -> bool:
    return isinstance(number, float) and math.isnan(number)


def _single(number: float) -> float:
    try:
        rounded: float = struct.unpack("f", struct.pack("f", number))[0]
    except OverflowError:
        return math.copysign(math.inf, number)
    return rounded


def _bytes(text: str) -> Any:
    try:
        return from_base64(text)
    except ValueError:
        return text


def _json(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return parse_json(value.encode("utf-8", "replace"))
    except UnreadableError:
        return value
