"""The application of a schema: passes requests on, and judges what comes."""

from __future__ import annotations

from collections.abc import Iterable
from time import time
from typing import Any
from urllib.parse import urlsplit

from schemathesis import APIOperation, Case, Response

from shapeproof.contract.model import Contract, Operation
from shapeproof.exchange import Finding, HttpRequest, HttpResponse, Severity
from shapeproof.exchange.listeners import ExchangeListeners, TimedExchange
from shapeproof.run.schemathesis_engine.cases import PlantedCase
from shapeproof.run.schemathesis_engine.judging import ExchangeJudge, Judged
from shapeproof.run.schemathesis_engine.relay import MOST_KEPT, BoundedSender, Relay, RelayedCall
from shapeproof.targets.signing import RequestSigner
from shapeproof.wire.interface import Codec


class ContractApp(Relay):
    """A relay that knows the contract.

    Findings of the ``least`` severity and above fail a case. ``prefix`` is a path that Schemathesis
    puts before all paths; the line to the target has it already.
    """

    def __init__(
        self,
        contract: Contract,
        codec: Codec,
        line: BoundedSender,
        least: Severity = Severity.ERROR,
        prefix: str = "",
        signer: RequestSigner | None = None,
    ) -> None:
        super().__init__(self._sent, self._signed, prefix)
        self.contract = contract
        self._codec = codec
        self._signer = signer or RequestSigner(contract, line.place)
        self.judge = ExchangeJudge(contract, codec)
        self.exchanges = ExchangeListeners()
        self.planted: dict[str, PlantedCase] = {}
        self._line = line
        self._least = least
        self._judged: dict[str, tuple[RelayedCall, Judged]] = {}

    def _signed(self, request: HttpRequest) -> HttpRequest:
        return self._signer.ready(request, self._codec.route(self.contract, request))

    def _sent(self, request: HttpRequest) -> HttpResponse:
        operation = self._codec.route(self.contract, request)
        return self._line.send(request, operation.name if operation is not None else "")

    def close(self) -> None:
        """Close the connections to the target."""
        self._line.close()

    def failing(self, case: Case[Any], response: Response) -> tuple[Finding, ...]:
        """The findings of an answer that are to fail the case."""
        found = self.judged(case, response).findings
        return tuple(each for each in found if each.severity >= self._least)

    def judged(self, case: Case[Any], response: Response | None) -> Judged:
        """All that was found in the answer to a case, judged once."""
        call = self._call_of(case, response)
        known = self._judged.get(case.id)
        if known is not None and known[0] == call:
            return known[1]
        meta = case.meta
        judged = self.judge.judge(
            self.operation(case.operation),
            call,
            negative=meta is not None and meta.generation.mode.is_negative,
            planted=self.planted.get(case.id),
        )
        self._judged[case.id] = call, judged
        if self.exchanges:
            self.exchanges.heard(TimedExchange(judged.exchange, time(), 0.0, case.id))
        while len(self._judged) > MOST_KEPT:
            self._judged.pop(next(iter(self._judged)), None)
        return judged

    def operation(self, operation: APIOperation[Any, Any, Any, Any]) -> Operation:
        """The operation of the contract that one of the schema stands for."""
        return self.contract.operations[operation.definition.raw["operationId"]]

    def release(self, case_ids: Iterable[str]) -> None:
        """Drop what is known of cases."""
        listed = list(case_ids)
        super().release(listed)
        for each in listed:
            self._judged.pop(each, None)
            self.planted.pop(each, None)

    def _call_of(self, case: Case[Any], response: Response | None) -> RelayedCall:
        seen = self.relayed_call(case.id)
        if seen is not None and (response is None or _is_of(seen, response)):
            return seen
        assert response is not None, "a case without a response was seen on its way"
        return call_of(response)


def call_of(response: Response) -> RelayedCall:
    """The call of a response that did not come through a relay."""
    request = response.request
    parts = urlsplit(request.url or "")
    body = request.body if isinstance(request.body, (str, bytes)) else b""
    return RelayedCall(
        HttpRequest(
            request.method or "",
            parts.path + (f"?{parts.query}" if parts.query else ""),
            tuple((name, _text(value)) for name, value in request.headers.items()),
            body.encode() if isinstance(body, str) else body,
        ),
        HttpResponse(
            response.status_code,
            tuple((name, each) for name, values in response.headers.items() for each in values),
            response.content or b"",
        ),
    )


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("latin-1")


def _is_of(seen: RelayedCall, response: Response) -> bool:
    """Whether a response is the one that was seen; one that was kept may be cut short."""
    if seen.response is None or seen.response.status != response.status_code:
        return False
    return seen.response.body.startswith(response.content or b"")
