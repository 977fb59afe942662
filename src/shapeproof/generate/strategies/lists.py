"""Lists: from the fewest to the most elements."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis.strategies import DrawFn

from shapeproof.generate.strategies.maker import Maker, block_of

LONGEST = 200
"""The longest list that is made on purpose."""
_MOST_EXTRA = 5


@dataclass(frozen=True)
class List(Maker):
    """Lists of one maker's values. ``high`` is None for any number.

    The byte: 0 for the plain list, up to 7 the shortest, up to 19 the longest, else some number.
    """

    items: Maker
    low: int
    high: int | None
    plain_count: int
    composite: bool = True

    def plain(self) -> list[Any]:
        """One plain element, or as many as there must be."""
        return [self.items.plain() for _ in range(self.plain_count)]

    def make(self, draw: DrawFn, block: Sequence[int], at: int, room: float) -> list[Any]:
        """Elements that are drawn; a long list repeats them."""
        choice = block[at]
        if choice == 0 and (room >= 1 or self.plain_count == self.low):
            return self.plain()
        count = self._count(choice, room)
        distinct = min(count, _MOST_EXTRA)
        if not distinct:
            return []
        width = self.items.width
        decisions = block_of(draw, distinct * width)
        inner = (room - 1) / distinct
        made = [self.items.make(draw, decisions, index * width, inner) for index in range(distinct)]
        made += [copy.deepcopy(made[index % distinct]) for index in range(distinct, count)]
        return made

    def _count(self, choice: int, room: float) -> int:
        if choice < 8 or (room < 1 and self.items.composite):
            return self.low
        if choice < 20 and self.high is not None and self.high <= LONGEST:
            return self.high
        count = self.low + choice % _MOST_EXTRA
        return count if self.high is None else min(count, max(self.high, self.low))
