"""What a check is, and what it sees of an exchange."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, Protocol, TypeVar

from shapeproof.checks.schemas import OperationSchemas
from shapeproof.contract.model import Contract, ErrorContract, Operation, Schema
from shapeproof.exchange import Exchange, Finding, FindingTexts, HttpResponse, Severity
from shapeproof.wire.interface import Codec, Deviation, MessageKind


class Subject(StrEnum):
    """What a check judges. The comments name the type that its ``check`` gets."""

    ANSWER = "answer"
    """Each answer of a server (``Observation``)."""
    CASE = "case"
    """The outcome of a case, once the run has confirmed it (``Observation``)."""
    READ_BACK = "read back"
    """A written value and how it was read (``ReadBackObservation``)."""
    LIFECYCLE = "lifecycle"
    """A rule of state that an exchange breaks (``StateObservation``)."""
    PARSED_CALL = "parsed call"
    """A call of which nothing but values is known (``ParsedCall``)."""
    CLIENT_CALL = "client call"
    """Each call of a client (``ClientObservation``)."""
    CLIENT_RUN = "client run"
    """All calls with a fault in a run of a client (a sequence of ``ClientObservation``)."""


Seen_contra = TypeVar("Seen_contra", contravariant=True)


class Check(Protocol[Seen_contra]):
    """Judges one subject. It is silent where the contract is kept."""

    @property
    def name(self) -> str:
        """The name that findings carry; it is a part of their ids."""

    @property
    def judges(self) -> Subject:
        """What it judges."""

    @property
    def severity(self) -> Severity:
        """The highest severity of its findings."""

    def check(self, seen: Seen_contra, /) -> Iterator[Finding]:
        """What is wrong."""


@dataclass(frozen=True, kw_only=True)
class ObservedCall:
    """One exchange with the contract of its operation; ``before`` set up its state."""

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
        texts: FindingTexts,
        *,
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
            texts=texts,
            exchange=self.exchange,
            before=self.before,
            pointer=pointer,
            place=place,
        )


_UNKNOWN: Schema = {}
"""The schema of an error that the model does not have."""


@dataclass(frozen=True, kw_only=True)
class Observation(ObservedCall):
    """One exchange with all that is needed to judge its bytes."""

    codec: Codec
    schemas: OperationSchemas

    @property
    def response(self) -> HttpResponse:
        """The response; only for exchanges that have one."""
        assert self.exchange.response is not None
        return self.exchange.response

    def body_tree(self, schema: Schema | None = None) -> Any:
        """The body of the response as the protocol reads it. Raises UnreadableError.

        ``schema`` is that of an error; without one, the body is judged for its form alone. It is
        read once, and must not be changed.
        """
        described = self.operation.response if self.exchange.accepted else schema or _UNKNOWN
        found = self._trees.get(id(described))
        if found is None:
            found = self._trees[id(described)] = self._read(described)
        if isinstance(found, ValueError):
            raise found
        return found[0]

    @cached_property
    def _trees(self) -> dict[int, tuple[Any] | ValueError]:
        """What was read of the body, or why it cannot be, by the schema that it was read with."""
        return {}

    def _read(self, schema: Schema) -> tuple[Any] | ValueError:
        try:
            return (self.codec.parse_body(schema, self.response.body, self.kind),)
        except ValueError as error:
            return error

    @property
    def kind(self) -> MessageKind:
        """Which message the response is."""
        return MessageKind.OUTPUT if self.exchange.accepted else MessageKind.ERROR

    @cached_property
    def error(self) -> ErrorContract | None:
        """The modeled error that the response is, of whatever operation; None for any other."""
        if self.exchange.accepted:
            return None
        code = self.codec.decode_error(self.response).code
        errors = self.contract.errors.values()
        return next((each for each in errors if code in each.codes), None)

    @cached_property
    def deviations(self) -> tuple[Deviation, ...]:
        """What is not written as the protocol has it.

        Nothing for a body that cannot be read, and for an error that is not named: that is told.
        """
        if self.exchange.accepted:
            schema = self.operation.response
        elif self.response.status < 400 or self.codec.decode_error(self.response).code is None:
            return ()
        else:
            schema = _UNKNOWN if self.error is None else self.error.schema
        try:
            found = self.codec.response_deviations(
                self.contract, self.operation, self.response, schema, self.kind
            )
            return tuple(found)
        except ValueError:
            return ()

    @property
    def reviewed(self) -> bool:
        """Whether the lifecycle was reviewed, so that findings about state are certain."""
        return self.contract.lifecycle.reviewed
