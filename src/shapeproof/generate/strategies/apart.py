"""Draws that Hypothesis tells apart.

Hypothesis knows two draws of one kind of strategy (two texts, two blocks of bytes) by one label. To
each value that it makes, it tries to add up to five in which one of the two is copied over the
other. Our blocks mean something else at each place, so such copies mean nothing. They are slow to
make, and leave the rest of the value as it was, its fault above all: a hundred draws had thirty
faults. So each draw within a value has a label of its own, by its number.
"""

from __future__ import annotations

from typing import TypeVar

from hypothesis.strategies import DrawFn, SearchStrategy

Drawn = TypeVar("Drawn")
_FIRST = 0x5348_4150_4550_524F
"""Labels start here, far from those that Hypothesis makes of names."""


class Apart(DrawFn):
    """Draws as ``draw`` does, each time under another label; the same ones for each value."""

    def __init__(self, draw: DrawFn) -> None:
        self._draw = draw
        self._label = _FIRST

    def __call__(self, strategy: SearchStrategy[Drawn], label: object = None) -> Drawn:
        """A value of the strategy."""
        self._label += 1
        return self._draw(strategy, self._label)
