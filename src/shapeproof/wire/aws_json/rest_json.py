"""The codec of AWS's rest-json protocol (Smithy ``aws.protocols#restJson1``)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from shapeproof.contract.identity_cache import IdentityCache
from shapeproof.contract.model import Contract, ErrorContract, Operation, Schema
from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.wire.aws_json.json_events import JsonDocuments
from shapeproof.wire.aws_json.json_protocols import (
    ERROR_HEADER,
    SUFFIX,
    JsonCodec,
    decode_json_error,
    named_in_body,
    named_in_header,
)
from shapeproof.wire.aws_json.json_text import JSON
from shapeproof.wire.bodies import Body, json_body
from shapeproof.wire.body_schema import json_body_schema
from shapeproof.wire.error_codes import NAMESPACE, status_of
from shapeproof.wire.event_streams.event_bodies import StreamPayload, stream_payload
from shapeproof.wire.interface import CAPITALS, ErrorNaming, MessageKind, ProtocolTraits, WireError
from shapeproof.wire.members import Bindings
from shapeproof.wire.rest.rest_messages import HttpRouter, RestRequest, RestResponse
from shapeproof.wire.timestamps import TimestampFormat

_TIMESTAMPS = TimestampFormat.EPOCH_SECONDS


class RestJsonCodec(JsonCodec):
    """Requests and responses with members in labels, query, headers and a JSON body."""

    protocol = "rest-json"
    traits = ProtocolTraits(
        http_bindings=True,
        body_form="json",
        body_description="a JSON object",
        error_code_places="an x-amzn-errortype header, or __type or code in the body",
        named_without_body=True,
        empty_bodies=frozenset({b"", b"{}"}),
        bodiless_outputs=True,
        boto3_members_outside_error=True,
    )

    def __init__(self) -> None:
        self._routers = IdentityCache[Contract, HttpRouter](_router)
        self._requests = IdentityCache[Operation, RestRequest](_request)
        self._responses = IdentityCache[Schema, RestResponse](_response)
        self._schemas = IdentityCache[Schema, Schema | None](_schema)
        self._streams = IdentityCache[Schema, StreamPayload | None](_stream)

    def stream_of(self, schema: Schema) -> StreamPayload | None:
        """The payload that is a stream of events, None where it is none."""
        return self._streams(schema)

    def media_type(self, contract: Contract, kind: MessageKind = MessageKind.OUTPUT) -> str:
        """``application/json``, for all services."""
        return JSON

    def route(self, contract: Contract, request: HttpRequest) -> Operation | None:
        """The operation that method and path are bound to."""
        return self._routers(contract).operation_of(request)

    def encode_request(
        self,
        contract: Contract,
        operation: Operation,
        params: Mapping[str, Any],
    ) -> HttpRequest:
        """The request that holds the parameters; values of a wrong type travel as they are."""
        return self._requests(operation).encode(params)

    def decode_output(self, schema: Schema, response: HttpResponse) -> dict[str, Any]:
        """The members that a response's or an error's schema finds in a response (API view)."""
        return self._responses(schema).decode(response)

    def decode_error(self, response: HttpResponse) -> WireError:
        """What an error response says. Never raises."""
        return decode_json_error(response)

    def error_namings(self, members: Collection[str]) -> tuple[ErrorNaming, ...]:
        """In the header and, where no member is called ``code``, in the body."""
        in_header = (
            named_in_header("header", "{}"),
            named_in_header("header-suffix", "{}" + SUFFIX),
            named_in_header("header-namespace", NAMESPACE + "#{}"),
            named_in_header(CAPITALS, "{}", "X-Amzn-ErrorType"),
        )
        if "code" in members:
            return in_header
        return (
            *in_header,
            named_in_body(self, "type", "__type", "{}"),
            named_in_body(self, "type-namespace", "__type", NAMESPACE + "#{}"),
            named_in_body(self, "code", "code", "{}"),
        )

    def body_schema(self, schema: Schema, kind: MessageKind = MessageKind.OUTPUT) -> Schema | None:
        """The schema of the HTTP body, None where it is not JSON or no member travels in it."""
        return self._schemas(schema)

    def decode_request(self, operation: Operation, request: HttpRequest) -> dict[str, Any]:
        """The parameters (API view) of a request. Raises UnreadableError for what has none."""
        return self._requests(operation).decode(request)

    def encode_response(
        self, contract: Contract, operation: Operation, output: Mapping[str, Any]
    ) -> HttpResponse:
        """The success that holds an output (API view)."""
        return self._responses(operation.response).encode(output, operation.http.status)

    def encode_error(
        self, contract: Contract, error: ErrorContract, fields: Mapping[str, Any]
    ) -> HttpResponse:
        """The error response: the code in a header, the members (API view) as they are bound.

        Its body is never empty: botocore takes a 5xx without one for no answer of the service.
        """
        response = self._responses(error.schema).encode(fields, status_of(error))
        if not response.body:
            headers = (*response.headers, ("Content-Type", JSON))
            response = replace(response, headers=headers, body=b"{}")
        return replace(response, headers=((ERROR_HEADER, error.code), *response.headers))


def _router(contract: Contract) -> HttpRouter:
    return HttpRouter(contract.operations.values())


def _body(bindings: Bindings, locations: frozenset[str]) -> Body:
    return json_body(bindings, locations, _TIMESTAMPS)


def _request(operation: Operation) -> RestRequest:
    return RestRequest.of(operation, _body)


def _response(schema: Schema) -> RestResponse:
    return RestResponse.of(schema, _body)


def _stream(schema: Schema) -> StreamPayload | None:
    return stream_payload(schema, lambda each: JsonDocuments(each, _TIMESTAMPS))


def _schema(schema: Schema) -> Schema | None:
    return json_body_schema(schema, _TIMESTAMPS)
