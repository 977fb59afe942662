"""Values between the API view and what clients take and give.

JSON has no bytes, no timestamps, and no numbers that are not finite. The driver protocol writes
them as ``{"$blob": base64}``, ``{"$timestamp": RFC 3339}`` and ``{"$float": "NaN"}`` (or
``"Infinity"``, ``"-Infinity"``). Python clients use bytes and datetimes. The API view uses base64
text, RFC 3339 text, and floats.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.contract.shape import Shape
from shapeproof.contract.shape_walks import map_value
from shapeproof.wire.aws_json.json_text import from_base64, non_finite_name, to_base64
from shapeproof.wire.timestamps import TimestampFormat, decode_timestamp, encode_timestamp

_NON_FINITE = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


def to_driver(schema: Schema, params: Any) -> Any:
    """Parameters (API view) for a driver; the schema says what is a blob or a timestamp.

    A text that is not base64, or not a timestamp, stays as it is.
    """
    return map_value(Shape.of(schema), params, _marked)


def from_driver(value: Any) -> Any:
    """What a driver has written, in the API view; timestamps in UTC.

    A value that only resembles a marker stays as it is. Raises RecursionError for deep nesting.
    """
    if isinstance(value, list):
        return [from_driver(each) for each in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        name, inner = next(iter(value.items()))
        read = _MARKERS.get(name)
        if read is not None and isinstance(inner, str):
            try:
                return read(inner)
            except (ValueError, KeyError):
                return value
    return {key: from_driver(each) for key, each in value.items()}


def _marked(shape: Shape, value: Any) -> Any:
    if isinstance(value, float):
        name = non_finite_name(value)
        return value if name is None else {"$float": name}
    if isinstance(value, (bytes, bytearray)):
        return {"$blob": to_base64(value)}
    if not isinstance(value, str):
        return value
    if shape.is_blob and _is_base64(value):
        return {"$blob": value}
    if shape.is_timestamp and is_timestamp(value):
        return {"$timestamp": value}
    return value


def is_timestamp(text: str) -> bool:
    """Whether a text is a timestamp in the API view: RFC 3339, with its zone."""
    try:
        return isinstance(encode_timestamp(text, TimestampFormat.EPOCH_SECONDS), (int, float))
    except (ValueError, OverflowError):
        return False


def _is_base64(text: str) -> bool:
    try:
        from_base64(text)
    except ValueError:
        return False
    return True


def _timestamp(text: str) -> str:
    if not is_timestamp(text):
        raise ValueError(text)
    return decode_timestamp(text)


_MARKERS: dict[str, Callable[[str], Any]] = {
    "$blob": lambda text: to_base64(from_base64(text)),
    "$timestamp": _timestamp,
    "$float": _NON_FINITE.__getitem__,
}


def to_python(schema: Schema, params: Any) -> Any:
    """Parameters (API view) as boto3 takes them: bytes for blobs, datetimes in UTC.

    A text that is not base64, or not a timestamp, stays as it is.
    """
    return map_value(Shape.of(schema), params, _python)


def from_python(value: Any) -> Any:
    """What a Python client returned, in the API view; a datetime without zone is in UTC.

    A stream is read to its end; its exceptions are not caught.
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


class NoValue(Exception):
    """A Python client has returned what no API has, such as an object of a class of its own."""


def output_of(returned: Mapping[Any, Any]) -> Any:
    """The output that a function has returned, in the API view. Raises NoValue."""
    output = from_python(returned)
    todo = [output]
    while todo:
        each = todo.pop()
        if isinstance(each, dict):
            odd = [key for key in each if not isinstance(key, str)]
            if odd:
                raise NoValue(
                    f"it returned a dict with a key of the type {_type(odd[0])}, not a text"
                )
            todo.extend(each.values())
        elif isinstance(each, list):
            todo.extend(each)
        elif each is not None and not isinstance(each, (str, bool, int, float)):
            raise NoValue(f"it returned a value of the type {_type(each)}, which no API has")
    return output


def _type(value: Any) -> str:
    return type(value).__qualname__


def _python(shape: Shape, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if shape.is_blob:
        try:
            return from_base64(value)
        except ValueError:
            return value
    if shape.is_timestamp and is_timestamp(value):
        return datetime.fromisoformat(decode_timestamp(value))
    return value
