"""Timestamps in the three forms of AWS's protocols (Smithy ``timestampFormat`` trait).

In the API view a timestamp is a string as in RFC 3339, in UTC.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.wire.interface import UnreadableError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_CLOCK = r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)(?:\.(?P<fraction>\d+))?"
_DATE_TIME = re.compile(
    rf"(?P<year>\d{{4}})-(?P<month>\d\d)-(?P<day>\d\d)[Tt ]{_CLOCK}"
    r"(?P<zone>[Zz]|[+-]\d\d:?\d\d)?",
    re.ASCII,
)
_HTTP_DATE = re.compile(
    rf"(?:[A-Za-z]{{3}}, )?(?P<day>\d\d?) (?P<month>[A-Z][a-z]{{2}}) (?P<year>\d{{4}}) {_CLOCK}"
    r" (?P<zone>GMT|UTC|[+-]\d{4})",
    re.ASCII,
)
_SECONDS = re.compile(r"[+-]?\d{1,18}(?:\.\d+)?(?:[eE][+-]?\d{1,3})?", re.ASCII)


class TimestampFormat(Enum):
    """How a timestamp is written; values as in service models."""

    DATE_TIME = "iso8601"
    """``2014-04-29T18:30:38Z`` (RFC 3339, 5.6)"""
    HTTP_DATE = "rfc822"
    """``Tue, 29 Apr 2014 18:30:38 GMT`` (IMF-fixdate of RFC 9110, 5.6.7)"""
    EPOCH_SECONDS = "unixTimestamp"
    """``1398796238``, with a fraction where there is one"""


def timestamp_format(schema: Schema, default: TimestampFormat) -> TimestampFormat:
    """The format that a schema states, else the default of its place."""
    stated = schema.get("x-timestamp-format")
    return next((each for each in TimestampFormat if each.value == stated), default)


def encode_timestamp(value: Any, form: TimestampFormat) -> Any:
    """A timestamp (API view, or a datetime) as it travels. Any other value is passed through."""
    try:
        instant = _from_api_view(value)
    except (ValueError, OverflowError):
        return value
    if instant is None:
        return value
    if form is TimestampFormat.DATE_TIME:
        return to_rfc3339(instant)
    if form is TimestampFormat.HTTP_DATE:
        return _to_http_date(instant)
    return _to_seconds(instant)


def decode_timestamp(value: Any) -> str:
    """A timestamp in any of the three forms, in the API view. Raises UnreadableError for others."""
    try:
        instant = _from_number(value) if not isinstance(value, str) else _from_text(value)
        if instant is not None:
            return to_rfc3339(instant.astimezone(UTC))
    except (ValueError, OverflowError):
        pass
    shown = repr(value) if len(repr(value)) <= 60 else repr(value)[:57] + "..."
    raise UnreadableError(f"timestamp {shown} is no date-time, HTTP date or epoch seconds")


def is_written_in(text: str, form: TimestampFormat) -> bool:
    """Whether a text is a timestamp in a format, as strict SDKs read it: with a zone, and a ``T``.

    Seconds are a number.
    """
    if form is TimestampFormat.EPOCH_SECONDS:
        return _SECONDS.fullmatch(text) is not None
    if form is TimestampFormat.HTTP_DATE:
        return _HTTP_DATE.fullmatch(text) is not None
    return _RFC_3339.fullmatch(text) is not None


_RFC_3339 = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)", re.ASCII
)


def to_rfc3339(instant: datetime) -> str:
    """An instant in UTC as in RFC 3339, with as many digits of the second as it needs."""
    text = instant.replace(tzinfo=None, microsecond=0).isoformat()
    fraction = f".{instant.microsecond:06d}".rstrip("0") if instant.microsecond else ""
    return f"{text}{fraction}Z"


def _from_api_view(value: Any) -> datetime | None:
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    found = _DATE_TIME.fullmatch(value) if isinstance(value, str) else None
    return _instant(found, int(found["month"])).astimezone(UTC) if found and found["zone"] else None


def _from_number(value: Any) -> datetime | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return _EPOCH + timedelta(seconds=value)


def _from_text(text: str) -> datetime | None:
    text = text.strip()
    if found := _DATE_TIME.fullmatch(text):
        return _instant(found, int(found["month"]))
    if found := _HTTP_DATE.fullmatch(text):
        return _instant(found, _MONTHS.index(found["month"]) + 1)
    return _from_number(float(text)) if _SECONDS.fullmatch(text) else None


def _instant(found: re.Match[str], month: int) -> datetime:
    fraction = (found["fraction"] or "").ljust(6, "0")[:6]
    year, day, hour, minute, second = (
        int(found[part]) for part in ("year", "day", "hour", "minute", "second")
    )
    return datetime(year, month, day, hour, minute, second, int(fraction), _zone(found["zone"]))


def _zone(text: str | None) -> timezone:
    if text is None or text[0] not in "+-":
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def _to_http_date(instant: datetime) -> str:
    day, month = _DAYS[instant.weekday()], _MONTHS[instant.month - 1]
    return f"{day}, {instant:%d} {month} {instant.year:04d} {instant:%H:%M:%S} GMT"


def _to_seconds(instant: datetime) -> int | float:
    microseconds = (instant - _EPOCH) // timedelta(microseconds=1)
    return microseconds / 10**6 if instant.microsecond else microseconds // 10**6
