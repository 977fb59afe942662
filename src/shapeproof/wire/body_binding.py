"""Which kind of body a message has, by its bindings."""

from __future__ import annotations

from collections.abc import Iterable

from shapeproof.contract.model import Schema
from shapeproof.wire.bodies import (
    BlobPayload,
    Body,
    JsonPayload,
    ObjectBody,
    StreamPayload,
    TextPayload,
)
from shapeproof.wire.body_compiler import BodyCompiler
from shapeproof.wire.members import Bindings, Member, members_of
from shapeproof.wire.timestamps import TimestampFormat


def json_body(bindings: Bindings, locations: frozenset[str], timestamps: TimestampFormat) -> Body:
    """The body of a message whose members may be bound to some locations outside of it."""
    compiler = BodyCompiler(bindings.root, timestamps)
    inside = bindings.outside(locations)
    if bindings.payload is not None:
        return _payload(bindings, bindings.payload, compiler, locations)
    elsewhere = {each.name for each in bindings.members} - {each.name for each in inside}
    return ObjectBody(compiler.structure(inside), frozenset(elsewhere))


def whole_json_body(root: Schema, timestamps: TimestampFormat) -> Body:
    """The body of a message all of whose members travel in it, whatever they are bound to."""
    members = members_of(root, root)
    events = event_stream(members)
    if events is not None:
        return StreamPayload(events.name)
    return ObjectBody(BodyCompiler(root, timestamps).structure(members), frozenset())


def event_stream(members: Iterable[Member]) -> Member | None:
    """The member that makes a body a stream of events."""
    return next((each for each in members if each.schema.get("x-eventstream")), None)


def payload_kind(payload: Member) -> str:
    """``events``, ``blob``, ``text`` or ``json``."""
    schema = payload.schema
    if schema.get("x-eventstream"):
        return "events"
    if schema.get("x-blob"):
        return "blob"
    return "text" if schema.get("type") == "string" else "json"


def _payload(
    bindings: Bindings, payload: Member, compiler: BodyCompiler, locations: frozenset[str]
) -> Body:
    schema = payload.schema
    match payload_kind(payload):
        case "events":
            return StreamPayload(payload.name)
        case "blob":
            required = payload.name in bindings.root.get("required", ())
            return BlobPayload(payload.name, required or bool(schema.get("x-streaming")))
        case "text":
            return TextPayload(payload.name)
        case _:
            structure = schema.get("type") == "object" and not schema.get("x-map")
            return JsonPayload(
                name=payload.name,
                value=compiler.value(payload.raw),
                elsewhere=frozenset(each.name for each in bindings.at(*locations)),
                empty=structure and not schema.get("x-union"),
                is_object=schema.get("type") == "object",
            )
