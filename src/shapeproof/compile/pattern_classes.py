r"""The classes of characters in a pattern: ``[..]``, escapes such as ``\d``, and ``\p{..}``.

They are read as Java has them. Java's differ from Python's in that ``\d``, ``\w`` and ``\s`` are
ASCII, and that a class may hold classes and intersections (``[\p{L}&&[^a-z]]``); in both a hyphen
after ``\w`` is a hyphen, but Python takes it to be a mistake.
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from functools import cache

from shapeproof.compile.code_points import (
    EVERYTHING,
    Ranges,
    characters,
    complement,
    general_category,
    intersection,
    union,
)

_QUOTED = re.compile(r"\\Q(.*?)(?:\\E|\Z)|\\.", re.DOTALL)
_SPECIAL = re.compile(r"([^A-Za-z0-9])")


class Untranslatable(Exception):
    """A part of a pattern cannot be translated; the message names it."""


class PatternReader:
    """A pattern that is read from left to right."""

    def __init__(self, pattern: str) -> None:
        self._text = _QUOTED.sub(_unquoted, pattern)
        self._next = 0

    @property
    def ended(self) -> bool:
        """Whether all has been read."""
        return self._next >= len(self._text)

    def peek(self, ahead: int = 0) -> str:
        """A character that follows, without reading it; empty past the end."""
        at = self._next + ahead
        return self._text[at : at + 1]

    def take(self) -> str:
        """Read a character; raises ``Untranslatable`` at the end."""
        if self.ended:
            raise Untranslatable("the pattern ends too soon")
        self._next += 1
        return self._text[self._next - 1]

    def accept(self, token: str) -> bool:
        """Read a text if it is what follows."""
        found = self._text.startswith(token, self._next)
        self._next += len(token) if found else 0
        return found

    def match(self, expression: re.Pattern[str]) -> re.Match[str] | None:
        """Read what an expression matches from here on."""
        found = expression.match(self._text, self._next)
        self._next = found.end() if found else self._next
        return found


def _unquoted(found: re.Match[str]) -> str:
    r"""``\Q..\E`` with a backslash before each special character, other escapes as they are."""
    quoted: str | None = found[1]
    return found[0] if quoted is None else _SPECIAL.sub(r"\\\1", quoted)


_CATEGORY_PREFIX = re.compile(r"(?:Is|(?:gc|general_category|General_Category)=)(?=.)")
_CASED = frozenset({"Lu", "Ll", "Lt", "Uppercase_Letter", "Lowercase_Letter", "Titlecase_Letter"})

_POSIX: Mapping[str, Ranges] = {
    "ASCII": ((0, 0x7F),),
    "Alnum": characters(string.ascii_letters + string.digits),
    "Alpha": characters(string.ascii_letters),
    "Blank": characters(" \t"),
    "Cntrl": ((0, 0x1F), (0x7F, 0x7F)),
    "Digit": characters(string.digits),
    "Graph": ((0x21, 0x7E),),
    "Lower": characters(string.ascii_lowercase),
    "Print": ((0x20, 0x7E),),
    "Punct": characters(string.punctuation),
    "Space": characters(string.whitespace),
    "Upper": characters(string.ascii_uppercase),
    "XDigit": characters(string.hexdigits),
}
"""Java's, which are ASCII."""

_LONG_NAMES: Mapping[str, str] = {
    "Cased_Letter": "LC", "Close_Punctuation": "Pe", "Connector_Punctuation": "Pc",
    "Control": "Cc", "Currency_Symbol": "Sc", "Dash_Punctuation": "Pd", "Decimal_Number": "Nd",
    "Enclosing_Mark": "Me", "Final_Punctuation": "Pf", "Format": "Cf",
    "Initial_Punctuation": "Pi", "Letter": "L", "Letter_Number": "Nl", "Line_Separator": "Zl",
    "Lowercase_Letter": "Ll", "Mark": "M", "Math_Symbol": "Sm", "Modifier_Letter": "Lm",
    "Modifier_Symbol": "Sk", "Nonspacing_Mark": "Mn", "Number": "N", "Open_Punctuation": "Ps",
    "Other": "C", "Other_Letter": "Lo", "Other_Number": "No", "Other_Punctuation": "Po",
    "Other_Symbol": "So", "Paragraph_Separator": "Zp", "Private_Use": "Co", "Punctuation": "P",
    "Separator": "Z", "Space_Separator": "Zs", "Spacing_Mark": "Mc", "Surrogate": "Cs",
    "Symbol": "S", "Titlecase_Letter": "Lt", "Unassigned": "Cn", "Uppercase_Letter": "Lu",
}  # fmt: skip
"""ECMA-262's names of the categories; Java has some of them, after ``Is``."""


@cache
def property_named(name: str, ignore_case: bool) -> Ranges:
    r"""The code points of ``\p{name}``; raises ``Untranslatable`` if no category defines it.

    Java's releases differ about whether a category of one case ignores case, too.
    """
    category = _CATEGORY_PREFIX.sub("", name, count=1)
    if ignore_case and (category in _CASED or name in ("Upper", "Lower")):
        raise Untranslatable(f"\\p{{{name}}} where case is ignored")
    found = _POSIX.get(name) or _derived_property(name) or _category(category)
    if found is None:
        raise Untranslatable(f"\\p{{{name}}} is not a general category")
    return found


def _category(name: str) -> Ranges | None:
    short = _LONG_NAMES.get(name, name)
    return _union_of("Lu", "Ll", "Lt") if short == "LC" else general_category(short)


def _derived_property(name: str) -> Ranges | None:
    """The properties that categories define, and that are not categories."""
    match name.removeprefix("Is"):
        case "White_Space" | "Whitespace" | "WhiteSpace":
            return union(_union_of("Z"), characters("\t\n\v\f\r\u0085"))
        case "Assigned":
            return complement(_union_of("Cn"))
        case "LD":
            return _union_of("L", "Nd")
        case "L1":
            return ((0, 0xFF),)
        case "all" | "Any":
            return EVERYTHING
        case "Digit" if name != "Digit":
            return _union_of("Nd")
    return None


def _union_of(*names: str) -> Ranges:
    return union(*(general_category(each) or () for each in names))


_HEX = re.compile(
    r"x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]+)\})|u(?:([0-9A-Fa-f]{4})|\{([0-9A-Fa-f]+)\})"
)
_LOW_SURROGATE = re.compile(r"\\u([dD][c-fC-F][0-9A-Fa-f]{2})")
_OCTAL = re.compile(r"0([0-3][0-7]{2}|[0-7]{0,2})")
_CONTROL = re.compile(r"c([A-Z])")
_PROPERTY = re.compile(r"[pP](?:\{(\^?)([^}]*)\}|()([A-Z]))")
_SINGLE: Mapping[str, int] = {"t": 9, "n": 10, "f": 12, "r": 13, "a": 7, "e": 27}

WORD = characters(string.ascii_letters + string.digits + "_")
"""What ``\\w`` stands for."""

_LETTERS = characters(string.ascii_letters)
_LOWER = characters(string.ascii_lowercase)
_SETS: Mapping[str, Ranges] = {
    "d": characters(string.digits),
    "w": WORD,
    "s": characters(string.whitespace),
    "h": union(characters("\t \xa0\u1680\u180e\u202f\u205f\u3000"), ((0x2000, 0x200A),)),
    "v": characters("\n\v\f\r\u0085\u2028\u2029"),
}


def both_cases(low: int, high: int) -> Ranges:
    """A range and its ASCII letters in the other case: Java ignores the case of no others."""
    points: Ranges = ((low, high),)
    lower = intersection(points, _LOWER)
    upper = intersection(points, intersection(_LETTERS, complement(_LOWER)))
    return union(points, tuple((first ^ 32, last ^ 32) for first, last in lower + upper))


def escape(reader: PatternReader, ignore_case: bool) -> int | Ranges:
    """The code point that an escape stands for, or the set; the backslash has been read."""
    if (number := _numbered(reader)) is not None:
        return number
    if named := reader.match(_PROPERTY):
        points = property_named(named[2] or named[4] or "", ignore_case)
        return complement(points) if (named[0][0] == "P") != bool(named[1]) else points
    letter = reader.take()
    if letter in _SINGLE:
        return _SINGLE[letter]
    if letter.lower() in _SETS:
        points = _SETS[letter.lower()]
        return points if letter.islower() else complement(points)
    if letter in string.ascii_letters + string.digits:
        raise Untranslatable(f"the escape \\{letter}")
    return ord(letter)


def _numbered(reader: PatternReader) -> int | None:
    r"""``\xhh``, ``\x{h..}``, ``\uhhhh`` (or a surrogate pair of them), ``\0n`` and ``\cX``."""
    if octal := reader.match(_OCTAL):
        return int(octal[1] or "0", 8)
    if control := reader.match(_CONTROL):
        return ord(control[1]) ^ 64
    if not (found := reader.match(_HEX)):
        return None
    number = int(next(filter(None, found.groups())), 16)
    if number > EVERYTHING[0][1]:
        raise Untranslatable(f"the escape \\{found[0]}")
    if found[3] and 0xD800 <= number <= 0xDBFF and (low := reader.match(_LOW_SURROGATE)):
        return 0x10000 + (number - 0xD800 << 10) + int(low[1], 16) - 0xDC00
    return number


def bracketed(reader: PatternReader, ignore_case: bool) -> Ranges:
    """The set that a class stands for; its opening bracket has been read."""
    negated = reader.accept("^")
    points = _members(reader, ignore_case)
    reader.take()
    return complement(points) if negated else points


def _members(reader: PatternReader, ignore_case: bool) -> Ranges:
    """What is listed up to the closing bracket, which is not read."""
    found: list[Ranges] = []
    while not found or reader.peek() != "]":
        if reader.accept("["):
            found.append(bracketed(reader, ignore_case))
        elif reader.accept("&&"):
            right = _operand(reader, ignore_case)
            found = [intersection(union(*found), right) if found else right]
        else:
            found.append(_item(reader, ignore_case))
    return union(*found)


def _operand(reader: PatternReader, ignore_case: bool) -> Ranges:
    """The right side of an intersection."""
    found: list[Ranges] = []
    while reader.peek() not in ("]", "&", ""):
        if reader.accept("["):
            found.append(bracketed(reader, ignore_case))
        else:
            found.append(_members(reader, ignore_case))
    if not found:
        raise Untranslatable("&& with nothing behind it")
    return union(*found)


def _item(reader: PatternReader, ignore_case: bool) -> Ranges:
    """A character, a range or an escape."""
    low = _one(reader, ignore_case)
    if isinstance(low, tuple):
        return low
    high = low
    if reader.peek() == "-" and not _ends_before_hyphen(reader):
        reader.take()
        end = _one(reader, ignore_case)
        if not isinstance(end, int) or end < low:
            raise Untranslatable("a range of characters that ends before it begins")
        high = end
    return both_cases(low, high) if ignore_case else ((low, high),)


def _ends_before_hyphen(reader: PatternReader) -> bool:
    r"""Whether the hyphen that follows is one: the last of a class, or before one or ``\w``."""
    after = reader.peek(1)
    return after in ("[", "]", "") or (after == "\\" and reader.peek(2) in "dDwWsShHvVpP")


def _one(reader: PatternReader, ignore_case: bool) -> int | Ranges:
    if reader.ended:
        raise Untranslatable("a class without its closing bracket")
    letter = reader.take()
    return escape(reader, ignore_case) if letter == "\\" else ord(letter)
