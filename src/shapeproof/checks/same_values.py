"""When a value that came back is the one that was written, though it is spelled otherwise."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import unquote

from shapeproof.contract.shape import Shape
from shapeproof.wire.timestamps import decode_timestamp

_SECOND = timedelta(seconds=1)


def same(given: Any, got: Any) -> bool:
    """Whether two JSON values are equal; a boolean is no number, 1 and 1.0 are one number."""
    if isinstance(given, bool) or isinstance(got, bool):
        return given is got
    return bool(given == got)


def same_as_shaped(shape: Shape, given: Any, got: Any) -> bool:
    """The same, where the shape says what the values mean.

    Timestamps are instants, in whatever zone; a server may keep whole seconds only.
    """
    if same(given, got):
        return True
    if not shape.is_timestamp:
        return False
    ours, theirs = _instant(given), _instant(got)
    return ours is not None and theirs is not None and abs(ours - theirs) < _SECOND


def _instant(value: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(decode_timestamp(value))
    except (ValueError, TypeError, OverflowError, AttributeError):
        return None


def same_meaning(given: Any, got: Any) -> bool:
    """Whether two texts mean the same: one JSON document, one number, or one URL.

    Services spell them in their own way; only a review can say that one does not.
    """
    if not isinstance(given, str) or isinstance(got, bool) or got is None:
        return False
    ours = _document(given)
    if ours is not None:
        theirs = (got, _document(got), _document(unquote(got))) if isinstance(got, str) else (got,)
        return any(ours == each for each in theirs)
    return _is_same_number(given, got) or _is_same_url(given, got)


def _is_same_url(given: str, got: Any) -> bool:
    """Whether a URL comes back without its scheme, as providers of identities do."""
    scheme, found, rest = given.partition("://")
    return bool(found) and scheme in ("http", "https") and rest == got


def _document(text: str) -> Any:
    """The structure or list that a text is, None where it is neither."""
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _is_same_number(given: str, got: Any) -> bool:
    if not isinstance(got, str):
        return False
    try:
        return Decimal(given) == Decimal(got)
    except (InvalidOperation, ValueError):
        return False


def known_members(shape: Shape, values: Iterable[Any]) -> list[Any]:
    """The elements of a list without the members that a reader's shape does not have."""
    if not shape.is_structure:
        return list(values)
    return [
        {name: value for name, value in each.items() if name in shape.members}
        if isinstance(each, dict)
        else each
        for each in values
    ]


_VERSIONS = ("id", "arn", "version", "number")


def tells_of_another(written: Mapping[str, Any], shown: Mapping[str, Any]) -> bool:
    """Whether a reading names another version, or another thing, than the write returned.

    A reader may show the current version, which need not be the one that was written.
    """
    return any(
        name.lower().endswith(_VERSIONS)
        and isinstance(written[name], str | int)
        and written[name] != shown[name]
        for name in written.keys() & shown.keys()
        if written[name] is not None and shown[name] is not None
    )
