"""Sends calls of one operation to the target and turns what comes back into exchanges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from shapeproof.contract.model import Contract, Operation
from shapeproof.exceptions import TransportFailure
from shapeproof.exchange import Case, Distortion, Exchange, HttpRequest
from shapeproof.run.budget import Budget, OutOfBudget
from shapeproof.targets.interface import Target
from shapeproof.wire.interface import Codec

_MOST_REFUSED_IN_A_ROW = 3


class Session:
    """A line to the target. Counts its requests; ends the run where nobody listens any more."""

    def __init__(self, contract: Contract, codec: Codec, target: Target, budget: Budget) -> None:
        self.contract = contract
        self.codec = codec
        self._target = target
        self._budget = budget
        self._refused = 0
        self.requests = 0
        self.timeouts = 0
        self._signature = signature(contract)

    def call(
        self, operation: Operation, params: Mapping[str, Any], case: Case | None = None
    ) -> Exchange:
        """Make one call. Raises OutOfBudget where the run's bounds are reached."""
        request = self.codec.encode_request(self.contract, operation, params)
        request = replace(request, headers=(*request.headers, *self._signature))
        if case is not None and case.distortion is not None:
            request = distorted(request, case.distortion)
        self._budget.spend()
        self.requests += 1
        try:
            response = self._target.send(request)
        except TransportFailure as failure:
            self._count(failure)
            return Exchange(operation.name, params, request, failure=str(failure), case=case)
        self._refused = 0
        exchange = Exchange(operation.name, params, request, response, case=case)
        if exchange.accepted:
            exchange = replace(exchange, output=self._output(operation, exchange))
        return exchange

    def _count(self, failure: TransportFailure) -> None:
        self.timeouts += failure.kind == "timeout"
        self._refused = self._refused + 1 if failure.kind == "refused" else 0
        if self._refused >= _MOST_REFUSED_IN_A_ROW:
            self._budget.stop("target gone")
            raise OutOfBudget("target gone")

    def _output(self, operation: Operation, exchange: Exchange) -> Any:
        assert exchange.response is not None
        try:
            return self.codec.decode_response(operation, exchange.response)
        except ValueError:
            return None  # the checks tell what is wrong with the body


def distorted(request: HttpRequest, distortion: Distortion) -> HttpRequest:
    """The request with the distortion made."""
    path, mark, query = request.target.partition("?")
    headers = request.headers
    body = request.body
    if distortion.content_type is not None:
        headers = tuple(each for each in headers if each[0].lower() != "content-type")
        if distortion.content_type:
            headers = (*headers, ("Content-Type", distortion.content_type))
    if distortion.method or distortion.path_suffix:
        # Who answers without reading the body must not spoil the next request.
        headers = (*headers, ("Connection", "close"))
    if distortion.rewrite is not None:
        body = distortion.rewrite(body or b"{}")
    return replace(
        request,
        method=distortion.method or request.method,
        target=path + (distortion.path_suffix or "") + mark + query,
        headers=headers,
        body=body,
    )


def signature(contract: Contract) -> tuple[tuple[str, str], ...]:
    """A SigV4 header with dummy credentials: mock servers route by its scope, none verifies it."""
    scope = contract.metadata.get("signingName") or contract.metadata.get("endpointPrefix")
    credential = f"SHAPEPROOF/20200811/us-east-1/{scope or contract.service}/aws4_request"
    value = f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=0"
    return (("Authorization", value),)
