"""What a check of a client sees, and which part of a call it can judge."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from shapeproof.checks.client.comparison import RequestDifference, request_differences
from shapeproof.checks.client.comparison.values import ValueGap
from shapeproof.checks.client.comparison.views import api_gaps
from shapeproof.contract.model import Contract, Operation
from shapeproof.contract.shape import Shape
from shapeproof.exchange import (
    ClientCase,
    ClientExchange,
    ClientFamily,
    ClientResult,
    Exchange,
    Finding,
    FindingTexts,
    HttpRequest,
    Outcome,
    Severity,
)
from shapeproof.exchange.traits import NO_TRAITS, Traits
from shapeproof.wire.interface import Codec


@dataclass(frozen=True)
class ClientObservation:
    """One call of a client, and the one before it in the same process (None for the first).

    ``traits`` are those that the client declares.
    """

    contract: Contract
    operation: Operation
    codec: Codec
    call: ClientExchange
    previous: ClientExchange | None = None
    traits: Traits = NO_TRAITS

    @cached_property
    def differences(self) -> tuple[RequestDifference, ...]:
        """Where the first request differs from what the parameters require; there must be one."""
        return tuple(
            request_differences(
                self.contract, self.operation, self.codec, self.case.params, self.requests[0]
            )
        )

    @cached_property
    def output_gaps(self) -> tuple[ValueGap, ...]:
        """Where the output differs from that of the case."""
        expected = {} if self.case.output is None else self.case.output
        actual = {} if self.result.output is None else self.result.output
        root = Shape.of(self.operation.response)
        return tuple(api_gaps(root, expected, actual, self.traits))

    @cached_property
    def attempts(self) -> tuple[int, ...]:
        """Which of the requests, counted from 0, are the call itself (tolerance ``look-ups``)."""
        return tuple(
            index for index in range(len(self.requests)) if not (index and self._looks_up(index))
        )

    def _looks_up(self, index: int) -> bool:
        """Whether a request that follows a refusal is for another operation."""
        reply = self.case.reply_to(index - 1)
        if reply is None or reply.response is None or not _is_final(reply.response.status):
            return False
        routed = self.codec.route(self.contract, self.requests[index])
        return routed is not None and routed.name != self.operation.name

    @property
    def case(self) -> ClientCase:
        """The call that the client has to make, and the replies."""
        return self.call.case

    @property
    def result(self) -> ClientResult:
        """What the client answered."""
        return self.call.result

    @cached_property
    def requests(self) -> tuple[HttpRequest, ...]:
        """The requests that the contract server received, in order, all labels in their paths."""
        return tuple(self.codec.addressed(self.contract, each) for each in self.call.requests)

    def finding(
        self,
        check: str,
        severity: Severity,
        where: str,
        constraint: str,
        texts: FindingTexts,
        *,
        pointer: str = "",
    ) -> Finding:
        """A finding about this call: at most a warning where its parameters break the contract."""
        if self.case.fault is not None:
            severity = min(severity, Severity.WARNING)
        reply = self.case.replies[-1] if self.case.replies else None
        return Finding(
            check=check,
            severity=severity,
            service=self.contract.service,
            operation=self.operation.name,
            where=where,
            constraint=constraint,
            texts=texts,
            exchange=Exchange(
                self.operation.name,
                self.case.params,
                self.requests[-1] if self.requests else HttpRequest("", ""),
                reply.response if reply else None,
                output=self.result.output,
            ),
            pointer=pointer,
            call=self.call,
        )


VALUE_FAULTS = frozenset(
    {
        "enum", "exclusiveMaximum", "exclusiveMinimum", "maxItems", "maxLength", "maxProperties",
        "maximum", "minItems", "minLength", "minProperties", "minimum", "pattern",
    }
)  # fmt: skip
"""Faults that leave the type as it is: such parameters have an encoding (tolerance ``faults``)."""


def _is_final(status: int) -> bool:
    """Whether clients do not send the same request again after a status."""
    return 300 <= status < 500 and status not in (408, 425, 429)


def has_answered(seen: ClientObservation) -> bool:
    """Whether the client has answered, and has sent anything before."""
    return seen.result.breakdown is None and bool(seen.requests)


def is_robustness(case: ClientCase) -> bool:
    """Whether the replies are bytes that the contract never allows."""
    return case.family is ClientFamily.ROBUSTNESS or case.outcome is Outcome.FAILURE


def has_expected_request(case: ClientCase) -> bool:
    """Whether it is known what the client must send, if it sends anything."""
    if case.fault is not None:
        return case.fault.constraint in VALUE_FAULTS
    return case.outcome is not Outcome.OPEN


def is_refusal(seen: ClientObservation) -> bool:
    """Whether the client has refused invalid parameters, be it after it has sent them."""
    error = seen.result.error
    return seen.case.fault is not None and error is not None and error.kind == "validation"


def saw_expected_reply(seen: ClientObservation) -> bool:
    """Whether the last reply that the client has seen is the one that counts.

    One that gave up too early, or sent too many requests, has seen another one, unless all replies
    are the same.
    """
    most = seen.case.attempts[1]
    kept_on = most is not None and len(seen.attempts) > most
    return not (gave_up_early(seen) or kept_on) or len(set(seen.case.replies)) == 1


def gave_up_early(seen: ClientObservation) -> bool:
    """Whether the client has sent too few requests to have seen the reply that counts."""
    return len(seen.attempts) < seen.case.attempts[0]
