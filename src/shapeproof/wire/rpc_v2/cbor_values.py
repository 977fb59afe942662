"""Values in CBOR bodies (Smithy RPC v2 CBOR): the API view, the body's tree, and what it hides."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.contract.pointer import Tokens, join
from shapeproof.contract.shape import Shape
from shapeproof.wire.aws_json.json_text import from_base64, non_finite_name, to_base64
from shapeproof.wire.body_values import BodyCompiler, BodyValue, PlainValue
from shapeproof.wire.interface import Deviation
from shapeproof.wire.members import members_of
from shapeproof.wire.rpc_v2.cbor_reading import (
    BIG,
    DECIMAL,
    EPOCH,
    NEGATIVE_BIG,
    Tagged,
    cbor_type,
    number_of,
)
from shapeproof.wire.rpc_v2.cbor_writing import Single
from shapeproof.wire.timestamps import TimestampFormat, decode_timestamp, encode_timestamp

_EPOCH_SECONDS = TimestampFormat.EPOCH_SECONDS
_NON_FINITE = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


def tree_of(value: Any) -> Any:
    """A value that was read, in the types of JSON.

    Byte strings are base64 text, tags are left out, non-finite numbers have their names.
    """
    if isinstance(value, dict):
        return {key: tree_of(each) for key, each in value.items()}
    if isinstance(value, list):
        return [tree_of(each) for each in value]
    if isinstance(value, bytes):
        return to_base64(value)
    if isinstance(value, Tagged):
        number = number_of(value)
        return tree_of(value.value if number is None else number)
    return (non_finite_name(value) or value) if isinstance(value, float) else value


class CborCompiler(BodyCompiler):
    """Compiles the schemas of one document; what is encoded goes to ``write_cbor``."""

    def __init__(self, root: Schema) -> None:
        super().__init__(root, _EPOCH_SECONDS)

    def _scalar(self, shape: Shape) -> BodyValue:
        if shape.is_timestamp:
            return CborTimestamp()
        if shape.is_blob:
            return CborBlob()
        if shape.type == "number":
            return CborNumber(shape.schema.get("x-number") == "float")
        return CborScalar()


@dataclass(frozen=True)
class CborScalar(PlainValue):
    """Strings, integers and booleans, and what a document holds."""

    def decode(self, value: Any) -> Any:
        """The value in the types of JSON."""
        return value if isinstance(value, (str, int)) else tree_of(value)


@dataclass(frozen=True)
class CborNumber:
    """Floating-point numbers, with the precision that the model states."""

    single: bool

    def encode(self, value: Any) -> Any:
        """The number as a float; anything else is passed through."""
        if isinstance(value, str):
            value = _NON_FINITE.get(value, value)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return value
        try:
            number = float(value)
        except OverflowError:
            return value
        return Single(number) if self.single else number

    def decode(self, value: Any) -> Any:
        """The number, non-finite ones as well."""
        return value if isinstance(value, float) else tree_of(value)


@dataclass(frozen=True)
class CborBlob:
    """Blobs: byte strings, base64 text in the API view."""

    def encode(self, value: Any) -> Any:
        """The bytes; a text that is not base64 is passed through."""
        try:
            return from_base64(value) if isinstance(value, str) else value
        except ValueError:
            return value

    def decode(self, value: Any) -> Any:
        """The base64 text."""
        return tree_of(value)


@dataclass(frozen=True)
class CborTimestamp:
    """Timestamps: epoch seconds with tag 1."""

    def encode(self, value: Any) -> Any:
        """The tagged number; what is no timestamp is passed through."""
        seconds = encode_timestamp(value, _EPOCH_SECONDS)
        number = isinstance(seconds, (int, float)) and not isinstance(seconds, bool)
        return Tagged(EPOCH, seconds) if number and seconds is not value else value

    def decode(self, value: Any) -> Any:
        """The timestamp as in RFC 3339, also where its tag is missing."""
        return decode_timestamp(tree_of(value))


def deviations_of(shape: Shape, value: Any, tokens: Tokens = ()) -> Iterator[Deviation]:
    """The places of a value whose CBOR type is not the one of the shape, and whose tree hides it.

    Integers where floats are due are legal: a number may be written in the smallest form.
    """
    if isinstance(value, dict):
        yield from _in_map(shape, value, tokens)
    elif isinstance(value, list) and shape.is_list:
        for index, each in enumerate(value):
            yield from deviations_of(shape.item, each, (*tokens, str(index)))
    elif value is not None and not shape.is_unknown:
        expected = _due(shape)
        constraint = _broken(shape, value)
        if constraint is not None:
            yield Deviation(join(tokens), constraint, expected, cbor_type(value))


def _in_map(shape: Shape, value: Mapping[str, Any], tokens: Tokens) -> Iterator[Deviation]:
    if shape.is_map:
        for key, each in value.items():
            yield from deviations_of(shape.value, each, (*tokens, key))
    elif shape.is_structure:
        for member in members_of(shape):
            if member.wire_name in value:
                inner = (*tokens, member.wire_name)
                yield from deviations_of(member.shape, value[member.wire_name], inner)


def _broken(shape: Shape, value: Any) -> str | None:
    """The rule that a scalar breaks without a trace in the tree."""
    if isinstance(value, Tagged):
        return None if value.tag in _tags(shape) and number_of(value) is not None else "tag"
    if shape.is_timestamp:
        return "timestamp tag" if isinstance(value, (int, float)) else None
    if shape.is_blob:
        return "major type" if isinstance(value, str) else None
    is_text = isinstance(value, str)
    if shape.type == "string":
        return "major type" if isinstance(value, bytes) else None
    if shape.type == "integer":
        return "major type" if isinstance(value, float) and value.is_integer() else None
    return "major type" if shape.type == "number" and is_text and value in _NON_FINITE else None


def _tags(shape: Shape) -> frozenset[int]:
    if shape.is_timestamp:
        return frozenset({EPOCH})
    big = "big" in (shape.schema.get("x-integer"), shape.schema.get("x-number"))
    return frozenset({BIG, NEGATIVE_BIG, DECIMAL}) if big else frozenset()


def _due(shape: Shape) -> str:
    if shape.is_timestamp:
        return f"a number with tag {EPOCH}"
    if shape.is_blob:
        return "a byte string"
    return _DUE.get(shape.type or "", "a value without a tag")


_DUE = {
    "string": "a text",
    "integer": "an integer",
    "number": "a float or an integer",
    "boolean": "a boolean",
    "array": "a list",
    "object": "a map",
}
