"""Values between the API view and the JSON of the driver protocol.

JSON has no bytes, no timestamps, and no numbers that are not finite. In the driver protocol those
are ``{"$blob": base64}``, ``{"$timestamp": RFC 3339}`` and ``{"$float": "NaN"}`` (``"Infinity"``,
``"-Infinity"``). In the API view they are base64 text, RFC 3339 text, and floats.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.targets.client.schema_walk import mapped
from shapeproof.wire.blobs import from_base64, to_base64
from shapeproof.wire.json_text import non_finite_name
from shapeproof.wire.timestamps import TimestampFormat, decode_timestamp, encode_timestamp

_NON_FINITE = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


def to_driver(schema: Schema, params: Any) -> Any:
    """Parameters (API view) for a driver; the schema tells what is a blob or a timestamp.

    A text that is no base64, or no timestamp, stands for itself.
    """
    return mapped(schema, schema, params, _marked)


def from_driver(value: Any) -> Any:
    """What a driver has told, in the API view; timestamps in UTC.

    What only looks like a marker stays as it is. Raises RecursionError for what nests too deep.
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


def _marked(schema: Schema, value: Any) -> Any:
    if isinstance(value, float):
        name = non_finite_name(value)
        return value if name is None else {"$float": name}
    if isinstance(value, (bytes, bytearray)):
        return {"$blob": to_base64(value)}
    if not isinstance(value, str):
        return value
    if schema.get("x-blob") and _is_base64(value):
        return {"$blob": value}
    if schema.get("x-timestamp") and is_timestamp(value):
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
