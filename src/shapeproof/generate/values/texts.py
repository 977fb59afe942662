"""Generators of texts: any of Unicode but surrogates, or those that a pattern matches as a whole.

Lengths are in code points.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from shapeproof.contract.model import Schema
from shapeproof.generate.values.interface import ValueGenerator, run_of
from shapeproof.generate.values.pattern_nodes import Choices, PatternNode, zero_choices
from shapeproof.generate.values.pattern_parser import parts_of
from shapeproof.generate.values.plain import (
    WORDS,
    fits_text,
    fits_wholly,
    fitting_text,
    plain_scalar,
)
from shapeproof.generate.values.text_constraints import LONGEST, Carrier, repeated_to

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
class TextGenerator(ValueGenerator):
    """A text: one of those listed (the plain one first, then bounds), or any."""

    listed: tuple[str, ...]
    any: SearchStrategy[str] | None
    least: int

    def plain(self) -> str:
        """As an example would have it."""
        return self.listed[0]

    def make(self, draw: DrawFn, block: Sequence[int], at: int, budget: float) -> str:
        """A listed text, or one that is drawn."""
        choice = block[at]
        if choice < _LISTED or self.any is None:
            return self.listed[choice % len(self.listed)]
        return repeated_to(draw(self.any), self.least)


def text_generator(schema: Schema, carrier: Carrier) -> TextGenerator:
    """Texts within the length bounds, of characters that the carrier takes."""
    low = max(int(schema.get("minLength", 0)), carrier.least)
    high = int(schema.get("maxLength", max(low, LONGEST)))
    plain = plain_scalar(schema)
    if low > high:
        return TextGenerator((plain,), None, 0)
    listed = [plain, repeated_to("a", low)]
    if "maxLength" in schema and high <= LONGEST:
        listed.append(repeated_to("abcdefghijklmnopqrstuvwxyz0123456789", high)[:high])
    listed += _SPECIAL
    fitting = (each for each in listed if low <= len(each) <= high and carrier.takes(each))
    return TextGenerator(tuple(dict.fromkeys((plain, *fitting))), _any(low, high, carrier), low)


def _any(low: int, high: int, carrier: Carrier) -> SearchStrategy[str] | None:
    """Short texts; repeated where a schema requires long ones."""
    if high == 0:
        return None
    least = min(low, 1) if low > _MOST_DRAWN else low
    alphabet = _ANY if carrier.alphabet is None else carrier.alphabet
    made = st.text(alphabet, min_size=least, max_size=min(high, _MOST_DRAWN))
    # Hypothesis makes its tables of characters now, not in the first draw, where a health check of
    # the user's test would count them.
    made.validate()
    return made


_TRIES = 3
_SEARCHED = 200
_LONGEST_BOUND = 1024


@dataclass(frozen=True)
class PatternGenerator(ValueGenerator):
    """A text made of the pattern's own parts; the plain one where that fails.

    What looks around in a pattern is not made but checked: hence the few tries.
    """

    pattern: str
    low: int
    high: int
    carrier: Carrier

    def plain(self) -> str:
        """A word that fits, else the simplest text of the pattern."""
        return self._plain

    @cached_property
    def _plain(self) -> str:
        return _plain(self.pattern, self.low, self.high, self.carrier)

    @cached_property
    def _node(self) -> PatternNode | None:
        return parts_of(self.pattern, self.carrier)

    def make(self, draw: DrawFn, block: Sequence[int], at: int, budget: float) -> str:
        """Zero: the plain text; one and two: the shortest and longest; else any."""
        choice = block[at]
        if choice < 16 or self._node is None:
            return self._plain
        low, high = self._bounds(self._node, choice)
        choices = Choices(lambda least, most: run_of(draw, least, most))
        for _ in range(_TRIES):
            text = self._node.make(choices, low, high, {})
            if self._fits(text):
                return text
        return self._plain

    def _bounds(self, node: PatternNode, choice: int) -> tuple[int, float]:
        low, high = max(self.low, node.low), min(self.high, node.high)
        if choice < 32:
            return low, low
        if choice < 48 and low <= high <= _LONGEST_BOUND:
            return int(high), high
        return low, max(low, min(high, _LONGEST_BOUND))

    def _fits(self, text: str) -> bool:
        return _fits(self.pattern, self.low, self.high, self.carrier, text)


def _fits(pattern: str, low: int, high: int, carrier: Carrier, text: str) -> bool:
    schema = {"pattern": pattern, "minLength": low, "maxLength": high}
    return carrier.takes(text) and fits_text(schema, text)


@lru_cache(maxsize=16_384)
def _plain(pattern: str, low: int, high: int, carrier: Carrier) -> str:
    """As ``fitting_text``, without a search where the pattern's parts make the text."""
    word = _word(pattern, low, high)
    if word is not None and carrier.takes(word):
        return word
    node = parts_of(pattern, carrier)
    if node is not None:
        chance = random.Random(0)
        candidates = [zero_choices(), *(_random_choices(chance) for _ in range(_SEARCHED))]
        least = max(low, node.low)
        for choices in candidates:
            text = node.make(choices, least, max(least, min(high, node.high)), {})
            if _fits(pattern, low, high, carrier, text):
                return text
    return fitting_text({"pattern": pattern, "minLength": low, "maxLength": high})


def _random_choices(chance: random.Random) -> Choices:
    return Choices(
        lambda least, most: chance.randbytes(chance.randint(least, min(most, least + 9)))
    )


def _word(pattern: str, low: int, high: int) -> str | None:
    """The first plain word that fits, as ``fitting_text`` has it."""
    schema = {"pattern": pattern, "minLength": low, "maxLength": high}
    return next((word for word in WORDS if fits_wholly(schema, word)), None)


def pattern_generator(schema: Schema, carrier: Carrier) -> PatternGenerator:
    """Texts of a schema with a pattern."""
    low = max(int(schema.get("minLength", 0)), carrier.least)
    high = int(schema.get("maxLength", max(low, LONGEST)))
    return PatternGenerator(schema["pattern"], low, high, carrier)
