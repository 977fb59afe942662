"""The parts of a regular expression, and the choices by which they make texts."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate, repeat

_BLOCK = 24
_SHORT = 4
_LONGEST_RUN = 48


class Choices:
    """Reads bytes. ``blocks`` gives more of them, of a number between two bounds."""

    def __init__(self, blocks: Callable[[int, int], bytes]) -> None:
        self._blocks = blocks
        self._block = b""
        self._at = 0

    def byte(self) -> int:
        """The next byte."""
        if self._at == len(self._block):
            self._block, self._at = self._blocks(_BLOCK, _BLOCK), 0
        self._at += 1
        return self._block[self._at - 1]

    def below(self, count: int) -> int:
        """A number below ``count``; zero where that is the only one, without reading."""
        return _scaled(self.byte(), count) if count > 1 else 0

    def between(self, low: int, high: float) -> int:
        """A number from ``low`` on, of a few."""
        return low + self.below(int(min(high - low, _SHORT)) + 1) if high > low else low

    def run(self, alphabet: str, least: int, most: float) -> str:
        """Characters of an alphabet; those of a run that must be long repeat.

        A run that may have many lengths has its own block, so that it shrinks alone.
        """
        size, most = len(alphabet), max(least, most)
        if least > _LONGEST_RUN:
            drawn = self.run(alphabet, 1, _LONGEST_RUN)
            return (drawn * (least // len(drawn) + 1))[:least]
        if most - least > _SHORT:
            octets = self._blocks(least, int(min(most, _LONGEST_RUN + _SHORT)))
            return "".join([alphabet[_scaled(each, size)] for each in octets])
        count = self.between(least, most)
        return "".join([alphabet[self.below(size)] for _ in range(count)])


def _scaled(byte: int, count: int) -> int:
    """A number below ``count``: the first ones, or any for the upper half of many."""
    if count <= 256:
        return byte % count
    return byte if byte < 128 else (byte - 128) * count // 128


def zero_choices() -> Choices:
    """The choices of the simplest decisions."""
    return Choices(lambda least, _: bytes(least))


Groups = dict[int, str]
"""What the groups of a pattern have made so far, by number."""
_MOST_EXTRA = 4


class PatternNode(ABC):
    """A part of a pattern; ``low`` and ``high`` are lengths in code points."""

    low: int
    high: float

    @abstractmethod
    def make(self, choices: Choices, low: int, high: float, groups: Groups) -> str:
        """A text with a length within the bounds, or near to them where no such text exists."""


@dataclass(frozen=True)
class Chars(PatternNode):
    """One character of an alphabet."""

    alphabet: str
    low: int = 1
    high: float = 1

    def make(self, choices: Choices, low: int, high: float, groups: Groups) -> str:
        """One of the characters."""
        return self.alphabet[choices.below(len(self.alphabet))]


@dataclass(frozen=True)
class Series(PatternNode):
    """Parts one after another."""

    parts: tuple[PatternNode, ...]
    low: int
    high: float

    def make(self, choices: Choices, low: int, high: float, groups: Groups) -> str:
        """A text of each part; what is left of the bounds goes to those that follow."""
        return _joined(self.parts, choices, low, high, groups)


def sequence(parts: Sequence[PatternNode]) -> PatternNode:
    """The parts one after another."""
    if len(parts) == 1:
        return parts[0]
    return Series(tuple(parts), sum(each.low for each in parts), sum(each.high for each in parts))


def _joined(
    parts: Sequence[PatternNode], choices: Choices, low: float, high: float, groups: Groups
) -> str:
    lows = [*accumulate((each.low for each in reversed(parts)), initial=0)]
    highs = [*accumulate((each.high for each in reversed(parts)), initial=0.0)]
    made = []
    for index, part in enumerate(parts):
        left = len(parts) - index - 1
        least = max(part.low, low - highs[left])
        most = max(least, min(part.high, high - lows[left]))
        text = part.make(choices, int(least), most, groups)
        low, high = low - len(text), high - len(text)
        made.append(text)
    return "".join(made)


@dataclass(frozen=True)
class Alternation(PatternNode):
    """One part or another."""

    options: tuple[PatternNode, ...]
    low: int
    high: float

    def make(self, choices: Choices, low: int, high: float, groups: Groups) -> str:
        """A text of one of the parts that can keep to the bounds."""
        fitting = [each for each in self.options if each.low <= high and each.high >= low]
        options = fitting or self.options
        return options[choices.below(len(options))].make(choices, low, high, groups)


def alternation(options: Sequence[PatternNode]) -> Alternation:
    """One part or another: as short as the shortest, as long as the longest."""
    low, high = min(each.low for each in options), max(each.high for each in options)
    return Alternation(tuple(options), low, high)


@dataclass(frozen=True)
class Repeat(PatternNode):
    """A part several times."""

    part: PatternNode
    least: int
    most: float
    low: int
    high: float

    def make(self, choices: Choices, low: int, high: float, groups: Groups) -> str:
        """As many times as the bounds allow; of single characters, any length."""
        part = self.part
        least = max(self.least, math.ceil(low / part.high) if part.high else 0)
        most = min(self.most, high // part.low if part.low else least + _MOST_EXTRA)
        if isinstance(part, Chars):
            return choices.run(part.alphabet, least, most)
        count = choices.between(least, min(most, least + _MOST_EXTRA))
        return _joined([*repeat(part, count)], choices, low, high, groups)


def repeated(part: PatternNode, least: int, most: float) -> Repeat:
    """A part several times: its lengths follow from the number of times."""
    high = part.high * most if most and part.high else 0
    return Repeat(part, least, most, part.low * least, high)


@dataclass(frozen=True)
class CaptureGroup(PatternNode):
    """A part that is referred to by its number."""

    number: int
    part: PatternNode
    low: int
    high: float

    def make(self, choices: Choices, low: int, high: float, groups: Groups) -> str:
        """A text of the part, noted for references."""
        groups[self.number] = self.part.make(choices, low, high, groups)
        return groups[self.number]


def group(number: int, part: PatternNode) -> CaptureGroup:
    """A part with a number."""
    return CaptureGroup(number, part, part.low, part.high)


@dataclass(frozen=True)
class BackReference(PatternNode):
    """What a group has made, once more."""

    number: int
    low: int = 0
    high: float = math.inf

    def make(self, choices: Choices, low: int, high: float, groups: Groups) -> str:
        """The group's text."""
        return groups.get(self.number, "")
