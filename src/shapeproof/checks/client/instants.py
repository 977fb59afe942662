"""Timestamps compared: the same instant, in the same of the three forms (wire.timestamps)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from shapeproof.wire.timestamps import TimestampFormat, decode_timestamp
from shapeproof.wire.unreadable import UnreadableError

_SECONDS = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)
_HTTP_DATE = re.compile(r"[A-Z][a-z]{2}, .*", re.DOTALL)
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt ].*([Zz]|[+-]\d\d:?\d\d)", re.DOTALL)
_SECOND = timedelta(seconds=1)
_MILLISECOND = timedelta(milliseconds=1)


def form_of(value: Any, *, in_text: bool = False) -> TimestampFormat | None:
    """The form of a timestamp, None where it has none of them.

    Epoch seconds are a number in JSON, and digits in a label, query or header (``in_text``).
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if not isinstance(value, str):
        return TimestampFormat.EPOCH_SECONDS
    if in_text and _SECONDS.fullmatch(value):
        return TimestampFormat.EPOCH_SECONDS
    if _HTTP_DATE.fullmatch(value):
        return TimestampFormat.HTTP_DATE
    return TimestampFormat.DATE_TIME if _DATE_TIME.fullmatch(value) else None


def timestamp_gap(
    expected: Any, actual: Any, *, in_text: bool = False, whole_seconds: bool = False
) -> str | None:
    """``type`` for another form, ``value`` for another instant, None for the same.

    ``whole_seconds`` allows the fraction to be left out. What was no timestamp to begin with must
    be the same value.
    """
    due = form_of(expected, in_text=in_text)
    one = _instant(expected)
    if due is None or one is None:
        same = type(expected) is type(actual) and expected == actual
        return None if same else "value"
    if form_of(actual, in_text=in_text) is not due:
        return "type"
    other = _instant(actual)
    if other is None:
        return "value"
    bound = _SECOND if whole_seconds and other.microsecond == 0 else _MILLISECOND
    return None if abs(one - other) < bound or one == other else "value"


def _instant(value: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(decode_timestamp(value))
    except (UnreadableError, ValueError, OverflowError):
        return None
