"""Requests that can be told apart: the texts of each carry a mark of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.contract.resolve import resolve
from shapeproof.generate.coverage import page_tokens
from shapeproof.generate.plain import Plain, fits_text

_KEPT = ("x-timestamp", "x-blob", "x-jsonvalue", "contentMediaType", "x-idempotency-token")


@dataclass(frozen=True)
class Marked:
    """Makes requests of one schema whose texts are ``mark`` and whose other values turn with
    ``number``."""

    root: Schema
    number: int
    mark: str

    def value(self) -> dict[str, Any]:
        """The full request."""
        plain = Plain(self.root, full=True, left_out=page_tokens(self.root)).value()
        return dict(self._of(self.root, plain))

    def _of(self, schema: Schema, value: Any) -> Any:
        schema = resolve(self.root, schema)
        if isinstance(value, dict) and not schema.get("x-document"):
            return {key: self._of(_inner(schema, key), each) for key, each in value.items()}
        if isinstance(value, list):
            return [self._of(schema.get("items", {}), each) for each in value]
        if "enum" in schema:
            return schema["enum"][self.number % len(schema["enum"])]
        if isinstance(value, bool):
            return self.number % 2 == 1
        if isinstance(value, int):
            other = value + self.number
            return other if other <= schema.get("maximum", other) else value
        if isinstance(value, str) and not any(schema.get(each) for each in _KEPT):
            return self.mark if fits_text(schema, self.mark) else value
        return value


def _inner(schema: Schema, key: str) -> Schema:
    members: Mapping[str, Schema] = schema.get("properties", {})
    found: Schema = members.get(key, schema.get("additionalProperties", {}) or {})
    return found


def texts(value: Any) -> Iterator[str]:
    """All texts in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from texts(each)
