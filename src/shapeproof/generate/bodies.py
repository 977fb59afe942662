"""JSON bodies that are wrong as a whole, or that a server may judge as it likes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from shapeproof.exchange import Distortion, Expect, Fault

_BIG = 1_500_000

Rewrite = Callable[[bytes], bytes]
"""Makes another body from the encoded one (a JSON object)."""


@dataclass(frozen=True)
class BodyCase:
    """One way of changing the body, and what a server must make of it."""

    label: str
    expect: Expect
    distortion: Distortion
    fault: Fault | None = None


def _malformed(label: str, how: str, rewrite: Rewrite) -> BodyCase:
    return BodyCase(
        label, Expect.REJECT, Distortion(rewrite=rewrite), Fault("", "body", how, "server")
    )


def _open(label: str, rewrite: Rewrite | None = None, content_type: str | None = None) -> BodyCase:
    return BodyCase(label, Expect.OPEN, Distortion(rewrite=rewrite, content_type=content_type))


def _open_object(body: bytes) -> bytes:
    """The body up to its closing brace, ready for one more member."""
    start = body.rstrip()[:-1]
    return start if start.strip() == b"{" else start + b","


def _duplicated(body: bytes) -> bytes:
    inner = body.strip()[1:-1]
    return b"{" + inner + b"," + inner + b"}" if inner.strip() else b'{"x":1,"x":2}'


def _with_value(value: bytes) -> Rewrite:
    return lambda body: _open_object(body) + b'"ShapeproofUnknownMember":' + value + b"}"


_ALWAYS = (
    _malformed("truncated", "JSON that ends too early", lambda body: body.rstrip()[:-1]),
    _malformed("trailing-comma", "a comma before the closing brace",
               lambda body: _open_object(body) + b'"ShapeproofUnknownMember":1,}'),
    _malformed("trailing-text", "text after the JSON object", lambda body: body + b" x"),
    _malformed("not-json", "a body that is not JSON", lambda _: b"<sample/>"),
    _malformed("list", "a list for a body", lambda _: b"[]"),
    _malformed("string", "a string for a body", lambda _: b'"sample"'),
    _open("null", lambda _: b"null"),
    _open("not-utf-8", _with_value(b'"\xff\xfe"')),
    _open("duplicate-keys", _duplicated),
    _open("nested-2000", _with_value(b"[" * 2000 + b"]" * 2000)),
    _open("nested-100000", lambda body: _open_object(body) + b'"x":' + b"[" * 100_000),
    _open("large", _with_value(b'"' + b"x" * _BIG + b'"')),
    _open("content-type-text", content_type="text/plain"),
    _open("content-type-none", content_type=""),
)  # fmt: skip


def json_bodies(*, body_required: bool) -> tuple[BodyCase, ...]:
    """All ways of changing a JSON body. An empty one is a fault only where members are required."""
    if body_required:
        empty = _malformed("empty", "no body where members are required", lambda _: b"")
    else:
        empty = _open("empty", lambda _: b"")
    return (*_ALWAYS, empty)
