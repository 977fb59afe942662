"""Requests as a Python program of the standard library that sends the very same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from shapeproof.exchange import HttpRequest
from shapeproof.report.octets import header_octets

_PROGRAM = """\
import http.client


def send(method, target, headers, body=b""):
    connection = http.client.{connection}({host!r}, {port!r}, timeout=60)
    connection.putrequest(method, target, skip_host={skip_host}, skip_accept_encoding=True)
    for name, value in headers:
        connection.putheader(name, value)
    connection.endheaders(body)
    response = connection.getresponse()
    print(response.status, response.read().decode("utf-8", "replace"))
    connection.close()


"""
_ALL_PRINTABLE = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})


def python_snippet(base_url: str, request: HttpRequest, before: Sequence[HttpRequest] = ()) -> str:
    """A program that sends the requests that set up the state, then the request itself.

    It prints status and body of each answer.
    """
    parts = urlsplit(base_url)
    prefix = parts.path.rstrip("/")
    requests = (*before, request)
    program = _PROGRAM.format(
        connection="HTTPSConnection" if parts.scheme == "https" else "HTTPConnection",
        host=parts.hostname or "",
        port=parts.port,
        skip_host=any(_has(each, "host") for each in requests),
    )
    return program + "".join(_call(prefix, parts.netloc, each, requests) for each in requests)


def _call(
    prefix: str, netloc: str, request: HttpRequest, all_requests: Sequence[HttpRequest]
) -> str:
    headers: list[tuple[str, str | bytes]] = [
        (name, _plain(value)) for name, value in request.headers if name.lower() != "connection"
    ]
    if any(_has(each, "host") for each in all_requests) and not _has(request, "host"):
        headers.insert(0, ("Host", netloc))
    has_body = bool(request.body) or request.method in _WITH_BODY
    if has_body and not _has(request, "content-length"):
        headers.append(("Content-Length", str(len(request.body))))
    # http.client refuses blanks and what is not ASCII in a path.
    target = quote(prefix + request.target, safe=_ALL_PRINTABLE, errors="replace")
    values = [request.method, target, headers, *([request.body] if request.body else [])]
    return f"send({', '.join(map(repr, values))})\n"


def _plain(value: str) -> str | bytes:
    return value if value.isascii() else header_octets(value)


def _has(request: HttpRequest, name: str) -> bool:
    return any(key.lower() == name for key, _ in request.headers)
