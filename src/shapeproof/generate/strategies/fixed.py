"""Values that are known beforehand: those of enums, booleans, and whatever else is listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis.strategies import DrawFn

from shapeproof.contract.model import Schema
from shapeproof.generate.plain import fits_text
from shapeproof.generate.strategies.maker import Maker


@dataclass(frozen=True)
class Fixed(Maker):
    """One of the values listed, the plainest first."""

    values: tuple[Any, ...]

    @property
    def width(self) -> int:  # type: ignore[override]
        """Two bytes where one cannot tell all the values apart."""
        return 1 if len(self.values) <= 256 else 2

    def plain(self) -> Any:
        """The first."""
        return self.values[0]

    def make(self, draw: DrawFn, block: Sequence[int], at: int, room: float) -> Any:
        """The one that the bytes name."""
        number = block[at] if self.width == 1 else block[at] * 256 + block[at + 1]
        return self.values[number % len(self.values)]


def enum(schema: Schema) -> Fixed:
    """The values of an enum that keep to the other constraints; all of them where none does."""
    listed = tuple(schema["enum"])
    fitting = tuple(each for each in listed if not isinstance(each, str) or fits_text(schema, each))
    return Fixed(fitting or listed)


BOOLEANS = Fixed((True, False))
