"""Cassettes: what VCR and its kin in several languages write (vcrpy, VCR, go-vcr, betamax).

They agree on interactions of a request and a response, and differ in the names of their parts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.targets.recordings.bodies import (
    UnusableMessage,
    from_base64,
    header_pairs,
    octets,
)
from shapeproof.targets.recordings.entries import Entry, UnusableEntry
from shapeproof.targets.recordings.messages import http_entry, request_of

INTERACTIONS = ("interactions", "http_interactions")


def is_cassette(document: Any) -> bool:
    """Whether a document is a cassette: one with interactions, or in the oldest form a list."""
    if isinstance(document, Mapping):
        return any(isinstance(document.get(each), list) for each in INTERACTIONS)
    first = document[0] if isinstance(document, list) and document else None
    return isinstance(first, Mapping) and {"request", "response"} <= set(first)


def interactions(document: Any) -> Iterator[Entry]:
    """The interactions of a cassette, counted from 1."""
    listed = document if isinstance(document, list) else _listed(document)
    for number, each in enumerate(listed, start=1):
        yield _entry(f"interaction {number}", each)


def _listed(document: Mapping[str, Any]) -> list[Any]:
    return next(found for each in INTERACTIONS if isinstance(found := document.get(each), list))


def _entry(place: str, interaction: Any) -> Entry:
    parts = interaction if isinstance(interaction, Mapping) else {}
    request, response = parts.get("request"), parts.get("response")
    if not isinstance(request, Mapping):
        return UnusableEntry(place, "it has no request")
    url = _url(request)
    if url is None:
        return UnusableEntry(place, "its request has no address")
    try:
        sent = _request(request, url)
        received = _response(response) if isinstance(response, Mapping) else None
    except UnusableMessage as error:
        return UnusableEntry(place, str(error))
    return http_entry(place, url, sent, received)


def _url(request: Mapping[str, Any]) -> str | None:
    """The address, in the oldest form as host, port and path."""
    for name in ("uri", "url"):
        if isinstance(request.get(name), str):
            return str(request[name])
    host, path = request.get("host"), request.get("path")
    if not isinstance(host, str):
        return None
    scheme, port = request.get("protocol") or "https", request.get("port")
    usual = port in (None, 80, 443)
    return f"{scheme}://{host}{'' if usual else f':{port}'}{path or '/'}"


def _request(request: Mapping[str, Any], url: str) -> HttpRequest:
    method = request.get("method")
    method = method if isinstance(method, str) else "GET"
    return request_of(method, url, header_pairs(request.get("headers")), _body(request))


def _response(response: Mapping[str, Any]) -> HttpResponse | None:
    status = _status(response)
    if status is None:
        return None
    return HttpResponse(status, header_pairs(response.get("headers")), _body(response))


def _status(response: Mapping[str, Any]) -> int | None:
    """The status: a number, a line (``200 OK``), an object with a code, or a member of its own."""
    stated = response.get("status")
    if isinstance(stated, Mapping):
        stated = stated.get("code")
    for each in (stated, response.get("code"), response.get("status_code")):
        text = str(each).partition(" ")[0]
        if not isinstance(each, bool) and text.isdecimal() and len(text) < 10:
            return int(text)
    return None


def _body(message: Mapping[str, Any]) -> bytes:
    """The body of a message. Raises UnusableMessage."""
    body = message.get("body", message.get("content"))
    if not isinstance(body, Mapping):
        return octets(body)
    if body.get("base64_string") is not None:
        return from_base64(body["base64_string"])
    if "string" in body:
        return octets(body["string"])
    return octets(_buffered(body.get("state")))


def _buffered(state: Any) -> Any:
    """The text of a pickled buffer (``io.BytesIO``): the first part of its state."""
    return state[0] if isinstance(state, list | tuple) and state else state
