"""The general categories of Unicode 14.0, the same on whichever Python runs.

``unicode_categories.txt`` beside this file has the code points in order, as runs of one category:
``Cc32`` is 32 control characters. ``tests/unit/compile/make_unicode_categories.py`` writes it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from shapeproof.compile.code_points import Ranges, union

UNICODE_VERSION = "14.0.0"
_TABLE = Path(__file__).with_suffix(".txt")


@cache
def _runs() -> tuple[tuple[int, int, str], ...]:
    """First, last and category of each run."""
    runs, start = [], 0
    for each in _TABLE.read_text(encoding="ascii").split():
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
