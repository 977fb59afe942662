r"""Regular expressions parsed into their parts, by the parser of Python's ``re``.

What looks around (assertions, anchors, word boundaries) makes no characters: the caller checks that
the pattern matches the text. ``\d``, ``\w`` and ``\s`` are ASCII, as in Java and ECMA-262; what is
outside of them is outside of Unicode's as well, so that all engines agree on a text. Of large
ranges, only some characters are used.
"""

from __future__ import annotations

import importlib
import math
import string
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from shapeproof.generate.values.pattern_nodes import (
    BackReference,
    Chars,
    PatternNode,
    alternation,
    group,
    repeated,
    sequence,
)
from shapeproof.generate.values.text_constraints import Carrier

_WORD = string.digits + string.ascii_lowercase + string.ascii_uppercase + "_"
_SPACES = " \t\n\r\f\v"
_PRINTABLE = _WORD + "".join(char for char in map(chr, range(0x20, 0x7F)) if char not in _WORD)
_FOREIGN = "éßñŻΩя漢字한\U0001f600\U0001d4b3"
_BASE = _PRINTABLE + "\t" + _FOREIGN
"""What a negated class is made of."""
_LINE_ENDS = "\n\r\x85\u2028\u2029"
_SAMPLES = 48
_ORDER = {char: index for index, char in enumerate(_PRINTABLE)}

Item = tuple[str, Any]
"""The name of a parser's opcode and its argument."""

_CATEGORIES: dict[str, tuple[str, Callable[[str], bool]]] = {
    "DIGIT": (string.digits, str.isdecimal),
    "WORD": (_WORD, lambda char: char.isalnum() or char == "_"),
    "SPACE": (_SPACES, str.isspace),
}

ANY = "".join(char for char in _BASE if char not in _LINE_ENDS)
"""What a dot matches, without line ends, as engines differ on them."""


def in_order(chars: Iterable[str]) -> str:
    """The characters, the plain ones first."""
    return "".join(sorted(set(chars), key=lambda char: (_ORDER.get(char, 1000), char)))


@lru_cache(maxsize=4096)
def alphabet(items: tuple[Item, ...]) -> str:
    """The characters of a class, empty where none is known."""
    if items and items[0][0] == "NEGATE":
        return "".join(char for char in _BASE if not any(_has(each, char) for each in items[1:]))
    return in_order(char for each in items for char in _chars(each))


def _chars(item: Item) -> Sequence[str]:
    name, argument = item
    if name == "LITERAL":
        return chr(argument)
    if name == "RANGE":
        return _range(*argument)
    wanted, known = _category(argument)
    if known:
        return _CATEGORIES[wanted][0]
    return [char for char in _BASE if not _CATEGORIES[wanted][1](char)]


def _range(first: int, last: int) -> list[str]:
    if last - first <= 256:
        codes: Iterable[int] = range(first, last + 1)
    else:
        step = (last - first) // _SAMPLES
        ascii_ones = range(first, min(last, 0x7F))
        codes = {*ascii_ones, *range(first, last + 1, step), last}
    return [chr(code) for code in codes if not 0xD800 <= code <= 0xDFFF]


def _has(item: Item, char: str) -> bool:
    """Whether some engine finds the character in an item of a class."""
    name, argument = item
    if name == "LITERAL":
        return bool(ord(char) == argument)
    if name == "RANGE":
        return bool(argument[0] <= ord(char) <= argument[1])
    wanted, known = _category(argument)
    chars, is_of = _CATEGORIES[wanted]
    return bool(is_of(char)) if known else char not in chars


def _category(argument: Any) -> tuple[str, bool]:
    """``DIGIT``, ``WORD`` or ``SPACE``, and whether that or all else is meant."""
    name = str(argument).removeprefix("CATEGORY_")
    return name.removeprefix("NOT_"), not name.startswith("NOT_")


_parser: Any = importlib.import_module("re._parser")
_SILENT = frozenset({"AT", "ASSERT", "ASSERT_NOT"})
_REPEATS = frozenset({"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"})


class Unmakeable(Exception):
    """The pattern has a part that no text can be made for."""


@lru_cache(maxsize=2048)
def parts_of(pattern: str, carrier: Carrier) -> PatternNode | None:
    """The parts of a pattern, None where it has some that are not known."""
    try:
        return _Reader(carrier).sequence(_parser.parse(pattern))
    except (Unmakeable, RecursionError):
        return None


class _Reader:
    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier

    def sequence(self, parsed: Iterable[tuple[Any, Any]]) -> PatternNode:
        """Parts one after another."""
        return sequence(
            [
                self._node(str(name), argument)
                for name, argument in parsed
                if str(name) not in _SILENT
            ]
        )

    def _node(self, name: str, argument: Any) -> PatternNode:
        if name in _REPEATS:
            least, most, part = argument
            endless = most is _parser.MAXREPEAT
            return repeated(self.sequence(part), int(least), math.inf if endless else int(most))
        match name:
            case "LITERAL":
                return Chars(chr(argument))
            case "NOT_LITERAL":
                return self._chars(alphabet((("NEGATE", None), ("LITERAL", argument))))
            case "ANY":
                return self._chars(ANY)
            case "IN":
                return self._chars(alphabet(tuple((str(op), each) for op, each in argument)))
            case "BRANCH":
                return alternation([self.sequence(each) for each in argument[1]])
            case "SUBPATTERN":
                number, part = argument[0], self.sequence(argument[3])
                return part if number is None else group(number, part)
            case "ATOMIC_GROUP":
                return self.sequence(argument)
            case "GROUPREF":
                return BackReference(argument)
            case _:
                raise Unmakeable(name)

    def _chars(self, chars: str) -> PatternNode:
        carried = self._carrier.kept(chars) or chars
        if not carried:
            raise Unmakeable("an empty class")
        return Chars(carried)
