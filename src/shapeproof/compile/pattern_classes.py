r"""The classes of characters in a pattern: ``[..]`` and escapes such as ``\d``, as Java has them.

Java's differ from Python's in that ``\d``, ``\w`` and ``\s`` are ASCII, and that a class may hold
classes and intersections (``[\p{L}&&[^a-z]]``); in both a hyphen after ``\w`` is a hyphen, but
Python takes it to be a mistake.
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping

from shapeproof.compile.code_points import (
    EVERYTHING,
    Ranges,
    characters,
    complement,
    intersection,
    union,
)
from shapeproof.compile.pattern_properties import property_named
from shapeproof.compile.pattern_reader import Reader, Untranslatable

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


def escape(reader: Reader, ignore_case: bool) -> int | Ranges:
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


def _numbered(reader: Reader) -> int | None:
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


def bracketed(reader: Reader, ignore_case: bool) -> Ranges:
    """The set that a class stands for; its opening bracket has been read."""
    negated = reader.accept("^")
    points = _members(reader, ignore_case)
    reader.take()
    return complement(points) if negated else points


def _members(reader: Reader, ignore_case: bool) -> Ranges:
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


def _operand(reader: Reader, ignore_case: bool) -> Ranges:
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


def _item(reader: Reader, ignore_case: bool) -> Ranges:
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


def _ends_before_hyphen(reader: Reader) -> bool:
    r"""Whether the hyphen that follows is one: the last of a class, or before one or ``\w``."""
    after = reader.peek(1)
    return after in ("[", "]", "") or (after == "\\" and reader.peek(2) in "dDwWsShHvVpP")


def _one(reader: Reader, ignore_case: bool) -> int | Ranges:
    if reader.ended:
        raise Untranslatable("a class without its closing bracket")
    letter = reader.take()
    return escape(reader, ignore_case) if letter == "\\" else ord(letter)
