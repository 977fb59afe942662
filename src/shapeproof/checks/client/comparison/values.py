"""Two values of one schema compared: scalars, timestamps, texts in labels and headers, and trees of
them.
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from shapeproof.checks.client.texts import kind_of
from shapeproof.checks.schema_findings import folded
from shapeproof.contract.model import Schema
from shapeproof.contract.pointer import Tokens
from shapeproof.contract.resolve import resolve
from shapeproof.wire.interface import UnreadableError
from shapeproof.wire.json_text import from_base64, parse_json
from shapeproof.wire.text_values import NumberText
from shapeproof.wire.timestamps import TimestampFormat, decode_timestamp

LARGEST_EXACT = 2**53
"""Integers beyond are not exact in a double (RFC 8259, 6)."""


def scalar_gap(schema: Schema, expected: Any, actual: Any) -> str | None:
    """``type`` or ``value`` where two values differ, None where they are the same.

    Numbers are compared as numbers, blobs as bytes, JSON in strings as JSON, and strings by code
    points. For lists and objects: whether they are equal.
    """
    if schema.get("x-jsonvalue"):
        return None if _json(expected) == _json(actual) else "value"
    if kind_of(expected) != kind_of(actual):
        return "type"
    if kind_of(expected) == "number":
        return None if same_number(schema, expected, actual) else "value"
    if schema.get("x-blob") and isinstance(expected, str):
        return None if _bytes(expected) == _bytes(actual) else "value"
    return None if expected == actual else "value"


def same_number(schema: Schema, expected: float, actual: float) -> bool:
    """Whether two numbers are the same to a reader of this type."""
    if expected == actual or (_is_nan(expected) and _is_nan(actual)):
        return True
    try:
        one, other = float(expected), float(actual)
    except OverflowError:
        return False
    if one == other and max(abs(one), abs(other)) >= LARGEST_EXACT:
        return True
    return schema.get("x-number") == "float" and _single(one) == _single(other)


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


def _json(value: Any) -> Any:
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


def text_gap(schema: Schema, expected: str, actual: str) -> str | None:
    """``type`` or ``value`` where two texts mean different values, None where they are the same."""
    if expected == actual:
        return None
    if schema.get("x-jsonvalue"):
        return None if _json_in_base64(expected) == _json_in_base64(actual) else "value"
    if schema.get("x-timestamp"):
        return timestamp_gap(expected, actual, in_text=True, whole_seconds=True)
    if schema.get("type") == "number":
        one, other = NumberText().decode(expected), NumberText().decode(actual)
        if isinstance(one, float) and isinstance(other, float):
            return None if same_number(schema, one, other) else "value"
    return "value"


def _json_in_base64(text: str) -> object:
    try:
        return parse_json(from_base64(text))
    except ValueError:
        return text


Members = Mapping[str, Any]


@dataclass(frozen=True)
class Gap:
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

    def members(self, holder: Schema, value: Members) -> Members:
        """The members of an object that count."""

    def elements(self, holder: Schema, value: list[Any]) -> list[Any]:
        """The elements of a list that count."""

    def may_lack(self, holder: Schema, name: str, member: Schema, value: Any) -> bool:
        """Whether a member may be left out."""

    def may_add(self, holder: Schema, name: str, member: Schema, value: Any) -> bool:
        """Whether a member may be there that is not due."""

    def scalar(self, schema: Schema, expected: Any, actual: Any) -> str | None:
        """The kind of the difference of two scalars, or of values of different types."""


@dataclass(frozen=True)
class Trees:
    """Compares values of the schemas of one document."""

    root: Schema
    view: View

    def gaps(self, expected: Any, actual: Any) -> Iterator[Gap]:
        """The differences of two values of the document itself, in the order of the first."""
        return self.below(self.root, expected, actual, ())

    def below(self, raw: Schema, expected: Any, actual: Any, tokens: Tokens) -> Iterator[Gap]:
        """The differences of two values of a schema of the document, which stand at a place."""
        schema = self.resolved(raw)
        if schema.get("x-eventstream"):
            return
        both = (expected, actual)
        if schema.get("x-jsonvalue"):
            kind = self.view.scalar(schema, expected, actual)
        elif all(isinstance(each, dict) for each in both):
            yield from self._members(schema, expected, actual, tokens)
            return
        elif all(isinstance(each, list) for each in both):
            yield from self._elements(schema, expected, actual, tokens)
            return
        else:
            kind = self.view.scalar(schema, expected, actual)
        if kind is not None:
            yield Gap(tokens, kind, expected, actual)

    def resolved(self, schema: Schema) -> Schema:
        """A schema without its reference and without the null of sparse lists and maps."""
        for choice in schema.get("anyOf", ()):
            if "$ref" in choice:
                schema = choice
        return resolve(self.root, schema)

    def inner(self, holder: Schema, name: str) -> Schema:
        """The schema of a member or an entry, resolved; of what is not known an empty one."""
        if holder.get("x-document"):
            return holder
        if holder.get("x-map"):
            return self.resolved(holder.get("additionalProperties", {}))
        return self.resolved(holder.get("properties", {}).get(name, {}))

    def _members(
        self, schema: Schema, expected: Members, actual: Members, tokens: Tokens
    ) -> Iterator[Gap]:
        due, there = self.view.members(schema, expected), self.view.members(schema, actual)
        lacking = [name for name in due if name not in there and not self._lacks(schema, name, due)]
        beyond = [name for name in there if name not in due and not self._adds(schema, name, there)]
        for name in lacking:
            other = _other_name(schema, name, beyond)
            if other:
                beyond.remove(other)
            yield Gap((*tokens, name), "missing", due[name], None, other)
        for name in beyond:
            kind = "unknown" if _is_unknown(schema, name) else "extra"
            yield Gap((*tokens, name), kind, None, there[name])
        for name in due:
            if name in there:
                inner = self.inner(schema, name)
                yield from self.below(inner, due[name], there[name], (*tokens, name))

    def _lacks(self, schema: Schema, name: str, due: Members) -> bool:
        return self.view.may_lack(schema, name, self.inner(schema, name), due[name])

    def _adds(self, schema: Schema, name: str, there: Members) -> bool:
        return self.view.may_add(schema, name, self.inner(schema, name), there[name])

    def _elements(
        self, schema: Schema, expected: list[Any], actual: list[Any], tokens: Tokens
    ) -> Iterator[Gap]:
        due, there = self.view.elements(schema, expected), self.view.elements(schema, actual)
        if len(due) != len(there):
            yield Gap(tokens, "missing" if len(there) < len(due) else "extra", due, there)
            return
        inner = schema if schema.get("x-document") else schema.get("items", {})
        for index, (one, other) in enumerate(zip(due, there, strict=True)):
            yield from self.below(inner, one, other, (*tokens, str(index)))


def _is_unknown(schema: Schema, name: str) -> bool:
    return "properties" in schema and name not in schema["properties"]


def _other_name(schema: Schema, name: str, candidates: list[str]) -> str:
    """The extra name that a member was probably given: its name in the other view, or re-cased."""
    member = schema.get("properties", {}).get(name, {})
    names = {folded(name)}
    names |= {folded(str(member[key])) for key in ("x-member", "x-location-name") if key in member}
    return next((each for each in candidates if folded(each) in names), "")
