"""Bodies that are event streams: a payload of the REST protocols, or a whole body of RPC ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.contract.pointer import join
from shapeproof.contract.shape import Shape
from shapeproof.wire.content import Content
from shapeproof.wire.event_streams.event_stream import (
    EVENT_STREAM,
    INITIAL_RESPONSE,
    Documents,
    EventStream,
)
from shapeproof.wire.interface import Deviation, within
from shapeproof.wire.members import Bindings, Member, members_of

DocumentsOf = Callable[[Schema], Documents]
"""Makes the documents of a protocol for the schema of a message."""


@dataclass(frozen=True)
class StreamPayload:
    """A payload that is an event stream; the other members travel outside of the body."""

    name: str
    stream: EventStream

    def encode(self, params: Mapping[str, Any]) -> Content:
        """The frames of a list of events; bytes that were framed before are taken as they are."""
        return Content(self.stream.encode(params.get(self.name)), EVENT_STREAM)

    def decode(self, body: bytes) -> dict[str, Any]:
        """The list of events. Raises UnreadableError for a broken frame."""
        return {self.name: within("body", self.stream.read, body)[1]}

    def tree(self, body: bytes) -> Any:
        """The list of events by their wire names."""
        return self.stream.read(body, is_tree=True)[1]

    def deviations(self, body: bytes) -> Iterator[Deviation]:
        """What is wrong with frames that can be read."""
        return self.stream.deviations(body)


@dataclass(frozen=True)
class StreamMembers:
    """A body of an RPC protocol: a first frame with the other members, and then the events."""

    name: str
    wire_name: str
    stream: EventStream
    initial: str

    def encode(self, params: Mapping[str, Any]) -> Content:
        """The frames of the members; bytes that were framed before are taken as they are."""
        events = params.get(self.name)
        if isinstance(events, bytes):
            return Content(events, EVENT_STREAM)
        rest = {name: each for name, each in params.items() if name != self.name}
        first = self.stream.encode_initial(self.initial, rest)
        return Content(first + self.stream.encode(events), EVENT_STREAM)

    def decode(self, body: bytes) -> dict[str, Any]:
        """The members, the list of events among them. Raises UnreadableError."""
        members, events = within("body", self.stream.read, body)
        return {**members, self.name: events}

    def tree(self, body: bytes) -> Any:
        """The members by their wire names."""
        members, events = self.stream.read(body, is_tree=True)
        return {**members, self.wire_name: events}

    def deviations(self, body: bytes) -> Iterator[Deviation]:
        """What is wrong with frames that can be read."""
        start = join((self.wire_name,))
        for each in self.stream.deviations(body):
            yield each.below(start)


StreamBody = StreamPayload | StreamMembers


def event_stream(schema: Schema) -> Member | None:
    """The member of a message that makes its body a stream of events."""
    members = members_of(Shape.of(schema))
    return next((each for each in members if each.shape.is_event_stream), None)


def has_events(schema: Schema) -> bool:
    """Whether a member of a message is a stream of events."""
    return any(each.get("x-eventstream") for each in schema.get("properties", {}).values())


def stream_payload(schema: Schema, documents: DocumentsOf) -> StreamPayload | None:
    """The body of a message of a REST protocol, None where it is no stream."""
    payload = Bindings.of(schema).payload
    if payload is None or not payload.shape.is_event_stream:
        return None
    return StreamPayload(payload.name, EventStream.of(payload.shape, documents(schema)))


def stream_members(
    schema: Schema, documents: DocumentsOf, initial: str = INITIAL_RESPONSE
) -> StreamMembers | None:
    """The body of a message of an RPC protocol, None where it is no stream."""
    found = event_stream(schema)
    if found is None:
        return None
    made, shape = documents(schema), Shape.of(schema)
    rest = tuple(each for each in members_of(shape) if each.name != found.name)
    stream = EventStream.of(found.shape, made, made.structure(shape, rest))
    return StreamMembers(found.name, found.wire_name, stream, initial)
