"""What Schemathesis takes for the application under test: a WSGI app that passes requests on.

So all its requests go the way of shapeproof's own: only to an address that was checked, without
redirects or proxies, in bounded time and memory; and what has travelled is known to the byte.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shapeproof.exceptions import TransportFailure
from shapeproof.exchange import Headers, HttpRequest, HttpResponse
from shapeproof.run.schemathesis_engine.line import NoAnswer

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

CASE_HEADER = "X-Schemathesis-Testcaseid"
"""Tells which case a request is of. It is not passed on."""
MOST_KEPT = 4_096
"""Of so many cases is known what travelled; of older ones only what Schemathesis has kept."""
_LEFT_OUT = frozenset({CASE_HEADER, "Host", "Connection", "Accept-Encoding"})
_OWN_NAMES = {"CONTENT_TYPE": "Content-Type"}


@dataclass(frozen=True)
class RelayedCall:
    """One request as it was sent, and what came: a response, or why there is none."""

    request: HttpRequest
    response: HttpResponse | None = None
    failure: str | None = None


class Relay:
    """Passes requests on, and keeps what travelled, by the id of Schemathesis's case.

    ``added`` are header fields that each request gets unless it has them.
    """

    def __init__(
        self,
        send: Callable[[HttpRequest], HttpResponse],
        added: Headers = (),
        prefix: str = "",
    ) -> None:
        self._send = send
        self._added = added
        self._prefix = prefix
        self._seen: OrderedDict[str, RelayedCall] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Pass a request on. Raises NoAnswer, which ends the case, and Stopped."""
        request = self._request(environ)
        case_id = environ.get("HTTP_" + CASE_HEADER.upper().replace("-", "_"), "")
        try:
            response = self._send(request)
        except TransportFailure as failure:
            self._keep(case_id, RelayedCall(request, failure=str(failure)))
            raise NoAnswer(str(failure)) from None
        self._keep(case_id, RelayedCall(request, response))
        start_response(f"{response.status} {response.status}", list(response.headers))
        return [response.body]

    def sighting(self, case_id: str) -> RelayedCall | None:
        """What was last sent for a case, None where it was not seen here."""
        return self._seen.get(case_id)

    def forget(self, case_ids: Iterable[str]) -> None:
        """Let go of what was kept of cases."""
        with self._lock:
            for each in case_ids:
                self._seen.pop(each, None)

    def _keep(self, case_id: str, sighting: RelayedCall) -> None:
        with self._lock:
            self._seen[case_id] = sighting
            while len(self._seen) > MOST_KEPT:
                self._seen.popitem(last=False)

    def _request(self, environ: WSGIEnvironment) -> HttpRequest:
        headers = _headers(environ)
        given = {name.lower() for name, _ in headers}
        headers += [each for each in self._added if each[0].lower() not in given]
        return HttpRequest(
            method=environ["REQUEST_METHOD"],
            target=_target(environ).removeprefix(self._prefix),
            headers=tuple(headers),
            body=environ["wsgi.input"].read(),
        )


def _target(environ: WSGIEnvironment) -> str:
    """Path and query as they were written.

    The fragment by which a document tells operations of one path apart is not sent.
    """
    path = str(environ["RAW_URI"]).partition("?")[0].partition("#")[0]
    query = environ.get("QUERY_STRING", "")
    return f"{path}?{query}" if query else path


def _headers(environ: WSGIEnvironment) -> list[tuple[str, str]]:
    """The header fields of a request but those that belong to the connection."""
    found = []
    for key, value in environ.items():
        if key.startswith("HTTP_"):
            name = key.removeprefix("HTTP_").replace("_", "-").title()
            found += [] if name in _LEFT_OUT else [(name, str(value))]
        elif key in _OWN_NAMES and value:
            found.append((_OWN_NAMES[key], str(value)))
    return found
