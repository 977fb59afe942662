"""Values between the API view and what Python clients take and give: bytes and datetimes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.targets.client.driver_values import is_timestamp
from shapeproof.targets.client.schema_walk import mapped
from shapeproof.wire.blobs import from_base64, to_base64
from shapeproof.wire.timestamps import TimestampFormat, decode_timestamp, encode_timestamp


def to_python(schema: Schema, params: Any) -> Any:
    """Parameters (API view) as boto3 takes them: bytes for blobs, datetimes in UTC.

    A text that is no base64, or no timestamp, stands for itself.
    """
    return mapped(schema, schema, params, _python)


def from_python(value: Any) -> Any:
    """What a Python client gave, in the API view; a datetime without zone is in UTC.

    A stream is read to its end: whatever it raises comes through.
    """
    if isinstance(value, Mapping):
        return {key: from_python(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [from_python(each) for each in value]
    if isinstance(value, (bytes, bytearray, memoryview)):
        return to_base64(value)
    if isinstance(value, datetime):
        return encode_timestamp(value, TimestampFormat.DATE_TIME)
    if isinstance(value, Decimal):
        return float(value)
    if callable(getattr(value, "read", None)):
        return from_python(value.read())
    return value


def _python(schema: Schema, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if schema.get("x-blob"):
        try:
            return from_base64(value)
        except ValueError:
            return value
    if schema.get("x-timestamp") and is_timestamp(value):
        return datetime.fromisoformat(decode_timestamp(value))
    return value
