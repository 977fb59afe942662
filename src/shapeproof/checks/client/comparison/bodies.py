"""The body of a request compared: structures by their meaning, other payloads by their bytes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shapeproof.checks.client.comparison.difference import RequestDifference
from shapeproof.checks.client.comparison.values import Gap, Trees
from shapeproof.checks.client.comparison.views import WireView
from shapeproof.checks.client.texts import NOTHING, kind_of, told
from shapeproof.contract.model import Operation
from shapeproof.exchange import HttpRequest
from shapeproof.wire.interface import Codec, MessageKind, UnreadableError
from shapeproof.wire.members import Bindings


def body_differences(
    operation: Operation, codec: Codec, expected: HttpRequest, actual: HttpRequest
) -> Iterator[RequestDifference]:
    """Where two bodies differ. Events are not compared."""
    payload = Bindings.of(operation.request).payload
    if payload is not None and payload.schema.get("x-eventstream"):
        return
    schema = codec.body_schema(operation.request)
    if payload is not None and schema is None:
        yield from _of_bytes(expected.body, actual.body)
        return
    try:
        there = _tree(operation, codec, actual.body if actual.body.strip() else b"")
    except UnreadableError as error:
        traits = codec.traits
        yield RequestDifference("body", traits.body_form, traits.body_description, error.reason)
        return
    due = _tree(operation, codec, expected.body)
    for tokens in codec.repeated_members(actual.body):
        yield RequestDifference("body", "duplicate", "once", "more than once", tokens=tokens)
    if due and not actual.body.strip():
        yield RequestDifference("body", "missing", told(due), "no body")
        return
    for gap in Trees(schema or {}, WireView()).gaps(due, there):
        yield _of_gap(gap)


def body_tree(operation: Operation, codec: Codec, request: HttpRequest) -> Any:
    """The body of a request as the protocol reads it, None where it cannot be read."""
    try:
        return _tree(operation, codec, request.body)
    except UnreadableError:
        return None


def _tree(operation: Operation, codec: Codec, body: bytes) -> Any:
    return codec.parse_body(operation.request, body, MessageKind.REQUEST)


def _of_bytes(due: bytes, there: bytes) -> Iterator[RequestDifference]:
    if due != there:
        yield RequestDifference("body", "value", _bytes(due), _bytes(there))


def _bytes(body: bytes) -> str:
    return f"{len(body):,} bytes: {told(body[:60].decode('utf-8', 'backslashreplace'))}"


def _of_gap(gap: Gap) -> RequestDifference:
    constraint = "extra" if gap.kind == "unknown" else gap.kind
    due = told(gap.expected)
    there = told(gap.actual)
    both_lists = isinstance(gap.expected, list) and isinstance(gap.actual, list)
    if gap.kind == "missing" and not both_lists:
        there = f"sent as {gap.other_name}" if gap.other_name else NOTHING
    elif constraint == "extra" and not both_lists:
        due = NOTHING
    elif gap.kind == "type" and kind_of(gap.expected) != kind_of(gap.actual):
        due = f"{kind_of(gap.expected)}: {due}"
        there = f"{kind_of(gap.actual)}: {there}"
    return RequestDifference("body", constraint, due, there, tokens=gap.tokens, sent=gap.actual)
