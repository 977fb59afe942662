"""Answers that placebo has saved, one in each file: ``SERVICE.OPERATION_N.json``.

A file has ``status_code`` and ``data``, what boto3 gave to its caller. Requests are not recorded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from shapeproof.targets.recordings.entries import ParsedEntry

_NAME = re.compile(r"(?P<service>[a-z][a-z0-9-]*)\.(?P<operation>[A-Z][A-Za-z0-9]*)_\d+\.json")
_PARTS = ("year", "month", "day", "hour", "minute", "second", "microsecond")


def is_placebo(name: str, document: Any) -> bool:
    """Whether a file's name and content are those of an answer that placebo has saved."""
    if _NAME.fullmatch(name) is None or not isinstance(document, Mapping):
        return False
    return isinstance(document.get("data"), Mapping)


def saved_answer(name: str, document: Mapping[str, Any]) -> ParsedEntry:
    """The answer that a file holds."""
    named = _NAME.fullmatch(name)
    assert named is not None
    status = document.get("status_code")
    return ParsedEntry(
        place="",
        service=named["service"],
        operation=named["operation"],
        params=None,
        output=restored(document["data"]),
        status=status if isinstance(status, int) else None,
    )


def restored(value: Any) -> Any:
    """A value with the datetimes and streams that JSON cannot write, as recorders write them.

    placebo writes ``__class__`` (or ``__type__``) and the parts of a datetime; others its text.
    """
    if isinstance(value, list):
        return [restored(each) for each in value]
    if not isinstance(value, Mapping):
        return value
    kind = value.get("__class__", value.get("__type__"))
    if kind in ("datetime", "datetime.datetime"):
        return _datetime(value)
    if kind in ("bytes", "StreamingBody"):
        return b""  # bodies of streams are not judged
    return {str(name): restored(each) for name, each in value.items()}


def _datetime(value: Mapping[str, Any]) -> Any:
    """A datetime from its parts, in UTC; the value itself where it is none."""
    text = value.get("value", value.get("isoformat"))
    try:
        if isinstance(text, str):
            return datetime.fromisoformat(text)
        given = {name: value[name] for name in _PARTS if isinstance(value.get(name), int)}
        return datetime(**given, tzinfo=UTC)
    except (OverflowError, TypeError, ValueError):
        return dict(value)
