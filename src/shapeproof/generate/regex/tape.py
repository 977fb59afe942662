"""Small decisions, one after another, taken from blocks of bytes."""

from __future__ import annotations

from collections.abc import Callable

_BLOCK = 24
_SHORT = 4
_LONGEST_RUN = 48


class Tape:
    """Reads bytes. ``blocks`` gives more of them, of a number between two bounds."""

    def __init__(self, blocks: Callable[[int, int], bytes]) -> None:
        self._blocks = blocks
        self._block = b""
        self._at = 0

    def byte(self) -> int:
        """The next byte."""
        if self._at == len(self._block):
            self._block, self._at = self._blocks(_BLOCK, _BLOCK), 0
        self._at += 1
        return self._block[self._at - 1]

    def below(self, count: int) -> int:
        """A number below ``count``; zero where that is the only one, without reading."""
        return _scaled(self.byte(), count) if count > 1 else 0

    def between(self, low: int, high: float) -> int:
        """A number from ``low`` on, of a few."""
        return low + self.below(int(min(high - low, _SHORT)) + 1) if high > low else low

    def run(self, alphabet: str, least: int, most: float) -> str:
        """Characters of an alphabet; those of a run that must be long repeat.

        A run that may have many lengths has a block of its own, so that it shrinks alone.
        """
        size, most = len(alphabet), max(least, most)
        if least > _LONGEST_RUN:
            drawn = self.run(alphabet, 1, _LONGEST_RUN)
            return (drawn * (least // len(drawn) + 1))[:least]
        if most - least > _SHORT:
            octets = self._blocks(least, int(min(most, _LONGEST_RUN + _SHORT)))
            return "".join([alphabet[_scaled(each, size)] for each in octets])
        count = self.between(least, most)
        return "".join([alphabet[self.below(size)] for _ in range(count)])


def _scaled(byte: int, count: int) -> int:
    """A number below ``count``: the first ones, or any for the upper half of many."""
    if count <= 256:
        return byte % count
    return byte if byte < 128 else (byte - 128) * count // 128


def zeros() -> Tape:
    """The tape of the simplest decisions."""
    return Tape(lambda least, _: bytes(least))
