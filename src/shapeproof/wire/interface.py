"""What a codec of an AWS protocol does, and the error for what it cannot read.

All that is known of a protocol stands in its codec: a new protocol is one module that subclasses
``Codec`` and one line in ``wire/registry.py``. Nothing else asks which protocol a service speaks.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, ClassVar

from shapeproof.contract.model import Contract, ErrorContract, Operation, Schema
from shapeproof.contract.pointer import Tokens, join
from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.wire.variants import BodyVariants


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
    report in its place (Smithy ``awsQueryCompatible`` trait), None where there is none.
    """

    code: str | None
    message: str | None
    source: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    query_code: str | None = None

    @property
    def reported_code(self) -> str | None:
        """The code that SDKs report to their users (botocore: ``Error.Code``)."""
        return self.query_code or self.code


class Weight(Enum):
    """What a deviation does to clients."""

    MISREAD = "misread"
    """They lose or misread a value by it."""
    SUSPECT = "suspect"
    """AWS's SDKs read the message all the same; another client need not."""
    HARMLESS = "harmless"
    """No client is known to look at it."""


@dataclass(frozen=True)
class Deviation:
    """A place of a readable message that is not written as its protocol has it.

    The tree of a body does not show it: a wrapper that is left out, a list element of another name,
    a namespace that is missing. ``pointer`` is the place in the tree (wire names), empty for the
    message as a whole; ``constraint`` is a stable word for the rule that is broken, which becomes a
    part of a finding's id.
    """

    pointer: str
    constraint: str
    expected: str
    actual: str
    weight: Weight = Weight.MISREAD

    @property
    def is_misread(self) -> bool:
        """Whether clients lose or misread a value by it."""
        return self.weight is Weight.MISREAD

    def below(self, pointer: str) -> Deviation:
        """The same in a value that stands at a place."""
        return replace(self, pointer=pointer + self.pointer)


class MessageKind(Enum):
    """Which message a body belongs to: protocols may write requests, outputs and errors unlike."""

    REQUEST = "request"
    OUTPUT = "output"
    ERROR = "error"


@dataclass(frozen=True)
class ProtocolTraits:
    """Facts of a protocol that hold for all its messages."""

    http_bindings: bool = False
    """Members may travel in labels, query and header fields, and the status of an error is part of
    the contract (Smithy HTTP binding traits)."""
    body_form: str = "body"
    """What bodies are written in; the constraint of findings about bodies that cannot be read."""
    body_description: str = "a readable body"
    """A right body in words."""
    request_form: str = ""
    """What the bodies of requests are written in, where that is another form."""
    request_description: str = ""
    """A right body of a request in words, where it has another form."""
    typed_values: bool = True
    """Bodies distinguish strings, numbers and booleans. Where all values are text, many wrong types
    cannot be sent at all."""
    media_type_optional: bool = False
    """Requests with a body may lack a media type: AWS's own SDKs send some without."""
    own_media_type: bool = False
    """The media type belongs to the protocol alone, so that clients know the form of a response by
    what they sent."""
    operation_header: str | None = None
    """The header field that names the operation."""
    error_code_places: str = "a code in the error"
    """Where the code of an error may stand, in words."""
    named_without_body: bool = False
    """An error has a code without a body as well."""
    empty_bodies: frozenset[bytes] = frozenset({b""})
    """The bodies of a request that has no body members."""
    bodiless_outputs: bool = False
    """The body of an output with members may be left out where none of them is given."""
    wraps_outputs: bool = False
    """Something stands around an output, so that clients also read the body of one without
    members."""
    reads_any_body: bool = False
    """Clients also read a body of an output without members, unless it is empty."""
    media_types_alike: frozenset[str] = frozenset()
    """Media types that are as good as the stated one: no client chooses its parser by them."""
    request_id_place: str = "an x-amzn-RequestId header"
    """Where the id of a request stands in its response, in words."""
    request_id_where: str = "response header x-amzn-RequestId"
    """The same as a place of findings."""
    boto3_members_in_error: bool = False
    """boto3 puts an error's members into ``Error``, as texts."""
    boto3_members_outside_error: bool = False
    """boto3 puts an error's members next to ``Error``."""
    boto3_error_type: bool = False
    """boto3's ``Error`` has a ``Type``: ``Sender`` or ``Receiver``."""


_REQUEST_IDS = ("x-amzn-requestid", "x-amzn-request-id", "x-amz-request-id")
"""The header fields that hold the id of a request, in the order in which botocore reads them."""


CAPITALS = "header-capitals"
"""The label of a naming whose header field has capitals in its name."""


@dataclass(frozen=True)
class ErrorNaming:
    """One way in which a protocol names an error.

    ``apply`` makes of an error response one that names a code in this way. ``in_body`` is true
    where the body has to be an object of members for it.
    """

    label: str
    apply: Callable[[HttpResponse, str], HttpResponse]
    in_body: bool = False


class Codec(ABC):
    """Turns parameters into requests and responses into values, and knows its protocol's facts.

    Clients encode requests and decode what comes back; servers do the reverse. What cannot be
    decoded raises UnreadableError, a ValueError that knows the place in the message.

    A body is judged as a *tree*: ``parse_body`` makes it, ``body_schema`` describes it, and a JSON
    Pointer is a place in it. Trees have the types of JSON whatever the bytes are, so that one
    validator, one comparison and one set of mutations serve all protocols:

    - JSON: the parsed value; the schema is not needed.
    - XML (rest-xml, and the responses of query and ec2): elements by their wire names, in
      structures, lists (flattened or not) and maps as the schema says; wrappers (``Error``, the
      result wrapper of query) are left out, by the kind of message. A text becomes a number or a
      boolean where the schema wants one and the text is one; else it stays a text, which the schema
      then refuses.
    - Form (requests of query and ec2): ``A.member.1.B=x`` becomes ``{"A": [{"B": "x"}]}``; texts as
      in XML. ``Action`` and ``Version`` are left out; ``route`` reads them.
    - CBOR: the decoded value, with byte strings as base64 text and tagged timestamps as numbers.
    """

    protocol: ClassVar[str]
    """Its name in service models."""
    traits: ClassVar[ProtocolTraits]
    variants: ClassVar[BodyVariants] = BodyVariants()
    """The bodies that cases try in addition to those that the codec writes."""

    @abstractmethod
    def media_type(self, contract: Contract, kind: MessageKind = MessageKind.OUTPUT) -> str:
        """The media type of structured bodies."""

    def is_own_form(self, media_type: str) -> bool:
        """Whether a media type (lower case, no parameters) announces the form of the bodies."""
        return False

    @abstractmethod
    def route(self, contract: Contract, request: HttpRequest) -> Operation | None:
        """The operation that a request is for, None where no operation is bound to it."""

    def addressed(self, contract: Contract, request: HttpRequest) -> HttpRequest:
        """The request with all labels in its path, also one that the host stands for.

        ``decode_request`` and comparisons take requests from outside in this form.
        """
        return request

    @abstractmethod
    def encode_request(
        self, contract: Contract, operation: Operation, params: Mapping[str, Any]
    ) -> HttpRequest:
        """Encode parameters (API view). Values of a wrong type are passed through as they are."""

    def usual(self, request: HttpRequest) -> HttpRequest:
        """A request as most clients write it, where services take another way of writing it."""
        return request

    @abstractmethod
    def decode_request(self, operation: Operation, request: HttpRequest) -> Any:
        """The parameters (API view) of a request to the operation; nulls count as absent."""

    @abstractmethod
    def encode_response(
        self, contract: Contract, operation: Operation, output: Mapping[str, Any]
    ) -> HttpResponse:
        """The success that holds an output (API view)."""

    def decode_response(self, operation: Operation, response: HttpResponse) -> Any:
        """The output in the API view. Raises ValueError for a body that cannot be parsed."""
        return self.decode_output(operation.response, response)

    @abstractmethod
    def decode_output(self, schema: Schema, response: HttpResponse) -> Any:
        """The members that a response's or an error's schema finds in a response (API view)."""

    @abstractmethod
    def encode_error(
        self, contract: Contract, error: ErrorContract, fields: Mapping[str, Any]
    ) -> HttpResponse:
        """The error response that holds an error's members (API view)."""

    @abstractmethod
    def decode_error(self, response: HttpResponse) -> WireError:
        """What an error response says. Never raises: what cannot be read is None."""

    def name_of(self, error: ErrorContract) -> str:
        """What the protocol calls an error: its code, or the name of its shape."""
        return error.code

    def request_id(self, response: HttpResponse) -> str | None:
        """The id of the request that a response is to, None where it has none. Never raises."""
        return next((found for key in _REQUEST_IDS if (found := response.header(key))), None)

    def holds_error(self, contract: Contract, operation: Operation, response: HttpResponse) -> bool:
        """Whether a response with the status of a success holds an error, as some services do."""
        return False

    def error_namings(self, members: Collection[str]) -> tuple[ErrorNaming, ...]:
        """The ways of naming an error that has these members (wire names, lower case)."""
        return ()

    def equal_errors(self, response: HttpResponse) -> tuple[tuple[str, HttpResponse], ...]:
        """Other responses, with labels, that clients read as the same error."""
        return ()

    def unnamed_error(self, response: HttpResponse) -> HttpResponse:
        """An error response without its code."""
        return HttpResponse(response.status, response.headers, b"")

    @abstractmethod
    def body_schema(self, schema: Schema, kind: MessageKind = MessageKind.OUTPUT) -> Schema | None:
        """The schema of the body's tree, or None where the body is not described.

        Its properties have wire names, each with an ``x-member``: the name in the API view.
        Requests and outputs of one schema have unlike trees where the protocol writes them unlike.
        """

    @abstractmethod
    def parse_body(self, schema: Schema, body: bytes, kind: MessageKind) -> Any:
        """The tree of a body; an empty body is an empty tree. Raises UnreadableError.

        ``schema`` is the request's, response's or error's, in the API view.
        """

    def unwritable(self, kind: MessageKind) -> re.Pattern[str] | None:
        """The characters of texts that the body of a message cannot hold; None if it holds all."""
        return None

    def response_deviations(
        self,
        contract: Contract,
        operation: Operation,
        response: HttpResponse,
        schema: Schema,
        kind: MessageKind,
    ) -> Iterator[Deviation]:
        """What is not written as the protocol has it in a response whose body can be read.

        ``schema`` is the operation's response or the schema of the error, in the API view. What the
        tree shows (wrong types, missing members, unknown names) is not repeated here.
        """
        return iter(())

    def request_deviations(
        self, contract: Contract, operation: Operation, request: HttpRequest
    ) -> Iterator[Deviation]:
        """The same for a request."""
        return iter(())

    def repeated_members(self, body: bytes) -> Iterator[Tokens]:
        """The places of members that stand in a readable body more than once."""
        return iter(())

    def canonical_body(self, body: bytes) -> object:
        """What bodies that say the same have in common; the bytes of one that cannot be read."""
        return body
