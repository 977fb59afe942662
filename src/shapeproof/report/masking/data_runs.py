"""Bytes that stand in a text: in base64, in hexadecimal, or as a list of decimal numbers.

They may be compressed, or hold a text in UTF-16. Every byte knows where it stands in the text.
"""

from __future__ import annotations

import binascii
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

Span = tuple[int, int]
"""Where something begins and ends in a text."""

_BASE64 = re.compile(r"(?P<run>[A-Za-z0-9+/_-]{6,}(?:\r?\n[ \t]*[A-Za-z0-9+/_-]+)*)={0,2}")
_BREAK = re.compile(r"\r?\n[ \t]*")
_TO_STANDARD = str.maketrans("-_", "+/")
_HEX = re.compile(
    r"0x[0-9A-Fa-f]{2}(?:(?:, ?| )0x[0-9A-Fa-f]{2}){3,}"
    r"|[0-9A-Fa-f]{2}(?:[ :-]?[0-9A-Fa-f]{2}){3,}[0-9A-Fa-f]?"
)
_SEPARATORS = re.compile(r"[ :-]")
_PAIR_OF_LIST = re.compile(r"0x([0-9A-Fa-f]{2})")
_NUMBERS = re.compile(r"(?<![\d.])\d{1,3}(?:(?:\s*,\s*|\s+)\d{1,3}){3,}(?![\d.])")
_NUMBER = re.compile(r"\d+")
_SIGNS = re.compile(
    r"[A-Za-z0-9+/_-]{6}|[0-9A-Fa-f]{2}(?:[ :-][0-9A-Fa-f]{2}){3}|0x[0-9A-Fa-f]{2}[, ]"
    r"|\d(?:\s*,\s*|\s+)\d{1,3}(?:\s*,\s*|\s+)\d"
)
_GZIP = b"\x1f\x8b"
_MOST_UNPACKED = 64 * 1024
"""Bytes of compressed data that are read."""


@dataclass(frozen=True)
class DataRun:
    """Bytes in a text; ``spans`` are where they stand."""

    data: bytes
    spans: Sequence[Span]


def may_hold_data(text: str) -> bool:
    """Whether a text has any sign of bytes in it."""
    return _SIGNS.search(text) is not None


def data_runs(text: str, is_wanted: Callable[[bytes], bool], least: int) -> Iterator[DataRun]:
    """All bytes in a text that are wanted, as they are, unpacked, or without the NULs of UTF-16.

    Of bytes as they are there must be at least so many.
    """
    for find in (_in_base64, _in_hexadecimal, _in_numbers):
        for data, spans in find(text):
            if len(data) < least and not _is_packed(data):
                continue
            for read in _readings(data):
                if read and is_wanted(read):
                    yield DataRun(read, _stretched(data, read, spans()))


Found = tuple[bytes, Callable[[], Sequence[Span]]]
"""Bytes, and what says where they stand: most are not wanted."""


def _in_base64(text: str) -> Iterator[Found]:
    for match in _BASE64.finditer(text):
        run = match["run"].translate(_TO_STANDARD)
        if "\n" in run:
            run = _BREAK.sub("", run)
        for start in range(min(4, len(run))):
            data = _from_base64(run[start:])
            yield data, partial(_base64_spans, match, start, len(data))


def _base64_spans(match: re.Match[str], start: int, count: int) -> list[Span]:
    text = match.string
    kept = [each for each in range(*match.span("run")) if not text[each].isspace()]
    bits = (start * 6 + 8 * at for at in range(count))
    spans = [(kept[each // 6], kept[(each + 7) // 6] + 1) for each in bits]
    if spans and spans[-1][1] == match.end("run"):
        spans[-1] = (spans[-1][0], match.end())  # with the padding
    return spans


def _from_base64(run: str) -> bytes:
    usable = len(run) - (len(run) % 4 == 1)
    try:
        return binascii.a2b_base64(run[:usable] + "==")
    except binascii.Error:
        return b""


def _in_hexadecimal(text: str) -> Iterator[Found]:
    for match in _HEX.finditer(text):
        if match[0].startswith("0x"):
            pairs = list(_PAIR_OF_LIST.finditer(text, *match.span()))
            yield bytes(int(each[1], 16) for each in pairs), partial(_spans_of, pairs)
            continue
        run = _SEPARATORS.sub("", match[0])
        for start in (0, 1):
            count = (len(run) - start) // 2
            data = bytes.fromhex(run[start : start + 2 * count])
            yield data, partial(_hexadecimal_spans, match, start, count)


def _hexadecimal_spans(match: re.Match[str], start: int, count: int) -> list[Span]:
    digits = [each for each in range(*match.span()) if match.string[each] not in " :-"]
    firsts = range(start, start + 2 * count, 2)
    return [(digits[each], digits[each + 1] + 1) for each in firsts]


def _in_numbers(text: str) -> Iterator[Found]:
    for match in _NUMBERS.finditer(text):
        numbers = list(_NUMBER.finditer(text, *match.span()))
        values = [int(each[0]) for each in numbers]
        if max(values) <= 0xFF:
            yield bytes(values), partial(_spans_of, numbers)


def _spans_of(matches: Sequence[re.Match[str]]) -> list[Span]:
    return [each.span() for each in matches]


def _readings(data: bytes) -> Iterator[bytes]:
    """The bytes, and what else they may stand for."""
    yield data
    if b"\0" in data:
        yield data.replace(b"\0", b"")
    if _is_packed(data):
        yield _unpacked(data)


def _is_packed(data: bytes) -> bool:
    """Whether bytes begin as those of gzip or of zlib do."""
    if data[:1] == b"\x78":
        return int.from_bytes(data[:2], "big") % 31 == 0
    return data.startswith(_GZIP)


def _unpacked(data: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=47).decompress(data, _MOST_UNPACKED)  # gzip or zlib
    except zlib.error:
        return b""


def _stretched(data: bytes, read: bytes, spans: Sequence[Span]) -> Sequence[Span]:
    """Where the bytes of a reading stand, each with the NULs after it.

    What was compressed stands everywhere.
    """
    if read is data:
        return spans
    if read != data.replace(b"\0", b""):
        return [(spans[0][0], spans[-1][1])] * len(read)
    kept: list[Span] = []
    for byte, (start, end) in zip(data, spans, strict=True):
        if byte:
            kept.append((start, end))
        elif kept:
            kept[-1] = (kept[-1][0], end)
    return kept
