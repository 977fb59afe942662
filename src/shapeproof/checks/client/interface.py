"""What a check of a client sees and what it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from shapeproof.checks.client.api_view import api_gaps
from shapeproof.checks.client.request import Difference, request_differences
from shapeproof.checks.client.trees import Gap
from shapeproof.contract.model import Contract, Operation
from shapeproof.exchange import (
    ClientCase,
    ClientExchange,
    ClientResult,
    Exchange,
    Finding,
    FindingTexts,
    HttpRequest,
    Severity,
    Text,
)
from shapeproof.wire.interface import Codec


@dataclass(frozen=True)
class ClientObservation:
    """One call of a client, and the one before it in the same process (None for the first)."""

    contract: Contract
    operation: Operation
    codec: Codec
    call: ClientExchange
    previous: ClientExchange | None = None

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """Where the first request differs from what the parameters demand; it must be there."""
        return tuple(
            request_differences(
                self.contract, self.operation, self.codec, self.case.params, self.requests[0]
            )
        )

    @cached_property
    def output_gaps(self) -> tuple[Gap, ...]:
        """Where the output differs from that of the case."""
        due = {} if self.case.output is None else self.case.output
        told = {} if self.result.output is None else self.result.output
        return tuple(api_gaps(self.operation.response, due, told))

    @property
    def case(self) -> ClientCase:
        """What was asked."""
        return self.call.case

    @property
    def result(self) -> ClientResult:
        """What the client said."""
        return self.call.result

    @property
    def requests(self) -> tuple[HttpRequest, ...]:
        """What the contract server received, in that order."""
        return self.call.requests

    def finding(
        self,
        check: str,
        severity: Severity,
        where: str,
        constraint: str,
        message: str | Text,
        *,
        expected: str | Text = "",
        actual: str | Text = "",
        pointer: str = "",
    ) -> Finding:
        """A finding about this call."""
        reply = self.case.replies[-1] if self.case.replies else None
        return Finding(
            check=check,
            severity=severity,
            service=self.contract.service,
            operation=self.operation.name,
            where=where,
            constraint=constraint,
            texts=FindingTexts.of(message, expected, actual),
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


class ClientCheck(Protocol):
    """Judges calls of one kind."""

    name: str

    def check(self, seen: ClientObservation) -> Iterator[Finding]:
        """What is wrong with a call."""
