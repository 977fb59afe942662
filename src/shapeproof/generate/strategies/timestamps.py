"""Timestamps of every year from 1 to 9999, in the form that the schema has them in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from shapeproof.contract.model import Schema
from shapeproof.generate.strategies.maker import Maker

PLAIN = datetime(2020, 8, 11, tzinfo=UTC)
_FIRST = datetime(1, 1, 1, tzinfo=UTC)
_LAST = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECONDS = st.integers(int((_FIRST - PLAIN).total_seconds()), int((_LAST - PLAIN).total_seconds()))
_LISTED = (
    PLAIN,
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
class Timestamp(Maker):
    """An instant in one of the three forms: ``date-time``, ``http-date`` or ``seconds``.

    The first byte chooses the instant, the second the fraction, the third the zone.
    """

    form: str
    width: int = 3

    def plain(self) -> Any:
        """A plain day, in seconds of the epoch, or as text."""
        return self._written(PLAIN, "", 0)

    def make(self, draw: DrawFn, block: Sequence[int], at: int, room: float) -> Any:
        """A listed instant, or any; most of them without fraction and in UTC."""
        choice = block[at]
        if choice < 64:
            instant = _LISTED[choice % len(_LISTED)]
        else:
            instant = PLAIN + timedelta(seconds=draw(_SECONDS))
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


def timestamp(schema: Schema) -> Timestamp:
    """Timestamps as the schema has them: numbers in the wire view, HTTP dates by their pattern."""
    if schema.get("type") == "number":
        return Timestamp("seconds")
    return Timestamp("http-date" if "pattern" in schema else "date-time")
