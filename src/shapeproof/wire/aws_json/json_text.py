"""JSON texts (RFC 8259) and the base64 text of blobs (RFC 4648, 4)."""

from __future__ import annotations

import base64
import binascii
import json as _json
import math
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, NoReturn

from shapeproof.wire.interface import UnreadableError
from shapeproof.wire.timestamps import TimestampFormat, encode_timestamp


def to_base64(raw: bytes | bytearray | memoryview) -> str:
    """The base64 text of bytes: a blob in the API view."""
    return base64.b64encode(raw).decode("ascii")


def from_base64(text: str) -> bytes:
    """The bytes that a base64 text stands for. Raises ValueError for any other text."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError(f"not base64: {error}") from None


def encode_blob(value: Any) -> Any:
    """A blob as it travels in JSON: base64 text. Anything else is passed through."""
    return to_base64(value) if isinstance(value, (bytes, bytearray, memoryview)) else value


def raw_blob(value: str | bytes | bytearray | memoryview) -> bytes:
    """A blob as it travels as a payload: its bytes. Text that is not base64 travels as UTF-8."""
    if not isinstance(value, str):
        return bytes(value)
    try:
        return from_base64(value)
    except ValueError:
        return value.encode("utf-8", "surrogatepass")


JSON = "application/json"
MAX_DEPTH = 128
"""How deep a JSON text may nest that is read."""


def dump_json(value: Any) -> bytes:
    """The UTF-8 JSON text of a value; only lone surrogates make it escape to ASCII.

    Non-finite numbers become the strings ``"NaN"``, ``"Infinity"`` and ``"-Infinity"``, as AWS's
    JSON protocols have them. Raises ValueError for a value that nests too deep.
    """
    try:
        return _dump(_UTF_8, value).encode()
    except UnicodeEncodeError:
        return _dump(_ASCII, value).encode()


def dump_json_text(value: Any) -> str:
    """The JSON text of a value in ASCII and without blanks, for headers and URIs."""
    return _dump(_COMPACT, value)


def parse_json(body: bytes) -> Any:
    """Parse a UTF-8 JSON text. Raises UnreadableError for any other, or one nested too deep."""
    try:
        value = _json.loads(body.decode(), parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise UnreadableError(f"not UTF-8 at byte {error.start}") from None
    except RecursionError:
        raise _too_deep() from None
    except ValueError as error:
        raise UnreadableError(f"not JSON: {error}") from None
    if body.count(b"{") + body.count(b"[") > MAX_DEPTH:
        _refuse_depth(value)
    return value


def non_finite_name(number: float) -> str | None:
    """How a non-finite number is written, None for a finite one."""
    if math.isfinite(number):
        return None
    return "NaN" if math.isnan(number) else "Infinity" if number > 0 else "-Infinity"


def json_type(value: Any) -> str:
    """What JSON calls the type of a parsed value."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else "a boolean"
    if isinstance(value, (int, float)):
        return "a number"
    if isinstance(value, str):
        return "a string"
    return "an object" if isinstance(value, Mapping) else "an array"


def _dump(encoder: _json.JSONEncoder, value: Any) -> str:
    try:
        try:
            return encoder.encode(value)
        except (ValueError, TypeError):
            return encoder.encode(_cleaned(value))
    except RecursionError:
        raise ValueError("the value nests too deep for JSON") from None


def _cleaned(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {_key(key): _cleaned(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_cleaned(each) for each in value]
    if isinstance(value, Decimal):
        value = float(value)
    return (non_finite_name(value) or value) if isinstance(value, float) else value


def _key(key: Any) -> Any:
    return key if key is None or isinstance(key, (str, int)) else str(key)


def _stand_in(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime):
        value = encode_timestamp(value, TimestampFormat.DATE_TIME)
    blob = encode_blob(value)
    return blob if isinstance(blob, str) else str(value)


_UTF_8 = _json.JSONEncoder(ensure_ascii=False, allow_nan=False, default=_stand_in)
_ASCII = _json.JSONEncoder(ensure_ascii=True, allow_nan=False, default=_stand_in)
_COMPACT = _json.JSONEncoder(
    ensure_ascii=True, allow_nan=False, default=_stand_in, separators=(",", ":")
)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def _refuse_depth(value: Any) -> None:
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return
    raise _too_deep()


def _inside(value: Any) -> Iterable[Any]:
    values = value.values() if isinstance(value, dict) else value
    return (each for each in values if isinstance(each, (dict, list)))


def _too_deep() -> UnreadableError:
    return UnreadableError(f"nested deeper than {MAX_DEPTH} levels")
