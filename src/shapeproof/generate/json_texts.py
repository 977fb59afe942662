"""Strings that hold JSON (``contentMediaType`` of JSON Schema 2020-12, 8.4)."""

from __future__ import annotations

from shapeproof.contract.model import Schema

_JSON = "application/json"


def holds_json(schema: Schema) -> bool:
    """Whether a string's content is JSON. What else its schema says is about the text."""
    return schema.get("contentMediaType") == _JSON or bool(schema.get("x-jsonvalue"))


def padded(text: str, length: int) -> str:
    """The same JSON with spaces up to a length: they mean nothing (RFC 8259, 2)."""
    return text[:-1] + text[-1:].rjust(length - len(text) + 1)


def of_length(length: int) -> str:
    """The plainest JSON of a length: an object, or a number where there is no room for one."""
    return padded("{}", length) if length >= 2 else "1" * length
