"""Two texts shown from where they differ: what is expected, and what came instead.

Texts within the limit stay as they are. Of longer ones a shared beginning is cut, and the position
of what is shown is told; of two structures only the members that differ are shown. The two results
are different where the texts are, and no character is cut in the middle.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

from shapeproof.contract.pointer import join

BEFORE = 20
"""Characters that are shown before the first difference."""
LEAST = 80
"""The smallest limit of a text."""
_MOST_MEMBERS = 3
_LONGEST_JSON = 200_000
_MOST_STEPS = 16
_ESCAPE = re.compile(r"(?:\\|\\u[0-9a-fA-F]{0,3}|%[0-9A-Fa-f]?)$")
"""The beginning of an escape, of JSON or of a URL."""
_JOINERS = frozenset("\u200d\ufe0e\ufe0f")
_GAP = "…"
_NOTHING = "nothing"


def contrasted(expected: str, actual: str, limit: int) -> tuple[str, str]:
    """The two texts, each of ``limit`` characters at most (at least ``LEAST``)."""
    limit = max(limit, LEAST)
    if max(len(expected), len(actual)) <= limit or expected == actual:
        return _cut(expected, limit), _cut(actual, limit)
    members = list(_members(expected, actual))
    if members:
        return _listed(members, limit)
    return _from_difference(expected, actual, limit)


def first_difference(expected: str, actual: str) -> int:
    """The position of the first character in which two texts differ; the length of the shorter."""
    low, high = 0, min(len(expected), len(actual))
    while low < high:
        middle = (low + high + 1) // 2
        if expected[low:middle] == actual[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _from_difference(expected: str, actual: str, limit: int) -> tuple[str, str]:
    start = first_difference(expected, actual) - BEFORE
    if start <= BEFORE:
        return _cut(expected, limit), _cut(actual, limit)
    start = min(_boundary(expected, start), _boundary(actual, start))
    opening = f"from character {start + 1:,}: {_GAP}"
    room = limit - len(opening)
    return opening + _cut(expected[start:], room), opening + _cut(actual[start:], room)


def _cut(text: str, limit: int) -> str:
    """The beginning of a text, and how many more characters it has where it is cut."""
    if len(text) <= limit:
        return text
    longest = len(f"{_GAP} ({len(text):,} more)")
    end = _boundary(text, limit - longest)
    return f"{text[:end]}{_GAP} ({len(text) - end:,} more)"


def _boundary(text: str, position: int) -> int:
    """The next position before this one at which no character or escape is cut."""
    for index in range(position, max(0, position - _MOST_STEPS), -1):
        if not _is_within(text, index):
            return index
    # A very long cluster is cut; a pair of surrogates never is.
    return position - _is_low_surrogate(text, position)


def _is_within(text: str, index: int) -> bool:
    """Whether a position is within a cluster of characters (UAX 29, in the main) or an escape."""
    if not 0 < index < len(text):
        return False
    one, other = text[index - 1], text[index]
    if _ESCAPE.search(text, max(0, index - 5), index):
        return True
    if other in _JOINERS or one == "\u200d" or unicodedata.category(other) in ("Mn", "Me", "Mc"):
        return True
    if "\U0001f3fb" <= other <= "\U0001f3ff" or (one == "\r" and other == "\n"):
        return True
    flags = _is_flag(one) and _is_flag(other)
    return flags or _is_low_surrogate(text, index)


def _is_flag(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _is_low_surrogate(text: str, index: int) -> bool:
    return index < len(text) and "\udc00" <= text[index] <= "\udfff"


# Structures


def _members(expected: str, actual: str) -> Iterator[tuple[str, str, str]]:
    """The members in which two texts of JSON differ: pointer, expected, actual."""
    if max(len(expected), len(actual)) > _LONGEST_JSON:
        return
    try:
        one, other = json.loads(expected), json.loads(actual)
        if isinstance(one, dict | list) and type(one) is type(other):
            yield from _gaps(one, other, ())
    except (ValueError, RecursionError):
        return


_ABSENT = object()


def _gaps(one: Any, other: Any, tokens: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    if isinstance(one, dict) and isinstance(other, dict):
        for name in dict.fromkeys((*one, *other)):
            yield from _gaps(one.get(name, _ABSENT), other.get(name, _ABSENT), (*tokens, name))
    elif isinstance(one, list) and isinstance(other, list):
        for index in range(max(len(one), len(other))):
            first, second = (each[index] if index < len(each) else _ABSENT for each in (one, other))
            yield from _gaps(first, second, (*tokens, str(index)))
    elif type(one) is not type(other) or one != other:
        yield join(tokens), _as_json(one), _as_json(other)


def _as_json(value: Any) -> str:
    return _NOTHING if value is _ABSENT else json.dumps(value, ensure_ascii=False)


def _listed(members: list[tuple[str, str, str]], limit: int) -> tuple[str, str]:
    """The first members, each with its pointer, and how many more differ."""
    for number in range(min(_MOST_MEMBERS, len(members)), 0, -1):
        more = len(members) - number
        tail = f" (and {more:,} more)" if more else ""
        chosen = [(_cut(name, limit // 4), one, other) for name, one, other in members[:number]]
        whole = [_joined(chosen, side) + tail for side in (0, 1)]
        if max(map(len, whole)) <= limit:
            return whole[0], whole[1]
        fixed = sum(len(name) + len(": , ") for name, *_ in chosen) + len(tail)
        room = (limit - fixed) // number
        if room >= LEAST // 2 or number == 1:
            break
    shorter = [(name, *_value_pair(one, other, room)) for name, one, other in chosen]
    return _joined(shorter, 0) + tail, _joined(shorter, 1) + tail


def _joined(members: Sequence[tuple[str, ...]], side: int) -> str:
    return ", ".join(f"{each[0]}: {each[1 + side]}" for each in members)


def _value_pair(one: str, other: str, room: int) -> tuple[str, str]:
    if max(len(one), len(other)) <= room:
        return one, other
    start = first_difference(one, other) - BEFORE
    if start <= 0:
        return _cut(one, room), _cut(other, room)
    start = min(_boundary(one, start), _boundary(other, start))
    return _GAP + _cut(one[start:], room - 1), _GAP + _cut(other[start:], room - 1)
