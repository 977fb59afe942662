"""Secret values, found in texts in whatever encoding they stand there."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, quote_plus, urlsplit

from shapeproof.report.text import visible

MASK = "***"
MIN_LENGTH = 3
"""Shorter values are too common in any text to be looked for."""

_CUT = re.compile(r" ?(?:…|\.\.\.) ?")
_CLOSING = "\"'`)]} \\"


@dataclass(frozen=True)
class EncodedSecrets:
    """The spellings of secret values, the longest first, and numbers, which stand alone.

    ``short`` are those that are looked for only where they stand in quotes.
    """

    texts: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    short: tuple[str, ...] = ()

    @classmethod
    def of(cls, values: Iterable[Any]) -> EncodedSecrets:
        """Strings, bytes and numbers of three characters and more are looked for anywhere."""
        texts: set[str] = set()
        numbers: set[str] = set()
        short: set[str] = set()
        for value in values:
            if isinstance(value, str) and 0 < len(value) < MIN_LENGTH:
                short.add(value)
            elif isinstance(value, str | bytes):
                texts.update(_encodings(value))
            elif isinstance(value, int | float) and not isinstance(value, bool):
                numbers.add(repr(value))
        return cls(_longest_first(texts), _longest_first(numbers), tuple(sorted(short)))

    def hide(self, text: str) -> str:
        """The text with all that is secret masked."""
        for secret in self.texts:
            text = text.replace(secret, MASK)
        for number in self.numbers:
            if number in text:
                text = re.sub(rf"(?<![\w.]){re.escape(number)}(?![\w]|\.\d)", MASK, text)
        return text

    def hide_whole(self, text: str) -> str:
        """The mask where the whole text is secret, else the text."""
        return MASK if text in self.texts or text in self.numbers else text

    def hide_cut(self, text: str) -> str:
        """As ``hide``, and beginnings and ends of secrets where the text was cut short."""
        text = self.hide(text)
        for secret in self.texts:
            text = _without_ends(text, secret)
        return text


def _longest_first(texts: Iterable[str]) -> tuple[str, ...]:
    long_enough = {each for each in texts if len(each) >= MIN_LENGTH}
    return tuple(sorted(long_enough, key=lambda each: (-len(each), each)))


def _encodings(value: str | bytes) -> Iterator[str]:
    if isinstance(value, bytes):
        yield base64.b64encode(value).decode("ascii")
        value = value.decode("utf-8", "replace")
    if len(value) < MIN_LENGTH:
        return
    yield value
    yield json.dumps(value)[1:-1]
    yield json.dumps(value, ensure_ascii=False)[1:-1]
    yield json.dumps(json.dumps(value, ensure_ascii=False)[1:-1], ensure_ascii=False)[1:-1]
    yield repr(value)[1:-1]
    yield visible(value)
    yield html.escape(value)
    yield html.escape(value, quote=False)
    yield quote(value, safe="", errors="surrogatepass")
    yield quote(value, safe="/", errors="surrogatepass")
    yield quote_plus(value, errors="surrogatepass")
    yield base64.b64encode(value.encode("utf-8", "surrogatepass")).decode("ascii")


def _without_ends(text: str, secret: str) -> str:
    """Mask a beginning of the secret before each cut and at the end, and an end of it after."""
    pieces: list[str] = []
    position = 0
    for cut in (*_CUT.finditer(text), None):
        piece = text[position : cut.start() if cut else len(text)]
        if position:
            piece = _backwards(_without_start(_backwards(piece), _backwards(secret)))
        pieces.append(_without_start(piece, secret))
        pieces.append(cut[0] if cut else "")
        position = cut.end() if cut else len(text)
    return "".join(pieces)


def _without_start(piece: str, secret: str) -> str:
    """Mask the longest beginning of the secret that the piece ends with, quotes aside."""
    core = piece.rstrip(_CLOSING)
    at = core.find(secret[:MIN_LENGTH], max(0, len(core) - len(secret)))
    while at >= 0:
        if secret.startswith(core[at:]):
            return core[:at] + MASK + piece[len(core) :]
        at = core.find(secret[:MIN_LENGTH], at + 1)
    return piece


def _backwards(text: str) -> str:
    return text[::-1]


def without_credentials(url: str) -> str:
    """The URL with user and password masked. What is no URL is left as it is."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    userinfo, at, _ = parts.netloc.rpartition("@")
    return url.replace(f"{userinfo}@", f"{MASK}@", 1) if at and userinfo else url


def path_of(url: str) -> str:
    """Path and query of a URL. What is no URL is left as it is."""
    _, scheme_end, rest = url.partition("://")
    _, slash, path = rest.partition("/")
    return slash + path if scheme_end and slash else url
