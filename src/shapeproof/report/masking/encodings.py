"""Secret values, found in texts in many encodings."""

from __future__ import annotations

import base64
import html
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any
from urllib.parse import quote, quote_plus

from shapeproof.contract.sensitive_places import BlobText
from shapeproof.report.masking.cuts import CutSecrets, has_cut
from shapeproof.report.masking.data_runs import Span
from shapeproof.report.masking.decoding import encoded_spans, may_be_encoded
from shapeproof.report.masking.matching import START, TextMatcher, replaced_spans
from shapeproof.report.text import visible

MASK = "***"
MIN_LENGTH = 4
"""Shorter values are too common in any text to be searched for."""

_LONG_WORD = 8
"""Letters, or digits, of a value that is searched for within other words as well."""

_LONG_LETTERS = 16
"""Letters of a value that is searched for in any case."""
_LATIN_1 = {0xDC00 + code: chr(code) for code in range(0x80, 0x100)}
"""Characters of Latin-1 for the surrogates that stand for bytes."""

MAX_VALUES = 1_000
"""Secrets of one finding that are searched for; all others are masked at their places only."""

_NOTHING = frozenset({"", "null", "None", '""', "''", "{}", "[]"})
_PERCENT = re.compile(r"%[0-9A-F]{2}")
_UNICODE_ESCAPE = re.compile(r"\\u[0-9a-f]{4}")
_JAVASCRIPT_SAFE = "!'()*"
"""What ``encodeURIComponent`` leaves as it is, besides what every encoder does."""


def _never(value: Any) -> bool:
    return False


@dataclass(frozen=True)
class EncodedSecrets:
    """Secret values as they are (``plain``), which are found in texts in any encoding.

    ``numbers``, and the short ``words`` that may also be ordinary ones, are found only where they
    stand alone. ``is_generated`` states whether shapeproof generated a value, which is then
    readable.
    """

    numbers: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    is_generated: Callable[[Any], bool] = _never

    @classmethod
    def of(
        cls, values: Iterable[Any], is_generated: Callable[[Any], bool] = _never
    ) -> EncodedSecrets:
        """Strings, bytes and numbers of at least ``MIN_LENGTH`` characters are searched for."""
        numbers: set[str] = set()
        words: set[str] = set()
        plain: set[str] = set()
        for value in islice(_with_blobs(values), MAX_VALUES):
            if isinstance(value, int | float):
                numbers |= set() if isinstance(value, bool) else {repr(value)}
            elif isinstance(value, str | bytes):
                text = value if isinstance(value, str) else value.decode("utf-8", "surrogateescape")
                if text.isascii() and text.isalnum() and (text.isalpha() or text.isdigit()):
                    words |= {text} if MIN_LENGTH <= len(text) < _LONG_WORD else set()
                plain.add(text)
        return cls(
            _longest_first(numbers, START),
            _longest_first(words),
            _longest_first(plain),
            is_generated,
        )

    @property
    def empty(self) -> bool:
        """Whether there is nothing to search for."""
        return not self.plain and not self.numbers

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The secrets in the usual encodings, the longest first."""
        found = {written for each in self.plain for written in encodings(_text_or_data(each))}
        return _longest_first(found - set(self.words))

    def is_readable(self, text: str) -> bool:
        """Whether a text at a sensitive place is empty, or a value that shapeproof generated.

        It may be the value itself, quoted, or JSON.
        """
        if text in _NOTHING:
            return True
        return any(self.is_generated(each) for each in _readings(text))

    def hide(self, text: str) -> str:
        """The text with all secrets masked, in any encoding, and what cuts have left of them."""
        text = self._hidden(text)
        return self._cut.hide(text, MASK, at_end=False) if self.plain and has_cut(text) else text

    def _hidden(self, text: str) -> str:
        if len(text) >= self._least:
            spans = list(self._plain_spans(text))
            if may_be_encoded(text):
                spans += encoded_spans(text, self._plain_spans, self._least)
            text = replaced_spans(text, spans, MASK)
        for number in self.numbers:
            if number in text:
                text = re.sub(rf"(?<![\w.]){re.escape(number)}(?![\w]|\.\d)", MASK, text)
        return text

    @cached_property
    def _least(self) -> int:
        """Characters of the shortest secret: a text with fewer has none, nor what it encodes."""
        return min(map(len, self.plain), default=sys.maxsize)

    @cached_property
    def _in_ascii(self) -> bool:
        return all(each.isascii() for each in self.plain)

    @cached_property
    def _exact(self) -> TextMatcher:
        return TextMatcher(
            tuple(_comparable(each) for each in self.plain if not _ignores_case(each))
        )

    @cached_property
    def _any_case(self) -> TextMatcher:
        texts = (each for each in self.plain if _ignores_case(each))
        return TextMatcher(tuple(_in_lower_case(_comparable(each)) for each in texts))

    def _plain_spans(self, text: str) -> Iterator[Span]:
        """Where secrets stand in a text, as they are, and in any case if they are long."""
        text = text.replace("+", " ") if self._in_ascii else _comparable(text)
        for start, end in self._exact.spans(text):
            is_word = text[start:end] in self.words
            if not is_word or _stands_alone(text, start, end):
                yield start, end
        if not self._any_case.empty:
            yield from self._any_case.spans(_in_lower_case(text))

    def hide_cut(self, text: str) -> str:
        """As ``hide``; the text may also have been cut at its end."""
        return (
            self._cut.hide(self._hidden(text), MASK, at_end=True) if self.plain else self.hide(text)
        )

    @cached_property
    def _cut(self) -> CutSecrets:
        texts = (each for each in self.plain if each not in self.words)
        return CutSecrets(tuple(_in_lower_case(_comparable(each)) for each in texts))


def _comparable(text: str) -> str:
    """The text with spaces for plus signs, as in forms, and Latin-1 for bytes that are not UTF-8.

    Each character stays where it is.
    """
    return (text if text.isascii() else text.translate(_LATIN_1)).replace("+", " ")


def _ignores_case(secret: str) -> bool:
    """Whether a secret is found in any case: servers change that of names of header fields.

    A secret of letters only may be an ordinary word at the beginning of a sentence.
    """
    return len(secret) >= (_LONG_LETTERS if secret.isalpha() else _LONG_WORD)


def _in_lower_case(text: str) -> str:
    """The text in lower case, each character where it was."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := each.lower()) == 1 else each for each in text)


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


def _text_or_data(text: str) -> str | bytes:
    """The text, or the bytes that it stands for, which are not UTF-8."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        with suppress(UnicodeEncodeError):
            return text.encode("utf-8", "surrogateescape")
    return text


def _with_blobs(values: Iterable[Any]) -> Iterator[Any]:
    """The values, each once, and the bytes of blobs next to their base64."""
    seen: set[Any] = set()
    for value in values:
        for each in (value, value.data) if isinstance(value, BlobText) else (value,):
            if each not in seen:
                seen.add(each)
                yield each


def _stands_alone(text: str, start: int, end: int) -> bool:
    around = text[max(0, start - 1) : start] + text[end : end + 1]
    return not any(each.isascii() and each.isalnum() for each in around)


def _longest_first(texts: Iterable[str], least: int = MIN_LENGTH) -> tuple[str, ...]:
    long_enough = {each for each in texts if len(each) >= least}
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
