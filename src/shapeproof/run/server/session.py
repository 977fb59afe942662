"""A session sends calls to the target; an observer judges what comes back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from time import perf_counter, time
from typing import Any, TypeVar
from urllib.parse import quote

from shapeproof.checks.interface import Check, Observation
from shapeproof.checks.registry import answer_checks_in
from shapeproof.checks.responses import ServerError
from shapeproof.checks.schemas import OperationSchemas
from shapeproof.contract.model import Contract, Operation
from shapeproof.contract.pointer import parse
from shapeproof.contract.shape import BODY
from shapeproof.exchange import (
    Case,
    Distortion,
    Exchange,
    Expect,
    Family,
    Finding,
    How,
    HttpRequest,
)
from shapeproof.exchange.listeners import TimedExchange
from shapeproof.exchange.secret_values import SecretValues
from shapeproof.run.plan import Budget
from shapeproof.run.server.line import Line
from shapeproof.run.server.planted import PlantedFaults
from shapeproof.targets.interface import Target
from shapeproof.targets.signing import RequestSigner, place_of
from shapeproof.wire.interface import Codec

Seen = TypeVar("Seen")


class Session:
    """Sends calls to the target and counts them, over the line that all sessions share."""

    def __init__(
        self,
        contract: Contract,
        codec: Codec,
        target: Target,
        budget: Budget,
        secrets: SecretValues | None = None,
        signer: RequestSigner | None = None,
        line: Line | None = None,
    ) -> None:
        self.contract = contract
        self.codec = codec
        self._line = line or Line(target, budget)
        self._budget = budget
        self._secrets = secrets or SecretValues(contract)
        self.requests = 0
        self.accepted = 0
        self.timeouts = 0
        self._signer = signer or RequestSigner(contract, place_of(target))

    def call(
        self, operation: Operation, params: Mapping[str, Any], case: Case | None = None
    ) -> Exchange:
        """Make one call. Raises OutOfBudget when the run must end."""
        request = self.codec.encode_request(self.contract, operation, params)
        if case is not None and case.distortion is not None:
            request = distorted(request, case.distortion)
        request = self._signer.ready(request, operation)
        self._budget.spend()
        self._secrets.sent(operation.name, params)
        self.requests += 1
        began, clock = time(), perf_counter()
        exchange = self._line.exchange(Exchange(operation.name, params, request, case=case))
        seconds = perf_counter() - clock
        exchange = self._answered(operation, exchange)
        if self._line.exchanges:
            seen = TimedExchange(exchange, began, seconds, case.id if case is not None else "")
            self._line.exchanges.heard(seen)
        return exchange

    def _answered(self, operation: Operation, exchange: Exchange) -> Exchange:
        """The exchange with its answer read, and the secrets in it marked."""
        if exchange.failure is not None:
            self.timeouts += exchange.failure.startswith("timeout")
            return exchange
        if exchange.accepted and exchange.response is not None:
            refused = self.codec.holds_error(self.contract, operation, exchange.response)
            exchange = replace(exchange, is_refused=refused)
        if exchange.accepted:
            self.accepted += 1
            exchange = replace(exchange, output=self._output(operation, exchange))
        self._secrets.answered(exchange)
        return exchange

    def _output(self, operation: Operation, exchange: Exchange) -> Any:
        assert exchange.response is not None
        try:
            return self.codec.decode_response(operation, exchange.response)
        except ValueError:
            return None  # the checks report what is wrong with the body


def distorted(request: HttpRequest, distortion: Distortion) -> HttpRequest:
    """The request as the distortion changes it."""
    path, mark, query = request.target.partition("?")
    headers = request.headers
    body = request.body
    if distortion.content_type is not None:
        headers = tuple(each for each in headers if each[0].lower() != "content-type")
        if distortion.content_type:
            headers = (*headers, ("Content-Type", distortion.content_type))
    if distortion.method or distortion.path_suffix:
        # A server that answers without reading the body must not spoil the next request.
        headers = (*headers, ("Connection", "close"))
    if distortion.raw is not None:
        path = path.replace(quote(distortion.raw, safe=""), distortion.raw)
    if distortion.rewrite is not None:
        body = distortion.rewrite(body or b"{}")
    return replace(
        request,
        method=distortion.method or request.method,
        target=path + (distortion.path_suffix or "") + mark + query,
        headers=headers,
        body=body,
    )


_UNJUDGED = frozenset({Expect.OPEN, Expect.UNROUTED})


@dataclass
class Observer:
    """Shows exchanges to the checks. Counts the checks, and remembers which errors were seen.

    What ``planted`` faults explain in an answer is not reported again.
    """

    contract: Contract
    codec: Codec
    planted: PlantedFaults = field(default_factory=PlantedFaults)
    checks: int = 0
    errors_seen: set[tuple[str, str]] = field(default_factory=set)
    _schemas: dict[str, OperationSchemas] = field(default_factory=dict)

    def observation(self, exchange: Exchange, before: tuple[Exchange, ...]) -> Observation:
        """An exchange with all that checks need."""
        operation = self.contract.operations[exchange.operation]
        return Observation(
            contract=self.contract,
            operation=operation,
            exchange=exchange,
            before=before,
            codec=self.codec,
            schemas=self._of(operation),
        )

    def _of(self, operation: Operation) -> OperationSchemas:
        if operation.name not in self._schemas:
            schemas = OperationSchemas(self.contract, operation, self.codec)
            self._schemas[operation.name] = schemas
        return self._schemas[operation.name]

    @cached_property
    def _answer_checks(self) -> tuple[Check[Observation], ...]:
        return answer_checks_in(self.codec, self.contract)

    def watch(self, exchange: Exchange, before: tuple[Exchange, ...]) -> list[Finding]:
        """What the checks find that need no confirmation."""
        seen = self.observation(exchange, before)
        self.planted.note(exchange)
        found = self.judge(ServerError(), seen)
        is_evidence = _is_evidence(exchange) or (not seen.reviewed and _is_missed(exchange))
        if found or exchange.response is None or not is_evidence:
            return found
        if not seen.reviewed and is_unrouted(seen):
            return found
        if exchange.response.status >= 400:
            code = self.codec.decode_error(exchange.response).code
            modeled = self.contract.error_of(seen.operation, code)
            said = code if modeled is None else modeled.code
            self.errors_seen.add((exchange.operation, said or ""))
        found = [each for check in self._answer_checks for each in self.judge(check, seen)]
        return self._unexplained(seen, found)

    def _unexplained(self, seen: Observation, found: list[Finding]) -> list[Finding]:
        """The findings without those of what the run itself has planted."""
        if seen.reviewed or not any(each.pointer for each in found):
            return found
        try:
            body = seen.body_tree()
        except ValueError:
            return found
        return [each for each in found if not self.planted.explain(each, body)]

    def judge(self, check: Check[Seen], seen: Seen) -> list[Finding]:
        """What one check finds."""
        return self.counted(check.check(seen))

    def counted(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings of one check, counted."""
        self.checks += 1
        return list(findings)


def is_unrouted(seen: Observation) -> bool:
    """Whether a request leads nowhere: the service has not seen it, and the page tells no more.

    So it may be with escaped characters in its path, and without a member of its query or headers
    by which a target knows the operation. Either is another finding.
    """
    if seen.response.status not in (404, 405) or seen.codec.decode_error(seen.response).code:
        return False
    return "%" in seen.exchange.request.target.partition("?")[0] or _lacks_a_way(seen)


def _lacks_a_way(seen: Observation) -> bool:
    """Whether a required member outside of the body is left out."""
    fault = seen.exchange.case.fault if seen.exchange.case else None
    if fault is None or fault.how is not How.LEFT_OUT:
        return False
    member = seen.operation.request_shape.members.get("".join(parse(fault.pointer)[:1]))
    return member is not None and member.location != BODY


def _is_missed(exchange: Exchange) -> bool:
    """Whether a request about what is not there is refused: an error has one form in any case."""
    is_absent = exchange.case is not None and exchange.case.family is Family.ABSENT
    return is_absent and not exchange.accepted


def _is_evidence(exchange: Exchange) -> bool:
    """Whether the contract says what the answer must be.

    It does not for cases whose answer is open, nor for what an invalid request gives back.
    """
    case = exchange.case
    if case is None:
        return True
    return case.expect not in _UNJUDGED and not (case.fault is not None and exchange.accepted)
