"""What Smithy's RPC v2 protocols have in common: the path, the headers, and where errors stand.

They differ in what bodies are written in (``smithy.protocols#rpcv2Cbor``; ``rpcv2Json`` is to
come): a codec of one of them subclasses ``RpcV2Codec`` and says how values become bytes.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar
from urllib.parse import unquote

from shapeproof.contract.model import Contract, ErrorContract, Operation, Schema
from shapeproof.exceptions import STATE_IT, BrokenContract
from shapeproof.exchange import Headers, HttpRequest, HttpResponse
from shapeproof.wire.content_codings import is_compressed, unpacked
from shapeproof.wire.error_codes import (
    NAMESPACE,
    QUERY_MODE_HEADER,
    bare_code,
    query_code,
    query_headers,
    status_of,
)
from shapeproof.wire.event_streams.event_bodies import StreamMembers, has_events
from shapeproof.wire.event_streams.event_stream import (
    EVENT_STREAM,
    INITIAL_REQUEST,
    INITIAL_RESPONSE,
)
from shapeproof.wire.interface import (
    Codec,
    Deviation,
    ErrorNaming,
    MessageKind,
    UnreadableError,
    Weight,
    WireError,
    within,
)

PROTOCOL_HEADER = "smithy-protocol"
"""Tells servers and clients which of the protocols a message is written in."""

TYPE = "__type"
"""The member that names an error."""
_PATH = re.compile(r".*/service/(?P<service>[^/]+)/operation/(?P<operation>[^/]+)/?")
_MESSAGES = ("message", "Message")


class RpcV2Codec(Codec):
    """Requests to ``/service/NAME/operation/OPERATION`` with all members in the body."""

    header_value: ClassVar[str]
    """The value of the ``smithy-protocol`` header."""
    body_type: ClassVar[str]
    """The media type of bodies."""

    @abstractmethod
    def write(self, value: Any) -> bytes:
        """The body of a value; for requests and outputs it comes from ``encode_members``."""

    @abstractmethod
    def read(self, body: bytes) -> Any:
        """The value of a body. Raises UnreadableError."""

    @abstractmethod
    def encode_members(self, schema: Schema, members: Mapping[str, Any]) -> bytes:
        """The body that holds members (API view)."""

    @abstractmethod
    def decode_members(self, schema: Schema, body: bytes) -> dict[str, Any]:
        """The members (API view) of a body. Raises UnreadableError."""

    @abstractmethod
    def stream_of(self, schema: Schema) -> StreamMembers | None:
        """The body of a message that is a stream of events, None where it is none."""

    @abstractmethod
    def body_deviations(self, schema: Schema, value: Any) -> Iterator[Deviation]:
        """What the tree of a body that was read does not show."""

    def media_type(self, contract: Contract, kind: MessageKind = MessageKind.OUTPUT) -> str:
        """The one of the protocol."""
        return self.body_type

    def is_own_form(self, media_type: str) -> bool:
        """Whether a media type is the one of the protocol."""
        return media_type == self.body_type

    def route(self, contract: Contract, request: HttpRequest) -> Operation | None:
        """The operation that the end of the path names."""
        named = _named(request)
        if named is None or request.method != "POST" or named[0] != _service(contract):
            return None
        return contract.operations.get(named[1])

    def encode_request(
        self, contract: Contract, operation: Operation, params: Mapping[str, Any]
    ) -> HttpRequest:
        """The request that holds the parameters; operations without input have no body."""
        accept = EVENT_STREAM if has_events(operation.response) else self.body_type
        headers: Headers = ((PROTOCOL_HEADER, self.header_value), ("Accept", accept))
        body = b""
        if has_message(operation.request) or params:
            body = self._body(operation.request, params, INITIAL_REQUEST)
            headers = (*headers, ("Content-Type", self.type_of(operation.request)))
        if "awsQueryCompatible" in contract.metadata:
            headers = (*headers, (QUERY_MODE_HEADER, "true"))
        target = f"/service/{_service(contract)}/operation/{operation.name}"
        return HttpRequest("POST", target, headers, body)

    def decode_request(self, operation: Operation, request: HttpRequest) -> dict[str, Any]:
        """The parameters (API view) of a request. Raises UnreadableError for what has none."""
        named = _named(request)
        if named is None or named[1] != operation.name:
            raise UnreadableError("the operation has another path", part="target")
        plain = unpacked(request, compressed=is_compressed(operation))
        return self._members(operation.request, plain.body)

    def encode_response(
        self, contract: Contract, operation: Operation, output: Mapping[str, Any]
    ) -> HttpResponse:
        """The success that holds an output; operations without output have no body."""
        headers: Headers = ((PROTOCOL_HEADER, self.header_value),)
        if not has_message(operation.response) and not output:
            return HttpResponse(operation.http.status, headers)
        body = self._body(operation.response, output, INITIAL_RESPONSE)
        headers = (*headers, ("Content-Type", self.type_of(operation.response)))
        return HttpResponse(operation.http.status, headers, body)

    def decode_output(self, schema: Schema, response: HttpResponse) -> dict[str, Any]:
        """The members that a response's or an error's schema finds in a response (API view)."""
        return self._members(schema, response.body)

    def encode_error(
        self, contract: Contract, error: ErrorContract, fields: Mapping[str, Any]
    ) -> HttpResponse:
        """The error response: the id of its shape and its members in the body."""
        name = f"com.amazonaws.{contract.service}#{error.name}"
        body = self.encode_members(error.schema, {TYPE: name, **fields})
        headers: Headers = (
            (PROTOCOL_HEADER, self.header_value),
            ("Content-Type", self.body_type),
        )
        headers = (*headers, *query_headers(contract, error))
        return HttpResponse(status_of(error), headers, body)

    def decode_error(self, response: HttpResponse) -> WireError:
        """What an error response says; only ``__type`` names it. Never raises."""
        try:
            body = self.read(response.body) if response.body else {}
        except UnreadableError:
            body = {}
        members: Mapping[str, Any] = body if isinstance(body, dict) else {}
        code, other = bare_code(members.get(TYPE)), query_code(response)
        key = next((each for each in _MESSAGES if isinstance(members.get(each), str)), None)
        return WireError(
            code=code or other,
            message=None if key is None else members[key],
            source=TYPE if code else "header" if other else "",
            fields={name: each for name, each in members.items() if name not in (TYPE, key)},
            query_code=other,
        )

    def name_of(self, error: ErrorContract) -> str:
        """The name of its shape; a code that differs goes into a header."""
        return error.name

    def error_namings(self, members: Collection[str]) -> tuple[ErrorNaming, ...]:
        """In ``__type``, with and without the namespace."""
        return (
            self._naming("type", "{}"),
            self._naming("type-namespace", NAMESPACE + "#{}"),
        )

    def _naming(self, label: str, template: str) -> ErrorNaming:
        def apply(response: HttpResponse, code: str) -> HttpResponse:
            bare = self.unnamed_error(response)
            body = self.read(bare.body) if bare.body else {}
            return replace(bare, body=self.write({TYPE: template.format(code), **body}))

        return ErrorNaming(label, apply, in_body=True)

    def unnamed_error(self, response: HttpResponse) -> HttpResponse:
        """An error response without its code."""
        try:
            body = self.read(response.body)
        except UnreadableError:
            return response
        if not isinstance(body, dict):
            return response
        kept = {name: each for name, each in body.items() if name != TYPE}
        return replace(response, body=self.write(kept))

    def response_deviations(
        self,
        contract: Contract,
        operation: Operation,
        response: HttpResponse,
        schema: Schema,
        kind: MessageKind,
    ) -> Iterator[Deviation]:
        """A missing protocol header, and values of another type than the tree shows.

        Errors are named by ``__type`` also where a header has the code of the query protocol.
        """
        yield from self._header_deviations(response.header(PROTOCOL_HEADER))
        if kind is MessageKind.ERROR and self.decode_error(response).source != TYPE:
            yield Deviation(f"/{TYPE}", "required", "the id of the error's shape", "nothing")
        yield from self._body_deviations(schema, response.body)

    def request_deviations(
        self, contract: Contract, operation: Operation, request: HttpRequest
    ) -> Iterator[Deviation]:
        """The same for a request; one without input has no body either."""
        yield from self._header_deviations(request.header(PROTOCOL_HEADER))
        if request.body and not has_message(operation.request):
            yield Deviation(
                "", "no body", "no body, as there is no input", "a body", Weight.HARMLESS
            )
        yield from self._body_deviations(operation.request, request.body)

    def _header_deviations(self, found: str | None) -> Iterator[Deviation]:
        if found != self.header_value:
            expected = f"the header {PROTOCOL_HEADER}: {self.header_value}"
            actual = "no such header" if found is None else f"{PROTOCOL_HEADER}: {found}"
            yield Deviation("", PROTOCOL_HEADER, expected, actual)

    def _body_deviations(self, schema: Schema, body: bytes) -> Iterator[Deviation]:
        stream = self.stream_of(schema)
        if stream is not None:
            yield from stream.deviations(body)
            return
        if not body:
            return
        try:
            value = self.read(body)
        except UnreadableError:
            return  # another check reports bodies that cannot be read
        yield from self.body_deviations(schema, value)

    def _body(self, schema: Schema, members: Mapping[str, Any], initial: str) -> bytes:
        stream = self.stream_of(schema)
        if stream is not None:
            return replace(stream, initial=initial).encode(members).body
        return self.encode_members(schema, members)

    def _members(self, schema: Schema, body: bytes) -> dict[str, Any]:
        stream = self.stream_of(schema)
        if stream is not None:
            return stream.decode(body)
        members: dict[str, Any] = within("body", partial(self.decode_members, schema), body)
        return members

    def type_of(self, schema: Schema) -> str:
        """The media type of the body of a message."""
        return EVENT_STREAM if has_events(schema) else self.body_type


def has_message(schema: Schema) -> bool:
    """Whether the model has a shape for a request or response; without one it has no body."""
    return "x-shape" in schema or bool(schema.get("properties"))


def _named(request: HttpRequest) -> tuple[str, str] | None:
    found = _PATH.fullmatch(request.target.partition("?")[0])
    return (unquote(found["service"]), unquote(found["operation"])) if found else None


def _service(contract: Contract) -> str:
    """How paths name the service. Raises BrokenContract where the contract does not say."""
    stated = contract.metadata.get("targetPrefix")
    if not isinstance(stated, str):
        reason = f"expected a text, as the protocol is {contract.protocol}"
        raise BrokenContract(contract.service, "/metadata/targetPrefix", reason, STATE_IT)
    return stated
