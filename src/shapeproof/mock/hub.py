"""Several mocks behind one address, and the pages by which users see and steer them.

A request is for the service whose name it is signed for, else whose host it is sent to, else whose
operation its header fields, parameters or path name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import parse_qs, unquote

from werkzeug.wrappers import Request

from shapeproof.contract.model import Contract
from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.mock.faults import FaultPlan, OrderedFailure
from shapeproof.mock.generated.roles import OperationRoles
from shapeproof.mock.http_messages import IncompleteBody, wsgi_request, wsgi_response
from shapeproof.mock.overview import ServiceSummary, overview

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

ADMIN = "/_shapeproof/"
"""Paths that begin with this are the mock's own."""
_SCOPE = re.compile(r"[^/,\s]+/\d{8}/[^/]*/([^/]+)/aws4_request")


class HubMember(Protocol):
    """The mock of one service, as the hub needs it."""

    @property
    def service(self) -> str:
        """The name of the service."""

    @property
    def contracts(self) -> Sequence[Contract]:
        """Its contracts, one for each protocol."""

    @property
    def roles(self) -> OperationRoles:
        """What each operation does to what is kept."""

    def routed(self, request: HttpRequest) -> object | None:
        """None where no operation is bound to the request."""

    def answer(self, request: HttpRequest) -> HttpResponse:
        """The answer to a request."""

    def refuse_body(self) -> HttpResponse:
        """The answer to a request whose body did not arrive."""

    def document(self) -> dict[str, Any]:
        """What is kept, as JSON."""

    def clear(self) -> None:
        """Forget what is kept."""


@dataclass(frozen=True)
class MockHub:
    """A WSGI app that hands each request to the mock of its service."""

    mocks: Sequence[HubMember]
    faults: FaultPlan

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        try:
            answer = self.answer(wsgi_request(Request(environ)))
        except IncompleteBody:
            answer = self.mocks[0].refuse_body()
        return wsgi_response(answer)(environ, start_response)

    def answer(self, request: HttpRequest) -> HttpResponse:
        """The answer to a request."""
        path = request.target.partition("?")[0]
        if path.startswith(ADMIN):
            return self._admin(request, path[len(ADMIN) :])
        if path == "/" and _is_of_browser(request):
            return _text(200, overview(*map(_summary, self.mocks)), "text/html; charset=utf-8")
        return self.mock_of(request).answer(request)

    def mock_of(self, request: HttpRequest) -> HubMember:
        """The mock that a request is for; the first one where nothing says so."""
        if len(self.mocks) == 1:
            return self.mocks[0]
        for candidates in self._candidates(request):
            routed = [each for each in candidates if each.routed(request) is not None]
            if routed:
                return routed[0]
            if candidates:
                return candidates[0]
        return next((each for each in self.mocks if each.routed(request)), self.mocks[0])

    def _candidates(self, request: HttpRequest) -> Iterable[list[HubMember]]:
        """The mocks that the signature names, then those that the host names."""
        signed = signing_name(request)
        if signed is not None:
            yield [each for each in self.mocks if signed == _signing_name(each)]
        host = (request.header("Host") or "").partition(":")[0]
        if not host.replace(".", "").isdigit() and host != "localhost":
            labels = host.split(".")
            yield [each for each in self.mocks if _prefix(each).split(".")[-1] in labels]

    def reset(self) -> None:
        """Forget all that is kept, and all failures that were asked for."""
        for each in self.mocks:
            each.clear()
        self.faults.clear()

    def document(self) -> dict[str, Any]:
        """What is kept, by service."""
        return {each.service: each.document() for each in self.mocks}

    def order(self, failure: OrderedFailure) -> None:
        """Let the next calls of a service fail. Raises ValueError for what it does not have."""
        mock = next((each for each in self.mocks if each.service == failure.service), None)
        if mock is None:
            raise ValueError(f"service {failure.service!r} is not mocked here")
        contract = mock.contracts[0]
        if failure.operation is not None and failure.operation not in contract.operations:
            raise ValueError(f"{failure.service} has no operation {failure.operation!r}")
        self.faults.order(failure)

    def _admin(self, request: HttpRequest, name: str) -> HttpResponse:
        match request.method, name:
            case "GET", "health":
                return _json(200, {"status": "ok", "services": [e.service for e in self.mocks]})
            case "GET", "state":
                return _json(200, self.document())
            case "POST", "reset":
                self.reset()
                return _json(200, {"status": "reset"})
            case "POST", "fail":
                return self._fail(request)
        known = "GET health, GET state, POST reset, POST fail"
        return _json(404, {"message": f"no such page; there are {known} below {ADMIN}"})

    def _fail(self, request: HttpRequest) -> HttpResponse:
        try:
            given = json.loads(request.body or b"{}")
            self.order(_ordered(given, self.mocks[0].service))
        except (ValueError, TypeError) as error:
            return _json(400, {"message": str(error)})
        return _json(200, {"status": "ordered"})


def _ordered(given: Any, service: str) -> OrderedFailure:
    """The failure that a document asks for. Raises ValueError."""
    if not isinstance(given, Mapping) or not isinstance(given.get("error"), str):
        raise ValueError("expected an object with a text 'error'")
    known = {"service", "operation", "error", "message", "times"}
    unknown = sorted(set(given) - known)
    if unknown:
        raise ValueError(f"unknown member {unknown[0]!r}; choose from {', '.join(sorted(known))}")
    times = given.get("times", 1)
    if not isinstance(times, int) or times < 1:
        raise ValueError("'times' must be a number from 1 on")
    texts = {name: each for name, each in given.items() if name != "times"}
    if not all(isinstance(each, str) for each in texts.values()):
        raise ValueError("all members but 'times' must be texts")
    return OrderedFailure(**{"service": service, **texts}, times=times)


def _is_of_browser(request: HttpRequest) -> bool:
    """Whether a person asks: S3 has an operation at the same path, which is signed."""
    wants_page = "text/html" in (request.header("Accept") or "")
    return request.method == "GET" and wants_page and request.header("Authorization") is None


def signing_name(request: HttpRequest) -> str | None:
    """The service that a request is signed for: in its header, or in a presigned URL."""
    header = request.header("Authorization") or ""
    query = parse_qs(request.target.partition("?")[2])
    for text in (header, *query.get("X-Amz-Credential", ())):
        found = _SCOPE.search(unquote(text))
        if found:
            return found[1]
    return None


def _summary(mock: HubMember) -> ServiceSummary:
    return ServiceSummary(mock.contracts, mock.document(), mock.roles)


def _signing_name(mock: HubMember) -> str:
    metadata = mock.contracts[0].metadata
    return str(metadata.get("signingName") or metadata.get("endpointPrefix") or mock.service)


def _prefix(mock: HubMember) -> str:
    return str(mock.contracts[0].metadata.get("endpointPrefix") or mock.service)


def _json(status: int, document: Any) -> HttpResponse:
    return _text(status, json.dumps(document, indent=2, default=str) + "\n", "application/json")


def _text(status: int, text: str, media_type: str) -> HttpResponse:
    return HttpResponse(status, (("Content-Type", media_type),), text.encode())
