"""What Python clients take and give, in the API view, without touching it.

Streams are not read, and blobs not encoded: both stand as an empty text, since no schema says
anything about them that could be broken.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from shapeproof.wire.timestamps import TimestampFormat, encode_timestamp

_PLAIN = frozenset({str, int, float, bool, type(None)})


def api_value(value: Any) -> Any:
    """A value of boto3 as JSON has it; what is unknown is its text.

    A datetime without zone is in UTC.
    """
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is dict or isinstance(value, Mapping):
        return {str(key): api_value(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [api_value(each) for each in value]
    if isinstance(value, datetime):
        return encode_timestamp(value, TimestampFormat.DATE_TIME)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return ""
    # An enum of texts is what it is worth, not its name.
    for plain in (str, bool, int, float):
        if isinstance(value, plain):
            return plain(getattr(value, "value", value))
    return "" if hasattr(value, "read") or hasattr(value, "__iter__") else str(value)
