"""What a schema says, in words: its type, and the facts about a value of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.contract.resolve import definition_of, resolve
from shapeproof.report.text import counted

_MOST_VALUES = 6
_LONGEST_PATTERN = 60
_BOUNDS = (
    ("minLength", "maxLength", "character"),
    ("minItems", "maxItems", "element"),
    ("minProperties", "maxProperties", "entry"),
    ("x-min-bytes", "x-max-bytes", "byte"),
)
_FLAGS = {
    "deprecated": "deprecated",
    "x-sensitive": "sensitive",
    "x-idempotency-token": "idempotency token",
    "x-streaming": "streamed",
    "x-sparse": "may hold nulls",
    "x-host-label": "also in the host's name",
}


def type_of(root: Schema, schema: Schema) -> str:
    """The type in the words of the model: ``list of Node``, ``map of string``, ``blob``."""
    found = resolve(root, schema)
    if "items" in found:
        what = "event stream of" if found.get("x-eventstream") else "list of"
        return f"{what} {type_of(root, found['items'])}"
    if found.get("x-map"):
        return f"map of {type_of(root, found['additionalProperties'])}"
    if found.get("type") == "object":
        name = found.get("x-shape") or definition_of(schema) or "structure"
        return f"union {name}" if found.get("x-union") else str(name)
    return _scalar(found)


def _scalar(schema: Schema) -> str:
    if schema.get("x-timestamp"):
        form = schema.get("x-timestamp-format")
        return f"timestamp({form})" if form else "timestamp"
    if schema.get("x-blob"):
        return "blob"
    if schema.get("x-document"):
        return "document"
    if schema.get("x-jsonvalue") or schema.get("contentMediaType") == "application/json":
        return "JSON text"
    return str(schema.get("x-number") or schema.get("x-integer") or schema.get("type", "any value"))


def inner_structure(root: Schema, schema: Schema) -> Schema:
    """The schema itself or, of lists and maps, that of what is in them in the end; not resolved."""
    found = resolve(root, schema)
    if "items" in found:
        return inner_structure(root, found["items"])
    if found.get("x-map"):
        return inner_structure(root, found["additionalProperties"])
    return schema


def facts_of(root: Schema, schema: Schema) -> Iterator[str]:
    """Values, bounds, pattern and flags; then those of elements and keys."""
    found = resolve(root, schema)
    yield from _limits(found)
    yield from (words for flag, words in _FLAGS.items() if found.get(flag))
    for part, what in (("items", "each"), ("propertyNames", "keys"),
                       ("additionalProperties", "values")):  # fmt: skip
        inner = found.get(part)
        if isinstance(inner, dict) and (facts := list(facts_of(root, inner))):
            yield f"{what} ({', '.join(facts)})"


def _limits(schema: Schema) -> Iterator[str]:
    if "enum" in schema:
        yield _values(schema["enum"])
    if words := _range(schema.get("minimum"), schema.get("maximum"), ""):
        yield words
    for low, high, noun in _BOUNDS:
        entries = noun == "entry"
        if entries and not schema.get("x-map"):
            continue
        if words := _range(schema.get(low), schema.get(high), noun):
            yield words
    if "pattern" in schema:
        yield f"matches {_cut(schema['pattern'])}"
    if "x-pattern-unsupported" in schema:
        yield f"matches {_cut(schema['x-pattern-unsupported'])} (not checked)"


def _values(values: list[Any]) -> str:
    shown = " | ".join(str(each) for each in values[:_MOST_VALUES])
    if len(values) <= _MOST_VALUES:
        return f"one of {shown}" if len(values) > 1 else f"always {shown}"
    return f"one of {shown} | … ({counted(len(values), 'value')})"


def _range(low: float | None, high: float | None, noun: str) -> str:
    if low is None and high is None:
        return ""
    if low is None or high is None:
        bound, number = ("at most", high) if low is None else ("at least", low)
        return f"{bound} {_counted(number, noun)}"
    return _counted(high, noun) if low == high else f"{low} to {_counted(high, noun)}"


def _counted(number: float | None, noun: str) -> str:
    if not noun:
        return f"{number}"
    many = f"{noun.removesuffix('y')}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number} {noun if number == 1 else many}"


def _cut(pattern: str) -> str:
    return pattern if len(pattern) <= _LONGEST_PATTERN else f"{pattern[: _LONGEST_PATTERN - 1]}…"
