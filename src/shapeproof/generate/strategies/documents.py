"""Any JSON value: documents, and what travels as JSON within a header or a string."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from shapeproof.generate.strategies.maker import Maker, block_of

_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_INTEGERS = st.integers(-(1 << 63), (1 << 63) - 1)
_FLOATS = st.floats(allow_nan=False, allow_infinity=False)
_LISTED: tuple[Any, ...] = ({}, None, True, False, 0, 1, "", "sample", [], -0.5, 2**53 + 1, "null")
_MOST = 4


@dataclass(frozen=True)
class Document(Maker):
    """A JSON value; ``as_text`` writes it down."""

    as_text: bool = False
    composite: bool = True

    def plain(self) -> Any:
        """The empty object."""
        return "{}" if self.as_text else {}

    def make(self, draw: DrawFn, block: Sequence[int], at: int, room: float) -> Any:
        """A listed value, a scalar that is drawn, or a list or object of smaller documents."""
        value = _value(draw, block[at], room)
        return json.dumps(value, ensure_ascii=False) if self.as_text else value


def _value(draw: DrawFn, choice: int, room: float) -> Any:
    kind, rest = choice % 8, choice // 8
    if choice < 48 or (kind >= 5 and room < 1):
        listed = _LISTED[choice % len(_LISTED)]
        return type(listed)() if isinstance(listed, dict | list) else listed
    if kind < 5:
        return draw((_TEXTS, _INTEGERS, _FLOATS, _TEXTS, _INTEGERS)[kind])
    decisions = block_of(draw, 1 + rest % _MOST)
    inner = (room - 1) / len(decisions)
    if kind == 5:
        return [_value(draw, each, inner) for each in decisions]
    return {draw(_TEXTS): _value(draw, each, inner) for each in decisions}
