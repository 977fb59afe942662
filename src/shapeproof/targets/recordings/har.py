"""HTTP Archives (HAR 1.2), read an entry at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.targets.recordings.bodies import (
    UnusableMessage,
    from_base64,
    header_pairs,
    octets,
)
from shapeproof.targets.recordings.entries import Entry, UnusableEntry
from shapeproof.targets.recordings.json_stream import JsonStream, JsonStreamError
from shapeproof.targets.recordings.messages import http_entry, request_of

MOST_UNUSABLE = 10_000
"""Entries that are no exchanges of which more are not read, if most entries are such."""


def log_entries(stream: JsonStream) -> Iterator[Entry]:
    """The entries of the ``log`` object that is next. Raises JsonStreamError."""
    for key in stream.members():
        if key != "entries":
            stream.value()
            continue
        unusable = 0
        for index, each in enumerate(stream.items()):
            entry = _entry(f"log/entries/{index}", each)
            unusable += isinstance(entry, UnusableEntry)
            if unusable > MOST_UNUSABLE and unusable * 2 > index:
                raise JsonStreamError(f"{unusable:,} of its entries are no exchanges")
            yield entry


def _entry(place: str, entry: Any) -> Entry:
    request, response = _part(entry, "request"), _part(entry, "response")
    if request is None or not isinstance(request.get("url"), str):
        return UnusableEntry(place, "it has no request with a url")
    try:
        sent, has_body = _request(request)
        received, is_whole = _response(response)
    except UnusableMessage as error:
        return UnusableEntry(place, str(error))
    return http_entry(
        place, request["url"], sent, received, request_body=has_body, response_body=is_whole
    )


def _part(holder: Any, name: str) -> Mapping[str, Any] | None:
    found = holder.get(name) if isinstance(holder, Mapping) else None
    return found if isinstance(found, Mapping) else None


def _request(request: Mapping[str, Any]) -> tuple[HttpRequest, bool]:
    """The request, and whether the archive has its body."""
    headers = header_pairs(request.get("headers"))
    posted = _part(request, "postData") or {}
    body = _posted(posted)
    size = request.get("bodySize")
    has_body = bool(body) or not (isinstance(size, int) and size > 0)
    method = request.get("method")
    method = method if isinstance(method, str) else "GET"
    return request_of(method, request["url"], headers, body), has_body


def _posted(posted: Mapping[str, Any]) -> bytes:
    """The posted body: its text, or a form of its parameters."""
    text = posted.get("text")
    if text:
        is_base64 = "base64" in (posted.get("encoding"), posted.get("_encoding"))
        return from_base64(text) if is_base64 else octets(text)
    params = posted.get("params")
    pairs = [
        (each["name"], each.get("value") or "")
        for each in (params if isinstance(params, list) else ())
        if isinstance(each, Mapping) and isinstance(each.get("name"), str)
    ]
    return urlencode(pairs).encode()


def _response(response: Mapping[str, Any] | None) -> tuple[HttpResponse | None, bool]:
    """The response, and whether the archive has its body; None where there was none.

    Browsers write the status 0 where no answer came.
    """
    status = response.get("status") if response is not None else None
    if response is None or not isinstance(status, int) or status < 100:
        return None, True
    content = _part(response, "content") or {}
    text, size = content.get("text"), content.get("size")
    body = from_base64(text) if content.get("encoding") == "base64" else octets(text)
    has_body = bool(body) or not (isinstance(size, int) and size > 0)
    return HttpResponse(status, header_pairs(response.get("headers")), body), has_body
