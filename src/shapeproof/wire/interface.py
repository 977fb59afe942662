"""What a codec of an AWS protocol does, and the error for what it cannot read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from shapeproof.contract.model import Contract, ErrorContract, Operation, Schema
from shapeproof.contract.pointer import join
from shapeproof.exchange import HttpRequest, HttpResponse


@dataclass(eq=True)
class UnreadableError(ValueError):
    """A part of a message cannot be decoded: why, and where in the message.

    ``pointer`` is a JSON Pointer in wire names below ``part``, which is ``body`` or a header field.
    """

    reason: str
    pointer: str = ""
    part: str = ""

    def __str__(self) -> str:
        place = " ".join(each for each in (self.part, self.pointer) if each)
        return f"{self.reason} (in {place})" if place else self.reason


def below(token: str, read: Callable[[Any], Any], value: Any) -> Any:
    """Read a value that stands at a token, so that an error knows its place."""
    try:
        return read(value)
    except UnreadableError as error:
        raise UnreadableError(error.reason, join((token,)) + error.pointer, error.part) from None


def within(part: str, read: Callable[[Any], Any], value: Any) -> Any:
    """Read a part of a message, so that an error names it."""
    try:
        return read(value)
    except UnreadableError as error:
        raise UnreadableError(error.reason, error.pointer, part) from None


@dataclass(frozen=True)
class WireError:
    """An error as it stands on the wire.

    ``code`` is what the model knows it by and SDKs choose their exception by, None where nothing
    names it; ``source`` is where it was found (``header``, ``__type``, ``code``, or empty),
    ``fields`` are the body's other members by wire name. ``query_code`` is another code that SDKs
    tell in its place (Smithy ``awsQueryCompatible`` trait), None where there is none.
    """

    code: str | None
    message: str | None
    source: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    query_code: str | None = None

    @property
    def told_code(self) -> str | None:
        """The code that SDKs tell their users (botocore: ``Error.Code``)."""
        return self.query_code or self.code


class Codec(Protocol):
    """Turns parameters into requests and responses into values, and says what bodies look like.

    Clients encode requests and decode what comes back; servers do the reverse. What cannot be
    decoded raises UnreadableError, a ValueError that knows the place in the message.
    """

    protocol: str

    def media_type(self, contract: Contract) -> str:
        """What the JSON bodies of a service are told to be, in requests and responses."""

    def encode_request(
        self, contract: Contract, operation: Operation, params: Mapping[str, Any]
    ) -> HttpRequest:
        """Encode parameters (API view). Values of a wrong type are passed through as they are."""

    def decode_response(self, operation: Operation, response: HttpResponse) -> Any:
        """The output in the API view. Raises ValueError for a body that cannot be parsed."""

    def decode_output(self, schema: Schema, response: HttpResponse) -> Any:
        """The members that a response's or an error's schema finds in a response (API view)."""

    def decode_error(self, response: HttpResponse) -> WireError:
        """What an error response says. Never raises: what cannot be read is None."""

    def body_schema(self, schema: Schema) -> Schema | None:
        """The schema of the HTTP body (wire view), or None where the body is not described."""

    def decode_request(self, operation: Operation, request: HttpRequest) -> Any:
        """The parameters (API view) of a request to the operation; nulls count as absent."""

    def encode_response(
        self, contract: Contract, operation: Operation, output: Mapping[str, Any]
    ) -> HttpResponse:
        """The success that holds an output (API view)."""

    def encode_error(
        self, contract: Contract, error: ErrorContract, fields: Mapping[str, Any]
    ) -> HttpResponse:
        """The error response that holds an error's members (API view)."""
