"""The grammar of Java's regular expressions, rewritten so that Python, ECMA-262 and Rust agree.

Java's grammar has what ECMA-262's has, and more. Even what must be a slip means something to Java,
and that is kept: ``a{2}{3}`` is ``a{2}``, as the second count is of nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from shapeproof.compile.code_points import (
    EVERYTHING,
    LAST,
    Ranges,
    category_of,
    characters,
    complement,
)
from shapeproof.compile.pattern_classes import (
    WORD,
    PatternReader,
    Untranslatable,
    both_cases,
    bracketed,
    escape,
)

_FIRST_SURROGATE, _LAST_SURROGATE = 0xD800, 0xDFFF
_REPLACEMENT = 0xFFFD
"""Printable, but readers take it for an encoding error."""

_SHORT = {"\t": r"\t", "\n": r"\n", "\r": r"\r"}


@lru_cache(maxsize=256)
def written(points: Ranges) -> str:
    """A character or a class of characters.

    Texts are taken to have no surrogates, which are no characters: JSON in UTF-8 cannot hold any,
    and Rust has no way to write one.
    """
    ranges, others = _without_surrogates(points), _without_surrogates(complement(points))
    if len(ranges) == 1 and ranges[0][0] == ranges[0][1]:
        return _written_character(ranges[0][0], r"\^$.|?*+()[]{}")
    if not others:
        return r"[\s\S]"
    if not ranges:
        return r"[^\s\S]"
    if _cost(others) < _cost(ranges):
        return f"[^{_listed(others)}]"
    return f"[{_listed(ranges)}]"


def _cost(ranges: Ranges) -> tuple[int, bool]:
    """How long a class is, and whether it has to name the last code point, which does not show."""
    return len(ranges), ranges[-1][1] == LAST


def _without_surrogates(points: Ranges) -> Ranges:
    """Ranges whose ends are characters; a range may go over the surrogates."""
    clipped = (
        (
            _LAST_SURROGATE + 1 if _FIRST_SURROGATE <= low <= _LAST_SURROGATE else low,
            _FIRST_SURROGATE - 1 if _FIRST_SURROGATE <= high <= _LAST_SURROGATE else high,
        )
        for low, high in points
    )
    return tuple((low, high) for low, high in clipped if low <= high)


def _listed(ranges: Ranges) -> str:
    return "".join(
        _written_character(low)
        + ("-" if high > low + 1 else "")
        + (_written_character(high) if high > low else "")
        for low, high in ranges
    )


def _written_character(code_point: int, special: str = r"\[]^-") -> str:
    r"""As it is if it shows, else as ``\uhhhh``; past U+FFFF all three have no escape in common."""
    character = chr(code_point)
    if character in special:
        return "\\" + character
    if character in _SHORT:
        return _SHORT[character]
    shows = category_of(code_point)[0] not in "CMZ" and code_point != _REPLACEMENT
    if shows or character == " " or code_point > 0xFFFF:
        return character
    return f"\\u{code_point:04X}"


_QUANTIFIER = re.compile(r"(?:[*+?]|\{([0-9]+)(?:,([0-9]*))?\})[?+]?")
_MOST = 0x7FFFFFFF
"""The highest count in Java; Python's is not much higher."""

_COUNT_OF_NOTHING = re.compile(r"\{[0-9]+(?:,[0-9]*)?\}[?+]?")
_REFERENCE = re.compile(r"([1-9])|k<([A-Za-z]\w*)>")
_NAME = re.compile(r"\?P?<([A-Za-z]\w*)>")
_FLAGS = re.compile(r"\?([A-Za-z]*)(?:-([A-Za-z]+))?([:)])")
_OPENERS = ("?:", "?=", "?!", "?>", "?<=", "?<!")

_NOT_LINE_ENDS = complement(characters("\n\r\u0085\u2028\u2029"))
_WORD_EDGES: Mapping[str, str] = {
    "b": "(?:(?<={0})(?!{0})|(?<!{0})(?={0}))",
    "B": "(?:(?<={0})(?={0})|(?<!{0})(?!{0}))",
}
_PLACES: Mapping[str, str] = {"A": "^", "Z": "$", "z": r"(?!\n)$"}
_LINE_BREAK = r"(?:\r\n|[\n-\r\u0085\u2028\u2029])"


@dataclass(frozen=True)
class _Flags:
    ignore_case: bool = False
    dot_all: bool = False


@dataclass(frozen=True)
class _Part:
    """What a quantifier may follow, already written for Python."""

    text: str
    is_place: bool = False
    """Whether it takes up no character of the text, and remembers none."""


class Grammar:
    """Reads one pattern and rewrites it; raises ``Untranslatable``."""

    def __init__(self, pattern: str) -> None:
        self._reader = PatternReader(pattern)
        self._flags = _Flags()
        self._groups = 0
        self._names: dict[str, int] = {}

    def whole(self) -> str:
        """The pattern, translated."""
        text = self._alternatives()
        if not self._reader.ended:
            raise Untranslatable("a closing parenthesis too many")
        return text

    def _alternatives(self) -> str:
        sequences = [self._sequence()]
        while self._reader.accept("|"):
            sequences.append(self._sequence())
        return "|".join(sequences)

    def _sequence(self) -> str:
        parts: list[str] = []
        while self._reader.peek() not in ("|", ")", ""):
            if not self._reader.match(_COUNT_OF_NOTHING):
                parts.append(self._quantified(self._part()))
        return "".join(parts)

    def _quantified(self, part: _Part) -> str:
        found = self._reader.match(_QUANTIFIER)
        if found is None:
            return part.text
        if not part.text:
            raise Untranslatable("nothing to repeat")
        least = 1 if found[0][0] == "+" else int(found[1] or 0)
        if not least <= int(found[2] or _MOST) <= _MOST:
            raise Untranslatable("a count that ends before it begins, or that is too high")
        if not part.is_place:
            return part.text + found[0]
        return part.text if least else ""

    def _part(self) -> _Part:
        letter = self._reader.take()
        match letter:
            case "(":
                return self._group()
            case "[":
                return _Part(written(bracketed(self._reader, self._flags.ignore_case)))
            case ".":
                return _Part(written(EVERYTHING if self._flags.dot_all else _NOT_LINE_ENDS))
            case "\\":
                return self._escaped()
            case "^" | "$":
                return _Part(letter, is_place=True)
            case "*" | "+" | "?":
                raise Untranslatable("nothing to repeat")
        return self._character(ord(letter))

    def _character(self, code_point: int) -> _Part:
        if self._flags.ignore_case:
            return _Part(written(both_cases(code_point, code_point)))
        return _Part(written(((code_point, code_point),)))

    def _escaped(self) -> _Part:
        letter = self._reader.peek()
        if letter and letter in "AZzbB":
            self._reader.take()
            edge = _WORD_EDGES.get(letter, "").format(written(WORD))
            return _Part(edge or _PLACES[letter], is_place=True)
        if self._reader.accept("R"):
            return _Part(_LINE_BREAK)
        if found := self._reader.match(_REFERENCE):
            return self._reference(found[1], found[2])
        points = escape(self._reader, self._flags.ignore_case)
        return self._character(points) if isinstance(points, int) else _Part(written(points))

    def _reference(self, digit: str | None, name: str | None) -> _Part:
        number = int(digit) if digit else self._names.get(name or "", 0)
        if digit and self._reader.peek().isdigit():
            raise Untranslatable("a reference to a group, with a digit behind it")
        if self._flags.ignore_case or not 0 < number <= self._groups:
            raise Untranslatable("a reference to a group that is not there, or ignores case")
        return _Part(f"(?:\\{number})")

    def _group(self) -> _Part:
        outer, groups_before = self._flags, self._groups
        opener = self._opener()
        if opener is None:
            return _Part("")
        inner = self._alternatives()
        if not self._reader.accept(")"):
            raise Untranslatable("a group without its closing parenthesis")
        self._flags = outer
        looks_around = opener[-1:] in ("=", "!") and self._groups == groups_before
        return _Part(f"({opener}{inner})", is_place=looks_around)

    def _opener(self) -> str | None:
        """What follows a parenthesis, for Python; None where it only sets flags from here on."""
        for each in _OPENERS:
            if self._reader.accept(each):
                return each
        name = self._reader.match(_NAME)
        if name is None and self._reader.peek() == "?":
            return self._set_flags()
        self._groups += 1
        if name is not None:
            self._names[name[1]] = self._groups
        return ""

    def _set_flags(self) -> str | None:
        found = self._reader.match(_FLAGS)
        if found is None:
            raise Untranslatable(f"a group that begins with (?{self._reader.peek(1)}")
        on, off = found[1], found[2] or ""
        if unknown := set(on + off) - {"i", "s"}:
            raise Untranslatable(f"the flag {min(unknown)}")
        ignore_case = ("i" in on or self._flags.ignore_case) and "i" not in off
        dot_all = ("s" in on or self._flags.dot_all) and "s" not in off
        self._flags = _Flags(ignore_case, dot_all)
        return "?:" if found[3] == ":" else None
