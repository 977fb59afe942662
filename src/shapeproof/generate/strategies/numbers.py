"""Integers by width, floats, and their bounds."""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from shapeproof.contract.model import Schema
from shapeproof.generate.plain import plain_scalar
from shapeproof.generate.strategies.maker import Maker

_BITS = {"byte": 8, "short": 16, "long": 64, "big": 128}
_LARGEST_FLOAT = struct.unpack(">f", b"\x7f\x7f\xff\xff")[0]
_LISTED = 96
"""How many of the 256 values of the byte choose among the listed numbers."""


@dataclass(frozen=True)
class Number(Maker):
    """A number: one of those listed (the plain one first, then bounds), or any."""

    listed: tuple[int | float, ...]
    any: SearchStrategy[int] | SearchStrategy[float]

    def plain(self) -> int | float:
        """As an example would have it."""
        return self.listed[0]

    def make(self, draw: DrawFn, block: Sequence[int], at: int, room: float) -> int | float:
        """A listed number, or one that is drawn."""
        choice = block[at]
        if choice < _LISTED:
            return self.listed[choice % len(self.listed)]
        return draw(self.any)


def integer(schema: Schema) -> Number:
    """Integers of the width that the schema states (``x-integer``; 32 bits without)."""
    half = 1 << (_BITS.get(schema.get("x-integer", ""), 32) - 1)
    low, high = schema.get("minimum", -half), schema.get("maximum", half - 1)
    low, high = math.ceil(low), math.floor(high)
    if low > high:
        return Number((plain_scalar(schema),), st.just(plain_scalar(schema)))
    ordinary = (plain_scalar(schema), low, high, 0, low + 1, high - 1, -1, 2)
    listed = tuple(dict.fromkeys(each for each in ordinary if low <= each <= high))
    return Number(listed, st.integers(low, high))


def number(schema: Schema) -> Number:
    """Finite numbers, of 32 bits where the schema says ``float`` and sets no bounds."""
    low, high = schema.get("minimum"), schema.get("maximum")
    if schema.get("x-number") == "float":
        low = -_LARGEST_FLOAT if low is None else low
        high = _LARGEST_FLOAT if high is None else high
    ordinary = (plain_scalar(schema), low, high, 0, -1, 0.5, 1e-7, 123456789.125, 1e15)
    listed = tuple(
        dict.fromkeys(
            each
            for each in ordinary
            if each is not None and (low is None or each >= low) and (high is None or each <= high)
        )
    )
    return Number(listed or (plain_scalar(schema),), _floats(low, high))


def _floats(low: float | None, high: float | None) -> SearchStrategy[float]:
    return st.floats(
        None if low is None else _within(float(low), low, math.inf),
        None if high is None else _within(float(high), high, -math.inf),
        allow_nan=False,
        allow_infinity=False,
    )


def _within(rounded: float, exact: float, inwards: float) -> float:
    """The float of a bound, on the inner side of it where it cannot be had exactly."""
    outside = rounded < exact if inwards > 0 else rounded > exact
    return math.nextafter(rounded, inwards) if outside else rounded
