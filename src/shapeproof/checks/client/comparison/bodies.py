"""The body of a request compared: structures by their meaning, other payloads by their bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shapeproof.checks.client.comparison.difference import RequestDifference
from shapeproof.checks.client.comparison.values import Trees, ValueGap
from shapeproof.checks.client.comparison.views import WireView
from shapeproof.checks.client.texts import difference_of, shown
from shapeproof.contract.model import Contract, Operation
from shapeproof.contract.pointer import parse
from shapeproof.contract.shape import Shape
from shapeproof.exchange import HttpRequest, Said, Shown, Text
from shapeproof.exchange.contrast import first_difference
from shapeproof.wire.interface import Codec, MessageKind, UnreadableError
from shapeproof.wire.members import Bindings

_BYTES_BEFORE = 20
_BYTES_SHOWN = 60


def body_differences(
    operation: Operation,
    codec: Codec,
    params: Mapping[str, Any],
    expected: HttpRequest,
    actual: HttpRequest,
) -> Iterator[RequestDifference]:
    """Where two bodies differ. Events are not compared."""
    payload = Bindings.of(operation.request).payload
    request = Shape.of(operation.request)
    if payload is not None and request.member(payload.name).is_event_stream:
        return
    schema = codec.body_schema(operation.request, MessageKind.REQUEST)
    if payload is not None and schema is None:
        if actual.body != expected.body[: _stated_length(operation, params)]:
            yield from _of_bytes(expected.body, actual.body)
        return
    try:
        there = _tree(operation, codec, actual.body if actual.body.strip() else b"")
    except UnreadableError as error:
        traits = codec.traits
        form = traits.request_form or traits.body_form
        readable = Text(traits.request_description or traits.body_description)
        yield RequestDifference("body", form, readable, Text.only(Said(error.reason)))
        return
    wanted = _tree(operation, codec, expected.body)
    for tokens in codec.repeated_members(actual.body):
        yield RequestDifference(
            "body", "duplicate", Text("once"), Text("more than once"), tokens=tokens
        )
    if wanted and not actual.body.strip():
        yield RequestDifference("body", "missing", shown(wanted), Text("no body"))
        return
    shape = request.unknown if schema is None else Shape.of(schema)
    for gap in Trees(shape, WireView()).gaps(wanted, there):
        yield _of_gap(gap)


def written_otherwise(
    contract: Contract,
    operation: Operation,
    codec: Codec,
    expected: HttpRequest,
    actual: HttpRequest,
) -> Iterator[RequestDifference]:
    """What the tree of the body does not show: names, types and headers of the protocol.

    What no server misreads is allowed, and so is what the encoding of the parameters has as well.
    """
    own = {
        (each.pointer, each.constraint)
        for each in codec.request_deviations(contract, operation, expected)
    }
    for each in codec.request_deviations(contract, operation, actual):
        if (each.pointer, each.constraint) not in own:
            yield RequestDifference(
                "body" if each.pointer else "message",
                each.constraint,
                Text(each.expected),
                Text(each.actual),
                tokens=parse(each.pointer),
                allowed=not each.is_misread,
                of_form=True,
            )


def _stated_length(operation: Operation, params: Mapping[str, Any]) -> int | None:
    """The length of the body that is among the parameters (tolerance ``stated-length``)."""
    for each in Bindings.of(operation.request).at("header"):
        given = params.get(each.name)
        if each.wire_name.lower() == "content-length" and isinstance(given, int) and given >= 0:
            return given
    return None


def body_tree(operation: Operation, codec: Codec, request: HttpRequest) -> Any:
    """The body of a request as the protocol reads it, None where it cannot be read."""
    try:
        return _tree(operation, codec, request.body)
    except UnreadableError:
        return None


def _tree(operation: Operation, codec: Codec, body: bytes) -> Any:
    return codec.parse_body(operation.request, body, MessageKind.REQUEST)


def _of_bytes(wanted: bytes, there: bytes) -> Iterator[RequestDifference]:
    if wanted != there:
        shared = first_difference(wanted.decode("latin-1"), there.decode("latin-1"))
        start = max(0, shared - _BYTES_BEFORE)
        yield RequestDifference("body", "value", _bytes(wanted, start), _bytes(there, start))


def _bytes(body: bytes, start: int) -> Text:
    """How long a body is, and its bytes from where two of them differ."""
    shown = Shown(body[start : start + _BYTES_SHOWN].decode("utf-8", "backslashreplace"))
    if not start:
        return Text.of("{length} bytes: {shown}", length=f"{len(body):,}", shown=shown)
    template = "{length} bytes, from byte {start}: {shown}"
    return Text.of(template, length=f"{len(body):,}", start=f"{start + 1:,}", shown=shown)


def _of_gap(gap: ValueGap) -> RequestDifference:
    constraint = "extra" if gap.kind == "unknown" else gap.kind
    wanted, there = difference_of(gap.kind, gap.expected, gap.actual, gap.other_name, verb="sent")
    return RequestDifference("body", constraint, wanted, there, tokens=gap.tokens, sent=gap.actual)
