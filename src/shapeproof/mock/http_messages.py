"""HTTP messages of the servers around a mock: WSGI, and what moto hands on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from botocore.awsrequest import AWSPreparedRequest
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from shapeproof.exchange import Headers, HttpRequest, HttpResponse

_ASCII = "".join(map(chr, range(128)))


class IncompleteBody(Exception):
    """The body of a request ended early, or its framing is wrong."""


def wsgi_request(request: Request) -> HttpRequest:
    """A request as werkzeug has it. Raises IncompleteBody."""
    try:
        body = request.get_data(cache=False)
    except (HTTPException, OSError):
        raise IncompleteBody from None
    target = request_target(request.environ)
    return HttpRequest(request.method, target, tuple(request.headers.items()), body)


def wsgi_response(answer: HttpResponse) -> Response:
    """A response as werkzeug sends it."""
    return Response(answer.body, answer.status, list(answer.headers))


def moto_request(request: Request | AWSPreparedRequest) -> HttpRequest:
    """A request as moto hands it on: up to 5.2.4 as botocore has it, under ``mock_aws``."""
    if isinstance(request, Request):
        return wsgi_request(request)
    address = urlsplit(str(request.url))
    target = f"{address.path}?{address.query}" if address.query else address.path
    body = request.body or b""
    content = body.encode() if isinstance(body, str) else bytes(body)
    return HttpRequest(str(request.method), target, _headers(request.headers), content)


def request_target(environ: Mapping[str, Any]) -> str:
    """The target of a WSGI request as it was sent: path and query, still percent-encoded.

    Servers provide it as RAW_URI or REQUEST_URI. Without these, the decoded PATH_INFO is encoded
    again, and slashes inside of labels and between them are the same.
    """
    raw: str = environ.get("RAW_URI") or environ.get("REQUEST_URI") or ""
    if not raw:
        path = quote(environ.get("PATH_INFO", "").encode("latin-1", "replace"), safe="/")
        query = environ.get("QUERY_STRING", "")
        return f"{path}?{query}" if query else path
    # WSGI passes bytes on as latin-1 text (PEP 3333).
    target = quote(raw.encode("latin-1", "replace"), safe=_ASCII)
    scheme, separator, rest = target.partition("://")
    if separator and scheme.lower() in ("http", "https"):
        authority, mark, query = rest.partition("?")
        return "/" + authority.partition("/")[2] + mark + query
    return target


def _headers(headers: Mapping[str, Any]) -> Headers:
    return tuple(
        (name, value.decode("latin-1") if isinstance(value, bytes) else str(value))
        for name, value in headers.items()
    )
