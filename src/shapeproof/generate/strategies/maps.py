"""Maps: keys that differ and keep to their own constraints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from hypothesis import reject
from hypothesis.strategies import DrawFn

from shapeproof.contract.model import Schema
from shapeproof.generate.keys import alike, listed
from shapeproof.generate.plain import fits_text
from shapeproof.generate.strategies.fixed import Fixed
from shapeproof.generate.strategies.maker import Maker, block_of

_MOST_EXTRA = 4


@dataclass(frozen=True)
class Map(Maker):
    """Objects of any keys. ``high`` is None for any number.

    The byte: 0 for the plain map, up to 7 the smallest, up to 15 the largest, else some number.
    """

    keys: Maker
    key_schema: Schema
    values: Maker
    low: int
    high: int | None
    plain_count: int
    composite: bool = True

    def plain(self) -> dict[str, Any]:
        """One entry, or as many as there must be."""
        keys = islice(self._different(self.keys.plain(), ()), self.plain_count)
        return {key: self.values.plain() for key in keys}

    def make(self, draw: DrawFn, block: Sequence[int], at: int, room: float) -> dict[str, Any]:
        """Entries that are drawn; a key that is there already is changed a little."""
        choice = block[at]
        if choice == 0 and (room >= 1 or self.plain_count == self.low):
            return self.plain()
        count = self._count(choice, room)
        width = self.keys.width + self.values.width
        decisions = block_of(draw, count * width)
        made: dict[str, Any] = {}
        for index in range(count):
            start = index * width
            key = self.keys.make(draw, decisions, start, 0)
            key = next(self._different(key, made), None)
            if key is None:
                break
            inner = (room - 1) / count
            made[key] = self.values.make(draw, decisions, start + self.keys.width, inner)
        if len(made) < self.low:
            reject()
        return made

    def _count(self, choice: int, room: float) -> int:
        high = self.low + _MOST_EXTRA if self.high is None else max(self.high, self.low)
        if isinstance(self.keys, Fixed):
            high = min(high, len(self.keys.values))
        if choice < 8 or room < 1:
            return self.low
        if choice < 16:
            return min(high, self.low + 10 * _MOST_EXTRA)
        return min(high, self.low + choice % (_MOST_EXTRA + 1))

    def _different(self, key: str, taken: Any) -> Iterator[str]:
        """The key and others that are like it, without those that are taken."""
        if isinstance(self.keys, Fixed):
            found = listed(key, self.keys.values)
        else:
            found = alike(key, lambda each: fits_text(self.key_schema, each))
        return (each for each in found if each not in taken)
