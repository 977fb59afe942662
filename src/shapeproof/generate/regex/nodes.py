"""The parts of a pattern. Each knows how short and how long a text it can make."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, repeat

from shapeproof.generate.regex.tape import Tape

Groups = dict[int, str]
"""What the groups of a pattern have made so far, by number."""
_MOST_EXTRA = 4


class Node(ABC):
    """A part of a pattern; ``low`` and ``high`` are lengths in code points."""

    low: int
    high: float

    @abstractmethod
    def make(self, tape: Tape, low: int, high: float, groups: Groups) -> str:
        """A text with a length within the bounds, or near to them where there is none."""


@dataclass(frozen=True)
class Chars(Node):
    """One character of an alphabet."""

    alphabet: str
    low: int = 1
    high: float = 1

    def make(self, tape: Tape, low: int, high: float, groups: Groups) -> str:
        """One of the characters."""
        return self.alphabet[tape.below(len(self.alphabet))]


@dataclass(frozen=True)
class Series(Node):
    """Parts one after another."""

    parts: tuple[Node, ...]
    low: int
    high: float

    def make(self, tape: Tape, low: int, high: float, groups: Groups) -> str:
        """A text of each part; what is left of the bounds goes to those that follow."""
        return _joined(self.parts, tape, low, high, groups)


def sequence(parts: Sequence[Node]) -> Node:
    """The parts one after another."""
    if len(parts) == 1:
        return parts[0]
    return Series(tuple(parts), sum(each.low for each in parts), sum(each.high for each in parts))


def _joined(parts: Sequence[Node], tape: Tape, low: float, high: float, groups: Groups) -> str:
    lows = [*accumulate((each.low for each in reversed(parts)), initial=0)]
    highs = [*accumulate((each.high for each in reversed(parts)), initial=0.0)]
    made = []
    for index, part in enumerate(parts):
        left = len(parts) - index - 1
        least = max(part.low, low - highs[left])
        most = max(least, min(part.high, high - lows[left]))
        text = part.make(tape, int(least), most, groups)
        low, high = low - len(text), high - len(text)
        made.append(text)
    return "".join(made)


@dataclass(frozen=True)
class Choice(Node):
    """One part or another."""

    options: tuple[Node, ...]
    low: int
    high: float

    def make(self, tape: Tape, low: int, high: float, groups: Groups) -> str:
        """A text of one of the parts that can keep to the bounds."""
        fitting = [each for each in self.options if each.low <= high and each.high >= low]
        options = fitting or self.options
        return options[tape.below(len(options))].make(tape, low, high, groups)


def choice(options: Sequence[Node]) -> Choice:
    """One part or another: as short as the shortest, as long as the longest."""
    low, high = min(each.low for each in options), max(each.high for each in options)
    return Choice(tuple(options), low, high)


@dataclass(frozen=True)
class Repeat(Node):
    """A part several times."""

    part: Node
    least: int
    most: float
    low: int
    high: float

    def make(self, tape: Tape, low: int, high: float, groups: Groups) -> str:
        """As many times as the bounds let it; of single characters, any length."""
        part = self.part
        least = max(self.least, math.ceil(low / part.high) if part.high else 0)
        most = min(self.most, high // part.low if part.low else least + _MOST_EXTRA)
        if isinstance(part, Chars):
            return tape.run(part.alphabet, least, most)
        count = tape.between(least, min(most, least + _MOST_EXTRA))
        return _joined([*repeat(part, count)], tape, low, high, groups)


def repeated(part: Node, least: int, most: float) -> Repeat:
    """A part several times: at its shortest as seldom, at its longest as often as can be."""
    high = part.high * most if most and part.high else 0
    return Repeat(part, least, most, part.low * least, high)


@dataclass(frozen=True)
class Group(Node):
    """A part that is referred to by its number."""

    number: int
    part: Node
    low: int
    high: float

    def make(self, tape: Tape, low: int, high: float, groups: Groups) -> str:
        """A text of the part, noted for references."""
        groups[self.number] = self.part.make(tape, low, high, groups)
        return groups[self.number]


def group(number: int, part: Node) -> Group:
    """A part with a number."""
    return Group(number, part, part.low, part.high)


@dataclass(frozen=True)
class Back(Node):
    """What a group has made, once more."""

    number: int
    low: int = 0
    high: float = math.inf

    def make(self, tape: Tape, low: int, high: float, groups: Groups) -> str:
        """The group's text."""
        return groups.get(self.number, "")
