"""Finds many texts in a text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

START = 3
"""Characters by which texts are looked up; shorter ones are not found."""
_FEW = 100
"""Up to so many texts it is faster to look whether any of them is in a text at all."""
_NOWHERE = re.compile(r"(?!)")


@dataclass(frozen=True)
class TextMatcher:
    """Texts to look for, each of at least ``START`` characters."""

    texts: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not self.texts

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where any of the texts stands, the longest at each place; they may overlap."""
        if len(self.texts) <= _FEW and not any(each in text for each in self.texts):
            return
        for start in self._starts.finditer(text):
            position = start.start()
            length = self._length_at(text, position)
            if length:
                yield position, position + length

    def _length_at(self, text: str, position: int) -> int:
        """The length of the longest text at a position; 0 for none."""
        for length, texts in self._by_start.get(text[position : position + START], ()):
            if text[position : position + length] in texts:
                return length
        return 0

    @cached_property
    def _by_start(self) -> Mapping[str, Sequence[tuple[int, frozenset[str]]]]:
        """The texts by their first characters and by length, the longest first."""
        found: dict[str, dict[int, set[str]]] = {}
        for each in self.texts:
            found.setdefault(each[:START], {}).setdefault(len(each), set()).add(each)
        return {
            start: [(length, frozenset(by_length[length])) for length in sorted(by_length)[::-1]]
            for start, by_length in found.items()
        }

    @cached_property
    def _starts(self) -> re.Pattern[str]:
        """Matches where a text may begin. Most of a long text is passed over by this alone."""
        ends: dict[str, list[str]] = defaultdict(list)
        for start in self._by_start:
            ends[start[0]].append(re.escape(start[1:]))
        first = "".join(map(re.escape, ends))
        whole = "|".join(f"{re.escape(each)}(?:{'|'.join(ends[each])})" for each in ends)
        return re.compile(f"(?=[{first}])(?={whole})") if ends else _NOWHERE


def replaced_spans(text: str, spans: Iterable[tuple[int, int]], mask: str) -> str:
    """The text with a mask in place of each span; spans that overlap are masked as one."""
    pieces: list[str] = []
    end = 0
    for start, stop in sorted(spans):
        if start >= end:
            pieces += [text[end:start], mask]
        end = max(end, stop)
    return "".join((*pieces, text[end:])) if pieces else text
