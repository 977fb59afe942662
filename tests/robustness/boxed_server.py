"""A mock behind a box that changes some of its requests and answers, served over HTTP."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

from shapeproof.mock import any_app

from .interface import Prepare


@dataclass(frozen=True)
class Request:
    """A request as it arrives."""

    number: int
    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]


@dataclass(frozen=True)
class Reply:
    """What is answered."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "application/json"),)


Service = Callable[[Request], Reply]


@dataclass
class Box:
    """Stands before a mock; ``kept`` is what it remembers."""

    mock: Service
    kept: dict[Any, Any] = field(default_factory=dict)


Answers = Callable[[Box, Request], Reply]


def mock() -> Service:
    """A mock of a small service, with state of its own."""
    app, lock = any_app("mq"), threading.Lock()

    def answer(request: Request) -> Reply:
        path, _, query = request.target.partition("?")
        environ = {
            "REQUEST_METHOD": request.method, "SCRIPT_NAME": "", "RAW_URI": request.target,
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"), "QUERY_STRING": query,
            "CONTENT_LENGTH": str(len(request.body)), "wsgi.input": io.BytesIO(request.body),
            "CONTENT_TYPE": request.headers.get("Content-Type", ""), "wsgi.url_scheme": "http",
            "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
        }  # fmt: skip
        given: list[Any] = []
        with lock:
            body = b"".join(app(environ, lambda *each: given.append(each)))  # type: ignore[arg-type]
        status, headers = given[0][:2]
        kept = tuple(each for each in headers if each[0].lower() != "content-length")
        return Reply(int(status[:3]), body, kept)

    return answer


def page(status: int, title: str, *headers: tuple[str, str]) -> Reply:
    """An answer that is a page of HTML."""
    body = f"<!DOCTYPE html><html><head><title>{title}</title></head></html>"
    return Reply(status, body.encode(), (("Content-Type", "text/html"), *headers))


def refusal(status: int, code: str, *headers: tuple[str, str]) -> Reply:
    """An answer that is an error of AWS."""
    body = json.dumps({"message": "no", "code": code}).encode()
    return Reply(status, body, (*Reply(200).headers, ("x-amzn-errortype", code), *headers))


def _handler(box: Box, answers: Answers) -> type[BaseHTTPRequestHandler]:
    numbers = iter(range(1, 10**9))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

        def handle(self) -> None:
            """The client may go away."""
            try:
                super().handle()
            except OSError:
                return

        def _do(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = dict(self.headers.items())
            reply = answers(box, Request(next(numbers), self.command, self.path, headers, body))
            self.send_response_only(reply.status)
            for name, value in (*reply.headers, ("Content-Length", str(len(reply.body)))):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(b"" if self.command == "HEAD" else reply.body)

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = do_OPTIONS = _do  # noqa: N815

    return Handler


def served(answers: Answers, *, threads: bool = True) -> Prepare:
    """The situation of a trial with such a server."""

    @contextmanager
    def prepare(_folder: Path) -> Iterator[Mapping[str, str]]:
        kind = ThreadingHTTPServer if threads else HTTPServer
        with kind(("127.0.0.1", 0), _handler(Box(mock()), answers)) as serving:
            serving.daemon_threads = True  # type: ignore[attr-defined]
            threading.Thread(target=serving.serve_forever, daemon=True).start()
            try:
                yield {"url": f"http://127.0.0.1:{serving.server_port}"}
            finally:
                serving.shutdown()

    return prepare
