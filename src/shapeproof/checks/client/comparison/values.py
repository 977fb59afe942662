"""Two values of one shape compared: scalars, timestamps, texts in labels and headers, trees."""

from __future__ import annotations

import math
import re
import struct
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol
from urllib.parse import unquote

from shapeproof.checks.client.texts import kind_of
from shapeproof.checks.schema_findings import folded
from shapeproof.contract.pointer import Tokens
from shapeproof.contract.shape import Shape
from shapeproof.wire.aws_json.json_text import from_base64, parse_json
from shapeproof.wire.interface import UnreadableError
from shapeproof.wire.text_values import NumberText
from shapeproof.wire.timestamps import TimestampFormat, decode_timestamp

JSON_TYPE = "application/json"
LARGEST_EXACT = 2**53
"""Integers beyond are not exact in a double (RFC 8259, 6)."""


def scalar_gap(shape: Shape, expected: Any, actual: Any) -> str | None:
    """``type`` or ``value`` where two values differ, None where they are the same.

    Numbers are compared as numbers, blobs as bytes, JSON in strings as JSON, and strings by code
    points. For lists and objects: whether they are equal.
    """
    if shape.is_json_text:
        return None if read_json(expected) == read_json(actual) else "value"
    if shape.schema.get("contentMediaType") == JSON_TYPE and isinstance(actual, dict | list):
        return None if read_json(expected) == actual else "value"  # tolerance read-json
    if kind_of(expected) != kind_of(actual):
        return "type"
    if kind_of(expected) == "number":
        return None if same_number(shape, expected, actual) else "value"
    if shape.is_blob and isinstance(expected, str):
        return None if _bytes(expected) == _bytes(actual) else "value"
    return None if expected == actual else "value"


def is_encoded_text(shape: Shape, expected: Any, actual: Any) -> bool:
    """Whether a text is sent in the encoding that SDKs put it in (tolerance ``encoded-text``)."""
    if not isinstance(expected, str) or not isinstance(actual, str):
        return False
    if shape.encoded_by_sdks == "base64":
        return b64encode(expected.encode("utf-8", "surrogatepass")).decode() == actual
    return shape.encoded_by_sdks == "percent" and unquote(actual) == expected


def same_number(shape: Shape, expected: float, actual: float) -> bool:
    """Whether two numbers are the same to a reader of this type."""
    if expected == actual or (_is_nan(expected) and _is_nan(actual)):
        return True
    try:
        one, other = float(expected), float(actual)
    except OverflowError:
        return False
    if one == other and max(abs(one), abs(other)) >= LARGEST_EXACT:
        return True
    return shape.schema.get("x-number") == "float" and _single(one) == _single(other)


def _is_nan(number: float) -> bool:
    return isinstance(number, float) and math.isnan(number)


def _single(number: float) -> float:
    try:
        rounded: float = struct.unpack("f", struct.pack("f", number))[0]
    except OverflowError:
        return math.copysign(math.inf, number)
    return rounded


def _bytes(text: str) -> Any:
    try:
        return from_base64(text)
    except ValueError:
        return text


def read_json(value: Any) -> Any:
    """What the JSON in a text holds; a value that is no such text as it is."""
    if not isinstance(value, str):
        return value
    try:
        return parse_json(value.encode("utf-8", "replace"))
    except UnreadableError:
        return value


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
    wanted = form_of(expected, in_text=in_text)
    one = _instant(expected)
    if wanted is None or one is None:
        same = type(expected) is type(actual) and expected == actual
        return None if same else "value"
    if form_of(actual, in_text=in_text) is not wanted:
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


def text_gap(shape: Shape, expected: str, actual: str) -> str | None:
    """``type`` or ``value`` where two texts mean different values, None where they are the same."""
    if expected == actual:
        return None
    if shape.is_json_text:
        return None if _json_in_base64(expected) == _json_in_base64(actual) else "value"
    if shape.is_timestamp:
        return timestamp_gap(expected, actual, in_text=True, whole_seconds=True)
    if shape.type == "number":
        one, other = NumberText().decode(expected), NumberText().decode(actual)
        if isinstance(one, float) and isinstance(other, float):
            return None if same_number(shape, one, other) else "value"
    return "value"


def _json_in_base64(text: str) -> object:
    try:
        return parse_json(from_base64(text))
    except ValueError:
        return text


Members = Mapping[str, Any]


@dataclass(frozen=True)
class ValueGap:
    """A place where two values differ.

    ``kind`` is ``missing``, ``extra``, ``unknown`` (extra, and not in the shape), ``type`` or
    ``value``. A missing member that stands there under another name has that as ``other_name``.
    """

    tokens: Tokens
    kind: str
    expected: Any = None
    actual: Any = None
    other_name: str = ""


class View(Protocol):
    """What counts as the same in one view of values: on the wire, or in the API view."""

    def members(self, holder: Shape, value: Members) -> Members:
        """The members of an object that count."""

    def elements(self, holder: Shape, value: list[Any]) -> list[Any]:
        """The elements of a list that count."""

    def may_lack(self, holder: Shape, name: str, value: Any) -> bool:
        """Whether a member may be left out."""

    def may_add(self, holder: Shape, name: str, value: Any) -> bool:
        """Whether a member may be there that is not expected."""

    def scalar(self, shape: Shape, expected: Any, actual: Any) -> str | None:
        """The kind of the difference of two scalars, or of values of different types."""

    def further(self, holder: Shape, expected: Members, actual: Members) -> Iterator[ValueGap]:
        """The differences in what ``members`` leaves out."""


@dataclass(frozen=True)
class Trees:
    """Compares values of the shapes of one document."""

    root: Shape
    view: View

    def gaps(self, expected: Any, actual: Any) -> Iterator[ValueGap]:
        """The differences of two values of the document itself, in the order of the first."""
        return self.below(self.root, expected, actual, ())

    def below(self, shape: Shape, expected: Any, actual: Any, tokens: Tokens) -> Iterator[ValueGap]:
        """The differences of two values of a shape of the document, which stand at a place."""
        if shape.is_event_stream and not isinstance(actual, list):
            return  # a tolerance: a client need not read a stream to its end
        if not shape.is_json_text:
            if isinstance(expected, dict) and isinstance(actual, dict):
                yield from self._members(shape, expected, actual, tokens)
                return
            if isinstance(expected, list) and isinstance(actual, list):
                yield from self._elements(shape, expected, actual, tokens)
                return
        kind = self.view.scalar(shape, expected, actual)
        if kind is not None:
            yield ValueGap(tokens, kind, expected, actual)

    def _members(
        self, shape: Shape, expected: Members, actual: Members, tokens: Tokens
    ) -> Iterator[ValueGap]:
        view = self.view
        wanted, there = view.members(shape, expected), view.members(shape, actual)
        lacking = [
            name
            for name in wanted
            if name not in there and not view.may_lack(shape, name, wanted[name])
        ]
        beyond = [
            name
            for name in there
            if name not in wanted and not view.may_add(shape, name, there[name])
        ]
        for name in lacking:
            other = _other_name(shape, name, beyond)
            if other:
                beyond.remove(other)
            yield ValueGap((*tokens, name), "missing", wanted[name], None, other)
        for name in beyond:
            kind = "unknown" if _is_unknown(shape, name) else "extra"
            yield ValueGap((*tokens, name), kind, None, there[name])
        for name in wanted:
            if name in there:
                inner = inner_of(shape, name)
                yield from self.below(inner, wanted[name], there[name], (*tokens, name))
        for gap in view.further(shape, expected, actual):
            yield replace(gap, tokens=(*tokens, *gap.tokens))

    def _elements(
        self, shape: Shape, expected: list[Any], actual: list[Any], tokens: Tokens
    ) -> Iterator[ValueGap]:
        wanted, there = self.view.elements(shape, expected), self.view.elements(shape, actual)
        if len(wanted) != len(there):
            yield ValueGap(
                tokens, "missing" if len(there) < len(wanted) else "extra", wanted, there
            )
            return
        inner = element_of(shape)
        for index, (one, other) in enumerate(zip(wanted, there, strict=True)):
            yield from self.below(inner, one, other, (*tokens, str(index)))


def inner_of(holder: Shape, name: str) -> Shape:
    """The shape of a member or an entry; within a document all is a document."""
    return holder if holder.is_document else holder.member(name)


def element_of(holder: Shape) -> Shape:
    """The shape of the elements of a list; within a document all is a document."""
    return holder if holder.is_document else holder.item


def _is_unknown(shape: Shape, name: str) -> bool:
    return "properties" in shape.schema and name not in shape.members


def _other_name(shape: Shape, name: str, candidates: list[str]) -> str:
    """The extra name that a member was probably given: its name in the other view, or re-cased."""
    member = shape.members.get(name, shape.unknown).raw
    names = {folded(name)}
    names |= {folded(str(member[key])) for key in ("x-member", "x-location-name") if key in member}
    return next((each for each in candidates if folded(each) in names), "")
