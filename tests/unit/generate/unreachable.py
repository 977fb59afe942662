"""Patterns of botocore's models that no text meets within its bounds."""

from __future__ import annotations

from typing import Any

from shapeproof.generate.values.plain import fits_text

UNREACHABLE = (
    "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-5][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}",
    r".*/^[\d]{12}$/.*",
    r"/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[a-zA-Z\d\S]{8,64}$/",
    r"^\\d{12}$",
    r"^arn:aws([a-z-]+)?:ec2:[a-z\d-]+:\d{12}:placement-group/^.{1,255}$",
)
"""36 characters where 32 are due, an anchor in the middle. A sixth one ends with ``*$\\}``."""


def has_no_value(schema: Any) -> bool:
    """Whether a pattern in a document can be met by no text."""
    if isinstance(schema, list):
        return any(map(has_no_value, schema))
    if not isinstance(schema, dict):
        return False
    pattern = schema.get("pattern")
    if isinstance(pattern, str) and (pattern in UNREACHABLE or pattern.endswith(r"*$\}")):
        return not fits_text(schema, "01234567-89ab-1def-8123-456789abcdef")
    return any(map(has_no_value, schema.values()))
