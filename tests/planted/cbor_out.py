"""CBOR (RFC 8949) as the CloudWatch server writes it, wrong forms included."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Tagged:
    number: int
    value: Any


@dataclass(frozen=True)
class PairList:
    """A map that may have a key twice."""

    pairs: list[tuple[str, Any]]


@dataclass(frozen=True)
class Form:
    """How values are written, where CBOR leaves it to the writer."""

    is_indefinite: bool = False
    times_are_floats: bool = False
    short_floats: bool = False


def head(major: int, value: int) -> bytes:
    for extra, limit, code in ((24, 1 << 8, ">B"), (25, 1 << 16, ">H"), (26, 1 << 32, ">I")):
        if value < 24:
            return bytes([major << 5 | value])
        if value < limit:
            return bytes([major << 5 | extra]) + struct.pack(code, value)
    return bytes([major << 5 | 27]) + struct.pack(">Q", value)


def write(value: Any, form: Form) -> bytes:
    if value is None:
        return b"\xf6"
    if isinstance(value, bool):
        return b"\xf5" if value else b"\xf4"
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, float):
        return write_float(value, form)
    if isinstance(value, str):
        return write_text(value, form)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, datetime):
        seconds = value.timestamp()
        is_whole = seconds == int(seconds) and not form.times_are_floats
        return head(6, 1) + write(int(seconds) if is_whole else seconds, form)
    if isinstance(value, Tagged):
        return head(6, value.number) + write(value.value, form)
    if isinstance(value, list):
        items = b"".join(write(each, form) for each in value)
        return b"\x9f" + items + b"\xff" if form.is_indefinite else head(4, len(value)) + items
    pairs = value.pairs if isinstance(value, PairList) else list(value.items())
    items = b"".join(write(key, form) + write(each, form) for key, each in pairs)
    return b"\xbf" + items + b"\xff" if form.is_indefinite else head(5, len(pairs)) + items


def write_float(value: float, form: Form) -> bytes:
    if form.short_floats:
        for initial, code in ((b"\xf9", ">e"), (b"\xfa", ">f")):
            try:
                packed = struct.pack(code, value)
            except OverflowError:
                continue
            if struct.unpack(code, packed)[0] == value:
                return initial + packed
    return b"\xfb" + struct.pack(">d", value)


def write_text(value: str, form: Form) -> bytes:
    data = value.encode()
    if form.is_indefinite and len(value) > 1:  # two chunks, each of whole characters
        first, second = value[:1].encode(), value[1:].encode()
        return b"\x7f" + head(3, len(first)) + first + head(3, len(second)) + second + b"\xff"
    return head(3, len(data)) + data
