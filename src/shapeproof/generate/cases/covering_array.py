"""Covering arrays of strength 2 by IPOG, the in-parameter-order general algorithm.

Lei, Kacker, Kuhn, Okun and Lawrence: IPOG, a general strategy for t-way software testing (2007).
The array is grown factor by factor. Each row first takes the level that covers most pairs which are
not covered yet; pairs that are left go into rows with a free place, or into new rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

FREE = -1
"""Stands in a row for any level."""
Rows = tuple[tuple[int, ...], ...]


def covering_array(sizes: Sequence[int], most: int) -> Rows:
    """Level numbers of factors with so many levels each, at most so many rows.

    Each pair of levels of two factors stands in some row, unless ``most`` is too few for that.
    """
    if len(sizes) < 2:
        return ()
    rows = list(_first_rows(sizes[0], sizes[1], most))
    for position in range(2, len(sizes)):
        _Growth(sizes, position, rows).grow(most)
    return tuple(
        tuple(_level(row, at, index, sizes[at]) for at in range(len(sizes)))
        for index, row in enumerate(rows)
    )


def _first_rows(one: int, other: int, most: int) -> Iterator[list[int]]:
    """All pairs of two factors, so that each level of either comes early."""
    wide = max(one, other)
    for shift in range(min(one, other)):
        for step in range(wide):
            if most <= shift * wide + step:
                return
            first, second = (step, step + shift) if one >= other else (step + shift, step)
            yield [first % one, second % other]


def _level(row: list[int], at: int, index: int, size: int) -> int:
    """The level in a row; free places take all levels in turn."""
    return row[at] if row[at] != FREE else (index + at) % size


class _Growth:
    """Adds one factor to the rows. Sets of levels of the earlier factors are bits of a number."""

    def __init__(self, sizes: Sequence[int], position: int, rows: list[list[int]]) -> None:
        self._position, self._rows = position, rows
        self._offsets = [sum(sizes[:at]) for at in range(position + 1)]
        everything = (1 << self._offsets[position]) - 1
        self._uncovered = [everything] * sizes[position]
        self._used = [0] * sizes[position]

    def grow(self, most: int) -> None:
        """Extend all rows, then add rows for what they do not cover."""
        for row in self._rows:
            self._extend(row)
        for level, uncovered in enumerate(self._uncovered):
            for bit in _ones(uncovered):
                if len(self._rows) >= most:
                    return  # not all pairs can be covered
                self._place(bit, level, most)

    def _extend(self, row: list[int]) -> None:
        levels = self._bits(row)
        gains = [(levels & each).bit_count() for each in self._uncovered]
        most = max(gains)
        if most == 0:
            row.append(FREE)
            return
        best = (level for level, gain in enumerate(gains) if gain == most)
        chosen = min(best, key=lambda level: self._used[level])
        row.append(chosen)
        self._used[chosen] += 1
        self._uncovered[chosen] &= ~levels

    def _bits(self, row: list[int]) -> int:
        bits = 0
        for offset, level in zip(self._offsets, row, strict=False):
            if level != FREE:
                bits |= 1 << (offset + level)
        return bits

    def _place(self, bit: int, level: int, most: int) -> None:
        """Put a pair into a row with room for it, or into a new row."""
        other = max(at for at, offset in enumerate(self._offsets[:-1]) if offset <= bit)
        value, position = bit - self._offsets[other], self._position
        for row in self._rows:
            if row[other] in (FREE, value) and row[position] in (FREE, level):
                row[other], row[position] = value, level
                return
        if len(self._rows) < most:
            row = [FREE] * (position + 1)
            row[other], row[position] = value, level
            self._rows.append(row)


def _ones(number: int) -> Iterator[int]:
    """The positions of the bits that are set."""
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest
