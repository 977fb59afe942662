"""A reference to a definition: its maker is made when a value first comes to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from hypothesis.strategies import DrawFn

from shapeproof.generate.strategies.maker import Maker, drawn


@dataclass(frozen=True)
class Reference(Maker):
    """Stands for the maker of a definition, or of a structure too large for one block.

    It has no place in a block; what it stands for draws a block of its own.
    """

    target: Callable[[], Maker]
    width: int = 0
    composite: bool = True

    @cached_property
    def _maker(self) -> Maker:
        return self.target()

    def plain(self) -> Any:
        """That of the definition."""
        return self._maker.plain()

    def make(self, draw: DrawFn, block: Sequence[int], at: int, room: float) -> Any:
        """A value of the definition."""
        return drawn(self._maker, draw, room)
