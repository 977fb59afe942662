"""Frames of event streams as they travel (Smithy ``vnd.amazon.eventstream`` encoding).

A frame is a prelude (the lengths of the whole and of the headers, and their CRC-32), headers with
types, a payload, and the CRC-32 of all that is before it. Numbers are big-endian.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, NoReturn
from zlib import crc32

from shapeproof.wire.interface import UnreadableError

MAX_HEADERS = 128 * 1024
MAX_PAYLOAD = 24 * 1024 * 1024
"""The longest headers and payloads that are read (as in SDKs)."""

_PRELUDE = struct.Struct("!III")
_CRC = struct.Struct("!I")
_OVERHEAD = _PRELUDE.size + _CRC.size


class HeaderType(IntEnum):
    """The types of header values, by the number that stands before them."""

    TRUE = 0
    FALSE = 1
    BYTE = 2
    SHORT = 3
    INTEGER = 4
    LONG = 5
    BYTES = 6
    STRING = 7
    TIMESTAMP = 8
    """Milliseconds since the epoch."""
    UUID = 9


_NUMBERS = {
    HeaderType.BYTE: struct.Struct("!b"),
    HeaderType.SHORT: struct.Struct("!h"),
    HeaderType.INTEGER: struct.Struct("!i"),
    HeaderType.LONG: struct.Struct("!q"),
    HeaderType.TIMESTAMP: struct.Struct("!q"),
}


@dataclass(frozen=True)
class Header:
    """A header of a frame: its name, its type, and a value of that type.

    Numbers are int, texts str, booleans bool, byte strings and UUIDs bytes.
    """

    name: str
    type: HeaderType
    value: Any


@dataclass(frozen=True)
class Frame:
    """One message of a stream."""

    headers: tuple[Header, ...]
    payload: bytes = b""

    def header(self, name: str) -> Any:
        """The value of a header, None where there is none."""
        return next((each.value for each in self.headers if each.name == name), None)

    def text(self, name: str) -> str | None:
        """The value of a header that is a text, None where there is none."""
        found = self.header(name)
        return found if isinstance(found, str) else None


def text_header(name: str, value: str) -> Header:
    """A header that is a text."""
    return Header(name, HeaderType.STRING, value)


def write_frame(frame: Frame) -> bytes:
    """The bytes of a frame. Raises ValueError for a header value that does not fit its type."""
    headers = b"".join(map(_written, frame.headers))
    total = _OVERHEAD + len(headers) + len(frame.payload)
    lengths = struct.pack("!II", total, len(headers))
    start = lengths + _CRC.pack(crc32(lengths)) + headers + frame.payload
    return start + _CRC.pack(crc32(start))


def _written(header: Header) -> bytes:
    name = header.name.encode()
    return bytes([len(name)]) + name + bytes([header.type]) + _value(header)


def _value(header: Header) -> bytes:
    value = header.value
    if header.type in (HeaderType.TRUE, HeaderType.FALSE):
        return b""
    if header.type in _NUMBERS:
        try:
            return _NUMBERS[header.type].pack(value)
        except struct.error as error:
            raise ValueError(f"header {header.name}: {error}") from None
    if header.type is HeaderType.UUID:
        return bytes(value)
    raw = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else bytes(value)
    if len(raw) > 0x7FFF:
        raise ValueError(f"header {header.name}: longer than 32767 bytes")
    return struct.pack("!H", len(raw)) + raw


def read_frames(body: bytes) -> Iterator[Frame]:
    """The frames of a body, one after another. Raises UnreadableError for the first broken one."""
    position = number = 0
    while position < len(body):
        length = _FrameReader(number, body[position : position + _PRELUDE.size]).length()
        yield _FrameReader(number, body[position : position + length]).frame(length)
        position += length
        number += 1


class _FrameReader:
    """Reads one frame; errors say which."""

    def __init__(self, number: int, data: bytes) -> None:
        self._number = number
        self._data = data
        self._position = 0

    def refuse(self, reason: str) -> NoReturn:
        raise UnreadableError(f"frame {self._number + 1} of the event stream: {reason}")

    def length(self) -> int:
        """The length that a right prelude states."""
        if len(self._data) < _PRELUDE.size:
            self.refuse("its prelude is cut off")
        total, headers, crc = _PRELUDE.unpack_from(self._data)
        if crc != crc32(self._data[:8]):
            self.refuse("the CRC of its prelude is wrong")
        payload = total - headers - _OVERHEAD
        if payload < 0 or headers > MAX_HEADERS or payload > MAX_PAYLOAD:
            self.refuse(f"lengths of {total} and {headers} bytes are not possible")
        return int(total)

    def frame(self, length: int) -> Frame:
        """The frame whose prelude is right."""
        if len(self._data) < length:
            self.refuse(f"it has {len(self._data)} of {length} bytes")
        end = length - _CRC.size
        if _CRC.unpack_from(self._data, end)[0] != crc32(self._data[:end]):
            self.refuse("the CRC of the message is wrong")
        start = _PRELUDE.size + _PRELUDE.unpack_from(self._data)[1]
        self._position = _PRELUDE.size
        headers: list[Header] = []
        while self._position < start:
            header = self._header(start)
            if any(header.name == each.name for each in headers):
                self.refuse(f"the header {header.name} stands twice")
            headers.append(header)
        return Frame(tuple(headers), self._data[start:end])

    def _take(self, count: int, end: int) -> bytes:
        if self._position + count > end:
            self.refuse("its headers are cut off")
        taken = self._data[self._position : self._position + count]
        self._position += count
        return taken

    def _header(self, end: int) -> Header:
        name = self._text(self._take(self._take(1, end)[0], end))
        number = self._take(1, end)[0]
        if number not in HeaderType._value2member_map_:
            self.refuse(f"the header {name} has the unknown type {number}")
        kind = HeaderType(number)
        if kind in (HeaderType.TRUE, HeaderType.FALSE):
            return Header(name, kind, kind is HeaderType.TRUE)
        if kind in _NUMBERS:
            form = _NUMBERS[kind]
            return Header(name, kind, form.unpack(self._take(form.size, end))[0])
        if kind is HeaderType.UUID:
            return Header(name, kind, self._take(16, end))
        raw = self._take(int.from_bytes(self._take(2, end)), end)
        return Header(name, kind, self._text(raw) if kind is HeaderType.STRING else raw)

    def _text(self, raw: bytes) -> str:
        try:
            return raw.decode()
        except UnicodeDecodeError:
            return self.refuse("a text in its headers is not UTF-8")
