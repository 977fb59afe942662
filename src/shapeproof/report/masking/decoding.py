"""Where secrets stand in a text that writes them in any encoding, found by undoing the encoding.

Characters may be escaped as URLs, forms, JSON, Python and HTML do, in any case and several times
over; bytes may stand in base64 or hexadecimal anywhere in the text. Every decoded character knows
where it stands in the original, so that only what holds the secret has to be masked.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from shapeproof.report.masking.data_runs import DataRun, Span, data_runs, may_hold_data

Search = Callable[[str], Iterator[Span]]
"""Finds secrets, as they are, in a text."""

_LAYERS = 4
"""How many encodings may stand around each other."""
_MOST_TEXT = 2 * 1024 * 1024
"""Characters of decoded texts that are searched for the secrets of one text."""
_ESCAPE = re.compile(
    r"(?P<bytes>(?:%[0-9A-Fa-f]{2})+|(?:\\x[0-9A-Fa-f]{2})+|(?:\\[0-3][0-7]{2})+)"
    r"|(?P<units>(?:\\u[0-9A-Fa-f]{4})+|(?:%u[0-9A-Fa-f]{4})+|\\U[0-9A-Fa-f]{8})"
    r"|(?P<point>\\u\{[0-9A-Fa-f]{1,6}\})"
    r"|(?P<plain>\\[\"'\\/nrtbf])"
    r"|(?P<entity>&(?:\#[0-9]{1,7};?|\#[xX][0-9A-Fa-f]{1,6};?|[A-Za-z]{2,8};))"
)
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
_SIGNS = re.compile(r"[%\\&]")


def may_be_encoded(text: str) -> bool:
    """Whether a text has any sign of an encoding."""
    return _SIGNS.search(text) is not None or may_hold_data(text)


def encoded_spans(text: str, search: Search, least: int) -> Iterator[Span]:
    """Where secrets, of at least so many characters, stand in a text once it is decoded."""
    budget = _Budget()
    todo = [_Decoded(text)]
    while todo:
        for each in todo.pop().further(search, least):
            if budget.takes(each):
                yield from each.spans(search)
                todo.append(each)


@dataclass
class _Budget:
    """Which decoded texts are searched: each once at a place, and only so many characters."""

    left: int = _MOST_TEXT
    seen: set[tuple[str, Span]] = field(default_factory=set)

    def takes(self, decoded: _Decoded) -> bool:
        """Whether there is room for a text that was not searched before at this place."""
        key = (decoded.text, decoded.whole)
        if key in self.seen or len(decoded.text) > self.left:
            return False
        self.left -= len(decoded.text)
        self.seen.add(key)
        return True


@dataclass(frozen=True)
class _Decoded:
    """A decoded text; ``places`` are where its characters stand in the original."""

    text: str
    places: tuple[Span, ...] | None = None
    layers: int = 0

    @property
    def whole(self) -> Span:
        """Where all of it stands."""
        return self._place(0)[0], self._place(len(self.text) - 1)[1]

    def spans(self, search: Search) -> Iterator[Span]:
        for start, end in search(self.text):
            yield self._place(start)[0], self._place(end - 1)[1]

    def further(self, search: Search, least: int) -> Iterator[_Decoded]:
        """The texts that come of undoing one encoding more."""
        if self.layers == _LAYERS:
            return
        unescaped = self._unescaped()
        if unescaped is not None:
            yield unescaped

        def is_wanted(data: bytes) -> bool:
            return _is_worth_reading(data, search)

        for run in data_runs(self.text, is_wanted, least):
            yield self._of_bytes(run)

    def _place(self, index: int) -> Span:
        return self.places[index] if self.places is not None else (index, index + 1)

    def _made(self, characters: list[str], places: list[Span]) -> _Decoded:
        return replace(self, text="".join(characters), places=tuple(places), layers=self.layers + 1)

    def _unescaped(self) -> _Decoded | None:
        characters: list[str] = []
        places: list[Span] = []
        position = 0
        for match in _ESCAPE.finditer(self.text):
            characters += self.text[position : match.start()]
            places += map(self._place, range(position, match.start()))
            for text, start, end in _characters(match):
                characters += text
                places += [(self._place(start)[0], self._place(end - 1)[1])] * len(text)
            position = match.end()
        if not position:
            return None
        characters += self.text[position:]
        places += map(self._place, range(position, len(self.text)))
        return self._made(characters, places)

    def _of_bytes(self, run: DataRun) -> _Decoded:
        where = [(self._place(first)[0], self._place(end - 1)[1]) for first, end in run.spans]
        characters: list[str] = []
        places: list[Span] = []
        for text, start, end in _utf8(run.data):
            characters += text
            places += [(where[start][0], where[end - 1][1])] * len(text)
        return self._made(characters, places)


def _is_worth_reading(data: bytes, search: Search) -> bool:
    """Whether bytes hold a secret, or are a text that may hold one in another encoding."""
    text = data.decode("utf-8", "surrogateescape")
    return text.isprintable() or next(search(text), None) is not None


def _characters(match: re.Match[str]) -> Iterator[tuple[str, int, int]]:
    """The characters that escapes stand for, each with where it begins and ends."""
    start, text = match.start(), match[0]
    if match["bytes"]:
        width = 3 if text[0] == "%" else 4
        lead, base = (2, 16) if text[1] == "x" else (1, 16 if width == 3 else 8)
        data = bytes(int(text[at + lead : at + width], base) for at in range(0, len(text), width))
        for each, first, last in _utf8(data):
            yield each, start + first * width, start + last * width
    elif match["units"]:
        yield from _units(text, start)
    elif match["point"]:
        yield _character(int(text[3:-1], 16)), start, match.end()
    elif match["plain"]:
        yield _CONTROLS.get(text[1], text[1]), start, match.end()
    else:
        yield html.unescape(text), start, match.end()


def _units(text: str, start: int) -> Iterator[tuple[str, int, int]]:
    width = 10 if text[1] == "U" else 6
    codes = [int(text[at + 2 : at + width], 16) for at in range(0, len(text), width)]
    at = 0
    while at < len(codes):
        pair = codes[at : at + 2]
        count = 1
        if len(pair) == 2 and 0xD800 <= pair[0] < 0xDC00 <= pair[1] < 0xE000:
            code, count = 0x10000 + ((pair[0] - 0xD800) << 10) + (pair[1] - 0xDC00), 2
        else:
            code = codes[at]
        yield _character(code), start + at * width, start + (at + count) * width
        at += count


def _character(code: int) -> str:
    return chr(code) if code < 0x110000 else "\ufffd"


def _utf8(data: bytes) -> Iterator[tuple[str, int, int]]:
    """The characters of bytes in UTF-8, each with where its bytes are; others are surrogates."""
    text = data.decode("utf-8", "surrogateescape")
    at = 0
    for each in text:
        code = ord(each)
        wide = 1 if code < 0x80 or 0xDC80 <= code <= 0xDCFF else 2 if code < 0x800 else 3
        wide = 4 if code >= 0x10000 else wide
        yield each, at, at + wide
        at += wide
