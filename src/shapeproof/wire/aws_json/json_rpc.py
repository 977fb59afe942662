"""The codec of AWS's json protocol (Smithy ``aws.protocols#awsJson1_0`` and ``awsJson1_1``).

The operation is named by a header, everything else travels in the body. The two versions differ in
the media type only; which one a service speaks, its contract says.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from shapeproof.contract.identity_cache import IdentityCache
from shapeproof.contract.model import Contract, ErrorContract, Operation, Schema
from shapeproof.exceptions import STATE_IT, BrokenContract
from shapeproof.exchange import Headers, HttpRequest, HttpResponse
from shapeproof.wire.aws_json.json_protocols import (
    SUFFIX,
    JsonCodec,
    decode_json_error,
    named_in_body,
)
from shapeproof.wire.bodies import Body, Content, whole_json_body
from shapeproof.wire.body_schema import whole_json_body_schema
from shapeproof.wire.content_codings import is_compressed, unpacked
from shapeproof.wire.error_codes import (
    NAMESPACE,
    QUERY_MODE_HEADER,
    query_code,
    query_headers,
    status_of,
)
from shapeproof.wire.event_streams.event_bodies import StreamMembers, has_events
from shapeproof.wire.event_streams.event_stream import EVENT_STREAM, INITIAL_REQUEST
from shapeproof.wire.interface import (
    ErrorNaming,
    MessageKind,
    ProtocolTraits,
    UnreadableError,
    WireError,
)
from shapeproof.wire.timestamps import TimestampFormat

TARGET_HEADER = "X-Amz-Target"
"""Names the service and the operation: ``PREFIX.OPERATION``."""

_TIMESTAMPS = TimestampFormat.EPOCH_SECONDS


class JsonRpcCodec(JsonCodec):
    """Requests and responses with all members in a JSON body; HTTP bindings are ignored."""

    protocol = "json"
    traits = ProtocolTraits(
        body_form="json",
        body_description="a JSON object",
        own_media_type=True,
        operation_header=TARGET_HEADER,
        error_code_places="an x-amzn-errortype header, or __type or code in the body",
        empty_bodies=frozenset({b"", b"{}"}),
        bodiless_outputs=True,
        boto3_members_outside_error=True,
    )

    def __init__(self) -> None:
        self._bodies = IdentityCache[Schema, Body](_body)
        self._requests = IdentityCache[Schema, Body](_request_body)
        self._schemas = IdentityCache[Schema, Schema | None](_schema)

    def stream_of(self, schema: Schema) -> StreamMembers | None:
        """The body that is a stream of events, None where it is none."""
        body = self._bodies(schema)
        return body if isinstance(body, StreamMembers) else None

    def media_type(self, contract: Contract, kind: MessageKind = MessageKind.OUTPUT) -> str:
        """``application/x-amz-json-1.0`` or ``-1.1``, as the contract says."""
        return f"application/x-amz-json-{_stated(contract, 'jsonVersion')}"

    def route(self, contract: Contract, request: HttpRequest) -> Operation | None:
        """The operation that the header field names; method and path do not matter."""
        prefix, _, name = (request.header(TARGET_HEADER) or "").rpartition(".")
        known = prefix == _stated(contract, "targetPrefix")
        return contract.operations.get(name) if known else None

    def encode_request(
        self,
        contract: Contract,
        operation: Operation,
        params: Mapping[str, Any],
    ) -> HttpRequest:
        """The request that holds the parameters; an empty object where there are none.

        Raises BrokenContract where the contract does not say how the service is named.
        """
        target = f"{_stated(contract, 'targetPrefix')}.{operation.name}"
        headers: Headers = (
            (TARGET_HEADER, target),
            ("Content-Type", self._type_of(contract, operation.request)),
        )
        if "awsQueryCompatible" in contract.metadata:
            headers = (*headers, (QUERY_MODE_HEADER, "true"))
        content = self._requests(operation.request).encode(params)
        return HttpRequest("POST", "/", headers, content.body or b"{}")

    def decode_output(self, schema: Schema, response: HttpResponse) -> dict[str, Any]:
        """The members that a response's or an error's schema finds in a response (API view)."""
        return self._bodies(schema).decode(response.body)

    def decode_error(self, response: HttpResponse) -> WireError:
        """What an error response says. Never raises."""
        found, other = decode_json_error(response), query_code(response)
        if found.code is None:
            found = replace(found, code=other, source="header" if other else "")
        return replace(found, query_code=other)

    def name_of(self, error: ErrorContract) -> str:
        """The name of its shape; a code that differs goes into a header."""
        return error.name

    def error_namings(self, members: Collection[str]) -> tuple[ErrorNaming, ...]:
        """In ``__type``. SDKs look at no header and no ``code`` (botocore)."""
        return (
            named_in_body(self, "type", "__type", "{}"),
            named_in_body(self, "type-namespace", "__type", NAMESPACE + "#{}"),
            named_in_body(self, "type-suffix", "__type", NAMESPACE + "#{}" + SUFFIX),
        )

    def body_schema(self, schema: Schema, kind: MessageKind = MessageKind.OUTPUT) -> Schema | None:
        """The schema of the HTTP body."""
        return self._schemas(schema)

    def decode_request(self, operation: Operation, request: HttpRequest) -> dict[str, Any]:
        """The parameters (API view) of a request. Raises UnreadableError for what has none.

        Requests to another operation have none, either.
        """
        named = (request.header(TARGET_HEADER) or "").rpartition(".")[2]
        if named != operation.name:
            raise UnreadableError("the operation has another name", part=f"header {TARGET_HEADER}")
        plain = unpacked(request, compressed=is_compressed(operation))
        return self._bodies(operation.request).decode(plain.body)

    def encode_response(
        self, contract: Contract, operation: Operation, output: Mapping[str, Any]
    ) -> HttpResponse:
        """The success that holds an output (API view)."""
        content = self._bodies(operation.response).encode(output)
        return self._response(contract, operation.http.status, content)

    def encode_error(
        self, contract: Contract, error: ErrorContract, fields: Mapping[str, Any]
    ) -> HttpResponse:
        """The error response: its name and its members (API view) in the body.

        A code that is not the name is one of the query protocol, and goes into a header.
        """
        content = self._bodies(error.schema).encode({"__type": error.name, **fields})
        headers = query_headers(contract, error)
        return self._response(contract, status_of(error), content, headers)

    def _response(
        self, contract: Contract, status: int, content: Content, headers: Headers = ()
    ) -> HttpResponse:
        """A response; its media type is JSON even where it is empty."""
        is_stream = content.media_type == EVENT_STREAM
        media_type = EVENT_STREAM if is_stream else self.media_type(contract)
        return HttpResponse(status, (("Content-Type", media_type), *headers), content.body)

    def _type_of(self, contract: Contract, schema: Schema) -> str:
        return EVENT_STREAM if has_events(schema) else self.media_type(contract)


def _stated(contract: Contract, key: str) -> str:
    """What the contract says of its protocol. Raises BrokenContract where it does not."""
    stated = contract.metadata.get(key)
    if not isinstance(stated, str):
        raise BrokenContract(
            contract.service,
            f"/metadata/{key}",
            "expected a text, as the protocol is json",
            STATE_IT,
        )
    return stated


def _body(schema: Schema) -> Body:
    return whole_json_body(schema, _TIMESTAMPS)


def _request_body(schema: Schema) -> Body:
    return whole_json_body(schema, _TIMESTAMPS, INITIAL_REQUEST)


def _schema(schema: Schema) -> Schema | None:
    return whole_json_body_schema(schema, _TIMESTAMPS)
