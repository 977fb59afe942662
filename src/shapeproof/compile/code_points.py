"""Sets of Unicode code points, as sorted ranges that neither overlap nor touch."""

from __future__ import annotations

from itertools import chain

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
