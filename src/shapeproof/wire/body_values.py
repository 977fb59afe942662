"""Values in a structured body: names and scalars between the API view and the wire."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from shapeproof.contract.model import Schema
from shapeproof.contract.shape import Shape
from shapeproof.wire.aws_json.json_text import dump_json_text, encode_blob, parse_json
from shapeproof.wire.interface import UnreadableError, below
from shapeproof.wire.members import Member, members_of, stated_name
from shapeproof.wire.shape_compiler import WireShapeCompiler
from shapeproof.wire.timestamps import (
    TimestampFormat,
    decode_timestamp,
    encode_timestamp,
    timestamp_format,
)

_NON_FINITE = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


class BodyValue(Protocol):
    """Turns a value of one schema into its wire form and back."""

    def encode(self, value: Any) -> Any:
        """The wire form of a value in the API view."""

    def decode(self, value: Any) -> Any:
        """The API view of a value on the wire. Raises UnreadableError for what has none."""


@dataclass(frozen=True)
class PlainValue:
    """Strings, integers, booleans and documents: the same on both sides."""

    def encode(self, value: Any) -> Any:
        """The value itself."""
        return value

    def decode(self, value: Any) -> Any:
        """The value itself."""
        return value


@dataclass(frozen=True)
class NumberValue(PlainValue):
    """Floating-point numbers; the non-finite ones are strings (Smithy, JSON protocols)."""

    def decode(self, value: Any) -> Any:
        """The number; any other value as it is."""
        return _NON_FINITE.get(value, value) if isinstance(value, str) else value


@dataclass(frozen=True)
class BlobValue(PlainValue):
    """Blobs: base64 text on both sides; bytes are taken as well."""

    def encode(self, value: Any) -> Any:
        """The base64 text."""
        return encode_blob(value)


@dataclass(frozen=True)
class JsonStringValue:
    """Any JSON value, which travels as a string that holds its text (Smithy ``mediaType``)."""

    def encode(self, value: Any) -> Any:
        """The JSON text; null stays null."""
        return None if value is None else dump_json_text(value)

    def decode(self, value: Any) -> Any:
        """The JSON value; anything but a string as it is."""
        return parse_json(value.encode("utf-8", "replace")) if isinstance(value, str) else value


@dataclass(frozen=True)
class TimestampValue:
    """Timestamps in one of the three formats; all three are read."""

    form: TimestampFormat

    def encode(self, value: Any) -> Any:
        """The timestamp as the format has it."""
        return encode_timestamp(value, self.form)

    def decode(self, value: Any) -> Any:
        """The timestamp as in RFC 3339."""
        return decode_timestamp(value)


@dataclass(frozen=True)
class ListValue:
    """Lists; a null element stays."""

    item: BodyValue

    def encode(self, value: Any) -> Any:
        """The list with its elements encoded."""
        return [*map(self.item.encode, value)] if isinstance(value, (list, tuple)) else value

    def decode(self, value: Any) -> Any:
        """The list with its elements decoded."""
        if not isinstance(value, list):
            return value
        return [
            None if each is None else below(str(index), self.item.decode, each)
            for index, each in enumerate(value)
        ]


@dataclass(frozen=True)
class MapValue:
    """Maps; on the way in, an entry that is null counts as absent."""

    entry: BodyValue
    sparse: bool = False

    def encode(self, value: Any) -> Any:
        """The map with its values encoded."""
        if not isinstance(value, Mapping):
            return value
        return {key: self.entry.encode(each) for key, each in value.items()}

    def decode(self, value: Any) -> Any:
        """The map with its values decoded."""
        if not isinstance(value, dict):
            return value
        return {
            key: None if each is None else below(key, self.entry.decode, each)
            for key, each in value.items()
            if each is not None or self.sparse
        }


@dataclass(frozen=True)
class BodyMember:
    """A member of a structure: its two names and its value."""

    name: str
    wire_name: str
    value: BodyValue


@dataclass(frozen=True)
class StructureValue:
    """Structures and unions; members by their name in the API view."""

    members: Mapping[str, BodyMember]

    def encode(self, value: Any) -> Any:
        """The members given, under their wire names; unknown ones under their own."""
        if not isinstance(value, Mapping):
            return value
        known = self.members
        return {
            known[name].wire_name if name in known else name: (
                known[name].value.encode(each) if name in known else each
            )
            for name, each in value.items()
        }

    def decode(self, value: Any) -> Any:
        """The known members; null counts as absent."""
        if not isinstance(value, dict):
            return value
        return {
            member.name: below(member.wire_name, member.value.decode, value[member.wire_name])
            for member in self.members.values()
            if value.get(member.wire_name) is not None
        }


@dataclass(frozen=True)
class ReferredValue:
    """A definition, looked up when it is used, so that shapes can hold themselves."""

    name: str
    definitions: Mapping[str, BodyValue]

    def encode(self, value: Any) -> Any:
        """The wire form as the definition has it."""
        return self.definitions[self.name].encode(value)

    def decode(self, value: Any) -> Any:
        """The API view as the definition has it."""
        return self.definitions[self.name].decode(value)


def encode_bounded(value: BodyValue, given: Any) -> Any:
    """Encode. Raises ValueError for a value that nests too deep for the interpreter."""
    try:
        return value.encode(given)
    except RecursionError:
        raise ValueError("the value nests too deep to be encoded") from None


def decode_bounded(value: BodyValue, wire: Any) -> Any:
    """Decode. Raises UnreadableError, also for a value that nests too deep."""
    try:
        return value.decode(wire)
    except RecursionError:
        raise UnreadableError("nested too deep") from None


class BodyCompiler(WireShapeCompiler[BodyValue]):
    """Compiles the schemas of one document.

    ``timestamps`` is the protocol's default format, ``name_of`` the name that it gives a member.
    """

    def __init__(
        self,
        root: Schema,
        timestamps: TimestampFormat,
        name_of: Callable[[Member], str] = stated_name,
    ) -> None:
        self._timestamps = timestamps
        self._name_of = name_of
        super().__init__(root)

    def structure(self, members: Iterable[Member]) -> StructureValue:
        """A structure of some members."""
        values = (
            BodyMember(each.name, self._name_of(each), self.value(each.shape)) for each in members
        )
        return StructureValue({value.name: value for value in values})

    def _reference(self, name: str) -> BodyValue:
        return ReferredValue(name, self._definitions)

    def _map(self, shape: Shape) -> BodyValue:
        return MapValue(self.value(shape.value), sparse=shape.value.is_document)

    def _structure(self, shape: Shape) -> BodyValue:
        return self.structure(members_of(shape))

    def _list(self, shape: Shape) -> BodyValue:
        return ListValue(self.value(shape.item))

    def _scalar(self, shape: Shape) -> BodyValue:
        if shape.is_json_text:
            return JsonStringValue()
        if shape.is_timestamp:
            return TimestampValue(timestamp_format(shape.schema, self._timestamps))
        if shape.is_blob:
            return BlobValue()
        return NumberValue() if shape.type == "number" else PlainValue()
