"""HTTP responses as the bytes that are sent (RFC 9112)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus

from shapeproof.exchange import After, Headers, HttpResponse, Reply
from shapeproof.generate.semantics import STAND_IN

REQUEST_ID = ("x-amzn-RequestId", "5ba1e5e0-0000-4000-8000-000000000001")
"""The header by which AWS names a request; the value is made up."""

_ADDRESS = STAND_IN.encode()
_PAUSE = 0.02
_PIECES = 10


def reply_of(response: HttpResponse, after: After = "keep") -> Reply:
    """The reply that says a response, with a request id and the length of its body."""
    whole = completed(response)
    return Reply(head_of(whole) + whole.body, whole, after)


def completed(response: HttpResponse) -> HttpResponse:
    """The response with the fields that a server adds; no body where the status allows none."""
    headers = [REQUEST_ID]
    if is_bodiless(response.status):
        return replace(response, headers=(*response.headers, *headers), body=b"")
    if response.header("content-length") is None:
        headers.append(("Content-Length", str(len(response.body))))
    return replace(response, headers=(*response.headers, *headers))


def is_bodiless(status: int) -> bool:
    """Whether a response of a status never has a body (RFC 9110, 15.3.5 and 15.4.5)."""
    return status < 200 or status in (204, 304)


def head_of(response: HttpResponse, *, reason: bool = True) -> bytes:
    """Status line and header fields as they are, and the empty line."""
    return head(response.status, response.headers, reason=reason)


def head(status: int, headers: Headers, *, reason: bool = True) -> bytes:
    """The same of their parts; without ``reason`` there are no words after the status."""
    words = _reason(status) if reason else ""
    lines = [f"HTTP/1.1 {status} {words}", *(f"{name}: {value}" for name, value in headers)]
    return "".join(f"{line}\r\n" for line in lines).encode() + b"\r\n"


def with_header(response: HttpResponse, name: str, value: str | None) -> HttpResponse:
    """The response with another value of a header field; None takes the field away."""
    kept = tuple(each for each in response.headers if each[0].lower() != name.lower())
    added = () if value is None else ((name, value),)
    return replace(response, headers=(*added, *kept))


def chunked(response: HttpResponse, size: int, extension: str = "") -> Reply:
    """The body in chunks of ``size`` bytes (RFC 9112, 7.1)."""
    headers = (*response.headers, REQUEST_ID, ("Transfer-Encoding", "chunked"))
    whole = replace(response, headers=headers)
    return Reply(head_of(whole) + b"".join(_chunks(response.body, size, extension)), whole)


def until_close(response: HttpResponse) -> Reply:
    """The body without its length: it ends with the connection (RFC 9112, 6.3)."""
    whole = replace(response, headers=(*response.headers, REQUEST_ID, ("Connection", "close")))
    return Reply(head_of(whole) + whole.body, whole, "close")


def closing(response: HttpResponse) -> Reply:
    """The last reply of a connection, which says so."""
    return reply_of(with_header(response, "Connection", "close"), "close")


def dripping(reply: Reply) -> Reply:
    """The same reply in ten pieces, in a fifth of a second."""
    piece = -(-len(reply.data) // _PIECES)
    return replace(reply, piece=piece, pause=_PAUSE)


def _chunks(body: bytes, size: int, extension: str) -> Iterator[bytes]:
    for piece in _pieces(body, size):
        yield f"{len(piece):x}{extension}\r\n".encode() + piece + b"\r\n"
    yield b"0\r\n\r\n"


def _pieces(body: bytes, size: int) -> Iterator[bytes]:
    """The body in pieces of a size; one that ends within an address ends after it."""
    start = 0
    while start < len(body):
        end = start + size
        address = body.find(_ADDRESS, max(end - len(_ADDRESS) + 1, start), end + len(_ADDRESS) - 1)
        if address != -1 and address < end:
            end = address + len(_ADDRESS)
        yield body[start:end]
        start = end


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


_SENTINEL = 918273645
"""A number that stands nowhere else in a body."""


def with_body(response: HttpResponse, body: bytes) -> HttpResponse:
    """The response with another body."""
    return replace(response, body=body)


def sentinel() -> int:
    """A number to be planted where a literal is to stand."""
    return _SENTINEL


def with_literal(response: HttpResponse, literal: str) -> HttpResponse:
    """The response with a literal in place of the planted number."""
    return with_body(response, response.body.replace(str(_SENTINEL).encode(), literal.encode()))
