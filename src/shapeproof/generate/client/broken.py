"""Replies that no contract allows: a client must fail, and must be ready for the next call."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from shapeproof.exchange import After, ClientCase, ClientFamily, HttpResponse, Outcome, Reply
from shapeproof.generate.cases.places import planted
from shapeproof.generate.client.case_builder import ClientCaseBuilder
from shapeproof.generate.client.outputs import varied_places
from shapeproof.generate.client.replies import (
    completed,
    head,
    head_of,
    reply_of,
    with_body,
    with_header,
)
from shapeproof.generate.client.retries import failure_response
from shapeproof.generate.client.selection import in_turn, share_of
from shapeproof.wire.variants import BodyVariants

_WRONG: tuple[tuple[str, Any], ...] = (
    ("string", "sample"),
    ("number", 1.5),
    ("boolean", True),
    ("list", ["sample"]),
    ("object", {"sample": 1}),
)
_LABELS = {"array": "list", "integer": "number"}


def mistyped_cases(builder: ClientCaseBuilder) -> Iterator[ClientCase]:
    """One wrong type for each place, in turn."""
    for turn, place in enumerate(each for each in varied_places(builder) if each.shape.type):
        if not place.in_body:
            continue
        kind = place.shape.type or ""
        wrong = [each for each in _WRONG if each[0] != _LABELS.get(kind, kind)]
        label, value = wrong[turn % len(wrong)]
        sent = planted(builder.root, builder.full, place.tokens, value)
        yield builder.case(
            ClientFamily.ROBUSTNESS,
            f"type-{label}",
            reply_of(builder.response(sent)),
            outcome=Outcome.OPEN,
            pointer=place.pointer,
            attempts=(1, None),
        )


_IN_TURN = 2
_ELSEWHERE = "/shapeproof/elsewhere"
_ENDLESS_LINES = 8000

Make = Callable[[ClientCaseBuilder], Reply]
Broken = tuple[str, Outcome, Make]
"""A label, the expected outcome, and what makes the reply."""


def broken_cases(builder: ClientCaseBuilder) -> Iterator[ClientCase]:
    """All of them for an operation that is tried at length, a few in turn for the others."""
    if not builder.has_structure:
        return
    name = builder.operation.name
    cheap = _cheap(builder.codec.variants)
    if not builder.at_length:
        chosen = in_turn(cheap, builder.position, _IN_TURN)
    else:
        chosen = [*cheap, *share_of(_COSTLY, builder.exemplars, name)]
        if name == builder.exemplars[0]:
            chosen.append(_STALL)
    for label, outcome, make in chosen:
        yield builder.case(
            ClientFamily.ROBUSTNESS, label, make(builder), outcome=outcome, attempts=(1, None)
        )
    mistyped = list(mistyped_cases(builder))
    yield from mistyped if builder.at_length else in_turn(mistyped, builder.position)


def _whole(builder: ClientCaseBuilder) -> HttpResponse:
    return builder.response(builder.full)


def _body(change: Callable[[bytes], bytes]) -> Make:
    """A success with another body, of the right length."""

    def make(builder: ClientCaseBuilder) -> Reply:
        response = _whole(builder)
        return reply_of(with_body(response, change(response.body)))

    return make


def _page(status: int) -> Make:
    """A page of HTML, as gateways send it."""

    def make(builder: ClientCaseBuilder) -> Reply:
        page = builder.codec.variants.page
        return reply_of(HttpResponse(status, (("Content-Type", "text/html"),), page))

    return make


def _refusal(body: bytes, status: int = 400) -> Make:
    """An error that nothing names, with a body that is no object."""

    def make(builder: ClientCaseBuilder) -> Reply:
        unnamed = builder.codec.unnamed_error(failure_response(builder, status))
        return reply_of(with_body(unnamed, body))

    return make


def _redirect(status: int) -> Make:
    """To another path of the same server, which says the same again."""

    def make(builder: ClientCaseBuilder) -> Reply:
        return reply_of(HttpResponse(status, (("Location", _ELSEWHERE),)))

    return make


def _wrong_length(difference: int) -> Make:
    """A length that is not that of the body; then the connection ends."""

    def make(builder: ClientCaseBuilder) -> Reply:
        response = _whole(builder)
        length = str(len(response.body) + difference)
        stated = completed(with_header(response, "Content-Length", length))
        cut = with_body(stated, stated.body[:difference]) if difference < 0 else None
        return Reply(head_of(stated) + stated.body, cut, "close")

    return make


def _cut(after: After, part: Callable[[bytes, bytes], bytes]) -> Make:
    """A part of a reply, of its head and its body."""

    def make(builder: ClientCaseBuilder) -> Reply:
        whole = completed(_whole(builder))
        return Reply(part(head_of(whole), whole.body), after=after)

    return make


def _raw(data: bytes) -> Make:
    return lambda builder: Reply(data, after="close")


def _no_status(builder: ClientCaseBuilder) -> Reply:
    return Reply(_whole(builder).body + b"\r\n", after="close")


def _bad_chunks(builder: ClientCaseBuilder) -> Reply:
    """A chunk whose size is no number."""
    response = with_header(_whole(builder), "Transfer-Encoding", "chunked")
    return Reply(head_of(response) + b"ZZ\r\n" + response.body + b"\r\n0\r\n\r\n", after="close")


def _endless(builder: ClientCaseBuilder) -> Reply:
    """A head without an end: half a megabyte of it."""
    media_type = builder.codec.media_type(builder.contract)
    start = head(200, (("Content-Type", media_type),))[:-2]
    lines = (f"X-Shapeproof-{index}: {'x' * 40}\r\n" for index in range(_ENDLESS_LINES))
    return Reply(start + "".join(lines).encode(), after="close")


def _half(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _cheap(variants: BodyVariants) -> tuple[Broken, ...]:
    """What costs a client no time."""
    return (
        *((each.label, each.outcome, _body(each.change)) for each in variants.broken),
        *_PAGES,
        *((label, Outcome.FAILURE, _refusal(body)) for label, body in variants.broken_errors),
        *_MISDIRECTED,
    )


_PAGES: tuple[Broken, ...] = (
    ("html-200", Outcome.FAILURE, _page(200)),
    ("html-403", Outcome.FAILURE, _page(403)),
    ("html-404", Outcome.FAILURE, _page(404)),
)
_MISDIRECTED: tuple[Broken, ...] = (
    ("redirect-301", Outcome.FAILURE, _redirect(301)),
    ("redirect-302", Outcome.FAILURE, _redirect(302)),
    ("redirect-307", Outcome.FAILURE, _redirect(307)),
    ("length-over", Outcome.FAILURE, _wrong_length(10)),
    ("length-under", Outcome.FAILURE, _wrong_length(-2)),
)
_COSTLY: tuple[Broken, ...] = (
    ("html-502", Outcome.FAILURE, _page(502)),
    ("error-empty-500", Outcome.FAILURE, _refusal(b"", 500)),
    ("reset-in-head", Outcome.FAILURE, _cut("reset", lambda head, body: _half(head))),
    ("reset-before-body", Outcome.FAILURE, _cut("reset", lambda head, body: head)),
    ("reset-in-body", Outcome.FAILURE, _cut("reset", lambda head, body: head + _half(body))),
    ("status-line", Outcome.FAILURE, _raw(b"HTTP/1.1 abc OK\r\nContent-Length: 0\r\n\r\n")),
    ("no-status", Outcome.FAILURE, _no_status),
    ("bad-chunks", Outcome.FAILURE, _bad_chunks),
    ("endless-head", Outcome.FAILURE, _endless),
)
STALL = "stall"
_STALL: Broken = (STALL, Outcome.FAILURE, _cut("stall", lambda head, body: head + _half(body)))
COSTLY = frozenset(label for label, _, _ in _COSTLY)
"""The labels of those after which a client may try again."""
