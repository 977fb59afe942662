"""Errors as replies: those that the service models and others, and the ways of naming them.

(Smithy, "Operation error serialization" of restJson1 and awsJson.)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

from shapeproof.contract.model import ErrorContract, Schema
from shapeproof.contract.resolve import resolve
from shapeproof.exchange import ExpectedError, HttpResponse
from shapeproof.generate.client.case_builder import JSON_PROTOCOLS, ClientCaseBuilder
from shapeproof.generate.client.reading import as_read, settled
from shapeproof.generate.client.replies import rewritten, with_header
from shapeproof.generate.values.plain import PlainValues

ERROR_HEADER = "x-amzn-errortype"
_NAMESPACE = "com.amazonaws.sample"
_SUFFIX = ":http://internal.amazon.com/coral/com.amazonaws.sample/"

Way = tuple[str, Callable[[HttpResponse, str], HttpResponse]]
"""A label, and what makes of an error response one that names the code in that way."""


def unnamed(response: HttpResponse) -> HttpResponse:
    """The error without its code."""
    bare = with_header(response, ERROR_HEADER, None)
    return rewritten(bare, _typeless) if b'"__type"' in bare.body else bare


def _typeless(body: Any) -> Any:
    return {name: each for name, each in body.items() if name != "__type"}


def _in_header(template: str) -> Callable[[HttpResponse, str], HttpResponse]:
    def named(response: HttpResponse, code: str) -> HttpResponse:
        return with_header(response, ERROR_HEADER, template.format(code))

    return named


def _in_body(key: str, template: str) -> Callable[[HttpResponse, str], HttpResponse]:
    def named(response: HttpResponse, code: str) -> HttpResponse:
        def change(body: Any) -> Any:
            return {key: template.format(code), **body}

        return rewritten(unnamed(response), change)

    return named


HEADER_WAYS: tuple[Way, ...] = (
    ("header", _in_header("{}")),
    ("header-suffix", _in_header("{}" + _SUFFIX)),
    ("header-namespace", _in_header(_NAMESPACE + "#{}")),
)
BODY_WAYS: tuple[Way, ...] = (
    ("type", _in_body("__type", "{}")),
    ("type-namespace", _in_body("__type", _NAMESPACE + "#{}")),
    ("code", _in_body("code", "{}")),
)
_RPC_WAYS: tuple[Way, ...] = (
    ("type", _in_body("__type", "{}")),
    ("type-namespace", _in_body("__type", _NAMESPACE + "#{}")),
    ("type-suffix", _in_body("__type", _NAMESPACE + "#{}" + _SUFFIX)),
)


def ways_of(protocol: str) -> tuple[Way, ...]:
    """The ways in which services of a protocol name their errors.

    Those of json may name them in a header or as ``code``, too; none does, and SDKs do not look
    there (botocore).
    """
    return _RPC_WAYS if protocol == "json" else (*HEADER_WAYS, *BODY_WAYS)


RETRIED_CODES = frozenset(
    {
        "BandwidthLimitExceeded",
        "EC2ThrottledException",
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

    answers: ClientCaseBuilder
    error: ErrorContract

    @cached_property
    def full(self) -> dict[str, Any]:
        """All its members."""
        return settled(self.error.schema, PlainValues(self.error.schema, full=True).value())

    @cached_property
    def message_member(self) -> str | None:
        """The member that holds the message."""
        members = self.error.schema.get("properties", {})
        texts = (name for name in members if _is_text(self.error.schema, members[name]))
        return next((name for name in texts if _wire_name(members, name) in _MESSAGES), None)

    @cached_property
    def is_retried(self) -> bool:
        """Whether a client may try again on it."""
        return may_be_retried(self.error)

    @property
    def attempts(self) -> tuple[int, int | None]:
        """How many requests a correct client makes where this is all that it gets."""
        return (1, None) if self.is_retried else (1, 1)

    @property
    def has_json(self) -> bool:
        """Whether the error has a JSON body of members."""
        protocol = self.answers.contract.protocol
        is_object = "x-payload" not in self.error.schema
        return protocol in JSON_PROTOCOLS and is_object and not self.answers.is_head

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        """The ways of naming it that no member of its own stands in the way of."""
        if self.answers.contract.protocol not in JSON_PROTOCOLS:
            return ()
        if not self.has_json:
            return HEADER_WAYS
        members = self.error.schema.get("properties", {})
        taken = {_wire_name(members, name).lower() for name in members}
        if self.is_named_outside and "code" in taken:
            return HEADER_WAYS
        return ways_of(self.answers.contract.protocol)

    @property
    def is_named_outside(self) -> bool:
        """Whether it has a name without a body."""
        return self.answers.contract.protocol != "json"

    def response(self, fields: Mapping[str, Any]) -> HttpResponse:
        """The error response that holds members (API view)."""
        encoded = self.answers.encoder.encode_error(self.answers.contract, self.error, fields)
        return replace(encoded, body=b"") if self.answers.is_head else encoded

    def expected(
        self, fields: Mapping[str, Any], response: HttpResponse, *, message: bool = True
    ) -> ExpectedError:
        """What a client must tell of a response that holds members."""
        read = as_read(self.error.schema, fields, response, head=self.answers.is_head)
        text = read.pop(self.message_member, None) if self.message_member else None
        told = text if message and isinstance(text, str) else None
        return ExpectedError(response.status, self.error.code, told, read)


def may_be_retried(error: ErrorContract) -> bool:
    """Whether clients may try again on an error: by its status, its code, or the model's word."""
    status = error.status or (500 if error.fault == "server" else 400)
    throttled = status >= 500 or status in (408, 425, 429)
    return throttled or error.retryable is not None or error.code in RETRIED_CODES


def unmodeled_error(code: str, status: int) -> ErrorContract:
    """An error that no operation models; what it says is in members that the schema has not."""
    fault: Literal["client", "server"] = "server" if status >= 500 else "client"
    return ErrorContract(code, code, status, fault, _UNMODELED)


def _wire_name(members: Mapping[str, Schema], name: str) -> str:
    return str(members[name].get("x-location-name", name))


def _is_text(root: Schema, member: Schema) -> bool:
    """Whether a member is a text in the body."""
    return resolve(root, member).get("type") == "string" and "x-location" not in member
