"""Successes that travel in another of the ways that HTTP has (RFC 9112)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from shapeproof.exchange import ClientCase, ClientFamily, HttpResponse, Outcome, Reply
from shapeproof.generate.client.case_builder import ClientCaseBuilder
from shapeproof.generate.client.reading import is_set_by_server
from shapeproof.generate.client.replies import (
    chunked,
    closing,
    completed,
    dripping,
    head_of,
    is_bodiless,
    reply_of,
    until_close,
    with_header,
)
from shapeproof.generate.client.selection import in_turn
from shapeproof.generate.client.written_bodies import rich_output

_IN_TURN = 3


def transfer_cases(builder: ClientCaseBuilder) -> Iterator[ClientCase]:
    """The full output in every way; for most operations a few of the ways in turn."""
    if builder.is_head or _is_told_of_headers(builder):
        return
    response, rich = builder.response(builder.full), rich_output(builder)
    ways = _WITHOUT_BODY if is_bodiless(response.status) else (*_WITHOUT_BODY, *_WITH_BODY)
    if not builder.at_length:
        ways = tuple(in_turn(ways, builder.position, _IN_TURN))
    for label, way in ways:
        in_pieces = way in _IN_PIECES
        sent = builder.response(rich) if in_pieces else response
        yield builder.case(
            ClientFamily.TRANSFER,
            label,
            way(sent),
            outcome=Outcome.OUTPUT,
            output=builder.read(rich, sent) if in_pieces else builder.plain_output,
        )


def _is_told_of_headers(builder: ClientCaseBuilder) -> bool:
    """Whether the output holds what changes with the way: a length, a type, names of fields."""
    return any(
        is_set_by_server(builder.shape, name) or member.location == "headers"
        for name, member in builder.shape.members.items()
    )


_BOOLEANS = ("true", "false")


def _renamed(response: HttpResponse, rename: Callable[[str], str]) -> Reply:
    whole = completed(response)
    headers = tuple((rename(name), value) for name, value in whole.headers)
    whole = replace(whole, headers=headers)
    return Reply(head_of(whole) + whole.body, whole)


def _lower(response: HttpResponse) -> Reply:
    return _renamed(response, str.lower)


def _upper(response: HttpResponse) -> Reply:
    return _renamed(response, str.upper)


def _blanks(response: HttpResponse) -> Reply:
    """Blanks around field values, and none (RFC 9112, 5.1).

    None at the end of a boolean: HTTP libraries keep them, and it would be none any more.
    """
    whole = completed(response)
    lines = []
    for index, (name, value) in enumerate(whole.headers):
        before = "" if index % 2 else " " * 3
        after = "" if index % 2 or value in _BOOLEANS else " " * 2
        lines.append(f"{name}:{before}{value}{after}")
    head = f"HTTP/1.1 {whole.status} OK\r\n" + "".join(f"{line}\r\n" for line in lines) + "\r\n"
    return Reply(head.encode() + whole.body, whole)


def _extra(response: HttpResponse) -> Reply:
    more = (
        ("X-Shapeproof-Unknown", "unknown"),
        ("X-Shapeproof-Empty", ""),
        ("X-Shapeproof-Long", "x" * 4000),
        ("Set-Cookie", "a=b; Path=/"),
        ("Set-Cookie", "c=d"),
    )
    return reply_of(replace(response, headers=(*response.headers, *more)))


def _no_reason(response: HttpResponse) -> Reply:
    whole = completed(response)
    return Reply(head_of(whole, reason=False) + whole.body, whole)


def _interim(response: HttpResponse) -> Reply:
    """An interim response before the final one (RFC 9110, 15.2)."""
    reply = reply_of(response)
    return replace(reply, data=b"HTTP/1.1 100 Continue\r\n\r\n" + reply.data)


def _charset(response: HttpResponse) -> Reply:
    media_type = response.header("content-type")
    if media_type is None:
        return reply_of(response)
    return reply_of(with_header(response, "Content-Type", f"{media_type}; charset=utf-8"))


def _untyped(response: HttpResponse) -> Reply:
    return reply_of(with_header(response, "Content-Type", None))


def _drip(response: HttpResponse) -> Reply:
    return dripping(reply_of(response))


def _one_chunk(response: HttpResponse) -> Reply:
    return chunked(response, max(len(response.body), 1))


def _small_chunks(response: HttpResponse) -> Reply:
    return chunked(response, 7, ";shapeproof=1")


def _dripped_chunks(response: HttpResponse) -> Reply:
    return dripping(chunked(response, 7))


Ways = tuple[tuple[str, Callable[[HttpResponse], Reply]], ...]

_WITHOUT_BODY: Ways = (
    ("lower-case-headers", _lower),
    ("upper-case-headers", _upper),
    ("blanks-in-headers", _blanks),
    ("more-headers", _extra),
    ("no-reason", _no_reason),
    ("interim", _interim),
    ("closing", closing),
)
_WITH_BODY: Ways = (
    ("charset", _charset),
    ("no-content-type", _untyped),
    ("one-chunk", _one_chunk),
    ("small-chunks", _small_chunks),
    ("until-close", until_close),
    ("drip", _drip),
    ("dripped-chunks", _dripped_chunks),
)
_IN_PIECES = (_small_chunks, _drip, _dripped_chunks)
"""Ways in which characters of several bytes are divided; the others send the plain output."""
