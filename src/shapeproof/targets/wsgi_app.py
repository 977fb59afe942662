"""A WSGI application, called in-process."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeGuard
from urllib.parse import unquote_to_bytes

from shapeproof.contract.model import Operation
from shapeproof.exceptions import TransportFailure, said
from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.exchange.sites import Site
from shapeproof.targets.handlers import handler_site, module_site
from shapeproof.targets.http_endpoint import MAX_BODY
from shapeproof.targets.interface import Place
from shapeproof.targets.raised import RaisedErrors, raised_in_server

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_HOST = "127.0.0.1"
_PORT = "80"
_LONGEST = 100_000
"""Characters of an exception's text that become an answer."""
_OWN_NAMES = frozenset({"CONTENT_TYPE", "CONTENT_LENGTH"})


class WsgiTarget:
    """Calls an application as a server would (PEP 3333), with the raw path in RAW_URI."""

    base_url = f"http://{_HOST}:5000"
    """No server listens in-process; 'shapeproof mock' and moto's server use this by default."""
    place = Place(host=_HOST)

    def __init__(self, app: WSGIApplication, address: str, kind: str = "wsgi") -> None:
        self._app = app
        self.address = address
        self.kind = kind
        self._raised = RaisedErrors()

    def send(self, request: HttpRequest) -> HttpResponse:
        """Call the application. An exception becomes a 500, as in a server; so does an exit."""
        answer = _Answer()
        self._raised.forget()
        try:
            chunks = self._app(_environ(request), answer.start)
            try:
                for chunk in chunks:
                    answer.write(chunk)
            finally:
                close = getattr(chunks, "close", None)
                if close:
                    close()
            headers = answer.checked_headers()
        except (TransportFailure, KeyboardInterrupt):
            raise
        except BaseException as error:  # the application may raise anything
            return failed_with(error)
        raised_at = self._raised.site if answer.status >= 500 else None
        return HttpResponse(answer.status, headers, bytes(answer.body), raised_at)

    def site_of(self, operation: Operation, request: HttpRequest) -> Site | None:
        """The line that handles a request of an operation."""
        found = handler_site(self._app, operation.python_name, request)
        if found is None or found.is_installed:
            return module_site(self.address.partition(":")[0]) or found
        return found

    def close(self) -> None:
        """Nothing is open."""


def failed_with(error: BaseException) -> HttpResponse:
    """What a server answers whose application has raised an error, or has tried to exit."""
    text = f"{type(error).__name__}: {said(error)[:_LONGEST]}"
    body = text.encode("utf-8", "backslashreplace")
    return HttpResponse(500, (("Content-Type", "text/plain"),), body, raised_in_server(error))


class _Answer:
    """Collects what the application passes to start_response."""

    def __init__(self) -> None:
        self.status = 500
        self.headers: list[tuple[str, str]] = []
        self.body = bytearray()

    def start(
        self, status: str, headers: list[tuple[str, str]], exc_info: Any = None
    ) -> Callable[[bytes], object]:
        self.status = int(status.split(" ", 1)[0])
        self.headers = headers
        return self.write

    def checked_headers(self) -> tuple[tuple[str, str], ...]:
        """The headers. Raises TypeError where they are not pairs of text (PEP 3333)."""
        pairs = list(self.headers) if isinstance(self.headers, Iterable) else [self.headers]
        for each in pairs:
            if not is_header(each):
                raise TypeError(f"the application answers a header that is no text: {each!r:.100}")
        return tuple((name, value) for name, value in pairs)

    def write(self, data: bytes) -> None:
        self.body += data
        if len(self.body) > MAX_BODY:
            raise TransportFailure("too-large", f"a body of more than {MAX_BODY:,} bytes")


def is_header(field: object) -> TypeGuard[tuple[str, str]]:
    """Whether something is the name and the value of a header field, as texts."""
    match field:
        case (str(), str()):
            return True
    return False


def _environ(request: HttpRequest) -> dict[str, Any]:
    path, _, query = request.target.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "RAW_URI": request.target,
        "REQUEST_URI": request.target,
        "SERVER_NAME": _HOST,
        "SERVER_PORT": _PORT,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": _HOST,
        "HTTP_HOST": _HOST,
        "CONTENT_LENGTH": str(len(request.body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    given: set[str] = set()
    for name, value in request.headers:
        key = name.upper().replace("-", "_")
        key = key if key in _OWN_NAMES else f"HTTP_{key}"
        environ[key] = f"{environ[key]}, {value}" if key in given else value
        given.add(key)
    return environ
