"""What a text must keep to in addition to its schema: the part of the message that carries it, JSON
content, a length, and being different from other keys of a map.

A label of a path cannot be empty (Smithy ``httpLabel``); a header field holds visible ASCII
characters, its value is trimmed (RFC 9110, 5.5), and its name is a token (RFC 9110, 5.6.2).
"""

from __future__ import annotations

import string
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from string import ascii_lowercase
from typing import TypeVar

from shapeproof.contract.model import Schema
from shapeproof.contract.shape import Shape

VISIBLE = "".join(map(chr, range(0x21, 0x7F)))
_TOKEN = string.digits + string.ascii_letters + "-_."


@dataclass(frozen=True)
class Carrier:
    """How long a text must be at least, and of which characters; None for all of Unicode."""

    least: int = 0
    alphabet: str | None = None

    def takes(self, text: str) -> bool:
        """Whether a text travels."""
        return len(text) >= self.least and self.kept(text) == text

    def kept(self, text: str) -> str:
        """The characters of a text that travel."""
        if self.alphabet is None:
            return text
        return "".join(each for each in text if each in self.alphabet)

    def of_names(self) -> Carrier:
        """What carries the names of fields whose values this one carries."""
        return self if self.alphabet is None else Carrier(least=1, alphabet=_TOKEN)


BODY = Carrier()
_HEADER = Carrier(least=1, alphabet=VISIBLE)
_CARRIERS = {"uri": Carrier(least=1), "header": _HEADER, "headers": _HEADER}


def carrier_of(member: Shape) -> Carrier:
    """What carries a top-level member."""
    return _CARRIERS.get(member.location, BODY)


_JSON = "application/json"


def holds_json(schema: Schema) -> bool:
    """Whether a string's content is JSON. What else its schema says is about the text."""
    return schema.get("contentMediaType") == _JSON or bool(schema.get("x-jsonvalue"))


def padded_json(text: str, length: int) -> str:
    """The same JSON with spaces up to a length: they mean nothing (RFC 8259, 2)."""
    return text[:-1] + text[-1:].rjust(length - len(text) + 1)


def json_of_length(length: int) -> str:
    """The plainest JSON of a length: an object, or a number where an object does not fit."""
    return padded_json("{}", length) if length >= 2 else "1" * length


Run = TypeVar("Run", str, bytes)

LONGEST = 16_384
"""Longer texts are not made, unless a schema requires them."""


def repeated_to(run: Run, length: int) -> Run:
    """The run repeated up to a length, if it is shorter; an empty one stays empty."""
    if len(run) >= length or not run:
        return run
    return (run * (length // len(run) + 1))[:length]


_MOST_SUFFIXES = 400


def similar_keys(key: str, fits: Callable[[str], bool]) -> Iterator[str]:
    """A key, and different ones: longer by a suffix, or with one in place of its end or start."""
    found = {key}
    yield key
    for suffix in _suffixes():
        for each in (key + suffix, key[: -len(suffix)] + suffix, suffix + key[len(suffix) :]):
            if each not in found and fits(each):
                found.add(each)
                yield each
                break


def keys_from(key: str, keys: Sequence[str]) -> Iterator[str]:
    """The keys of an enum, from one on, wrapping around."""
    start = keys.index(key)
    yield from keys[start:]
    yield from keys[:start]


def _suffixes() -> Iterator[str]:
    """Digits and letters first: a key may have to be short."""
    yield from "123456789"
    yield from ascii_lowercase
    for number in range(10, _MOST_SUFFIXES):
        yield str(number)
        yield ascii_lowercase[number % 26] * (number // 26 + 2)


_LONGEST_IN_LINE = 1024


def travels(text: str, location: str) -> bool:
    """Whether every HTTP stack carries a text in this part of a request.

    Servers bound the request line and the header lines (RFC 9112, 3; RFC 9110, 5.4), and a field's
    value is trimmed (RFC 9110, 5.5).
    """
    if location == "body":
        return True
    if location == "querystring":
        return len(text) <= _LONGEST_IN_LINE
    is_trimmed = text.isascii() and text.isprintable() and text == text.strip()
    return 0 < len(text) <= _LONGEST_IN_LINE and is_trimmed
