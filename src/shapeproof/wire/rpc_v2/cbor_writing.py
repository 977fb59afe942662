"""CBOR texts (RFC 8949), as AWS's SDKs write them and in the other ways that say the same."""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from shapeproof.wire.rpc_v2.cbor_reading import BIG, EPOCH, NEGATIVE_BIG, Tagged
from shapeproof.wire.timestamps import TimestampFormat, encode_timestamp

_SIMPLE = {False: b"\xf4", True: b"\xf5", None: b"\xf6"}
_WIDTHS = ((24, 1), (25, 2), (26, 4), (27, 8))
_BREAK = b"\xff"
_MAX = 1 << 64


@dataclass(frozen=True)
class Single:
    """A float that is written with single precision."""

    number: float


@dataclass(frozen=True)
class CborStyle:
    """Which of the encodings of a value is written; by default the shortest, of known length."""

    indefinite: bool = False
    """Lists and maps have no length and end with a break."""
    chunked: bool = False
    """Texts and byte strings come in parts of indefinite length."""
    width: int = 0
    """The fewest bytes after the initial byte of integers and lengths: 1, 2, 4 or 8."""
    shortest_floats: bool = False
    """Floats have half or single precision where nothing is lost by it."""
    reordered: bool = False
    """The entries of maps come in the reverse order."""
    plain_keys: bool = False
    """The keys of maps are texts of known length, which is written as short as can be."""


def write_cbor(value: Any, style: CborStyle = CborStyle()) -> bytes:  # it is frozen
    """The CBOR text of a value; what has no CBOR type becomes its text.

    Raises ValueError for a value that nests too deep.
    """
    try:
        return b"".join(_Writer(style).parts(value))
    except RecursionError:
        raise ValueError("the value nests too deep for CBOR") from None


class _Writer:
    def __init__(self, style: CborStyle) -> None:
        self._style = style

    def parts(self, value: Any) -> list[bytes]:
        """The pieces of the text of a value."""
        if value is None or isinstance(value, bool):
            return [_SIMPLE[value]]
        if isinstance(value, int):
            return self._integer(value)
        if isinstance(value, (float, Single)):
            return [self._float(value)]
        if isinstance(value, str):
            return self._string(3, value.encode("utf-8", "surrogatepass"))
        if isinstance(value, (bytes, bytearray, memoryview)):
            return self._string(2, bytes(value))
        if isinstance(value, Mapping):
            return self._map(value)
        if isinstance(value, (list, tuple)):
            inner = [part for each in value for part in self.parts(each)]
            return [*self._around(4, len(value), inner)]
        if isinstance(value, Tagged):
            return [self._head(6, value.tag), *self.parts(value.value)]
        return self.parts(_stand_in(value))

    def _head(self, major: int, argument: int) -> bytes:
        if argument < 24 and not self._style.width:
            return bytes([major << 5 | argument])
        least = self._style.width
        info, width = next(
            (info, width) for info, width in _WIDTHS if width >= least and argument < 256**width
        )
        return bytes([major << 5 | info]) + argument.to_bytes(width)

    def _integer(self, value: int) -> list[bytes]:
        major, argument = (1, -1 - value) if value < 0 else (0, value)
        if argument < _MAX:
            return [self._head(major, argument)]
        raw = argument.to_bytes((argument.bit_length() + 7) // 8)
        return self.parts(Tagged(NEGATIVE_BIG if value < 0 else BIG, raw))

    def _float(self, value: float | Single) -> bytes:
        number = value.number if isinstance(value, Single) else value
        if not math.isfinite(number):
            return b"\xf9" + struct.pack(">e", number)
        if self._style.shortest_floats:
            forms: tuple[tuple[bytes, str], ...] = ((b"\xf9", ">e"), (b"\xfa", ">f"))
            for head, form in forms:
                if _survives(number, form):
                    return head + struct.pack(form, number)
        if isinstance(value, Single) and _fits(number):
            return b"\xfa" + struct.pack(">f", number)
        return b"\xfb" + struct.pack(">d", number)

    def _string(self, major: int, raw: bytes) -> list[bytes]:
        if not self._style.chunked:
            return [self._head(major, len(raw)), raw]
        half = len(raw) // 2
        while major == 3 and half < len(raw) and raw[half] & 0xC0 == 0x80:
            half += 1  # a part is a text of its own: it does not cut a character
        chunks = [part for part in (raw[:half], raw[half:]) if part]
        inner = [part for each in chunks for part in (self._head(major, len(each)), each)]
        return [bytes([major << 5 | 31]), *inner, _BREAK]

    def _map(self, value: Mapping[Any, Any]) -> list[bytes]:
        entries = [*value.items()]
        if self._style.reordered:
            entries.reverse()
        keys = _PLAIN if self._style.plain_keys else self
        inner = [part for key, each in entries for part in (*keys.parts(key), *self.parts(each))]
        return self._around(5, len(entries), inner)

    def _around(self, major: int, count: int, inner: list[bytes]) -> list[bytes]:
        if self._style.indefinite:
            return [bytes([major << 5 | 31]), *inner, _BREAK]
        return [self._head(major, count), *inner]


_PLAIN = _Writer(CborStyle())


def _survives(number: float, form: str) -> bool:
    try:
        return bool(struct.unpack(form, struct.pack(form, number))[0] == number)
    except OverflowError:
        return False


def _fits(number: float) -> bool:
    try:
        struct.pack(">f", number)
    except OverflowError:
        return False
    return True


def _stand_in(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime):
        return Tagged(EPOCH, encode_timestamp(value, TimestampFormat.EPOCH_SECONDS))
    return str(value)
