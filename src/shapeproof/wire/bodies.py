"""The body of a message (Smithy ``httpPayload`` trait): an object of members, or one payload."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from shapeproof.contract.model import Schema
from shapeproof.contract.shape import Shape
from shapeproof.wire.aws_json.json_events import JsonDocuments
from shapeproof.wire.aws_json.json_text import (
    JSON,
    dump_json,
    json_type,
    parse_json,
    raw_blob,
    to_base64,
)
from shapeproof.wire.body_values import (
    BodyCompiler,
    BodyValue,
    StructureValue,
    decode_bounded,
    encode_bounded,
)
from shapeproof.wire.content import Content as Content  # noqa: PLC0414  # re-exported
from shapeproof.wire.event_streams.event_bodies import stream_members, stream_payload
from shapeproof.wire.event_streams.event_stream import INITIAL_RESPONSE
from shapeproof.wire.interface import UnreadableError, within
from shapeproof.wire.members import Bindings, Member, members_of
from shapeproof.wire.text_values import text_of
from shapeproof.wire.timestamps import TimestampFormat


class Body(Protocol):
    """Writes the members of a message that travel in its body and reads them again."""

    def encode(self, params: Mapping[str, Any]) -> Content:
        """The body that holds the body members among the parameters."""

    def decode(self, body: bytes) -> dict[str, Any]:
        """The members that a body holds. Raises UnreadableError for a body of another form."""


@dataclass(frozen=True)
class ObjectBody:
    """A JSON object of all members that are bound to no other place.

    ``elsewhere`` are the names of the members that are; any further name is unknown and travels in
    the object.
    """

    members: StructureValue
    elsewhere: frozenset[str]

    def encode(self, params: Mapping[str, Any]) -> Content:
        """The object, empty without given members; no body where no member is described."""
        given = {key: value for key, value in params.items() if key not in self.elsewhere}
        if not given and not self.members.members:
            return Content()
        return Content(dump_json(encode_bounded(self.members, given)), JSON)

    def decode(self, body: bytes) -> dict[str, Any]:
        """The members; no body is an empty object. A body that is not described is not read."""
        return within("body", self._decode, body) if body and self.members.members else {}

    def _decode(self, body: bytes) -> dict[str, Any]:
        value = parse_json(body)
        if not isinstance(value, dict):
            raise UnreadableError(f"expected a JSON object, found {json_type(value)}")
        members: dict[str, Any] = decode_bounded(self.members, value)
        return members


@dataclass(frozen=True)
class JsonPayload:
    """A payload that is a JSON value: a structure, a union, a list, a map or a document.

    ``empty``: no body is the same as ``{}``, as it is for structures.
    """

    name: str
    value: BodyValue
    elsewhere: frozenset[str]
    empty: bool
    is_object: bool

    def encode(self, params: Mapping[str, Any]) -> Content:
        """The value. Unknown members of the parameters join it where it is an object."""
        strange = {key: each for key, each in params.items() if key not in self.elsewhere}
        given = strange.pop(self.name, {} if self.empty or strange else _NOTHING)
        if given is _NOTHING:
            return Content()
        wire = encode_bounded(self.value, given)
        if strange and isinstance(wire, Mapping):
            wire = {**wire, **strange}
        return Content(dump_json(wire), JSON)

    def decode(self, body: bytes) -> dict[str, Any]:
        """The payload under its name; absent where there is no body or null."""
        if not body:
            return {self.name: {}} if self.empty else {}
        value = within("body", self._decode, body)
        return {} if value is None else {self.name: value}

    def _decode(self, body: bytes) -> Any:
        value = parse_json(body)
        if value is None:
            return None
        if self.is_object and not isinstance(value, dict):
            raise UnreadableError(f"expected a JSON object, found {json_type(value)}")
        return decode_bounded(self.value, value)


@dataclass(frozen=True)
class BlobPayload:
    """A payload of raw bytes, in the API view base64 text.

    No body counts as an empty blob where there must be one (``always``), else as an absent one.
    """

    name: str
    always: bool

    def encode(self, params: Mapping[str, Any]) -> Content:
        """The bytes; for a value of another type its text."""
        value = params.get(self.name)
        if value is None:
            return Content()
        is_blob = isinstance(value, (str, bytes, bytearray, memoryview))
        return Content(raw_blob(value if is_blob else text_of(value)), "application/octet-stream")

    def decode(self, body: bytes) -> dict[str, Any]:
        """The base64 text of the bytes."""
        return {self.name: to_base64(body)} if body or self.always else {}


@dataclass(frozen=True)
class TextPayload:
    """A payload that is a text."""

    name: str

    def encode(self, params: Mapping[str, Any]) -> Content:
        """The text in UTF-8."""
        value = params.get(self.name)
        if value is None:
            return Content()
        return Content(text_of(value).encode("utf-8", "surrogatepass"), "text/plain")

    def decode(self, body: bytes) -> dict[str, Any]:
        """The text; absent where there is no body."""
        return {self.name: within("body", _text, body)} if body else {}


_NOTHING = object()


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise UnreadableError(f"not UTF-8 at byte {error.start}") from None


def json_body(bindings: Bindings, locations: frozenset[str], timestamps: TimestampFormat) -> Body:
    """The body of a message whose members may be bound to some locations outside of it."""
    compiler = BodyCompiler(bindings.root, timestamps)
    inside = bindings.outside(locations)
    stream = stream_payload(bindings.root, lambda each: JsonDocuments(each, timestamps))
    if stream is not None:
        return stream
    if bindings.payload is not None:
        return _payload(bindings, bindings.payload, compiler, locations)
    elsewhere = {each.name for each in bindings.members} - {each.name for each in inside}
    return ObjectBody(compiler.structure(inside), frozenset(elsewhere))


def whole_json_body(
    root: Schema, timestamps: TimestampFormat, initial: str = INITIAL_RESPONSE
) -> Body:
    """The body of a message all of whose members travel in it, regardless of their bindings.

    ``initial`` is what its first frame is called where it is an event stream.
    """
    stream = stream_members(root, lambda each: JsonDocuments(each, timestamps), initial)
    if stream is not None:
        return stream
    members = members_of(Shape.of(root))
    return ObjectBody(BodyCompiler(root, timestamps).structure(members), frozenset())


def payload_kind(payload: Member) -> str:
    """``events``, ``blob``, ``text`` or ``json``."""
    if payload.shape.is_event_stream:
        return "events"
    if payload.shape.is_blob:
        return "blob"
    return "text" if payload.shape.type == "string" else "json"


def _payload(
    bindings: Bindings, payload: Member, compiler: BodyCompiler, locations: frozenset[str]
) -> Body:
    shape = payload.shape
    match payload_kind(payload):
        case "blob":
            required = payload.name in Shape.of(bindings.root).required
            return BlobPayload(payload.name, required or shape.is_streaming)
        case "text":
            return TextPayload(payload.name)
        case _:
            return JsonPayload(
                name=payload.name,
                value=compiler.value(shape),
                elsewhere=frozenset(each.name for each in bindings.at(*locations)),
                empty=shape.is_structure and not shape.is_union,
                is_object=shape.type == "object",
            )
