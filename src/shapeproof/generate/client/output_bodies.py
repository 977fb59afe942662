"""Successes whose JSON body says the same in another way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from shapeproof.exchange import ClientCase, HttpResponse, Outcome
from shapeproof.generate.client.answers import JSON_PROTOCOLS, Answers, Params
from shapeproof.generate.client.bodies import sentinel, spellings, with_body, with_literal
from shapeproof.generate.client.exemplars import has_body_members
from shapeproof.generate.client.outputs import varied_places
from shapeproof.generate.client.replies import is_bodiless, reply_of, with_header
from shapeproof.generate.places import Place, planted
from shapeproof.generate.plain import fits_text, plain_scalar
from shapeproof.generate.variants import is_long_text

_RICH = 'é 漢字 \U0001f600 e\u0301 / \\ " \t\n\u2028'


def body_cases(answers: Answers) -> Iterator[ClientCase]:
    """Spellings of the body, of the numbers in it, and no body where nothing is required."""
    if not answers.has_json:
        yield from _unasked(answers)
        return
    rich = _rich(answers)
    response = answers.response(rich)
    yield _case(answers, "body-raw", rich, response)
    for label, body in spellings(response.body):
        yield _case(answers, f"body-{label}", rich, with_body(response, body))
    for place in varied_places(answers):
        if place.location == "body":
            yield from _literals(answers, place)
    least = answers.response(answers.minimal)
    if json.loads(least.body) == {}:
        empty = with_header(with_body(least, b""), "content-type", None)
        yield _case(answers, "body-none", answers.minimal, empty)


def _case(
    answers: Answers, label: str, output: Params, response: HttpResponse, pointer: str = ""
) -> ClientCase:
    return answers.case(
        "output",
        label,
        reply_of(response),
        outcome=Outcome.OUTPUT,
        pointer=pointer,
        output=answers.read(output, response),
    )


def _rich(answers: Answers) -> Params:
    """The full output with strange characters in every text that takes them."""
    rich: Any = answers.full
    for place in varied_places(answers):
        if place.location == "body" and is_long_text(place) and fits_text(place.schema, _RICH):
            rich = planted(answers.root, rich, place.tokens, _RICH)
    return dict(rich)


def _literals(answers: Answers, place: Place) -> Iterator[ClientCase]:
    """A whole number with a fraction of zero and with an exponent (RFC 8259, 6)."""
    if place.schema.get("type") not in ("integer", "number"):
        return
    value = plain_scalar(place.schema)
    if not isinstance(value, int):
        return
    root, minimal = answers.root, answers.minimal
    output = planted(root, minimal, place.tokens, value)
    response = answers.response(planted(root, minimal, place.tokens, sentinel()))
    for label, literal in (("float", f"{value}.0"), ("exponent", f"{value}e0")):
        yield _case(
            answers, f"literal-{label}", output, with_literal(response, literal), place.pointer
        )


def _unasked(answers: Answers) -> Iterator[ClientCase]:
    """A JSON body in answer to an operation that has no output in the body."""
    bodiless = answers.is_head or is_bodiless(answers.operation.http.status)
    described = answers.payload is not None or has_body_members(answers.root)
    if bodiless or described or answers.contract.protocol not in JSON_PROTOCOLS:
        return
    typed = with_header(answers.response(answers.full), "Content-Type", "application/json")
    for label, body in (("none", b""), ("empty-object", b"{}"), ("unknown", b'{"unknown": 1}')):
        yield _case(answers, f"body-{label}", answers.full, with_body(typed, body))
