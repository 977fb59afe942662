"""Scalars as texts: in URI labels, query strings and headers (Smithy HTTP binding traits)."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from shapeproof.contract.model import Schema
from shapeproof.wire.aws_json.json_text import (
    dump_json_text,
    encode_blob,
    from_base64,
    non_finite_name,
    parse_json,
    to_base64,
)
from shapeproof.wire.interface import UnreadableError
from shapeproof.wire.timestamps import (
    TimestampFormat,
    decode_timestamp,
    encode_timestamp,
    timestamp_format,
)

_INTEGER = re.compile(r"[+-]?\d{1,4000}", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_NON_FINITE = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


class TextValue(Protocol):
    """Writes a value as a text and reads it again. Values of a wrong type are written as well."""

    def encode(self, value: Any) -> str:
        """The text of a value."""

    def decode(self, text: str) -> Any:
        """The value in the API view; the text itself where it fits no other type."""


def text_of(value: Any) -> str:
    """The text of a value whose type is not known: lists and structures become JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return non_finite_name(value) or repr(value)
    if isinstance(value, datetime):
        return str(encode_timestamp(value, TimestampFormat.DATE_TIME))
    if value is None or isinstance(value, (bool, Mapping, list, tuple)):
        return dump_json_text(value)
    return str(encode_blob(value))


def text_value(schema: Schema, timestamps: TimestampFormat) -> TextValue:
    """How a scalar schema is written; ``timestamps`` is the default format of the place."""
    if schema.get("x-jsonvalue"):
        return JsonText()
    if schema.get("x-timestamp"):
        return TimestampText(timestamp_format(schema, timestamps))
    if schema.get("x-path-id"):
        return PathIdText()
    return _BY_TYPE.get(str(schema.get("type")), PlainText())


@dataclass(frozen=True)
class PlainText:
    """Strings, enums and blobs."""

    def encode(self, value: Any) -> str:
        """The text of a value."""
        return text_of(value)

    def decode(self, text: str) -> Any:
        """The text itself."""
        return text


@dataclass(frozen=True)
class PathIdText(PlainText):
    """Identifiers that responses give as a path: requests have its last segment."""

    def encode(self, value: Any) -> str:
        """The last segment."""
        return text_of(value).rpartition("/")[2]


@dataclass(frozen=True)
class IntegerText(PlainText):
    """Whole numbers."""

    def decode(self, text: str) -> Any:
        """The integer, or a text that is none."""
        return int(text) if _INTEGER.fullmatch(text) else text


@dataclass(frozen=True)
class NumberText(PlainText):
    """Floating-point numbers, ``NaN`` and the infinities included."""

    def decode(self, text: str) -> Any:
        """The number, or a text that is none."""
        return float(text) if _NUMBER.fullmatch(text) else _NON_FINITE.get(text, text)


@dataclass(frozen=True)
class BooleanText(PlainText):
    """``true`` and ``false``."""

    def decode(self, text: str) -> Any:
        """The boolean, or a text that is none."""
        return {"true": True, "false": False}.get(text, text)


@dataclass(frozen=True)
class TimestampText:
    """Timestamps in one of the three formats."""

    form: TimestampFormat

    def encode(self, value: Any) -> str:
        """The timestamp as the format has it."""
        return text_of(encode_timestamp(value, self.form))

    def decode(self, text: str) -> Any:
        """The timestamp as in RFC 3339. Raises UnreadableError where the text is none."""
        return decode_timestamp(text)


@dataclass(frozen=True)
class JsonText:
    """Any JSON value, which travels in a header as the base64 of its text."""

    def encode(self, value: Any) -> str:
        """The base64 of the JSON text."""
        return to_base64(dump_json_text(value).encode())

    def decode(self, text: str) -> Any:
        """The JSON value. Raises UnreadableError where the text is not base64 of JSON."""
        try:
            raw = from_base64(text)
        except ValueError as error:
            raise UnreadableError(str(error)) from None
        return parse_json(raw)


_BY_TYPE: dict[str, TextValue] = {
    "integer": IntegerText(),
    "number": NumberText(),
    "boolean": BooleanText(),
}
