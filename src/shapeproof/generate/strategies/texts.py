"""Texts without a pattern: all of Unicode but surrogates, with lengths in code points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from shapeproof.contract.model import Schema
from shapeproof.generate.carriers import Carrier
from shapeproof.generate.plain import plain_scalar
from shapeproof.generate.strategies.lengths import LONGEST, filled
from shapeproof.generate.strategies.maker import Maker

_LISTED = 128
_MOST_DRAWN = 40
_ANY = st.characters(exclude_categories=["Cs"])
_SPECIAL = (
    " ",
    "0",
    "null",
    "a/b",
    "..",
    "%2F",
    "a+b c",
    '<a href="x">&amp;\'',
    "{{x}} ${y} \\ ",
    "Zażółć",
    "e\u0301\u00e9",
    "漢字",
    "\U0001f600\U0001d4b3",
    "a\u0000\u001b\u007f",
    "\n",
    "\u2028\ufeff",
)


@dataclass(frozen=True)
class Text(Maker):
    """A text: one of those listed (the plain one first, then bounds), or any."""

    listed: tuple[str, ...]
    any: SearchStrategy[str] | None
    least: int

    def plain(self) -> str:
        """As an example would have it."""
        return self.listed[0]

    def make(self, draw: DrawFn, block: Sequence[int], at: int, room: float) -> str:
        """A listed text, or one that is drawn."""
        choice = block[at]
        if choice < _LISTED or self.any is None:
            return self.listed[choice % len(self.listed)]
        return filled(draw(self.any), self.least)


def text(schema: Schema, carrier: Carrier) -> Text:
    """Texts within the length bounds, of characters that the carrier takes."""
    low = max(int(schema.get("minLength", 0)), carrier.least)
    high = int(schema.get("maxLength", max(low, LONGEST)))
    plain = plain_scalar(schema)
    if low > high:
        return Text((plain,), None, 0)
    listed = [plain, filled("a", low)]
    if "maxLength" in schema and high <= LONGEST:
        listed.append(filled("abcdefghijklmnopqrstuvwxyz0123456789", high)[:high])
    listed += _SPECIAL
    fitting = (each for each in listed if low <= len(each) <= high and carrier.takes(each))
    return Text(tuple(dict.fromkeys((plain, *fitting))), _any(low, high, carrier), low)


def _any(low: int, high: int, carrier: Carrier) -> SearchStrategy[str] | None:
    """Short texts; the long ones that a schema may ask for are filled up."""
    if high == 0:
        return None
    least = min(low, 1) if low > _MOST_DRAWN else low
    alphabet = _ANY if carrier.alphabet is None else carrier.alphabet
    made = st.text(alphabet, min_size=least, max_size=min(high, _MOST_DRAWN))
    # Hypothesis makes its tables of characters now, not in the first draw, where a health check of
    # the user's test would count them.
    made.validate()
    return made
