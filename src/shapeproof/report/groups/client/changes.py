"""How one value became another: what a client that reads or writes it does with all of its kind."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Sequence
from html import unescape
from typing import Any
from urllib.parse import unquote, unquote_plus

from shapeproof.checks.client.texts import kind_of
from shapeproof.contract.shape import Shape

_KINDS = {
    "boolean": "booleans", "number": "numbers", "string": "texts", "list": "lists",
    "object": "objects", "null": "null",
}  # fmt: skip
_AS = {
    "boolean": "booleans", "number": "numbers", "string": "text", "list": "lists",
    "object": "objects", "null": "null",
}  # fmt: skip
_LONG = 10
"""Digits of a number that is no index of a list."""


def kinds_of(shape: Shape, value: Any) -> str:
    """What values of a shape are, in the plural: ``timestamps``, ``blobs``, ``booleans``."""
    if shape.is_timestamp:
        return "timestamps"
    if shape.is_blob:
        return "blobs"
    if shape.enum:
        return "enum values"
    if shape.is_json_text:
        return "JSON values"
    return "maps" if shape.is_map else _KINDS.get(kind_of(value), "values")


def as_kind(value: Any) -> str:
    """``as text``, ``as numbers`` … by the JSON type of what came of a value."""
    return f"as {_AS.get(kind_of(value), 'something else')}"


def empty_kind(value: Any) -> str:
    """A value that a careless test takes for none, as JSON; empty for others."""
    if value is False:
        return "false"
    if value is None:
        return "null"
    if isinstance(value, int | float) and value == 0:
        return "0"
    if isinstance(value, str | list | dict) and not value:
        return {"str": '""', "list": "[]", "dict": "{}"}[type(value).__name__]
    return ""


def change_of_list(expected: Any, actual: Any, tokens: Sequence[str]) -> str:
    """What became of the list that a place is in; empty where its elements did not move."""
    for index, token in enumerate(tokens):
        if isinstance(expected, list) and isinstance(actual, list):
            moved = len(expected) == len(actual) and _of_lists(expected, actual)
            return moved or change_of_list(
                _at(expected, token), _at(actual, token), tokens[index + 1 :]
            )
        expected, actual = _at(expected, token), _at(actual, token)
    return ""


def _at(value: Any, token: str) -> Any:
    if isinstance(value, list):
        is_index = token.isdecimal() and len(token) < _LONG and int(token) < len(value)
        return value[int(token)] if is_index else None
    return value.get(token) if isinstance(value, dict) else None


def change_of(expected: Any, actual: Any) -> str:
    """What became of a value, as ``are lower-cased``; empty where that is not known."""
    match expected, actual:
        case str(), str():
            return _of_texts(expected, actual)
        case list(), list():
            return _of_lists(expected, actual)
        case bool(), _:
            return ""
        case ((int() | float()), (int() | float())):
            return _of_numbers(expected, actual)
    return ""


def _latin_1(text: str) -> str:
    return text.encode("utf-8", "surrogatepass").decode("latin-1")


def _with_breaks(text: str, mark: str) -> str:
    """A text with one form of line breaks."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", mark)


def _beyond_ascii(text: str) -> list[str]:
    """The printable characters beyond ASCII."""
    return [each for each in text if not each.isascii() and each.isprintable()]


_CHANGES: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("are lower-cased", str.lower),
    ("are upper-cased", str.upper),
    ("lose white space at their ends", str.strip),
    ("are taken for ISO-8859-1", _latin_1),
    ("are percent-decoded", unquote),
    ("are percent-decoded", unquote_plus),
    ("have their entities (&amp;) resolved", unescape),
    ("are normalized (Unicode NFC)", lambda text: unicodedata.normalize("NFC", text)),
    ("are normalized (Unicode NFKC)", lambda text: unicodedata.normalize("NFKC", text)),
    ("have their line breaks changed", lambda text: _with_breaks(text, "\r\n")),
    ("have their line breaks changed", lambda text: _with_breaks(text, "\n")),
    ("lose line breaks", lambda text: "".join(text.splitlines())),
    ("have their white space changed", lambda text: " ".join(text.split())),
)  # fmt: skip


def _of_texts(expected: str, actual: str) -> str:
    for words, change in _CHANGES:
        if change(expected) == actual:
            return words
    if unescape(actual) == expected:
        return "have characters escaped (&amp;)"
    if not actual:
        return "are empty"
    if actual != expected and expected.startswith(actual):
        return "are cut"
    plain = "".join(each for each in expected if each.isascii() and each.isprintable())
    kept = "".join(each for each in actual if each.isascii() and each.isprintable())
    if plain != expected:
        strange = _beyond_ascii(expected) == _beyond_ascii(actual)
        kind = "control characters" if strange else "characters beyond ASCII"
        if kept.startswith(plain[:20]) or plain in kept or not plain:
            return f"with {kind} change"
    if actual.strip('"') == expected or actual == repr(expected):
        return "are put in quotes"
    return ""


def _of_lists(expected: Sequence[Any], actual: Sequence[Any]) -> str:
    if len(actual) < len(expected):
        return "lose elements"
    if len(actual) > len(expected):
        return "have more elements"
    alike = all(each in actual for each in expected)
    return "have another order" if alike and expected != actual else ""


def lost_elements(expected: Sequence[Any], actual: Sequence[Any]) -> str:
    """Which elements a list has lost; empty where it has lost none."""
    if len(actual) >= len(expected):
        return ""
    if not actual:
        return "all"
    unique = [each for index, each in enumerate(expected) if each not in expected[:index]]
    if list(actual) == unique:
        return "repeats"
    return "the last" if list(expected[: len(actual)]) == list(actual) else "some"


def _of_numbers(expected: float, actual: float) -> str:
    if not math.isfinite(expected):
        return ""
    if isinstance(expected, float) and int(expected) == actual:
        return "lose their fraction"
    if expected == -actual:
        return "change their sign"
    if abs(expected) > 2**31 and actual == ((int(expected) + 2**31) % 2**32) - 2**31:
        return "are cut to 32 bits"
    return ""
