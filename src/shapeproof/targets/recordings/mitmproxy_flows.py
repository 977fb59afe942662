"""Flows that mitmproxy has saved: a sequence of typed netstrings, one for each flow.

A typed netstring is ``LENGTH:CONTENT`` and a character for the type: ``}`` an object, ``]`` a list,
``,`` bytes, ``;`` a text, ``#`` an integer, ``^`` a float, ``!`` a boolean, ``~`` null.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.targets.recordings.bodies import UnusableMessage, header_pairs, octets
from shapeproof.targets.recordings.entries import Entry, UnusableEntry
from shapeproof.targets.recordings.messages import http_entry, request_of

START = re.compile(rb"\d{1,12}:")
MAX_FLOW = 256 * 1024 * 1024
MAX_DEPTH = 50
_LONGEST_PREFIX = 13


class NetstringError(ValueError):
    """A typed netstring that cannot be read."""


def flows(stream: BinaryIO) -> Iterator[Entry]:
    """The HTTP flows, counted from 1. Raises NetstringError where a flow cannot be read."""
    number = 0
    while (flow := _next(stream)) is not None:
        number += 1
        if isinstance(flow, Mapping) and _text(flow.get("type")) == "http":
            yield _entry(f"flow {number}", flow)


def _next(stream: BinaryIO) -> Any:
    """The next value; None at the end."""
    prefix = b""
    while not prefix.endswith(b":"):
        more = stream.read(1)
        if not more and not prefix.strip():
            return None
        prefix = (prefix + more).lstrip(b"\r\n")
        if not more or len(prefix) > _LONGEST_PREFIX or not START.match(prefix.rstrip(b":") + b":"):
            raise NetstringError("expected the length of a flow")
    length = int(prefix[:-1])
    if length > MAX_FLOW:
        raise NetstringError(f"one flow is longer than {MAX_FLOW:,} bytes")
    content = stream.read(length + 1)
    if len(content) <= length:
        raise NetstringError("the file ends in the middle of a flow")
    return _value(content[:-1], content[-1:], 0)


def _value(content: bytes, kind: bytes, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise NetstringError("it is nested too deeply")
    match kind:
        case b",":
            return content
        case b";":
            return content.decode("utf-8", "surrogateescape")
        case b"~":
            return None
        case b"!":
            return content == b"true"
        case b"#" | b"^":
            return _number(content, int if kind == b"#" else float)
        case b"]":
            return list(_parts(content, depth + 1))
        case b"}":
            return _object(content, depth + 1)
    raise NetstringError(f"unknown type {kind!r}")


def _object(content: bytes, depth: int) -> dict[str, Any]:
    parts = iter(_parts(content, depth))
    found: dict[str, Any] = {}
    for key in parts:
        if not isinstance(key, str | bytes):
            raise NetstringError("the key of an object is no text")
        found[_text(key)] = next(parts, None)
    return found


def _number(content: bytes, kind: type[int] | type[float]) -> int | float:
    try:
        return kind(content[:400])
    except ValueError:
        raise NetstringError("a number is none") from None


def _parts(content: bytes, depth: int) -> Iterator[Any]:
    at = 0
    while at < len(content):
        found = START.match(content, at)
        if found is None:
            raise NetstringError("expected the length of a value")
        start = found.end()
        end = start + int(found[0][:-1])
        if end >= len(content):
            raise NetstringError("a value is shorter than its length says")
        yield _value(content[start:end], content[end : end + 1], depth)
        at = end + 1


def _entry(place: str, flow: Mapping[str, Any]) -> Entry:
    request, response = flow.get("request"), flow.get("response")
    if not isinstance(request, Mapping):
        return UnusableEntry(place, "it has no request")
    url = _url(request)
    try:
        sent = request_of(
            _text(request.get("method")) or "GET",
            url,
            header_pairs(request.get("headers")),
            octets(request.get("content")),
        )
        received = _response(response) if isinstance(response, Mapping) else None
    except UnusableMessage as error:
        return UnusableEntry(place, str(error))
    has_body = request.get("content", b"") is not None
    whole = not isinstance(response, Mapping) or response.get("content", b"") is not None
    return http_entry(place, url, sent, received, request_body=has_body, response_body=whole)


def _url(request: Mapping[str, Any]) -> str:
    """The address. Behind a reverse proxy the ``Host`` field says which service was meant."""
    host = _text(request.get("host"))
    named = HttpRequest("", "", header_pairs(request.get("headers"))).header("Host")
    authority = _text(request.get("authority")) or named or host
    scheme = _text(request.get("scheme")) or "https"
    return f"{scheme}://{authority}{_text(request.get('path')) or '/'}"


def _response(response: Mapping[str, Any]) -> HttpResponse | None:
    status = response.get("status_code", response.get("code"))
    if not isinstance(status, int):
        return None
    headers = header_pairs(response.get("headers"))
    return HttpResponse(status, headers, octets(response.get("content")))


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    return value if isinstance(value, str) else ""
