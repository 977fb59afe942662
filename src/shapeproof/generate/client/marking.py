"""Elements of a list that can be told from each other."""

from __future__ import annotations

from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.contract.resolve import resolve
from shapeproof.generate.plain import Plain, fits_text

Mark = tuple[int, int]
"""The page of an element and its place there."""


def element(root: Schema, items: Schema, mark: Mark) -> Any:
    """A plain element with all its members, marked where its schema lets it."""
    plain = Plain(root, full=True).value(items)
    marked = _marked(root, items, plain, mark)
    return plain if marked is None else marked


def _marked(root: Schema, schema: Schema, value: Any, mark: Mark) -> Any:
    """The value with the mark at the first place that takes it; None where none does."""
    schema = resolve(root, schema)
    match value:
        case dict() if not schema.get("x-map") and "properties" in schema:
            for name in value:
                inner = _marked(root, schema["properties"][name], value[name], mark)
                if inner is not None:
                    return {**value, name: inner}
        case list() if value:
            inner = _marked(root, schema["items"], value[0], mark)
            return None if inner is None else [inner, *value[1:]]
        case _:
            return marked_scalar(schema, mark)
    return None


def marked_scalar(schema: Schema, mark: Mark) -> str | int | None:
    """A legal text or number that holds the mark; None where there is none."""
    page, place = mark
    number = page * 1000 + place
    if schema.get("type") == "integer":
        low, high = schema.get("minimum", 0), schema.get("maximum", number)
        return number if low <= number <= high else None
    special = ("x-timestamp", "x-blob", "x-jsonvalue", "enum")
    if schema.get("type") != "string" or any(schema.get(key) for key in special):
        return None
    low = schema.get("minLength", 0)
    texts = (f"page-{page}-item-{place}", f"p{number}", f"{number}", f"{number:012}", f"{number:x}")
    fitting = (text.ljust(low, "0") for text in texts)
    return next((text for text in fitting if fits_text(schema, text)), None)
