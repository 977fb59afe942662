"""Requests and responses as objects of HAR. Bodies that are not UTF-8 are in base64."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from harfile import Content, PostData, Record, Request, Response

from shapeproof.exchange import Headers, HttpRequest, HttpResponse

_VERSION = "HTTP/1.1"
_BINARY = "application/octet-stream"


@dataclass
class BinaryPostData(PostData):
    """A posted body in base64. HAR 1.2 has no such form; recorders that need one use this."""

    def asdict(self) -> dict[str, Any]:
        """The object, with its encoding."""
        return {**super().asdict(), "encoding": "base64"}


def har_request(url: str, request: HttpRequest) -> Request:
    """A request to a URL."""
    return Request(
        method=request.method,
        url=url,
        httpVersion=_VERSION,
        headers=_records(request.headers),
        queryString=_query(url),
        postData=_posted(request) if request.body else None,
        bodySize=len(request.body) or _stated_size(request),
    )


def har_response(response: HttpResponse | None, failure: str = "") -> Response:
    """A response. Without one the status is 0, as browsers write it, and the comment says why."""
    if response is None:
        empty = Content(size=0, mimeType="x-unknown")
        return Response(0, "", _VERSION, content=empty, bodySize=0, comment=failure or None)
    return Response(
        status=response.status,
        statusText=_phrase(response.status),
        httpVersion=_VERSION,
        headers=_records(response.headers),
        content=_content(response),
        redirectURL=response.header("Location") or "",
        bodySize=len(response.body),
    )


def _stated_size(request: HttpRequest) -> int:
    """What a request says of the size of a body that is not known, as only a client may read it."""
    for name in ("X-Amz-Decoded-Content-Length", "Content-Length"):
        value = request.header(name) or ""
        if value.isascii() and value.isdigit():
            return int(value[:12])
    return 0


def _records(headers: Headers) -> list[Record]:
    return [Record(_writable(name), _writable(value)) for name, value in headers]


def _query(url: str) -> list[Record]:
    try:
        pairs = parse_qsl(urlsplit(url).query, keep_blank_values=True, errors="backslashreplace")
    except ValueError:  # a host that cannot be one
        return []
    return [Record(_writable(name), _writable(value)) for name, value in pairs]


def _posted(request: HttpRequest) -> PostData:
    kind = _writable(request.header("Content-Type") or _BINARY)
    text = text_of(request.body)
    if text is not None:
        return PostData(mimeType=kind, text=text)
    return BinaryPostData(mimeType=kind, text=_base64(request.body))


def _content(response: HttpResponse) -> Content:
    kind, size = _writable(response.header("Content-Type") or ""), len(response.body)
    text = text_of(response.body)
    if text is not None:
        return Content(size=size, mimeType=kind, text=text)
    return Content(size=size, mimeType=kind, text=_base64(response.body), encoding="base64")


def text_of(body: bytes) -> str | None:
    """A body as text; None for one that is not UTF-8."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _base64(body: bytes) -> str:
    return base64.b64encode(body).decode("ascii")


def _writable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
