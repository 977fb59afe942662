"""The codec of AWS's rest-xml protocol (Smithy ``aws.protocols#restXml``)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from shapeproof.contract.identity_cache import IdentityCache
from shapeproof.contract.model import Contract, ErrorContract, Operation, Schema
from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.wire.aws_xml.xml_bodies import XmlBodies, XmlMembersBody, XmlPayload, parsed_xml
from shapeproof.wire.aws_xml.xml_errors import (
    decode_xml_error,
    error_deviations,
    error_document,
    found_error,
    lacking_documents,
    with_code,
)
from shapeproof.wire.aws_xml.xml_styles import XmlStyle, write_styled
from shapeproof.wire.aws_xml.xml_tags import Tag
from shapeproof.wire.aws_xml.xml_text import (
    NOT_KEPT,
    UNWRITABLE,
    XML,
    XmlElement,
    parse_xml,
    write_xml,
)
from shapeproof.wire.aws_xml.xml_variants import XML_VARIANTS
from shapeproof.wire.bodies import Body
from shapeproof.wire.body_schema import json_body_schema
from shapeproof.wire.error_codes import status_of
from shapeproof.wire.event_streams.event_bodies import StreamPayload
from shapeproof.wire.interface import (
    Codec,
    Deviation,
    ErrorNaming,
    MessageKind,
    ProtocolTraits,
    UnreadableError,
    WireError,
)
from shapeproof.wire.members import Bindings
from shapeproof.wire.rest.rest_messages import (
    REQUEST_LOCATIONS,
    HttpRouter,
    RestRequest,
    RestResponse,
)
from shapeproof.wire.rest.virtual_hosts import VirtualHosts
from shapeproof.wire.timestamps import TimestampFormat

_TIMESTAMPS = TimestampFormat.DATE_TIME
NO_ERROR_WRAPPING = "noErrorWrapping"
"""The trait of a service whose error documents have no ``ErrorResponse`` (Smithy)."""
ERRORS_IN_SUCCESSES = "errorsInSuccesses"
"""Set by an overlay: long operations answer 200 before they know whether they fail."""


class RestXmlCodec(Codec):
    """Requests and responses with members in labels, query, headers and an XML body."""

    protocol = "rest-xml"
    traits = ProtocolTraits(
        http_bindings=True,
        body_form="xml",
        body_description="an XML document",
        typed_values=False,
        media_type_optional=True,
        error_code_places="Code in an Error element",
        media_types_alike=frozenset({XML, "text/xml"}),
        request_id_place="an x-amz-request-id header",
        request_id_where="response header x-amz-request-id",
        boto3_members_in_error=True,
        boto3_members_outside_error=True,
    )
    variants = XML_VARIANTS

    def __init__(self) -> None:
        self._routers = IdentityCache[Contract, HttpRouter](_router)
        self._hosts = IdentityCache[Contract, VirtualHosts](VirtualHosts.of)
        self._services = IdentityCache[Contract, _Service](_Service.of)
        self._requests = IdentityCache[Operation, RestRequest](_request)
        self._bodies = IdentityCache[Schema, Body](_request_body)
        self._plain = _Service("")
        self._schemas = IdentityCache[Schema, Schema | None](_schema)

    def media_type(self, contract: Contract, kind: MessageKind = MessageKind.OUTPUT) -> str:
        """``application/xml``, for all services."""
        return XML

    def is_own_form(self, media_type: str) -> bool:
        """Whether a media type says that a body is XML (RFC 7303)."""
        return media_type in (XML, "text/xml") or media_type.endswith("+xml")

    def route(self, contract: Contract, request: HttpRequest) -> Operation | None:
        """The operation that method and path are bound to; the host may stand for a label."""
        return self._routers(contract).operation_of(self.addressed(contract, request))

    def addressed(self, contract: Contract, request: HttpRequest) -> HttpRequest:
        """The request with all labels in its path, also one that the host stands for."""
        return self._hosts(contract).addressed(request)

    def encode_request(
        self, contract: Contract, operation: Operation, params: Mapping[str, Any]
    ) -> HttpRequest:
        """The request that holds the parameters."""
        return self._requests(operation).encode(params)

    def decode_request(self, operation: Operation, request: HttpRequest) -> dict[str, Any]:
        """The parameters (API view) of a request. Raises UnreadableError for what has none."""
        return self._requests(operation).decode(request)

    def encode_response(
        self, contract: Contract, operation: Operation, output: Mapping[str, Any]
    ) -> HttpResponse:
        """The success that holds an output (API view)."""
        plan = self._services(contract).responses(operation.response)
        return plan.encode(output, operation.http.status)

    def decode_output(self, schema: Schema, response: HttpResponse) -> dict[str, Any]:
        """The members that a response's or an error's schema finds in a response (API view)."""
        return self._plain.responses(schema).decode(response)

    def encode_error(
        self, contract: Contract, error: ErrorContract, fields: Mapping[str, Any]
    ) -> HttpResponse:
        """The error response: an error document, and the members that travel in headers."""
        service = self._services(contract)
        response = service.responses(error.schema).encode(fields, status_of(error))
        members = parse_xml(response.body) if response.body else None
        document = error_document(
            error, members, service.namespace, wrapped=_wraps_errors(contract)
        )
        headers = tuple(each for each in response.headers if each[0].lower() != "content-type")
        return HttpResponse(response.status, (*headers, ("Content-Type", XML)), write_xml(document))

    def decode_error(self, response: HttpResponse) -> WireError:
        """What an error response says. Never raises."""
        return decode_xml_error(response)

    def holds_error(self, contract: Contract, operation: Operation, response: HttpResponse) -> bool:
        """Whether the document is an ``Error``, and the operation may fail after it has begun."""
        if operation.name not in contract.metadata.get(ERRORS_IN_SUCCESSES, ()):
            return False
        form, root = self._plain.responses(operation.response).body, _root(response.body)
        is_document = isinstance(form, (XmlMembersBody, XmlPayload))
        return is_document and root is not None and root.name == "Error"

    def error_namings(self, members: Collection[str]) -> tuple[ErrorNaming, ...]:
        """In the error document."""
        return (ErrorNaming("code", with_code, in_body=True),)

    def equal_errors(self, response: HttpResponse) -> tuple[tuple[str, HttpResponse], ...]:
        """The same document without its namespace, with blanks, without its type or id."""
        root = found_error(response.body) and parsed_xml(response.body)
        if root is None:
            return ()
        styles = (
            ("no-namespace", XmlStyle(namespaces=False)),
            ("indented", XmlStyle(indented=True)),
        )
        written = (
            *((label, write_styled(root, style)) for label, style in styles),
            *((label, write_xml(each)) for label, each in lacking_documents(root)),
        )
        return tuple(
            (label, replace(response, body=body))
            for label, body in written
            if body != response.body
        )

    def unwritable(self, kind: MessageKind) -> re.Pattern[str] | None:
        """What is no character of XML; in requests also what clients do not keep."""
        return NOT_KEPT if kind is MessageKind.REQUEST else UNWRITABLE

    def body_schema(self, schema: Schema, kind: MessageKind = MessageKind.OUTPUT) -> Schema | None:
        """The schema of the HTTP body, None where it is not XML or no member travels in it."""
        return self._schemas(schema)

    def parse_body(self, schema: Schema, body: bytes, kind: MessageKind) -> Any:
        """The tree of an XML document; an error's without what is around it."""
        is_request = kind is MessageKind.REQUEST
        form = self._bodies(schema) if is_request else self._plain.responses(schema).body
        if isinstance(form, StreamPayload):
            return form.tree(body)
        if not body:
            return {}
        root = parsed_xml(body)
        return form.tree(root) if isinstance(form, (XmlMembersBody, XmlPayload)) else {}

    def response_deviations(
        self,
        contract: Contract,
        operation: Operation,
        response: HttpResponse,
        schema: Schema,
        kind: MessageKind,
    ) -> Iterator[Deviation]:
        """Names, namespaces and wrappers that are not as the protocol has them."""
        form = self._plain.responses(schema).body
        if isinstance(form, StreamPayload):
            yield from form.deviations(response.body)
            return
        root = _root(response.body)
        if root is None:
            return
        if kind is MessageKind.ERROR:
            yield from error_deviations(root, wrapped=_wraps_errors(contract))
            root = found_error(response.body)
        if isinstance(form, (XmlMembersBody, XmlPayload)) and root is not None:
            yield from form.deviations(root)

    def request_deviations(
        self, contract: Contract, operation: Operation, request: HttpRequest
    ) -> Iterator[Deviation]:
        """The same for a request."""
        form, root = self._requests(operation).body, _root(request.body)
        if isinstance(form, (XmlMembersBody, XmlPayload)) and root is not None:
            yield from form.deviations(root)

    def canonical_body(self, body: bytes) -> object:
        """The document without its prefixes and lines."""
        root = _root(body)
        return body if root is None else _canonical(root)


class _Service:
    """How one service writes responses: in its namespace, which is part of no response's schema."""

    def __init__(self, namespace: str) -> None:
        self.namespace = namespace
        self._bodies = XmlBodies(_TIMESTAMPS, namespace, always=True)
        self.responses = IdentityCache[Schema, RestResponse](self._response)

    @classmethod
    def of(cls, contract: Contract) -> _Service:
        """The namespace is that of the requests."""
        return cls(next(filter(None, map(_namespace, contract.operations.values())), ""))

    def _response(self, schema: Schema) -> RestResponse:
        return RestResponse.of(schema, self._bodies.body)


def _namespace(operation: Operation) -> str:
    """The namespace of a request's document, empty where its schema states none."""
    bindings = Bindings.of(operation.request)
    schema = operation.request if bindings.payload is None else bindings.payload.schema
    return Tag.of("", schema).namespace or ""


def _router(contract: Contract) -> HttpRouter:
    return HttpRouter(contract.operations.values())


def _request(operation: Operation) -> RestRequest:
    return RestRequest.of(operation, XmlBodies(_TIMESTAMPS).body)


def _request_body(schema: Schema) -> Body:
    return XmlBodies(_TIMESTAMPS).body(Bindings.of(schema), REQUEST_LOCATIONS)


def _schema(schema: Schema) -> Schema | None:
    return json_body_schema(schema, _TIMESTAMPS)


def _wraps_errors(contract: Contract) -> bool:
    return not contract.metadata.get(NO_ERROR_WRAPPING)


def _root(body: bytes) -> XmlElement | None:
    """The root element of a body, None where another check reports that there is none."""
    try:
        return parsed_xml(body) if body else None
    except UnreadableError:
        return None


def _canonical(element: XmlElement) -> XmlElement:
    children = tuple(map(_canonical, element.children))
    attributes = tuple(sorted(element.attributes))
    return replace(element, attributes=attributes, children=children, prefixes=(), line=0)
