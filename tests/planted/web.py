"""What the servers share of HTTP: a request, a reply, a refusal, and the WSGI of them."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote


@dataclass(frozen=True)
class Request:
    method: str
    segments: tuple[str, ...]
    """Segments of the path, each percent-decoded once."""
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


@dataclass
class Reply:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class Refused(Exception):
    """An error of the service: its code, message and status, and members beside them."""

    def __init__(self, code: str, message: str, status: int = 400, **members: Any) -> None:
        super().__init__(code)
        self.code, self.message, self.status, self.members = code, message, status, members


REASONS = {
    200: "OK",
    201: "Created",
    400: "Bad Request",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    412: "Precondition Failed",
    429: "Too Many Requests",
    500: "Internal Server Error",
}


def read_request(environ: dict[str, Any]) -> Request:
    raw = str(environ.get("RAW_URI") or environ.get("REQUEST_URI") or "")
    if raw.startswith("/"):
        path = raw.split("?", maxsplit=1)[0]
        segments = tuple(unquote(each) for each in path.strip("/").split("/"))
    else:
        path = environ.get("PATH_INFO", "/").encode("latin-1").decode("utf-8", "replace")
        segments = tuple(path.strip("/").split("/"))
    headers = {
        key[5:].replace("_", "-").lower(): str(value)
        for key, value in environ.items()
        if key.startswith("HTTP_")
    }
    headers["content-type"] = environ.get("CONTENT_TYPE") or ""
    query = dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True))
    length = int(environ.get("CONTENT_LENGTH") or 0)
    if length:
        body = environ["wsgi.input"].read(length)
    else:
        chunked = "chunked" in headers.get("transfer-encoding", "")
        body = environ["wsgi.input"].read() if chunked else b""
    return Request(environ["REQUEST_METHOD"], segments, query, headers, body)


def wsgi(answer: Callable[[Request], Reply]) -> Callable[..., Iterable[bytes]]:
    """The WSGI application of a server. What it does not foresee is a 500 with a page."""
    lock = threading.Lock()

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterator[bytes]:
        request = read_request(environ)
        with lock:
            try:
                reply = answer(request)
            except Exception:
                traceback.print_exc(file=environ["wsgi.errors"])
                page = b"<html><body><h1>Internal Server Error</h1></body></html>"
                reply = Reply(page, 500, {"Content-Type": "text/html"})
        headers = {**reply.headers, "Content-Length": str(len(reply.body))}
        reason = REASONS.get(reply.status, "Unknown")
        start_response(f"{reply.status} {reason}", list(headers.items()))
        return iter([reply.body])

    return app
