"""Values in one way of writing them, so that items can be counted."""

from __future__ import annotations

import json
from typing import Any

from shapeproof.checks.client.trees import Trees
from shapeproof.contract.model import Schema
from shapeproof.wire.timestamps import decode_timestamp
from shapeproof.wire.unreadable import UnreadableError


def canonical(trees: Trees, raw: Schema, value: Any) -> str:
    """The same text for all values that count as the same in a view."""
    return json.dumps(_plain(trees, raw, value), sort_keys=True, default=str)


def _plain(trees: Trees, raw: Schema, value: Any) -> Any:
    schema = trees.resolved(raw)
    if isinstance(value, dict):
        given = trees.view.members(schema, value)
        names = [
            name
            for name, each in given.items()
            if not trees.view.may_add(schema, name, trees.inner(schema, name), each)
        ]
        return {name: _plain(trees, trees.inner(schema, name), given[name]) for name in names}
    if isinstance(value, list):
        inner = schema if schema.get("x-document") else schema.get("items", {})
        return [_plain(trees, inner, each) for each in trees.view.elements(schema, value)]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if schema.get("x-timestamp"):
        return _instant(value)
    return value


def _instant(value: Any) -> Any:
    """A timestamp in UTC, to the millisecond."""
    try:
        text = decode_timestamp(value) if isinstance(value, str) else ""
    except UnreadableError:
        return value
    whole, _, fraction = text.removesuffix("Z").partition(".")
    return f"{whole}.{fraction[:3].ljust(3, '0')}" if text else value
