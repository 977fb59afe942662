"""Patterns that strings must match, as the vendor wrote them (Smithy ``pattern`` trait).

Which of two patterns allows more is not decided in general. Two things are: patterns that differ
in nothing but how they are written, and patterns that have got further alternatives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shapeproof.contract.diff.change import Change
from shapeproof.contract.diff.pair import Pair
from shapeproof.contract.model import Schema

PATTERNS = frozenset({"pattern", "x-pattern", "x-pattern-unsupported"})

_ANYTHING = re.compile(r"\(?(?:\.\*|\[\\s\\S\]\*|\[\\S\\s\]\*|\(\.\|\\n\)\*)\)?")
_ALTERNATIVE = re.compile(r"[\w\- ]+")


def pattern_changes(pair: Pair) -> Iterator[Change]:
    """Patterns that have come, gone, or are others. One that refuses nothing counts as none."""
    old, new = _pattern(pair.old), _pattern(pair.new)
    if old == new:
        return
    if old is None:
        yield pair.place.changed("pattern-added", f"It must match {new} now.", old, new)
    elif new is None:
        yield pair.place.changed("pattern-removed", f"It need not match {old} now.", old, new)
    elif _essence(old) == _essence(new):
        message = f"Its pattern is written {new}, was {old}."
        yield pair.place.changed("pattern-rewritten", message, old, new, directed=False)
    else:
        kind = "pattern-loosened" if _has_more_alternatives(old, new) else "pattern-changed"
        message = f"It must match {new}, was {old}."
        yield pair.place.changed(kind, message, old, new)


def _pattern(schema: Schema) -> str | None:
    for keyword in ("x-pattern", "x-pattern-unsupported", "pattern"):
        if keyword in schema:
            stated = str(schema[keyword])
            return stated if _essence(stated) else None
    return None


def _essence(pattern: str) -> str:
    """A pattern without anchors and without what stands for any text, at its ends.

    The vendor's generators write and omit these at will; a server matches the whole text anyway.
    """
    text = pattern.replace(r"\/", "/").removeprefix("^")
    if text.endswith("$") and not text.endswith(r"\$"):
        text = text[:-1]
    if _ANYTHING.fullmatch(text):
        return ""
    text = re.sub(r"^\.\*", "", text)
    text = re.sub(r"(?<!\\)\.\*$", "", text)
    inner = text[1:-1]
    return inner if text == f"({inner})" and "(" not in inner and ")" not in inner else text


def _has_more_alternatives(old: str, new: str) -> bool:
    """Whether the new pattern is the old one with plain alternatives put in: ``(a|b)``, ``(a)``."""
    if "(?!" in old or "(?<!" in old:
        return False  # there, an alternative more refuses more
    start = 0
    while start < len(old) and old[start] == new[start : start + 1]:
        start += 1
    length = len(new) - len(old)
    # Repeated text lets the same insertion be read in several places.
    for at in range(start, -1, -1):
        added = new[at : at + length]
        if length <= 0 or new != old[:at] + added + old[at:]:
            break
        before, after = old[:at][-1:], old[at:][:1]
        ahead = added.endswith("|") and before in ("(", "|")
        behind = added.startswith("|") and after in (")", "|")
        if (ahead or behind) and all(map(_ALTERNATIVE.fullmatch, added.strip("|").split("|"))):
            return True
    return False
