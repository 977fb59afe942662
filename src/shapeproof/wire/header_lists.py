"""Lists in one header field (RFC 9110, 5.6.1; Smithy ``httpHeader`` trait)."""

from __future__ import annotations

import re
from collections.abc import Iterable

_ITEM = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"\s*(?:,|$)|([^,]*)(?:,|$))', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_ESCAPE = re.compile(r'(["\\])')


def join_list(items: Iterable[str]) -> str:
    """The field value of strings; those that hold a comma or a quote become quoted strings."""
    return ", ".join(_quoted(item) for item in items)


def split_list(value: str) -> list[str]:
    """The items of a field value, quoted strings unquoted; empty elements do not count."""
    items: list[str] = []
    position = 0
    while found := _ITEM.match(value, position):
        quoted, bare = found.groups()
        if quoted is not None:
            items.append(_ESCAPED.sub(r"\1", quoted))
        elif bare.strip():
            items.append(bare.strip())
        position = found.end()
        if position == len(value):
            break
    return items


def split_dates(value: str) -> list[str]:
    """The items of a list of HTTP dates, in each of which there is a comma."""
    parts = [part.strip() for part in value.split(",")]
    if len(parts) % 2 or not all(part.isalpha() for part in parts[::2]):
        return parts
    return [f"{day}, {rest}" for day, rest in zip(parts[::2], parts[1::2], strict=True)]


def _quoted(item: str) -> str:
    if item == item.strip() and not {'"', ","} & set(item):
        return item
    return '"' + _ESCAPE.sub(r"\\\1", item) + '"'
