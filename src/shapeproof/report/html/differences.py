"""Two texts in segments, so that a page can mark where they differ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_MOST_TOKENS = 250
"""Longer texts are compared by what they begin and end with."""
_ALIKE = 0.35
"""Texts with less in common are different as a whole."""
_SHORT = 80
"""Characters up to which a text that is different as a whole is marked."""


@dataclass(frozen=True)
class Segment:
    """A part of a text; ``differs`` says that the other text does not have it there."""

    text: str
    differs: bool


def differences(expected: str, actual: str) -> tuple[tuple[Segment, ...], tuple[Segment, ...]]:
    """The segments of both texts. Long texts that have little in common have no marks."""
    one, other = _TOKEN.findall(expected), _TOKEN.findall(actual)
    same = _matches(one, other)
    in_common = sum(size for _, _, size in same)
    if not expected or not actual or expected == actual:
        return _plain(expected), _plain(actual)
    if 2 * in_common < _ALIKE * (len(one) + len(other)):
        is_short = max(len(expected), len(actual)) <= _SHORT
        return (Segment(expected, is_short),), (Segment(actual, is_short),)
    return (
        tuple(_segments(one, [(start, size) for start, _, size in same])),
        tuple(_segments(other, [(start, size) for _, start, size in same])),
    )


def _plain(text: str) -> tuple[Segment, ...]:
    return (Segment(text, False),) if text else ()


def _matches(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int, int]]:
    """What both have, in order: where it begins in each, and how many tokens it has."""
    if max(len(one), len(other)) <= _MOST_TOKENS:
        matcher = SequenceMatcher(None, one, other, autojunk=False)
        return [(each.a, each.b, each.size) for each in matcher.get_matching_blocks() if each.size]
    shorter = min(len(one), len(other))
    head = next((i for i in range(shorter) if one[i] != other[i]), shorter)
    rest = shorter - head
    tail = next((i for i in range(rest) if one[-1 - i] != other[-1 - i]), rest)
    blocks = [(0, 0, head), (len(one) - tail, len(other) - tail, tail)]
    return [each for each in blocks if each[2]]


def _segments(tokens: Sequence[str], same: Sequence[tuple[int, int]]) -> Iterator[Segment]:
    position = 0
    for start, size in same:
        if start > position:
            yield Segment("".join(tokens[position:start]), True)
        yield Segment("".join(tokens[start : start + size]), False)
        position = start + size
    if position < len(tokens):
        yield Segment("".join(tokens[position:]), True)
