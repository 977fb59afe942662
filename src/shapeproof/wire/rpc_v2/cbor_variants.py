"""CBOR bodies that cases try: other encodings of the same value, and broken ones (RFC 8949)."""

from __future__ import annotations

from shapeproof.exchange import Outcome
from shapeproof.wire.rpc_v2.cbor_reading import read_cbor
from shapeproof.wire.rpc_v2.cbor_writing import CborStyle, write_cbor
from shapeproof.wire.variants import (
    NO_BODY,
    BodyDistortion,
    BodyVariants,
    BrokenBody,
    LabelledBodies,
    Rewrite,
    allowed,
    malformed,
)

_BIG = 1_500_000
_NAME = write_cbor("ShapeproofUnknownMember")
_BREAK = b"\xff"


def _entries(body: bytes) -> bytes:
    """The entries of a map, without what is around them."""
    members = read_cbor(body) if body else {}
    return b"".join(write_cbor(name) + write_cbor(each) for name, each in members.items())


def _with_value(value: bytes) -> Rewrite:
    return lambda body: b"\xbf" + _entries(body) + _NAME + value + _BREAK


def _duplicated(body: bytes) -> bytes:
    return b"\xbf" + (_entries(body) or _NAME + b"\x01") * 2 + _BREAK


_ALWAYS = (
    malformed("truncated", "CBOR that ends too early", lambda body: b"\xbf" + _entries(body)),
    malformed("not-cbor", "a body that is not CBOR", lambda _: b"\x1c\x1d"),
    malformed("json", "JSON for a body", lambda _: b'{"sample": 1}'),
    malformed("list", "a list for a body", lambda _: b"\x80"),
    malformed("string", "a text for a body", lambda _: write_cbor("sample")),
    malformed("long-length", "a text that states a length of one gigabyte",
               _with_value(b"\x7a\x3f\xff\xff\xff")),
    malformed("reserved", "a value of a reserved type", _with_value(b"\x1c")),
    allowed("trailing-bytes", lambda body: body + b"\x01"),
    allowed("null", lambda _: b"\xf6"),
    allowed("not-utf-8", _with_value(b"\x62\xff\xfe")),
    allowed("number-key", lambda body: b"\xbf" + _entries(body) + b"\x01\x01" + _BREAK),
    allowed("unknown-tag", _with_value(b"\xd9\x03\xe8\x01")),
    allowed("duplicate-keys", _duplicated),
    allowed("nested-2000", _with_value(b"\x81" * 2000 + b"\x80")),
    allowed("nested-100000", lambda body: b"\xbf" + _entries(body) + _NAME + b"\x81" * 100_000),
    allowed("large", _with_value(write_cbor("x" * _BIG))),
    allowed("content-type-text", content_type="text/plain"),
    allowed("content-type-none", content_type=""),
)  # fmt: skip


def _renaming(name: str, other: str) -> Rewrite:
    def rewrite(body: bytes) -> bytes:
        members = read_cbor(body)
        return write_cbor({other if key == name else key: members[key] for key in members})

    return rewrite


def _distortions(body_required: bool) -> tuple[BodyDistortion, ...]:
    """All ways of changing a body. An empty one is a fault only where members are required."""
    if body_required:
        empty = malformed(NO_BODY, "no body where members are required", lambda _: b"")
    else:
        empty = allowed(NO_BODY, lambda _: b"")
    return (*_ALWAYS, empty)


_STYLES = {
    "indefinite": CborStyle(indefinite=True),
    "chunked": CborStyle(chunked=True, plain_keys=True),
    "wide": CborStyle(width=4, plain_keys=True),
    "reordered": CborStyle(reordered=True),
    "shortest-floats": CborStyle(shortest_floats=True),
}


def _encodings(body: bytes) -> LabelledBodies:
    """Other texts of the same value."""
    value = read_cbor(body)
    return tuple((label, write_cbor(value, style)) for label, style in _STYLES.items())


def _rewritten(style: CborStyle) -> Rewrite:
    return lambda body: write_cbor(read_cbor(body), style)


_BROKEN = (
    BrokenBody("truncated", Outcome.FAILURE, lambda body: body[:-1]),
    BrokenBody("half", Outcome.FAILURE, lambda body: body[: len(body) // 2]),
    BrokenBody("trailing-bytes", Outcome.OPEN, lambda body: body + b"\x01"),
    BrokenBody("no-cbor", Outcome.FAILURE, lambda body: b"\x1c\x1d"),
    BrokenBody("long-length", Outcome.FAILURE, lambda body: b"\xa1\x61\x61\x7a\x3f\xff\xff\xff"),
    BrokenBody("list", Outcome.FAILURE, lambda body: b"\x81\x01"),
    BrokenBody("text", Outcome.FAILURE, lambda body: write_cbor("text")),
    BrokenBody("number", Outcome.FAILURE, lambda body: b"\x05"),
    # A client may take null, or no body, for an absent value: Smithy demands it only of outputs
    # without members.
    BrokenBody("chunked-keys", Outcome.OPEN, _rewritten(CborStyle(chunked=True))),
    BrokenBody("wide-keys", Outcome.OPEN, _rewritten(CborStyle(width=4))),
    BrokenBody("empty", Outcome.OPEN, lambda _: b""),
    BrokenBody("null", Outcome.OPEN, lambda body: b"\xf6"),
)
_BROKEN_ERRORS = (
    ("error-list", b"\x80"),
    ("error-null", b"\xf6"),
    ("error-text", write_cbor("text")),
    ("error-truncated", b"\xa1\x67message\x69cut"),
)

CBOR_VARIANTS = BodyVariants(
    distortions=_distortions,
    renaming=_renaming,
    encodings=_encodings,
    unexpected=(
        ("none", b""),
        ("empty-object", b"\xa0"),
        ("unknown", write_cbor({"unknown": 1})),
    ),
    broken=_BROKEN,
    broken_errors=_BROKEN_ERRORS,
)
