"""A mock of any service, made of its contract: it keeps what is made, and refuses what is illegal.

A service that speaks several protocols answers in the one that a request is written in; they share
what is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request

from shapeproof.contract.model import Contract, Operation
from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.generate.semantics import Fitting
from shapeproof.mock.backends import ContractError
from shapeproof.mock.faults import FaultPlan
from shapeproof.mock.generated.batches import answered_entries
from shapeproof.mock.generated.calls import ServiceCalls
from shapeproof.mock.generated.errors import ErrorChoice
from shapeproof.mock.generated.roles import OperationRoles
from shapeproof.mock.generated.state import ServiceState
from shapeproof.mock.http_messages import IncompleteBody, wsgi_request, wsgi_response
from shapeproof.mock.service_api import Output, Params, ServiceApi
from shapeproof.wire import codec_for

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


@dataclass(frozen=True)
class Speaker:
    """A service in one protocol."""

    api: ServiceApi
    calls: ServiceCalls

    @classmethod
    def of(cls, contract: Contract, state: ServiceState, seed: int) -> Speaker:
        """The service of a contract. Raises UnsupportedProtocol."""
        codec = codec_for(contract.protocol, contract.service)
        choice = ErrorChoice(contract)
        api = ServiceApi(
            contract, codec, lambda each, missing: choice.invalid(each, missing=missing)
        )
        return cls(api, ServiceCalls(contract, state, seed))

    def operation_of(self, request: HttpRequest) -> Operation | None:
        """The operation that a request is for, None where it is none of this protocol."""
        return self.api.codec.route(self.api.contract, request)


@dataclass(frozen=True)
class ContractMock:
    """A WSGI app that plays one service. Its first contract is the one that strays are read by."""

    contracts: tuple[Contract, ...]
    seed: int = 0
    faults: FaultPlan = field(default_factory=FaultPlan)
    state: ServiceState = field(default_factory=ServiceState)

    @classmethod
    def of(cls, *contracts: Contract, seed: int = 0) -> ContractMock:
        """The mock of a service by its contracts, one for each protocol."""
        return cls(contracts, seed)

    @property
    def service(self) -> str:
        """The name of the service."""
        return self.contracts[0].service

    @cached_property
    def speakers(self) -> Sequence[Speaker]:
        """The service in each of its protocols. Raises UnsupportedProtocol."""
        return [Speaker.of(each, self.state, self.seed) for each in self.contracts]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        try:
            answer = self.answer(wsgi_request(Request(environ)))
        except IncompleteBody:
            answer = self.refuse_body()
        return wsgi_response(answer)(environ, start_response)

    def refuse_body(self) -> HttpResponse:
        """The answer to a request whose body did not arrive."""
        reason = "the body ended early or is badly framed"
        return self.speakers[0].api.invalid_request(reason)

    def routed(self, request: HttpRequest) -> Speaker | None:
        """The protocol that a request is written in; None where no operation is bound to it."""
        if len(self.speakers) > 1:
            for each in self.speakers:
                if _is_own(each, request) and each.operation_of(request) is not None:
                    return each
        return next((e for e in self.speakers if e.operation_of(request) is not None), None)

    def answer(self, request: HttpRequest) -> HttpResponse:
        """The answer to a request."""
        speaker = self.routed(request) or self.speakers[0]

        def perform(operation: Operation, params: Params) -> Output:
            error = self.faults.due(speaker.calls.errors, operation, request)
            if error is not None:
                raise error
            self.state.url = f"http://{request.header('Host') or '127.0.0.1'}"
            output = answered_entries(operation, speaker.calls.perform(operation, params), params)
            return Fitting(operation, self.state.url, keep_urls=True).output(output, params)

        try:
            return speaker.api.answer(request, perform)
        except Exception as failure:  # a fault of the mock is an answer as well
            error = speaker.calls.errors.internal(None)
            said = f"the mock failed: {type(failure).__name__}: {failure}"
            return speaker.api.refusal(ContractError(error, said))

    def document(self) -> dict[str, Any]:
        """What is kept, as JSON."""
        return self.state.document()

    def clear(self) -> None:
        """Forget what is kept."""
        self.state.clear()

    @property
    def roles(self) -> OperationRoles:
        """What each operation does to what is kept."""
        return self.speakers[0].calls.roles


def _is_own(speaker: Speaker, request: HttpRequest) -> bool:
    """Whether the media type of a request is the protocol's own."""
    sent = (request.header("Content-Type") or "").partition(";")[0].strip().lower()
    own = speaker.api.codec.media_type(speaker.api.contract).lower()
    return bool(sent) and (sent == own or speaker.api.codec.is_own_form(sent))
