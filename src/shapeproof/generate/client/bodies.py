"""Other spellings of a JSON body that say the same (RFC 8259), and numbers as they stand in one."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from shapeproof.exchange import HttpResponse

_SENTINEL = 918273645
"""A number that stands nowhere else in a body."""


def with_body(response: HttpResponse, body: bytes) -> HttpResponse:
    """The response with another body."""
    return replace(response, body=body)


def rewritten(response: HttpResponse, change: Callable[[Any], Any]) -> HttpResponse:
    """The response with the value of its body changed."""
    value = change(json.loads(response.body))
    return with_body(response, json.dumps(value, ensure_ascii=False).encode())


def sentinel() -> int:
    """A number to be planted where a literal is to stand."""
    return _SENTINEL


def with_literal(response: HttpResponse, literal: str) -> HttpResponse:
    """The response with a literal in place of the planted number."""
    return with_body(response, response.body.replace(str(_SENTINEL).encode(), literal.encode()))


def spellings(body: bytes) -> tuple[tuple[str, bytes], ...]:
    """Other texts of the same value, with labels."""
    value = json.loads(body)
    compact = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    spread = json.dumps(value, ensure_ascii=False, indent="\t").replace("\n", "\r\n")
    return (
        ("compact", compact.encode()),
        ("blanks", f" \r\n\t{spread}\n \n".encode()),
        ("reordered", json.dumps(_reversed(value), ensure_ascii=False).encode()),
        ("escapes", json.dumps(value, ensure_ascii=True).encode()),
        ("all-escaped", _escaped(value).encode()),
        ("slashes", compact.replace("/", "\\/").encode()),
    )


def _reversed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _reversed(value[key]) for key in reversed(value)}
    return [_reversed(each) for each in value] if isinstance(value, list) else value


def _escaped(value: Any) -> str:
    """The JSON text in which each character of each string is an escape (RFC 8259, 7)."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{_escaped(k)}:{_escaped(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_escaped, value)) + "]"
    if not isinstance(value, str):
        return json.dumps(value)
    raw = value.encode("utf-16-be", "surrogatepass")
    units = (int.from_bytes(raw[index : index + 2]) for index in range(0, len(raw), 2))
    return '"' + "".join(f"\\u{unit:04x}" for unit in units) + '"'
