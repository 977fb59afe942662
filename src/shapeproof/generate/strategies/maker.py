"""What makes the values of one schema, out of a few decisions.

Drawing from Hypothesis costs far more than anything made of what was drawn. So a structure draws
one block of bytes for all decisions within it: each maker has a fixed place in the block, one byte
for a scalar. All zeros make the plainest value, and Hypothesis shrinks a block byte by byte, so
each decision shrinks alone. What a byte cannot decide (a text, a number) is drawn when needed.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

ROOM = 40.0
"""How many structures, lists and maps a value is let to hold, beyond those it must."""


class Maker(ABC):
    """Makes the values of one schema."""

    width: int = 1
    """The number of bytes that decide."""

    composite: bool = False
    """Whether it takes room: structures, lists and maps do."""

    @abstractmethod
    def plain(self) -> Any:
        """The plainest value, new at each call where it can be changed."""

    @abstractmethod
    def make(self, draw: DrawFn, block: Sequence[int], at: int, room: float) -> Any:
        """A value decided by the block's bytes from ``at`` on.

        Without room (less than 1) it is as small as can be. Zero bytes make the plain value.
        """


def block_of(draw: DrawFn, size: int) -> bytes:
    """So many bytes; nothing is drawn for none."""
    return draw(_blocks(size, size)) if size else b""


def run_of(draw: DrawFn, least: int, most: int) -> bytes:
    """Bytes of any number within bounds; their number shrinks as well."""
    return draw(_blocks(least, most))


@lru_cache(maxsize=4096)
def _blocks(least: int, most: int) -> SearchStrategy[bytes]:
    return st.binary(min_size=least, max_size=most)


def drawn(maker: Maker, draw: DrawFn, room: float) -> Any:
    """A value of a maker that has no place in another one's block."""
    return maker.make(draw, block_of(draw, maker.width), 0, room)
