"""Values and cases as the texts of findings show them."""

from __future__ import annotations

import json
from typing import Any


def without_nulls(value: Any) -> Any:
    """The value as clients read it: members that are null are absent, ``__type`` is no member."""
    if isinstance(value, dict):
        return {
            key: without_nulls(each)
            for key, each in value.items()
            if each is not None and key != "__type"
        }
    if isinstance(value, list):
        return [without_nulls(each) for each in value]
    return value


def shown(value: Any, limit: int = 200) -> str:
    """A value as short JSON text for a message."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= limit else f"{text[: limit // 2]} ... {text[-limit // 4 :]}"


def kind_of(value: Any) -> str:
    """The JSON type of a value, in words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    names = {str: "a string", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return names[type(value)]


def at_place(pointer: str) -> str:
    """``at /A/B``, with a blank before it; nothing for a request as a whole."""
    return f" at {pointer}" if pointer else ""
