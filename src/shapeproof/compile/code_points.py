"""Sets of Unicode code points, and the general categories of Unicode 14.0.

The categories are the same on every version of Python: ``code_points.txt`` next to this file
has the code points in order, as runs of one category (``Cc32`` is 32 control characters);
``tests/unit/compile/make_unicode_categories.py`` writes it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from io import FileIO
from itertools import chain
from pathlib import Path

Ranges = tuple[tuple[int, int], ...]
"""The first and last code point of each range, ascending."""

LAST = 0x10FFFF
EVERYTHING: Ranges = ((0, LAST),)


def union(*sets: Ranges) -> Ranges:
    """What is in any of the sets (whose ranges may be in any order, and overlap)."""
    merged: list[tuple[int, int]] = []
    start, end = -1, -2
    for low, high in sorted(chain.from_iterable(sets)):
        if low > end + 1:
            merged.append((start, end))
            start, end = low, high
        elif high > end:
            end = high
    merged.append((start, end))
    return tuple(merged[1:]) if start >= 0 else ()


def complement(points: Ranges) -> Ranges:
    """What is not in the set."""
    starts = (0, *(high + 1 for _, high in points))
    ends = (*(low - 1 for low, _ in points), LAST)
    return tuple((low, high) for low, high in zip(starts, ends, strict=True) if low <= high)


def intersection(one: Ranges, other: Ranges) -> Ranges:
    """What is in both sets."""
    return complement(union(complement(one), complement(other)))


def characters(text: str) -> Ranges:
    """The characters of a text."""
    return union(tuple((ord(each), ord(each)) for each in text))


UNICODE_VERSION = "14.0.0"
_TABLE = Path(__file__).with_suffix(".txt")


@cache
def _runs() -> tuple[tuple[int, int, str], ...]:
    """First, last and category of each run."""
    runs, start = [], 0
    with FileIO(str(_TABLE)) as file:  # below pathlib, which a user's test may have replaced
        words = file.readall().decode("ascii").split()
    for each in words:
        end = start + int(each[2:])
        runs.append((start, end - 1, each[:2]))
        start = end
    return tuple(runs)


@cache
def _starts() -> list[int]:
    return [first for first, _, _ in _runs()]


@cache
def _by_name() -> Mapping[str, Ranges]:
    found: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for first, last, name in _runs():
        found[name].append((first, last))
    return {name: tuple(ranges) for name, ranges in found.items()}


@cache
def general_category(name: str) -> Ranges | None:
    """A category of two letters, or all whose names begin with one letter; None for other names.

    Cn, and so C, has the code points that are not assigned.
    """
    parts = [each for key, each in _by_name().items() if name in (key, key[0])]
    return union(*parts) if parts else None


def category_of(code_point: int) -> str:
    """The two letters of the category that a code point is in."""
    return _runs()[bisect_right(_starts(), code_point) - 1][2]
