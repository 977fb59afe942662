"""Successes that say the same and are written otherwise: spaces, escapes, literals of numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shapeproof.exchange import ClientCase, ClientFamily, HttpResponse, Outcome
from shapeproof.generate.cases.places import CasePlace, has_body_members, planted
from shapeproof.generate.cases.variants import is_long_text
from shapeproof.generate.client.case_builder import ClientCaseBuilder, Params
from shapeproof.generate.client.outputs import varied_places
from shapeproof.generate.client.replies import (
    is_bodiless,
    reply_of,
    sentinel,
    with_body,
    with_header,
    with_literal,
)
from shapeproof.generate.values.plain import fits_text, plain_scalar
from shapeproof.wire.interface import MessageKind

_RICH = 'é 漢字 \U0001f600 e\u0301 / \\ " \t\n\u2028'


def body_cases(builder: ClientCaseBuilder) -> Iterator[ClientCase]:
    """Other encodings of the body and its numbers, and no body where nothing is required."""
    if not builder.has_structure:
        yield from _unasked(builder)
        return
    rich = rich_output(builder)
    response = builder.response(rich)
    yield _body_case(builder, "body-raw", rich, response)
    for label, body in builder.codec.variants.encodings(response.body):
        yield _body_case(builder, f"body-{label}", rich, with_body(response, body))
    for place in varied_places(builder):
        if place.in_body:
            yield from _literals(builder, place)
    if not builder.codec.traits.bodiless_outputs:
        return
    least = builder.response(builder.minimal)
    if builder.codec.parse_body(builder.root, least.body, MessageKind.OUTPUT) == {}:
        empty = with_header(with_body(least, b""), "content-type", None)
        yield _body_case(builder, "body-none", builder.minimal, empty)


def _body_case(
    builder: ClientCaseBuilder,
    label: str,
    output: Params,
    response: HttpResponse,
    pointer: str = "",
) -> ClientCase:
    return builder.case(
        ClientFamily.OUTPUT,
        label,
        reply_of(response),
        outcome=Outcome.OUTPUT,
        pointer=pointer,
        output=builder.read(output, response),
    )


def rich_output(builder: ClientCaseBuilder) -> Params:
    """The full output with strange characters in every text that takes them."""
    rich: Any = builder.full
    for place in varied_places(builder):
        if place.in_body and is_long_text(place) and fits_text(place.schema, _RICH):
            rich = planted(builder.root, rich, place.tokens, _RICH)
    return dict(rich)


def _literals(builder: ClientCaseBuilder, place: CasePlace) -> Iterator[ClientCase]:
    """A whole number in the other texts that the protocol has for it."""
    if place.shape.type not in ("integer", "number"):
        return
    value = plain_scalar(place.schema)
    if not isinstance(value, int):
        return
    root, minimal = builder.root, builder.minimal
    output = planted(root, minimal, place.tokens, value)
    response = builder.response(planted(root, minimal, place.tokens, sentinel()))
    for label, template in builder.codec.variants.whole_numbers:
        other = with_literal(response, template.format(value))
        yield _body_case(builder, f"literal-{label}", output, other, place.pointer)


def _unasked(builder: ClientCaseBuilder) -> Iterator[ClientCase]:
    """A body in answer to an operation that has no output in the body."""
    bodiless = builder.is_head or is_bodiless(builder.operation.http.status)
    described = builder.payload is not None or has_body_members(builder.root)
    if bodiless or described:
        return
    media_type = builder.codec.media_type(builder.contract)
    typed = with_header(builder.response(builder.full), "Content-Type", media_type)
    for label, body in builder.codec.variants.unexpected:
        yield _body_case(builder, f"body-{label}", builder.full, with_body(typed, body))
