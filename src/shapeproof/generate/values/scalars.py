"""Generators of enums, booleans, numbers, blobs (RFC 4648, 4) and timestamps of the years 1 to
9999.
"""

from __future__ import annotations

import math
import struct
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from shapeproof.contract.model import Schema
from shapeproof.generate.values.interface import ValueGenerator
from shapeproof.generate.values.plain import fits_text, plain_scalar
from shapeproof.generate.values.text_constraints import LONGEST, repeated_to


@dataclass(frozen=True)
class FixedGenerator(ValueGenerator):
    """One of the values listed, the plainest first."""

    values: tuple[Any, ...]
    width: int = 1

    def plain(self) -> Any:
        """The first."""
        return self.values[0]

    def make(self, draw: DrawFn, block: Sequence[int], at: int, budget: float) -> Any:
        """The one that the bytes name."""
        number = block[at] if self.width == 1 else block[at] * 256 + block[at + 1]
        return self.values[number % len(self.values)]


def one_of(values: tuple[Any, ...]) -> FixedGenerator:
    """One of some values: two bytes decide where one byte has too few values."""
    return FixedGenerator(values, 1 if len(values) <= 256 else 2)


def enum_generator(schema: Schema) -> FixedGenerator:
    """The values of an enum that keep to the other constraints; all of them where none does."""
    listed = tuple(schema["enum"])
    fitting = tuple(each for each in listed if not isinstance(each, str) or fits_text(schema, each))
    return one_of(fitting or listed)


BOOLEAN_GENERATOR = FixedGenerator((True, False))


_BITS = {"byte": 8, "short": 16, "long": 64, "big": 128}
_LARGEST_FLOAT = struct.unpack(">f", b"\x7f\x7f\xff\xff")[0]
_LISTED_NUMBERS = 96
"""How many of the 256 values of the byte choose among the listed numbers."""


@dataclass(frozen=True)
class NumberGenerator(ValueGenerator):
    """A number: one of those listed (the plain one first, then bounds), or any."""

    listed: tuple[int | float, ...]
    any: SearchStrategy[int] | SearchStrategy[float]

    def plain(self) -> int | float:
        """As an example would have it."""
        return self.listed[0]

    def make(self, draw: DrawFn, block: Sequence[int], at: int, budget: float) -> int | float:
        """A listed number, or one that is drawn."""
        choice = block[at]
        if choice < _LISTED_NUMBERS:
            return self.listed[choice % len(self.listed)]
        return draw(self.any)


def integer_generator(schema: Schema) -> NumberGenerator:
    """Integers of the width that the schema states (``x-integer``; 32 bits without)."""
    half = 1 << (_BITS.get(schema.get("x-integer", ""), 32) - 1)
    low, high = schema.get("minimum", -half), schema.get("maximum", half - 1)
    low, high = math.ceil(low), math.floor(high)
    if low > high:
        return NumberGenerator((plain_scalar(schema),), st.just(plain_scalar(schema)))
    ordinary = (plain_scalar(schema), low, high, 0, low + 1, high - 1, -1, 2)
    listed = tuple(dict.fromkeys(each for each in ordinary if low <= each <= high))
    return NumberGenerator(listed, st.integers(low, high))


def number_generator(schema: Schema) -> NumberGenerator:
    """Finite numbers, of 32 bits where the schema says ``float`` and sets no bounds."""
    low, high = schema.get("minimum"), schema.get("maximum")
    if schema.get("x-number") == "float":
        low = -_LARGEST_FLOAT if low is None else low
        high = _LARGEST_FLOAT if high is None else high
    ordinary = (plain_scalar(schema), low, high, 0, -1, 0.5, 1e-7, 123456789.125, 1e15)
    listed = tuple(
        dict.fromkeys(
            each
            for each in ordinary
            if each is not None and (low is None or each >= low) and (high is None or each <= high)
        )
    )
    return NumberGenerator(listed or (plain_scalar(schema),), _floats(low, high))


def _floats(low: float | None, high: float | None) -> SearchStrategy[float]:
    return st.floats(
        None if low is None else _within(float(low), low, math.inf),
        None if high is None else _within(float(high), high, -math.inf),
        allow_nan=False,
        allow_infinity=False,
    )


def _within(rounded: float, exact: float, inwards: float) -> float:
    """The float of a bound, on the inner side of it where the bound is no float."""
    outside = rounded < exact if inwards > 0 else rounded > exact
    return math.nextafter(rounded, inwards) if outside else rounded


_PLAIN_BLOB = b"sample"
_LISTED_BLOBS = 64
_MOST_BYTES = 64


@dataclass(frozen=True)
class BlobGenerator(ValueGenerator):
    """Bytes: some that are listed (the plain ones first), or any."""

    listed: tuple[bytes, ...]
    any: SearchStrategy[bytes]
    least: int

    def plain(self) -> str:
        """The word ``sample``, as near as the bounds allow."""
        return _written(self.listed[0])

    def make(self, draw: DrawFn, block: Sequence[int], at: int, budget: float) -> str:
        """Listed bytes, or some that are drawn."""
        choice = block[at]
        if choice < _LISTED_BLOBS:
            return _written(self.listed[choice % len(self.listed)])
        return _written(repeated_to(draw(self.any), self.least))


def _written(octets: bytes) -> str:
    return b64encode(octets).decode()


def blob_generator(schema: Schema) -> BlobGenerator:
    """Blobs within ``x-min-bytes`` and ``x-max-bytes``."""
    low = int(schema.get("x-min-bytes", 0))
    high = max(low, int(schema.get("x-max-bytes", max(low, LONGEST))))
    plain = repeated_to(_PLAIN_BLOB, low)[:high]
    ordinary = (
        plain,
        repeated_to(_PLAIN_BLOB, low)[:low],
        b"\x00",
        b"\xff\xfe\xfd",
        b"{}",
        b" \r\n\x00\xf0",
    )
    listed = [each for each in ordinary if low <= len(each) <= high]
    if "x-max-bytes" in schema and high <= LONGEST:
        listed.append(repeated_to(b"\xffsample", high)[:high])
    least = min(low, 1) if low > _MOST_BYTES else low
    drawn = st.binary(min_size=least, max_size=min(high, _MOST_BYTES))
    return BlobGenerator(tuple(dict.fromkeys(listed)), drawn, low)


_PLAIN_INSTANT = datetime(2020, 8, 11, tzinfo=UTC)
_FIRST = datetime(1, 1, 1, tzinfo=UTC)
_LAST = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECONDS = st.integers(
    int((_FIRST - _PLAIN_INSTANT).total_seconds()), int((_LAST - _PLAIN_INSTANT).total_seconds())
)
_LISTED_INSTANTS = (
    _PLAIN_INSTANT,
    _FIRST,
    _LAST,
    _EPOCH,
    datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC),
    datetime(1900, 2, 28, 23, 59, 59, tzinfo=UTC),
    datetime(2000, 2, 29, 12, tzinfo=UTC),
    datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC),
)
_FRACTIONS = ("", ".5", ".001", ".123", ".000001", ".999999")
_ZONES = (0, 60, -60, 330, -210, 14 * 60, -12 * 60)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class TimestampGenerator(ValueGenerator):
    """An instant in one of the three forms: ``date-time``, ``http-date`` or ``seconds``.

    The first byte chooses the instant, the second the fraction, the third the zone.
    """

    form: str
    width: int = 3

    def plain(self) -> Any:
        """A plain day, in seconds of the epoch, or as text."""
        return self._written(_PLAIN_INSTANT, "", 0)

    def make(self, draw: DrawFn, block: Sequence[int], at: int, budget: float) -> Any:
        """A listed instant, or any; most of them without fraction and in UTC."""
        choice = block[at]
        if choice < 64:
            instant = _LISTED_INSTANTS[choice % len(_LISTED_INSTANTS)]
        else:
            instant = _PLAIN_INSTANT + timedelta(seconds=draw(_SECONDS))
        fraction = _FRACTIONS[_skewed(block[at + 1], len(_FRACTIONS))]
        return self._written(instant, fraction, _ZONES[_skewed(block[at + 2], len(_ZONES))])

    def _written(self, instant: datetime, fraction: str, zone: int) -> Any:
        if self.form == "seconds":
            whole = int((instant - _EPOCH).total_seconds())
            return whole + float(fraction) if fraction else whole
        if self.form == "http-date":
            day, month = _DAYS[instant.weekday()], _MONTHS[instant.month - 1]
            return f"{day}, {instant.day:02} {month} {instant.year:04} {_clock(instant)} GMT"
        return _rfc3339(instant, fraction, zone)


def _skewed(byte: int, count: int) -> int:
    """The first one for half of the bytes."""
    return byte % count if byte >= 128 else 0


def _clock(instant: datetime) -> str:
    return f"{instant.hour:02}:{instant.minute:02}:{instant.second:02}"


def _rfc3339(instant: datetime, fraction: str, zone: int) -> str:
    """RFC 3339, 5.6; in UTC where the local time would leave the years that have four digits."""
    try:
        local = instant + timedelta(minutes=zone)
    except OverflowError:
        local, zone = instant, 0
    sign, minutes = ("-" if zone < 0 else "+"), abs(zone)
    offset = f"{sign}{minutes // 60:02}:{minutes % 60:02}" if zone else "Z"
    day = f"{local.year:04}-{local.month:02}-{local.day:02}"
    return f"{day}T{_clock(local)}{fraction}{offset}"


def timestamp_generator(schema: Schema) -> TimestampGenerator:
    """Timestamps as the schema has them: numbers in the wire view, HTTP dates by their pattern."""
    if schema.get("type") == "number":
        return TimestampGenerator("seconds")
    return TimestampGenerator("http-date" if "pattern" in schema else "date-time")
