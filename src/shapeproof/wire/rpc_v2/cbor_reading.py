"""CBOR texts read strictly (RFC 8949), as far as AWS's protocols use them.

Libraries hide what a contract test has to see: members that stand twice, tags, a byte string where
a text is due. The values that are read here keep it. No length that a text states allocates
anything before as many bytes are there.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from typing import Any, NoReturn

from shapeproof.contract.pointer import join
from shapeproof.wire.interface import UnreadableError
from shapeproof.wire.repeats import Repeating

MAX_DEPTH = 128
"""How deep a CBOR text may nest that is read."""
MAX_DIGITS = 1024
"""The bytes of the largest number (tags 2 and 3) that is read."""
EPOCH, BIG, NEGATIVE_BIG, DECIMAL = 1, 2, 3, 4
"""Tags of timestamps in epoch seconds, of big integers and of decimal fractions (RFC 8949, 3.4)."""

_INDEFINITE = 31
_BREAK = 0xFF
_WIDTHS = {24: 1, 25: 2, 26: 4, 27: 8}
_FLOATS = {25: ">e", 26: ">f", 27: ">d"}
_SIMPLE = {20: False, 21: True, 22: None, 23: None}
_MAJOR = (
    "an integer", "an integer", "a byte string", "a text", "a list", "a map", "a tag",
    "a simple value",
)  # fmt: skip


@dataclass(frozen=True)
class Tagged:
    """A value and the tag before it."""

    tag: int
    value: Any


def read_cbor(data: bytes) -> Any:
    """The one value of a CBOR text. Raises UnreadableError for any other bytes.

    Maps are Repeating, lists are lists; byte strings are bytes, and what has a tag is Tagged.
    """
    reader = _Reader(data)
    value = reader.item(0)
    if reader.position < len(data):
        reader.refuse(f"{len(data) - reader.position} bytes after the value")
    return value


def number_of(tagged: Tagged) -> int | float | None:
    """The number that a tagged value stands for; None where it stands for none."""
    value = tagged.value
    if tagged.tag in (BIG, NEGATIVE_BIG) and isinstance(value, bytes) and len(value) <= MAX_DIGITS:
        number = int.from_bytes(value)
        return -1 - number if tagged.tag == NEGATIVE_BIG else number
    if tagged.tag == EPOCH and _is_number(value):
        return value  # type: ignore[no-any-return]
    if tagged.tag != DECIMAL or not isinstance(value, list) or len(value) != 2:
        return None
    exponent, mantissa = (number_of(each) if isinstance(each, Tagged) else each for each in value)
    whole = isinstance(exponent, int) and isinstance(mantissa, int)
    if not whole or isinstance(exponent, bool) or isinstance(mantissa, bool):
        return None
    try:
        return float(f"{mantissa}e{exponent}")
    except (ValueError, OverflowError):
        return None


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


class _Reader:
    """Reads one value after another; ``path`` is the place of the one that it reads."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.position = 0
        self._path: list[str] = []

    def refuse(self, reason: str) -> NoReturn:
        """Say that the bytes at this place are no CBOR."""
        raise UnreadableError(f"not CBOR: {reason}", join(self._path))

    def item(self, depth: int) -> Any:
        """The next value."""
        if depth > MAX_DEPTH:
            raise UnreadableError(f"nested deeper than {MAX_DEPTH} levels", join(self._path[:8]))
        major, info = divmod(self._byte(), 32)
        match major:
            case 0:
                return self._argument(major, info)
            case 1:
                return -1 - self._argument(major, info)
            case 2:
                return self._string(major, info)
            case 3:
                return self._text(self._string(major, info))
            case 4:
                return self._list(info, depth)
            case 5:
                return self._map(info, depth)
            case 6:
                return Tagged(self._argument(major, info), self.item(depth + 1))
            case _:
                return self._simple(info)

    def _take(self, count: int) -> bytes:
        end = self.position + count
        if end > len(self._data):
            missing = end - len(self._data)
            self.refuse(f"it ends {missing} byte{'s' * (missing > 1)} too early")
        taken = self._data[self.position : end]
        self.position = end
        return taken

    def _byte(self) -> int:
        return self._take(1)[0]

    def _argument(self, major: int, info: int) -> int:
        if info < 24:
            return info
        if info not in _WIDTHS:
            self.refuse(f"{_MAJOR[major]} of additional information {info}")
        return int.from_bytes(self._take(_WIDTHS[info]))

    def _at_break(self) -> bool:
        if self.position < len(self._data) and self._data[self.position] == _BREAK:
            self.position += 1
            return True
        return False

    def _string(self, major: int, info: int) -> bytes:
        if info != _INDEFINITE:
            return self._take(self._argument(major, info))
        chunks: list[bytes] = []
        while not self._at_break():
            inner, length = divmod(self._byte(), 32)
            if inner != major or length == _INDEFINITE:
                self.refuse(f"{_MAJOR[inner]} as a part of {_MAJOR[major]}")
            chunk = self._take(self._argument(major, length))
            if major == 3:
                self._text(chunk)
            chunks.append(chunk)
        return b"".join(chunks)

    def _text(self, raw: bytes) -> str:
        try:
            return raw.decode()
        except UnicodeDecodeError as error:
            return self.refuse(f"a text is not UTF-8 at byte {error.start}")

    def _count(self, major: int, info: int, smallest: int) -> int | None:
        """How many parts follow, None where a break ends them."""
        if info == _INDEFINITE:
            return None
        count = self._argument(major, info)
        if count * smallest > len(self._data) - self.position:
            self.refuse(f"{_MAJOR[major]} of {count} entries that is cut off")
        return count

    def _list(self, info: int, depth: int) -> list[Any]:
        count, found = self._count(4, info, 1), list[Any]()
        while count is None or len(found) < count:
            if count is None and self._at_break():
                break
            self._path.append(str(len(found)))
            found.append(self.item(depth + 1))
            self._path.pop()
        return found

    def _map(self, info: int, depth: int) -> Repeating:
        count, found = self._count(5, info, 2), Repeating()
        read = 0
        while count is None or read < count:
            if count is None and self._at_break():
                break
            key = self.item(depth + 1)
            if not isinstance(key, str):
                self.refuse(f"a key is {cbor_type(key)} instead of a text")
            if key in found and key not in found.repeated:
                found.repeated = (*found.repeated, key)
            self._path.append(key)
            found[key] = self.item(depth + 1)
            self._path.pop()
            read += 1
        return found

    def _simple(self, info: int) -> Any:
        if info in _SIMPLE:
            return _SIMPLE[info]
        if info in _FLOATS:
            return struct.unpack(_FLOATS[info], self._take(_WIDTHS[info]))[0]
        return self.refuse("a break outside of a list or map" if info == 31 else "a simple value")


def cbor_type(value: Any) -> str:
    """What CBOR calls the type of a value that was read."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else "a boolean"
    if isinstance(value, Tagged):
        return f"{cbor_type(value.value)} with tag {value.tag}"
    for kind, name in _TYPES:
        if isinstance(value, kind):
            return name
    return "a map" if isinstance(value, dict) else "a list"


_TYPES = (
    (int, "an integer"),
    (float, "a float"),
    (str, "a text"),
    (bytes, "a byte string"),
)
