"""What the contract lets a request be without."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.contract.pointer import Tokens
from shapeproof.contract.resolve import resolve


def spare_places(root: Schema, value: Any) -> Iterator[Tokens]:
    """The members, entries and elements that may be left out by themselves, outermost first.

    Of a list the last element comes first, so that those before it keep their places.
    """
    return _spare(root, root, value, ())


def _spare(root: Schema, schema: Schema, value: Any, tokens: Tokens) -> Iterator[Tokens]:
    schema = resolve(root, schema)
    if isinstance(value, dict):
        inner = [(name, _member(schema, name)) for name in value]
        can_go = {name for name in value if _may_go(schema, name, len(value))}
    elif isinstance(value, list):
        inner = [(str(index), schema.get("items", {})) for index in reversed(range(len(value)))]
        can_go = {name for name, _ in inner if len(value) > schema.get("minItems", 0)}
    else:
        return
    yield from ((*tokens, name) for name, _ in inner if name in can_go)
    for name, below in inner:
        each = value[name] if isinstance(value, dict) else value[int(name)]
        yield from _spare(root, below, each, (*tokens, name))


def _may_go(schema: Schema, name: str, count: int) -> bool:
    if schema.get("x-union"):
        return False
    if schema.get("x-map"):
        return count > int(schema.get("minProperties", 0))
    return name not in schema.get("required", ())


def _member(schema: Schema, name: str) -> Schema:
    found: Any = schema.get("properties", {}).get(name, schema.get("additionalProperties"))
    return found if isinstance(found, dict) else {}
