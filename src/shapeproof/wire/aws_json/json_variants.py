"""JSON bodies that cases try: other texts of the same value, and broken ones (RFC 8259)."""

from __future__ import annotations

import json
from typing import Any

from shapeproof.exchange import Outcome
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
    malformed("truncated", "JSON that ends too early", lambda body: body.rstrip()[:-1]),
    malformed("trailing-comma", "a comma before the closing brace",
               lambda body: _open_object(body) + b'"ShapeproofUnknownMember":1,}'),
    malformed("trailing-text", "text after the JSON object", lambda body: body + b" x"),
    malformed("not-json", "a body that is not JSON", lambda _: b"<sample/>"),
    malformed("list", "a list for a body", lambda _: b"[]"),
    malformed("string", "a string for a body", lambda _: b'"sample"'),
    allowed("null", lambda _: b"null"),
    allowed("not-utf-8", _with_value(b'"\xff\xfe"')),
    allowed("duplicate-keys", _duplicated),
    allowed("nested-2000", _with_value(b"[" * 2000 + b"]" * 2000)),
    allowed("nested-100000", lambda body: _open_object(body) + b'"x":' + b"[" * 100_000),
    allowed("large", _with_value(b'"' + b"x" * _BIG + b'"')),
    allowed("content-type-text", content_type="text/plain"),
    allowed("content-type-none", content_type=""),
)  # fmt: skip


def _renaming(name: str, other: str) -> Rewrite:
    def rewrite(body: bytes) -> bytes:
        members = json.loads(body)
        return json.dumps({other if key == name else key: members[key] for key in members}).encode()

    return rewrite


def _distortions(body_required: bool) -> tuple[BodyDistortion, ...]:
    """All ways of changing a JSON body. An empty one is a fault only where members are required."""
    if body_required:
        empty = malformed(NO_BODY, "no body where members are required", lambda _: b"")
    else:
        empty = allowed(NO_BODY, lambda _: b"")
    return (*_ALWAYS, empty)


def _encodings(body: bytes) -> LabelledBodies:
    """Other texts of the same value."""
    value = json.loads(body)
    compact = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    indented = json.dumps(value, ensure_ascii=False, indent="\t").replace("\n", "\r\n")
    return (
        ("compact", compact.encode()),
        ("blanks", f" \r\n\t{indented}\n \n".encode()),
        ("reordered", json.dumps(_reversed(value), ensure_ascii=False).encode()),
        ("escapes", json.dumps(value, ensure_ascii=True).encode()),
        ("all-escaped", _escaped(value).encode()),
        ("slashes", compact.replace("/", "\\/").encode()),
    )


def _reversed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _reversed(value[key]) for key in reversed(value)}
    return [_reversed(each) for each in value] if isinstance(value, list) else value


def _escaped(value: Any) -> str:
    """The JSON text in which each character of each string is an escape (RFC 8259, 7)."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{_escaped(k)}:{_escaped(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_escaped, value)) + "]"
    if not isinstance(value, str):
        return json.dumps(value)
    raw = value.encode("utf-16-be", "surrogatepass")
    units = (int.from_bytes(raw[index : index + 2]) for index in range(0, len(raw), 2))
    return '"' + "".join(f"\\u{unit:04x}" for unit in units) + '"'


_BROKEN = (
    BrokenBody("truncated", Outcome.FAILURE, lambda body: body[:-1]),
    BrokenBody("half", Outcome.FAILURE, lambda body: body[: len(body) // 2]),
    BrokenBody("trailing-comma", Outcome.FAILURE, lambda body: body[:-1] + b",}"),
    BrokenBody("trailing-text", Outcome.FAILURE, lambda body: body + b" and more"),
    BrokenBody("no-json", Outcome.FAILURE, lambda body: b"not JSON"),
    BrokenBody("no-utf-8", Outcome.OPEN, lambda body: body[:-1] + b',"x":"\xff\xfe"}'),
    BrokenBody("list", Outcome.FAILURE, lambda body: b"[]"),
    BrokenBody("text", Outcome.FAILURE, lambda body: b'"text"'),
    BrokenBody("number", Outcome.FAILURE, lambda body: b"5"),
    # A client may take null for an absent value.
    BrokenBody("null", Outcome.OPEN, lambda body: b"null"),
)
_BROKEN_ERRORS = (
    ("error-list", b"[]"),
    ("error-null", b"null"),
    ("error-text", b'"text"'),
    ("error-truncated", b'{"message": "cut sh'),
)

JSON_VARIANTS = BodyVariants(
    distortions=_distortions,
    renaming=_renaming,
    encodings=_encodings,
    whole_numbers=(("float", "{}.0"), ("exponent", "{}e0")),
    unexpected=(("none", b""), ("empty-object", b"{}"), ("unknown", b'{"unknown": 1}')),
    broken=_BROKEN,
    broken_errors=_BROKEN_ERRORS,
)
