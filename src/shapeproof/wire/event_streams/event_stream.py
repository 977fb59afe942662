"""Event streams: how events are bound to frames (Smithy event stream specification).

An event is a structure. Its members marked ``x-event-header`` travel in headers, the one marked
``x-event-payload`` is the payload; without one, all others form a document, as the protocol writes
its bodies. In the API view a stream is a list of unions with one member, the event or exception.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from shapeproof.contract.shape import Shape
from shapeproof.wire.aws_json.json_text import raw_blob, to_base64
from shapeproof.wire.event_streams.event_frames import Frame, read_frames, text_header, write_frame
from shapeproof.wire.event_streams.event_headers import header_of, header_value
from shapeproof.wire.interface import Deviation, UnreadableError, Weight, below
from shapeproof.wire.members import Member, members_of
from shapeproof.wire.text_values import text_of

EVENT_STREAM = "application/vnd.amazon.eventstream"
"""The media type of a body that is a stream of events."""

_MESSAGE_TYPE, _CONTENT_TYPE = ":message-type", ":content-type"
_EVENT, _EXCEPTION, _ERROR = "event", "exception", "error"
_NAMED_IN = {_EVENT: ":event-type", _EXCEPTION: ":exception-type"}
INITIAL_REQUEST, INITIAL_RESPONSE = "initial-request", "initial-response"
_INITIAL = frozenset({INITIAL_REQUEST, INITIAL_RESPONSE})


class Document(Protocol):
    """A structure as a protocol writes it."""

    def write(self, value: Any) -> bytes:
        """The bytes of a value (API view)."""

    def read(self, payload: bytes) -> Any:
        """The value (API view) of bytes. Raises UnreadableError."""

    def tree(self, payload: bytes) -> Any:
        """The tree of bytes, as of a body. Raises UnreadableError."""

    def deviations(self, payload: bytes) -> Iterable[Deviation]:
        """What that tree does not show."""


class Documents(Protocol):
    """Makes the documents of one protocol, for the shapes of one schema."""

    media_type: str

    def structure(self, shape: Shape, members: tuple[Member, ...]) -> Document:
        """A structure of some members of a shape."""

    def value(self, shape: Shape) -> Document:
        """A whole shape."""


@dataclass(frozen=True)
class EventBinding:
    """How one member of the union travels."""

    name: str
    wire_name: str
    message_type: str
    headers: tuple[Member, ...]
    payload: Member | None
    document: Document | None
    """None where the payload is a blob, a text or nothing."""
    media_type: str | None

    @classmethod
    def of(cls, member: Member, documents: Documents) -> EventBinding:
        """Find out how a member of the union is written."""
        members = members_of(member.shape)
        headers = tuple(each for each in members if each.schema.get("x-event-header"))
        payload = next((each for each in members if each.schema.get("x-event-payload")), None)
        rest = tuple(each for each in members if each not in headers)
        document, media_type = None, documents.media_type
        if payload is None and rest:
            document = documents.structure(member.shape, rest)
        elif payload is not None and payload.shape.is_structure:
            document = documents.value(payload.shape)
        elif payload is not None:
            is_blob = payload.shape.is_blob
            media_type = "application/octet-stream" if is_blob else "text/plain"
        is_event = bool(member.schema.get("x-event"))
        return cls(
            member.name,
            member.wire_name,
            _EVENT if is_event else _EXCEPTION,
            headers,
            payload,
            document,
            media_type if payload is not None or rest else None,
        )

    def frame(self, value: Mapping[str, Any]) -> Frame:
        """The frame of an event's members (API view); what is unknown joins the document."""
        bound = {each.name for each in self.headers}
        given = {name: each for name, each in value.items() if name not in bound}
        payload = self._payload(given)
        headers = [
            text_header(_MESSAGE_TYPE, self.message_type),
            text_header(_NAMED_IN[self.message_type], self.wire_name),
        ]
        if self.media_type is not None:
            headers.append(text_header(_CONTENT_TYPE, self.media_type))
        headers += [
            header_of(each, value[each.name])
            for each in self.headers
            if value.get(each.name) is not None
        ]
        return Frame(tuple(headers), payload)

    def _payload(self, given: Mapping[str, Any]) -> bytes:
        if self.payload is None:
            return b"" if self.document is None else self.document.write(given)
        value = given.get(self.payload.name)
        if self.document is not None:
            return self.document.write({} if value is None else value)
        if value is None:
            return b""
        return raw_blob(value) if self.payload.shape.is_blob else text_of(value).encode()

    def value(self, frame: Frame, *, is_tree: bool) -> dict[str, Any]:
        """The members of a frame: in the API view, or as a tree under their wire names."""
        found: dict[str, Any] = {}
        for each in self.headers:
            header = next((one for one in frame.headers if one.name == each.wire_name), None)
            if header is not None:
                name = each.wire_name if is_tree else each.name
                found[name] = header_value(each, header, is_tree=is_tree)
        if self.payload is not None:
            name = self.payload.wire_name if is_tree else self.payload.name
            return {**found, name: self._read(frame.payload, is_tree=is_tree)}
        if self.document is not None and frame.payload:
            inside = self._read(frame.payload, is_tree=is_tree)
            return {**found, **inside} if isinstance(inside, Mapping) else inside
        return found

    def _read(self, payload: bytes, *, is_tree: bool) -> Any:
        if self.document is not None:
            return self.document.tree(payload) if is_tree else self.document.read(payload)
        if self.payload is not None and self.payload.shape.is_blob:
            return to_base64(payload)
        try:
            return payload.decode()
        except UnicodeDecodeError as error:
            raise UnreadableError(f"not UTF-8 at byte {error.start}") from None


@dataclass(frozen=True)
class EventStream:
    """A stream of events: a list of unions, as frames."""

    bindings: Mapping[str, EventBinding]
    initial: Document | None = None
    """The members beside the stream, where they travel in a first frame (RPC protocols)."""
    media_type: str = ""

    @classmethod
    def of(cls, shape: Shape, documents: Documents, initial: Document | None = None) -> EventStream:
        """Prepare the shape of a stream."""
        members = members_of(shape.item)
        bindings = {each.wire_name: EventBinding.of(each, documents) for each in members}
        return cls(bindings, initial, documents.media_type)

    def encode(self, events: Any) -> bytes:
        """The frames of events; bytes are frames that were made before."""
        if isinstance(events, (bytes, bytearray)):
            return bytes(events)
        listed = events if isinstance(events, (list, tuple)) else ()
        return b"".join(write_frame(self._frame(each)) for each in listed)

    def encode_initial(self, name: str, members: Mapping[str, Any]) -> bytes:
        """The first frame of an RPC protocol; it is called ``initial-request`` or ``-response``."""
        headers = (
            text_header(_MESSAGE_TYPE, _EVENT),
            text_header(_NAMED_IN[_EVENT], name),
            text_header(_CONTENT_TYPE, self.media_type),
        )
        payload = b"" if self.initial is None else self.initial.write(members)
        return write_frame(Frame(headers, payload))

    def _frame(self, event: Any) -> Frame:
        given = event if isinstance(event, Mapping) else {}
        name, members = next(iter(given.items()), ("", {}))
        known = next((each for each in self.bindings.values() if each.name == name), None)
        if known is None:
            headers = text_header(_MESSAGE_TYPE, _EVENT), text_header(_NAMED_IN[_EVENT], str(name))
            return Frame(headers)
        return known.frame(members if isinstance(members, Mapping) else {})

    def read(self, body: bytes, *, is_tree: bool = False) -> tuple[dict[str, Any], list[Any]]:
        """The members of the first frame, and the events. Raises UnreadableError.

        Unknown events, and errors that are none of the union, are left out, as clients do.
        """
        members: dict[str, Any] = {}
        events: list[Any] = []
        for number, frame in enumerate(read_frames(body)):
            if self._is_initial(frame):
                if self.initial is not None and frame.payload:
                    reading = self.initial.tree if is_tree else self.initial.read
                    members = below(str(number), reading, frame.payload)
                continue
            binding = self._binding(frame)
            if binding is not None:
                name = binding.wire_name if is_tree else binding.name
                value = _read_at(number, binding, frame, is_tree=is_tree)
                events.append({name: value})
        return members, events

    def _is_initial(self, frame: Frame) -> bool:
        return self.initial is not None and frame.text(_NAMED_IN[_EVENT]) in _INITIAL

    def _binding(self, frame: Frame) -> EventBinding | None:
        kind = frame.text(_MESSAGE_TYPE) or _EVENT
        return self.bindings.get(frame.text(_NAMED_IN.get(kind, "")) or "")

    def deviations(self, body: bytes) -> Iterator[Deviation]:
        """What is wrong with frames that can be read; pointers are the numbers of frames."""
        try:
            frames = list(read_frames(body))
        except UnreadableError:
            return  # another check reports bodies that cannot be read
        if self.initial is not None and not (frames and self._is_initial(frames[0])):
            yield Deviation("", "initial message", "an initial message first", _said(frames[:1]))
        for number, frame in enumerate(frames):
            if not self._is_initial(frame):
                yield from self._of_frame(f"/{number}", frame)

    def _of_frame(self, place: str, frame: Frame) -> Iterator[Deviation]:
        kind = frame.text(_MESSAGE_TYPE)
        if kind is None:
            yield Deviation(place, _MESSAGE_TYPE, f"a header {_MESSAGE_TYPE}", "none")
            kind = _EVENT
        if kind == _ERROR:
            if frame.text(":error-code") is None:
                yield Deviation(place, ":error-code", "a header :error-code", "none")
            return
        if kind not in _NAMED_IN:
            yield Deviation(place, _MESSAGE_TYPE, "event, exception or error", kind)
            return
        name = frame.text(_NAMED_IN[kind])
        binding = self.bindings.get(name or "")
        if name is None:
            yield Deviation(place, _NAMED_IN[kind], f"a header {_NAMED_IN[kind]}", "none")
        elif binding is None:
            yield Deviation(place, _NAMED_IN[kind], _one_of(self._names(kind)), name)
        elif binding.message_type != kind:
            yield Deviation(place, _MESSAGE_TYPE, binding.message_type, kind)
        else:
            yield from _content_deviations(place, binding, frame)

    def _names(self, kind: str) -> list[str]:
        return [name for name, each in self.bindings.items() if each.message_type == kind]


def _read_at(number: int, binding: EventBinding, frame: Frame, *, is_tree: bool) -> Any:
    def read(given: Frame) -> Any:
        return binding.value(given, is_tree=is_tree)

    return below(str(number), read, frame)


def _content_deviations(place: str, binding: EventBinding, frame: Frame) -> Iterator[Deviation]:
    stated = frame.text(_CONTENT_TYPE)
    if frame.payload and binding.media_type is not None:
        form = (stated or "").partition(";")[0].strip().lower()
        # text/json and application/json are one form: services write either.
        if form.partition("/")[2] != binding.media_type.partition("/")[2]:
            # Clients know the form of a payload by the event.
            yield Deviation(
                place, _CONTENT_TYPE, binding.media_type, stated or "none", Weight.HARMLESS
            )
        if binding.document is not None:
            inner = binding.payload.wire_name if binding.payload is not None else ""
            start = f"{place}/{binding.wire_name}" + (f"/{inner}" if inner else "")
            for each in binding.document.deviations(frame.payload):
                yield each.below(start)


def _said(frames: Iterable[Frame]) -> str:
    found = next(iter(frames), None)
    return "no frame" if found is None else f"event {found.text(':event-type')}"


def _one_of(names: list[str]) -> str:
    return " or ".join(names) or "none"
