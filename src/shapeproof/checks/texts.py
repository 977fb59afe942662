"""Values and cases as the texts of findings show them."""

from __future__ import annotations

import json
from typing import Any

from shapeproof.exchange import Case


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


TOGETHER = "together"
"""The family of legal cases that were reduced to the places that are refused together."""


def label_of(case: Case) -> str:
    """The last part of a case's id: what is done at its place, empty where its family says all."""
    rest = case.id.removeprefix(f"{case.operation}:{case.family}").removeprefix(":")
    return rest if case.family == TOGETHER else rest.removeprefix(case.pointer).strip(":")


def at_place(pointer: str) -> str:
    """``at /A/B``, with a blank before it; nothing for a request as a whole."""
    return f" at {pointer}" if pointer else ""
