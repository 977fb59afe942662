"""Whether a value keeps to the schema of its place; if not, what to say of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import jsonschema_rs
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from shapeproof.contract.model import Schema
from shapeproof.contract.pointer import Tokens, join
from shapeproof.generate.places import schema_at

MASK = "***"
_LONGEST_VALUE = 60


@dataclass(frozen=True, eq=False)
class Breaches:
    """The schema of a place of a document; compiled when the first value is judged."""

    root: Schema
    tokens: Tokens
    schema: Schema

    def of(self, value: Any) -> tuple[str, str] | None:
        """A value that breaks the schema, shortened or masked, and what it breaks; or None."""
        try:
            if self._fast is not None and self._fast.is_valid(value):
                return None
        except ValueError:
            pass  # what the fast validator cannot take over from Python
        error = best_match(self._explaining.iter_errors(value))
        if error is None:
            return None
        place = join([str(each) for each in error.absolute_path])
        at = f" at {place}" if place else ""
        if self._is_sensitive:
            return MASK, f"that breaks {error.validator}{at}"
        instance = _shortened(error.instance)
        return _shortened(value), error.message.replace(repr(error.instance), instance) + at

    @cached_property
    def _document(self) -> dict[str, Any]:
        return {**self.schema, "$defs": dict(self.root.get("$defs", {}))}

    @cached_property
    def _fast(self) -> jsonschema_rs.Draft202012Validator | None:
        """None where it refuses a pattern."""
        try:
            return jsonschema_rs.Draft202012Validator(self._document)
        except (ValueError, jsonschema_rs.ValidationError):
            return None

    @cached_property
    def _explaining(self) -> Draft202012Validator:
        return Draft202012Validator(self._document)

    @cached_property
    def _is_sensitive(self) -> bool:
        """Whether the place is sensitive, or something around it or within it is."""
        if any(self._at(count).get("x-sensitive") for count in range(len(self.tokens))):
            return True
        text = json.dumps(self.schema)
        within = text + json.dumps(self.root.get("$defs", {})) if '"$ref"' in text else text
        return '"x-sensitive": true' in within

    def _at(self, count: int) -> Schema:
        try:
            return schema_at(self.root, self.tokens[:count])
        except KeyError:
            return {}


def _shortened(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 1]}…"
