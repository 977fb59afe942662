"""From Schemathesis to the target: what it takes for the application under test.

All its requests are sent as shapeproof sends its own: only to an address that was checked, without
redirects or proxies, in bounded time and memory. What was sent and received is known to the byte.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shapeproof.exceptions import TransportFailure
from shapeproof.exchange import Exchange, HttpRequest, HttpResponse
from shapeproof.exchange.reasons import EndReason
from shapeproof.run.plan import Budget, OutOfBudget
from shapeproof.run.server.line import Line
from shapeproof.targets.interface import Target
from shapeproof.targets.signing import place_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

CASE_HEADER = "X-Schemathesis-Testcaseid"
"""Names the case that a request belongs to. It is not passed on."""
MOST_KEPT = 4_096
"""How many cases are kept as they were sent; of older ones Schemathesis keeps a part."""
_LEFT_OUT = frozenset({CASE_HEADER, "Host", "Connection", "Accept-Encoding"})
_OWN_NAMES = {"CONTENT_TYPE": "Content-Type"}


class Stopped(KeyboardInterrupt):
    """The run must end. Schemathesis stops on a KeyboardInterrupt, in any thread."""


class NoAnswer(Exception):
    """A request got no usable answer, so there is no response."""


@dataclass
class BoundedSender:
    """Sends to a target while the budget lasts and the target answers.

    When it does not any more, its line knows, as in every run. ``stopped`` says why sending has
    stopped, None where it has not.
    """

    target: Target
    budget: Budget = field(default_factory=Budget)
    stopped: EndReason | None = None

    def __post_init__(self) -> None:
        self.kind = self.target.kind
        self.address = self.target.address
        self.base_url = self.target.base_url
        self.place = place_of(self.target)
        self._line = Line(self.target, self.budget)

    def send(self, request: HttpRequest, operation: str = "") -> HttpResponse:
        """Send a request, which is of an operation unless nobody knows.

        Raises TransportFailure, and Stopped at the bounds of the run.
        """
        try:
            self.budget.spend()
            seen = self._line.exchange(Exchange(operation, {}, request))
        except OutOfBudget as end:
            self.stopped = self.stopped or end.reason
            raise Stopped from None
        if seen.response is None:
            kind, _, detail = (seen.failure or "").partition(": ")
            raise TransportFailure(kind, detail)
        return seen.response

    def close(self) -> None:
        """Close the connections."""
        self.target.close()


@dataclass(frozen=True)
class RelayedCall:
    """One request as it was sent, and what came: a response, or why there is none."""

    request: HttpRequest
    response: HttpResponse | None = None
    failure: str | None = None


class Relay:
    """Passes requests on, and keeps what travelled, by the id of Schemathesis's case.

    ``sign`` makes a request ready that has no ``Authorization`` of its own.
    """

    def __init__(
        self,
        send: Callable[[HttpRequest], HttpResponse],
        sign: Callable[[HttpRequest], HttpRequest] = lambda request: request,
        prefix: str = "",
    ) -> None:
        self._send = send
        self._sign = sign
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

    def relayed_call(self, case_id: str) -> RelayedCall | None:
        """What was last sent for a case, None where it was not seen here."""
        return self._seen.get(case_id)

    def release(self, case_ids: Iterable[str]) -> None:
        """Drop what is kept of cases."""
        with self._lock:
            for each in case_ids:
                self._seen.pop(each, None)

    def _keep(self, case_id: str, call: RelayedCall) -> None:
        with self._lock:
            self._seen[case_id] = call
            while len(self._seen) > MOST_KEPT:
                self._seen.popitem(last=False)

    def _request(self, environ: WSGIEnvironment) -> HttpRequest:
        request = HttpRequest(
            method=environ["REQUEST_METHOD"],
            target=_target(environ).removeprefix(self._prefix),
            headers=tuple(_headers(environ)),
            body=environ["wsgi.input"].read(),
        )
        return self._sign(request) if request.header("Authorization") is None else request


def _target(environ: WSGIEnvironment) -> str:
    """Path and query as they were written.

    The fragment by which a document distinguishes operations of one path is not sent.
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
