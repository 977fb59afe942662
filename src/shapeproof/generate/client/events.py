"""Responses that are streams of events: each event, none, unknown ones, errors, broken frames."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from shapeproof.contract.shape import Shape
from shapeproof.exchange import ClientCase, ClientFamily, ExpectedError, HttpResponse, Outcome
from shapeproof.generate.client.case_builder import ClientCaseBuilder
from shapeproof.generate.client.reading import in_utc
from shapeproof.generate.client.replies import reply_of, with_body
from shapeproof.generate.client.selection import in_turn
from shapeproof.generate.values.plain import PlainValues
from shapeproof.wire.event_streams.event_bodies import event_stream, has_events
from shapeproof.wire.event_streams.event_frames import Frame, text_header, write_frame

_UNKNOWN = write_frame(
    Frame(
        (
            text_header(":message-type", "event"),
            text_header(":event-type", "ShapeproofUnknownEvent"),
            text_header(":content-type", "text/plain"),
        ),
        b"x",
    )
)
_MESSAGE = "it stops here"
_BROKEN: tuple[tuple[str, Callable[[bytes], bytes]], ...] = (
    ("events-message-crc", lambda body: body[:-1] + bytes([body[-1] ^ 1])),
    ("events-prelude-crc", lambda body: body[:8] + bytes([body[8] ^ 1]) + body[9:]),
    ("events-payload", lambda body: body[:-5] + bytes([body[-5] ^ 1]) + body[-4:]),
)


def event_cases(builder: ClientCaseBuilder) -> Iterator[ClientCase]:
    """The cases of an operation that answers with events; none where it is asked with events."""
    stream = event_stream(builder.root)
    if stream is None or has_events(builder.operation.request):
        return
    members = stream.shape.item.members
    values = PlainValues(builder.root, full=True)
    full = [
        {name: in_utc(each, values.value(each))}
        for name, each in members.items()
        if each.schema.get("x-event")
    ]
    for label, events in (("all", full), ("none", []), ("repeated", full[:1] * 3)):
        yield _of_events(builder, stream.name, label, events)
    yield _of_events(builder, stream.name, "unknown", full[:1], lambda body: body + _UNKNOWN)
    for name, shape in members.items():
        if not shape.schema.get("x-event"):
            yield _failing(builder, stream.name, name, shape, full[:1])
    for label, change in in_turn(_BROKEN, builder.position):
        response = _response(builder, stream.name, full[:1])
        yield builder.case(
            ClientFamily.ROBUSTNESS, label,
            reply_of(with_body(response, change(response.body))), outcome=Outcome.FAILURE,
            attempts=(1, None),
        )  # fmt: skip


def _response(builder: ClientCaseBuilder, stream: str, events: list[Any]) -> HttpResponse:
    return builder.response({**builder.minimal, stream: events})


def _of_events(
    builder: ClientCaseBuilder,
    stream: str,
    label: str,
    events: list[Any],
    change: Callable[[bytes], bytes] = bytes,
) -> ClientCase:
    output = {**builder.minimal, stream: events}
    response = builder.response(output)
    changed = with_body(response, change(response.body))
    return builder.case(
        ClientFamily.OUTPUT, f"events-{label}", reply_of(changed),
        outcome=Outcome.OUTPUT, output=builder.read(output, response),
    )  # fmt: skip


def _failing(
    builder: ClientCaseBuilder, stream: str, name: str, shape: Shape, events: list[Any]
) -> ClientCase:
    """A stream that ends with an exception, after some events."""
    message = next((each for each in shape.members if each.lower() == "message"), None)
    members = PlainValues(builder.root).value(shape)
    if message is not None:
        members = {**members, message: _MESSAGE}
    response = _response(builder, stream, [*events, {name: members}])
    return builder.case(
        ClientFamily.ERROR, f"events-{name}", reply_of(response), outcome=Outcome.ERROR,
        error=ExpectedError(None, name, _MESSAGE if message is not None else None),
    )  # fmt: skip
