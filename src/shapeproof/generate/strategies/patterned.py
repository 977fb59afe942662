"""Texts that a pattern finds as a whole, with lengths within bounds."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from hypothesis.strategies import DrawFn

from shapeproof.contract.model import Schema
from shapeproof.generate.carriers import Carrier
from shapeproof.generate.plain import WORDS, fits_text, fitting_text
from shapeproof.generate.regex.grammar import parts_of
from shapeproof.generate.regex.nodes import Node
from shapeproof.generate.regex.tape import Tape, zeros
from shapeproof.generate.strategies.lengths import LONGEST
from shapeproof.generate.strategies.maker import Maker, run_of

_TRIES = 3
_SEARCHED = 200
_LONGEST_BOUND = 1024


@dataclass(frozen=True)
class Patterned(Maker):
    """A text made of the pattern's own parts; the plain one where that comes to nothing.

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
    def _node(self) -> Node | None:
        return parts_of(self.pattern, self.carrier)

    def make(self, draw: DrawFn, block: Sequence[int], at: int, room: float) -> str:
        """Zero: the plain text; one and two: the shortest and longest; else any."""
        choice = block[at]
        if choice < 16 or self._node is None:
            return self._plain
        low, high = self._bounds(self._node, choice)
        tape = Tape(lambda least, most: run_of(draw, least, most))
        for _ in range(_TRIES):
            text = self._node.make(tape, low, high, {})
            if self._fits(text):
                return text
        return self._plain

    def _bounds(self, node: Node, choice: int) -> tuple[int, float]:
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
    """What ``fitting_text`` has, found without a search where the pattern's parts make it."""
    word = _word(pattern, low, high)
    if word is not None and carrier.takes(word):
        return word
    node = parts_of(pattern, carrier)
    if node is not None:
        chance = random.Random(0)
        tapes = [zeros(), *(_random_tape(chance) for _ in range(_SEARCHED))]
        least = max(low, node.low)
        for tape in tapes:
            text = node.make(tape, least, max(least, min(high, node.high)), {})
            if _fits(pattern, low, high, carrier, text):
                return text
    return fitting_text({"pattern": pattern, "minLength": low, "maxLength": high})


def _random_tape(chance: random.Random) -> Tape:
    return Tape(lambda least, most: chance.randbytes(chance.randint(least, min(most, least + 9))))


def _word(pattern: str, low: int, high: int) -> str | None:
    """The first plain word that fits, as ``fitting_text`` has it."""
    schema = {"pattern": pattern, "minLength": low, "maxLength": high}
    return next((word for word in WORDS if fits_text(schema, word)), None)


def patterned(schema: Schema, carrier: Carrier) -> Patterned:
    """Texts of a schema with a pattern."""
    low = max(int(schema.get("minLength", 0)), carrier.least)
    high = int(schema.get("maxLength", max(low, LONGEST)))
    return Patterned(schema["pattern"], low, high, carrier)
