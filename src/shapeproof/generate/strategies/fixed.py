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
    width: int = 1

    def plain(self) -> Any:
        """The first."""
        return self.values[0]

    def make(self, draw: DrawFn, block: Sequence[int], at: int, room: float) -> Any:
        """The one that the bytes name."""
        number = block[at] if self.width == 1 else block[at] * 256 + block[at + 1]
        return self.values[number % len(self.values)]


def one_of(values: tuple[Any, ...]) -> Fixed:
    """One of some values: two bytes decide where one cannot tell all of them apart."""
    return Fixed(values, 1 if len(values) <= 256 else 2)


def enum(schema: Schema) -> Fixed:
    """The values of an enum that keep to the other constraints; all of them where none does."""
    listed = tuple(schema["enum"])
    fitting = tuple(each for each in listed if not isinstance(each, str) or fits_text(schema, each))
    return one_of(fitting or listed)


BOOLEANS = Fixed((True, False))
