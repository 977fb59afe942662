"""The body of a request compared: JSON by its meaning, other payloads by their bytes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from shapeproof.checks.client.comparison.difference import RequestDifference
from shapeproof.checks.client.comparison.values import Gap, Trees
from shapeproof.checks.client.comparison.views import WireView
from shapeproof.checks.client.texts import NOTHING, kind_of, told
from shapeproof.contract.model import Operation
from shapeproof.contract.pointer import Tokens
from shapeproof.exchange import HttpRequest
from shapeproof.wire.interface import Codec, UnreadableError
from shapeproof.wire.json_text import parse_json
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
        there = parse_json(actual.body) if actual.body.strip() else {}
    except UnreadableError as error:
        yield RequestDifference("body", "json", "a JSON text", error.reason)
        return
    due = parse_json(expected.body) if expected.body else {}
    for tokens in _repeated(actual.body):
        yield RequestDifference("body", "duplicate", "once", "more than once", tokens=tokens)
    if due and not actual.body.strip():
        yield RequestDifference("body", "missing", told(due), "no body")
        return
    for gap in Trees(schema or {}, WireView()).gaps(due, there):
        yield _of_gap(gap)


def json_body(request: HttpRequest) -> Any:
    """The JSON of a body, None where there is none."""
    try:
        return parse_json(request.body)
    except UnreadableError:
        return None


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


class _Repeating(dict[str, Any]):
    """An object of a JSON text, with the names that it has more than once."""

    repeated: tuple[str, ...] = ()


def _repeated(body: bytes) -> Iterator[Tokens]:
    """The places of members that stand in the text more than once."""
    if body:
        yield from _repeated_below(json.loads(body.decode(), object_pairs_hook=_repeating), ())


def _repeating(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = _Repeating(pairs)
    if len(found) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        found.repeated = tuple(name for name in found if counts[name] > 1)
    return found


def _repeated_below(value: Any, tokens: Tokens) -> Iterator[Tokens]:
    if isinstance(value, _Repeating):
        for name in value.repeated:
            yield (*tokens, name)
        for name, each in value.items():
            yield from _repeated_below(each, (*tokens, name))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _repeated_below(each, (*tokens, str(index)))
