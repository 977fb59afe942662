"""What a check sees and what it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from shapeproof.checks.schemas import OperationSchemas
from shapeproof.contract.model import Contract, Operation, Schema
from shapeproof.exchange import Exchange, Finding, FindingTexts, HttpResponse, Severity, Text
from shapeproof.wire.interface import Codec, MessageKind


@dataclass(frozen=True, kw_only=True)
class ObservedCall:
    """One exchange; ``before`` are the exchanges that set up the state."""

    contract: Contract
    operation: Operation
    exchange: Exchange
    before: tuple[Exchange, ...] = ()

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
        place: str = "",
    ) -> Finding:
        """A finding about this exchange."""
        return Finding(
            check=check,
            severity=severity,
            service=self.contract.service,
            operation=self.operation.name,
            where=where,
            constraint=constraint,
            texts=FindingTexts.of(message, expected, actual),
            exchange=self.exchange,
            before=self.before,
            pointer=pointer,
            place=place,
        )


@dataclass(frozen=True, kw_only=True)
class Observation(ObservedCall):
    """One exchange with all that is needed to judge its bytes.

    A verdict on a case (was it right to accept or to refuse it) is asked for only when the runner
    has confirmed what happened.
    """

    codec: Codec
    schemas: OperationSchemas

    @property
    def response(self) -> HttpResponse:
        """The response; only for exchanges that have one."""
        assert self.exchange.response is not None
        return self.exchange.response

    def body_tree(self, schema: Schema | None = None) -> Any:
        """The body of the response as the protocol reads it. Raises UnreadableError.

        ``schema`` is that of an error; without one, the body is judged for its form alone.
        """
        if self.exchange.accepted:
            kind, described = MessageKind.OUTPUT, self.operation.response
        else:
            kind, described = MessageKind.ERROR, schema or {}
        return self.codec.parse_body(described, self.response.body, kind)

    @property
    def reviewed(self) -> bool:
        """Whether the lifecycle was reviewed, so that what rests on state is sure."""
        return self.contract.lifecycle.reviewed


class Check(Protocol):
    """Judges exchanges of one kind."""

    name: str

    def check(self, seen: Observation) -> Iterator[Finding]:
        """What is wrong with an exchange."""
