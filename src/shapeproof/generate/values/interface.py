"""What generates the values of one schema, from a few random bytes.

A draw from Hypothesis costs far more than the value made of it. So a structure draws one block of
bytes for all decisions within it: each generator has a fixed place in the block, one byte for a
scalar. All zeros make the plainest value, and Hypothesis shrinks a block byte by byte, so each
decision shrinks alone. What a byte cannot decide (a text, a number) is drawn when needed.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

SIZE_BUDGET = 40.0
"""How many structures, lists and maps a value may hold, beyond those that it must."""


class ValueGenerator(ABC):
    """Makes the values of one schema."""

    width: int = 1
    """The number of bytes that decide."""

    composite: bool = False
    """Whether it uses up the size budget: structures, lists and maps do."""

    @abstractmethod
    def plain(self) -> Any:
        """The plainest value, new at each call where it can be changed."""

    @abstractmethod
    def make(self, draw: DrawFn, block: Sequence[int], at: int, budget: float) -> Any:
        """A value decided by the block's bytes from ``at`` on.

        Without budget (less than 1) it is as small as possible. Zero bytes make the plain value.
        """


def block_of(draw: DrawFn, size: int) -> bytes:
    """Random bytes of one size; nothing is drawn for size 0."""
    return draw(_blocks(size, size)) if size else b""


def run_of(draw: DrawFn, least: int, most: int) -> bytes:
    """Bytes of any number within bounds; their number shrinks as well."""
    return draw(_blocks(least, most))


@lru_cache(maxsize=4096)
def _blocks(least: int, most: int) -> SearchStrategy[bytes]:
    return st.binary(min_size=least, max_size=most)


def drawn_value(generator: ValueGenerator, draw: DrawFn, budget: float) -> Any:
    """A value of a generator that has no place in another one's block."""
    return generator.make(draw, block_of(draw, generator.width), 0, budget)


@dataclass(frozen=True)
class ReferenceGenerator(ValueGenerator):
    """Stands for the generator of a definition, or of a structure too large for one block.

    It has no place in a block; the generator that it stands for draws its own block.
    """

    target: Callable[[], ValueGenerator]
    width: int = 0
    composite: bool = True

    @cached_property
    def _generator(self) -> ValueGenerator:
        return self.target()

    def plain(self) -> Any:
        """That of the definition."""
        return self._generator.plain()

    def make(self, draw: DrawFn, block: Sequence[int], at: int, budget: float) -> Any:
        """A value of the definition."""
        return drawn_value(self._generator, draw, budget)


Drawn = TypeVar("Drawn")
_FIRST = 0x5348_4150_4550_524F
"""Labels start here, far from those that Hypothesis makes of names."""


class DistinctDraws(DrawFn):
    """Draws as ``draw`` does, each time with another label; the same labels for each value."""

    def __init__(self, draw: DrawFn) -> None:
        self._draw = draw
        self._label = _FIRST

    def __call__(self, strategy: SearchStrategy[Drawn], label: object = None) -> Drawn:
        """A value of the strategy."""
        self._label += 1
        return self._draw(strategy, self._label)
