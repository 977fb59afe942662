"""Errors as replies: those that the service models, and others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

from shapeproof.contract.model import ErrorContract, Schema
from shapeproof.contract.shape import BODY, Shape
from shapeproof.exchange import ExpectedError, HttpResponse
from shapeproof.generate.client.case_builder import ClientCaseBuilder
from shapeproof.generate.client.reading import as_read, readable
from shapeproof.generate.values.plain import PlainValues
from shapeproof.generate.values.written import as_written, without_empty_flat
from shapeproof.wire.interface import ErrorNaming, MessageKind

KEPT = ErrorNaming("encoded", lambda response, _: response)
"""An error as the codec names it."""

RETRIED_CODES = frozenset(
    {
        "BandwidthLimitExceeded",
        "EC2ThrottledException",
        "IDPCommunicationError",
        "LimitExceededException",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "RequestTimeout",
        "RequestTimeoutException",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TimeoutError",
        "TooManyRequestsException",
        "TransactionInProgressException",
        # Signatures: SDKs set their clock and try again.
        "AuthFailure",
        "InvalidSignatureException",
        "RequestExpired",
        "RequestInTheFuture",
        "RequestTimeTooSkewed",
        "SignatureDoesNotMatch",
    }
)
"""Codes on which SDKs try again whatever the status (botocore's and Smithy's retry strategies)."""

_MESSAGES = frozenset({"message", "Message", "errorMessage"})
_UNMODELED: Schema = {"type": "object", "properties": {}}


@dataclass(frozen=True)
class ErrorReplyBuilder:
    """One error in answer to one operation."""

    builder: ClientCaseBuilder
    error: ErrorContract

    @property
    def shape(self) -> Shape:
        """The shape of its members."""
        return Shape.of(self.error.schema)

    @cached_property
    def full(self) -> dict[str, Any]:
        """All its members."""
        return readable(self.error.schema, PlainValues(self.error.schema, full=True).value())

    @cached_property
    def message_member(self) -> str | None:
        """The member that holds the message."""
        members = self.shape.members.items()
        texts = [(name, each) for name, each in members if each.type == "string"]
        in_body = (name for name, each in texts if each.location == BODY)
        names = (name for name in in_body if self.shape.member(name).wire_name(name) in _MESSAGES)
        return next(names, None)

    @cached_property
    def is_retried(self) -> bool:
        """Whether a client may try again on it."""
        return may_be_retried(self.error)

    @property
    def attempts(self) -> tuple[int, int | None]:
        """How many requests a correct client makes where this is all that it gets."""
        return (1, None) if self.is_retried else (1, 1)

    @property
    def has_structure(self) -> bool:
        """Whether the error has a body that is a structure of members."""
        return self.shape.payload is None and not self.builder.is_head

    @cached_property
    def namings(self) -> tuple[ErrorNaming, ...]:
        """The ways of naming it that no member of its own prevents."""
        names = {each.wire_name(name).lower() for name, each in self.shape.members.items()}
        known = self.builder.codec.error_namings(names)
        usable = tuple(each for each in known if self.has_structure or not each.in_body)
        return usable or (KEPT,)

    @property
    def is_named_without_body(self) -> bool:
        """Whether it has a name without a body."""
        return self.builder.codec.traits.named_without_body

    def response(self, fields: Mapping[str, Any]) -> HttpResponse:
        """The error response that holds members (API view); what cannot be written is replaced."""
        codec, made = self.builder.codec, self.writable(fields)
        encoded = codec.encode_error(self.builder.contract, self.error, made)
        return replace(encoded, body=b"") if self.builder.is_head else encoded

    def writable(self, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        """Members without the characters that no error of the protocol holds."""
        written: Mapping[str, Any] = as_written(
            self.builder.codec, MessageKind.ERROR, self.error.schema, fields
        )
        return written

    def expected(
        self, fields: Mapping[str, Any], response: HttpResponse, *, message: bool = True
    ) -> ExpectedError:
        """What a client must report of a response that holds members."""
        told = without_empty_flat(self.builder.codec, self.error.schema, self.writable(fields))
        read = as_read(self.error.schema, told, response, head=self.builder.is_head)
        text = read.pop(self.message_member, None) if self.message_member else None
        stated = text if message and isinstance(text, str) else None
        # An answer to HEAD has no body that could name the error.
        is_named = bool(response.body) or self.is_named_without_body
        code = self.error.code if is_named else None
        return ExpectedError(response.status, code, stated, read)


def may_be_retried(error: ErrorContract) -> bool:
    """Whether clients may try again on an error: by its status, its code, or the model's word."""
    status = error.status or (500 if error.fault == "server" else 400)
    throttled = status >= 500 or status in (408, 425, 429)
    return throttled or error.retryable is not None or error.code in RETRIED_CODES


def unmodeled_error(code: str, status: int) -> ErrorContract:
    """An error that no operation models; what it says is in members that the schema has not."""
    fault: Literal["client", "server"] = "server" if status >= 500 else "client"
    return ErrorContract(code, code, status, fault, _UNMODELED)
