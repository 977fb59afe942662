"""Secret values, found in texts in many encodings."""

from __future__ import annotations

import base64
import html
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any
from urllib.parse import quote, quote_plus, urlsplit

from shapeproof.report.text import visible

MASK = "***"
MIN_LENGTH = 3
"""Shorter values are too common in any text to be searched for."""

MAX_VALUES = 1_000
"""Secrets of one finding that are searched for; all others are masked at their places only."""

_FEW = 100
"""Up to so many texts it is faster to look whether any of them is in a text at all."""
_NOTHING = frozenset({"", "null", "None", '""', "''", "{}", "[]"})
_CUT = re.compile(r" ?(?:…|\.\.\.) ?")
_CLOSING = "\"'`)]} \\"
_PERCENT = re.compile(r"%[0-9A-F]{2}")
_UNICODE_ESCAPE = re.compile(r"\\u[0-9a-f]{4}")
_NOWHERE = re.compile(r"(?!)")
_JAVASCRIPT_SAFE = "!'()*"
"""What ``encodeURIComponent`` leaves as it is, besides what every encoder does."""


def _never(value: Any) -> bool:
    return False


@dataclass(frozen=True)
class EncodedSecrets:
    """Secret values in all encodings, the longest first; numbers are found only as whole words.

    ``is_generated`` states whether shapeproof generated a value, which is then readable.
    """

    texts: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    is_generated: Callable[[Any], bool] = _never

    @classmethod
    def of(
        cls, values: Iterable[Any], is_generated: Callable[[Any], bool] = _never
    ) -> EncodedSecrets:
        """Strings, bytes and numbers of at least ``MIN_LENGTH`` characters are searched for."""
        texts: set[str] = set()
        numbers: set[str] = set()
        for value in islice(dict.fromkeys(values), MAX_VALUES):
            if isinstance(value, str | bytes):
                texts.update(encodings(value))
            elif isinstance(value, int | float) and not isinstance(value, bool):
                numbers.add(repr(value))
        return cls(_longest_first(texts), _longest_first(numbers), is_generated)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to search for."""
        return not self.texts and not self.numbers

    def is_readable(self, text: str) -> bool:
        """Whether a text at a sensitive place is empty, or a value that shapeproof generated.

        It may be the value itself, quoted, or JSON.
        """
        if text in _NOTHING:
            return True
        return any(self.is_generated(each) for each in _readings(text))

    def hide(self, text: str) -> str:
        """The text with all secrets masked."""
        if len(self.texts) > _FEW or any(each in text for each in self.texts):
            text = self._without_texts(text)
        for number in self.numbers:
            if number in text:
                text = re.sub(rf"(?<![\w.]){re.escape(number)}(?![\w]|\.\d)", MASK, text)
        return text

    def _without_texts(self, text: str) -> str:
        """The text with every secret masked; secrets that overlap are masked as one."""
        pieces: list[str] = []
        end = 0
        for start in self._starts.finditer(text):
            position = start.start()
            length = self._length_at(text, position)
            if not length:
                continue
            if position >= end:
                pieces += [text[end:position], MASK]
            end = max(end, position + length)
        return "".join((*pieces, text[end:]))

    def _length_at(self, text: str, position: int) -> int:
        """The length of the longest secret at a position; 0 for none."""
        for length, secrets in self._by_start.get(text[position : position + MIN_LENGTH], ()):
            if text[position : position + length] in secrets:
                return length
        return 0

    @cached_property
    def _by_start(self) -> Mapping[str, Sequence[tuple[int, frozenset[str]]]]:
        """The secrets by their first characters and by length, the longest first."""
        found: dict[str, dict[int, set[str]]] = {}
        for each in self.texts:
            found.setdefault(each[:MIN_LENGTH], {}).setdefault(len(each), set()).add(each)
        return {
            start: [(length, frozenset(by_length[length])) for length in sorted(by_length)[::-1]]
            for start, by_length in found.items()
        }

    @cached_property
    def _starts(self) -> re.Pattern[str]:
        """Matches where a secret may begin. Most of a long text is passed over by this alone."""
        ends: dict[str, list[str]] = defaultdict(list)
        for start in self._by_start:
            ends[start[0]].append(re.escape(start[1:]))
        first = "".join(map(re.escape, ends))
        whole = "|".join(f"{re.escape(each)}(?:{'|'.join(ends[each])})" for each in ends)
        return re.compile(f"(?=[{first}])(?={whole})") if ends else _NOWHERE

    def hide_cut(self, text: str) -> str:
        """As ``hide``; at cuts of a shortened text, beginnings and ends of secrets as well."""
        text = self.hide(text)
        for secret in self.texts:
            text = _without_ends(text, secret)
        return text


def _readings(text: str) -> Iterator[Any]:
    """What a text may stand for."""
    yield text
    yield text.strip("\\\"'")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return
    if not isinstance(value, dict | list):
        yield value


def _longest_first(texts: Iterable[str]) -> tuple[str, ...]:
    long_enough = {each for each in texts if len(each) >= MIN_LENGTH}
    return tuple(sorted(long_enough, key=lambda each: (-len(each), each)))


@lru_cache(maxsize=1024)
def encodings(value: str | bytes) -> frozenset[str]:
    """A value as it may stand in a text: escaped, quoted, and in base64 or hexadecimal."""
    if isinstance(value, bytes):
        data, text = value, value.decode("utf-8", "replace")
    else:
        data, text = value.encode("utf-8", "surrogatepass"), value
    if len(data) < MIN_LENGTH:
        return frozenset()
    found = {*_in_base64(data), data.hex(), data.hex().upper()}
    if len(text) >= MIN_LENGTH:
        found |= {text, repr(text)[1:-1], visible(text)}
        found.update(_in_json(text))
        found.update(_in_markup(text))
        found.update(_percent_encoded(text))
    return frozenset(each for each in found if len(each) >= MIN_LENGTH)


def _in_json(text: str) -> Iterator[str]:
    """The text within a JSON string, and within a JSON string in a JSON string."""
    for in_ascii in (True, False):
        escaped = json.dumps(text, ensure_ascii=in_ascii)[1:-1]
        upper = _UNICODE_ESCAPE.sub(lambda match: rf"\u{match[0][2:].upper()}", escaped)
        for form in (escaped, upper):
            for each in (form, form.replace("/", r"\/")):
                yield each
                yield json.dumps(each, ensure_ascii=False)[1:-1]


def _in_markup(text: str) -> Iterator[str]:
    """The text within HTML and XML, whichever quotes are escaped."""
    escaped = html.escape(text, quote=False)
    for quote_mark in ('"', "&quot;", "&#34;"):
        for apostrophe in ("'", "&#x27;", "&#39;", "&apos;"):
            yield escaped.replace('"', quote_mark).replace("'", apostrophe)


def _percent_encoded(text: str) -> Iterator[str]:
    """The text within a URL or a form, with digits in either case."""
    for encode in (quote, quote_plus):
        for safe in ("", "/", _JAVASCRIPT_SAFE, _JAVASCRIPT_SAFE + "/"):
            form = encode(text, safe=safe, errors="surrogatepass")
            yield form
            yield _PERCENT.sub(lambda match: match[0].lower(), form)


def _in_base64(data: bytes) -> Iterator[str]:
    """The bytes in base64: by themselves, and as a part of longer data at each of three offsets.

    Characters that hold bits of the neighbours as well are left out.
    """
    whole = base64.b64encode(data).decode("ascii")
    found = [whole, whole.rstrip("=")]
    for offset in range(3):
        encoded = base64.b64encode(bytes(offset) + data).decode("ascii")
        end = len(encoded.rstrip("=")) - bool((offset + len(data)) % 3)
        found.append(encoded[(0, 2, 3)[offset] : end])
    for each in found:
        yield each
        yield each.replace("+", "-").replace("/", "_")


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
    """The URL with user and password masked. Any other text is left as it is."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    userinfo, at, _ = parts.netloc.rpartition("@")
    return url.replace(f"{userinfo}@", f"{MASK}@", 1) if at and userinfo else url


def path_of(url: str) -> str:
    """Path and query of a URL. Any other text is left as it is."""
    _, scheme_end, rest = url.partition("://")
    _, slash, path = rest.partition("/")
    return slash + path if scheme_end and slash else url
