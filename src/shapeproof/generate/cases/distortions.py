"""Requests that are changed on their way to the target: bodies that are wrong as a whole,
and methods and paths that no operation is bound to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from shapeproof.contract.model import HttpBinding, Operation
from shapeproof.exchange import Distortion, Expect, Fault

_BIG = 1_500_000

Rewrite = Callable[[bytes], bytes]
"""Makes another body from the encoded one (a JSON object)."""


@dataclass(frozen=True)
class BodyDistortion:
    """One way of changing the body, and what a server must make of it."""

    label: str
    expect: Expect
    distortion: Distortion
    fault: Fault | None = None


def _malformed(label: str, how: str, rewrite: Rewrite) -> BodyDistortion:
    return BodyDistortion(
        label, Expect.REJECT, Distortion(rewrite=rewrite), Fault("", "body", how, "server")
    )


def _open(
    label: str, rewrite: Rewrite | None = None, content_type: str | None = None
) -> BodyDistortion:
    return BodyDistortion(
        label, Expect.OPEN, Distortion(rewrite=rewrite, content_type=content_type)
    )


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


def json_bodies(*, body_required: bool) -> tuple[BodyDistortion, ...]:
    """All ways of changing a JSON body. An empty one is a fault only where members are required."""
    if body_required:
        empty = _malformed("empty", "no body where members are required", lambda _: b"")
    else:
        empty = _open("empty", lambda _: b"")
    return (*_ALWAYS, empty)


_METHODS = ("PUT", "DELETE", "GET", "POST", "PATCH")
_MOST_METHODS = 4
_SUFFIX = "/shapeproof-no-such-path"


def unbound_requests(
    operation: Operation, operations: Mapping[str, Operation]
) -> Iterator[tuple[str, Distortion]]:
    """Labels and distortions that lead a valid request of an operation to nobody."""
    bindings = [each.http for each in operations.values()]
    bound = {each.method for each in bindings if _may_match(each.uri, operation.http.uri)}
    for method in [each for each in _METHODS if each not in bound][:_MOST_METHODS]:
        yield f"method-{method}", Distortion(method=method)
    suffix = _free_suffix(operation.http, bindings)
    if suffix:
        yield "path", Distortion(path_suffix=suffix)
    if "?" not in operation.http.uri and not operation.http.uri.endswith("/"):
        slashed = HttpBinding(operation.http.method, operation.http.uri + "/")
        if not is_bound(slashed, operations):
            yield "trailing-slash", Distortion(path_suffix="/")


def with_empty_label(http: HttpBinding, label: str) -> HttpBinding:
    """The binding with nothing where a label stands."""
    uri = http.uri.replace(f"{{{label}}}", "").replace(f"{{{label}+}}", "")
    return replace(http, uri=uri)


def is_bound(http: HttpBinding, operations: Mapping[str, Operation]) -> bool:
    """Whether a path of this template may lead to an operation; every slash and method counts."""
    bindings = [each.http for each in operations.values()]
    return any(each.method == http.method and _takes(each.uri, http.uri) for each in bindings)


def _free_suffix(http: HttpBinding, bindings: list[HttpBinding]) -> str:
    suffix = _SUFFIX
    for _ in range(4):
        if not any(_may_match(each.uri, _path(http.uri) + suffix) for each in bindings):
            return suffix
        suffix += _SUFFIX
    return ""


def _may_match(template: str, other: str) -> bool:
    """Whether some path fits two URI templates at once (labels fit anything)."""
    mine, theirs = _segments(template), _segments(other)
    for one, two in zip(mine, theirs, strict=False):
        if one.endswith("+}") or two.endswith("+}"):
            return True
        if one != two and "{" not in one and "{" not in two:
            return False
    return len(mine) == len(theirs)


def _takes(template: str, path: str) -> bool:
    """Whether a template takes some path of another one; a label takes all but nothing."""
    mine, theirs = _path(template).split("/"), _path(path).split("/")
    for index, (one, two) in enumerate(zip(mine, theirs, strict=False)):
        if one.endswith("+}"):
            return theirs[index:] != [""]
        if two.endswith("+}"):
            return True
        if one != two and ("" in (one, two) or ("{" not in one and "{" not in two)):
            return False
    return len(mine) == len(theirs)


def _path(template: str) -> str:
    return template.partition("?")[0]


def _segments(template: str) -> list[str]:
    return _path(template).strip("/").split("/")
