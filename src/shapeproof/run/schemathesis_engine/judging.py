"""Shapeproof's checks on what Schemathesis sent, whether or not shapeproof had made the case."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from shapeproof.checks.schemas import BodySchema
from shapeproof.contract.model import Contract, Operation
from shapeproof.exchange import (
    Case,
    Exchange,
    Expect,
    Family,
    Finding,
    HttpRequest,
    HttpResponse,
    case_id,
)
from shapeproof.run.schemathesis_engine.cases import PlantedCase
from shapeproof.run.schemathesis_engine.relay import RelayedCall
from shapeproof.run.server.session import Observer
from shapeproof.wire.interface import Codec, MessageKind, UnreadableError

_NOWHERE = frozenset({404, 405, 501})
"""Statuses of servers that do not know an operation."""


@dataclass(frozen=True)
class Judged:
    """An exchange and its findings; ``legal`` says that the request keeps to the contract."""

    exchange: Exchange
    findings: tuple[Finding, ...]
    legal: bool


@dataclass(frozen=True)
class _Reading:
    """What a request says (API view): nothing where it is not ``routed`` to the operation."""

    params: Mapping[str, Any] = field(default_factory=dict)
    routed: bool = True
    readable: bool = False


@dataclass
class ExchangeJudge:
    """Judges exchanges, from any thread."""

    contract: Contract
    codec: Codec
    observer: Observer = field(init=False)
    _requests: dict[str, BodySchema] = field(default_factory=dict)
    _answered: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.observer = Observer(self.contract, self.codec)

    def judge(
        self,
        operation: Operation,
        call: RelayedCall,
        *,
        negative: bool,
        planted: PlantedCase | None,
    ) -> Judged:
        """The findings of one exchange.

        ``negative`` says that Schemathesis means the request to be illegal; ``planted`` is one of
        shapeproof's own cases. What an illegal request gives back proves nothing.
        """
        read = self._read(operation, call)
        legal = read.readable and not negative and self._is_legal(operation, read.params)
        exchange = self._exchange(operation, call, read.params)
        if planted is not None:
            legal = planted.case.fault is None
            self._answered.add(operation.name)
            exchange = replace(exchange, params=planted.params, case=planted.case)
        elif (case := self._case(operation, exchange, read, legal=legal)) is not None:
            legal = False
            exchange = replace(exchange, case=case)
        before = planted.state.history if planted else ()
        with self._lock:
            found = self._findings(exchange, before)
        if planted is not None:
            found += planted.verdicts(self.observer.observation(exchange, before))
        return Judged(exchange, tuple(found), legal)

    def _case(
        self, operation: Operation, exchange: Exchange, read: _Reading, *, legal: bool
    ) -> Case | None:
        """What kind of request it is, None for a legal one that somebody has answered."""
        if not read.routed or self._is_unanswered(exchange):
            return _generated(operation, "unrouted", Expect.UNROUTED)
        if self._is_of_another_type(operation, exchange.request):
            return _generated(operation, "media type", Expect.OPEN)
        if not legal:
            refused = not exchange.accepted and not exchange.crashed
            return _generated(operation, "invalid", Expect.REJECT if refused else Expect.OPEN)
        return None

    def _is_of_another_type(self, operation: Operation, request: HttpRequest) -> bool:
        """Whether a structured body has another media type: no answer to it is wrong."""
        stated = request.header("Content-Type")
        if not request.body or stated is None:
            return False
        kind = stated.partition(";")[0].strip().lower()
        expected = self.codec.media_type(self.contract, MessageKind.REQUEST)
        described = self.codec.body_schema(operation.request, MessageKind.REQUEST)
        return kind != expected and described is not None

    def _is_unanswered(self, exchange: Exchange) -> bool:
        """Whether an operation was never answered for: a server may have no more than its path."""
        if exchange.operation in self._answered or exchange.response is None:
            return False
        code = None if exchange.accepted else self.codec.decode_error(exchange.response).code
        if exchange.response.status in _NOWHERE and code is None:
            return True
        self._answered.add(exchange.operation)
        return False

    def _findings(self, exchange: Exchange, before: tuple[Exchange, ...]) -> list[Finding]:
        return self.observer.watch(exchange, before)

    def _read(self, operation: Operation, call: RelayedCall) -> _Reading:
        request = call.request
        if request.method != operation.http.method:
            return _Reading(routed=False)
        try:
            params = self.codec.decode_request(operation, request)
        except UnreadableError as error:
            return _Reading(routed=error.part != "target")
        return _Reading(params, readable=True)

    def _is_legal(self, operation: Operation, params: Mapping[str, Any]) -> bool:
        """Whether parameters keep to the contract; a missing required member breaks it."""
        if operation.name not in self._requests:
            self._requests[operation.name] = BodySchema(operation.request)
        return next(iter(self._requests[operation.name].errors(dict(params))), None) is None

    def _exchange(
        self, operation: Operation, call: RelayedCall, params: Mapping[str, Any]
    ) -> Exchange:
        exchange = Exchange(operation.name, params, call.request, call.response, call.failure)
        if not exchange.accepted:
            return exchange
        return replace(exchange, output=self._output(operation, call.response))

    def _output(self, operation: Operation, response: HttpResponse | None) -> Any:
        try:
            return None if response is None else self.codec.decode_response(operation, response)
        except ValueError:
            return None  # the checks report what is wrong with the body


def _generated(operation: Operation, label: str, expect: Expect) -> Case:
    """A case of which nothing is known but its kind: its id is the same for all of a kind."""
    name = case_id(operation.name, Family.GENERATED, "", label)
    return Case(name, operation.name, Family.GENERATED, "", {}, expect, label=label)
