"""An exchange of messages from the parts that recordings have in common."""

from __future__ import annotations

from urllib.parse import urlsplit

from shapeproof.exchange import Headers, HttpRequest, HttpResponse
from shapeproof.targets.recordings.bodies import UnusableMessage, is_shorter, unpacked
from shapeproof.targets.recordings.entries import Entry, HttpEntry, UnusableEntry


def request_of(method: str, url: str, headers: Headers, body: bytes) -> HttpRequest:
    """A request to a URL; its host is a header field in any case. Raises UnusableMessage."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise UnusableMessage(f"its address cannot be read: {error}") from None
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    named = any(name.lower() == "host" for name, _ in headers)
    if not named and parts.netloc:
        headers = (("Host", parts.netloc.rpartition("@")[2]), *headers)
    return HttpRequest(method.upper(), target, headers, body)


def http_entry(
    place: str,
    url: str,
    request: HttpRequest,
    response: HttpResponse | None,
    *,
    request_body: bool = True,
    response_body: bool = True,
) -> Entry:
    """An exchange, with the body of its answer unpacked."""
    if response is None:
        return HttpEntry(place, url, request, None, request_body)
    try:
        plain = unpacked(response)
    except UnusableMessage as error:
        return UnusableEntry(place, str(error))
    shorter = request.method != "HEAD" and is_shorter(plain)
    return HttpEntry(place, url, request, plain, request_body, response_body, shorter)
