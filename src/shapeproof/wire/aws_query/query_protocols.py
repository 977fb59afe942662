"""What the query and the ec2 protocol have in common: forms as requests, XML as responses."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, ClassVar

from shapeproof.contract.identity_cache import IdentityCache
from shapeproof.contract.model import Contract, ErrorContract, Operation, Schema
from shapeproof.contract.pointer import Tokens
from shapeproof.contract.shape import Shape
from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.wire.aws_query.form_requests import FORM, FormRequest, as_posted, operation_in
from shapeproof.wire.aws_query.form_text import FormNode, read_form
from shapeproof.wire.aws_query.form_values import FormStyle
from shapeproof.wire.aws_query.query_envelopes import Envelope
from shapeproof.wire.aws_query.query_errors import equal_errors, named_in_code, without_code
from shapeproof.wire.aws_xml.xml_structures import XmlCompiler, XmlStructure
from shapeproof.wire.aws_xml.xml_tags import Tag, plain_tree
from shapeproof.wire.aws_xml.xml_text import NOT_KEPT, UNWRITABLE, XmlElement, parse_xml, write_xml
from shapeproof.wire.body_schema import whole_json_body_schema
from shapeproof.wire.body_values import BodyCompiler, BodyValue, decode_bounded
from shapeproof.wire.error_codes import status_of
from shapeproof.wire.interface import (
    Codec,
    Deviation,
    ErrorNaming,
    MessageKind,
    UnreadableError,
    WireError,
    within,
)
from shapeproof.wire.members import members_of
from shapeproof.wire.text_values import text_of
from shapeproof.wire.timestamps import TimestampFormat

TEXT_XML = "text/xml"
_TIMESTAMPS = TimestampFormat.DATE_TIME
XML_TYPES = frozenset({TEXT_XML, "application/xml"})
_ERROR_HEAD = ("Type", "Code", "Message")


@dataclass(frozen=True)
class XmlMembers:
    """How the members of one schema are written in and read from an element."""

    xml: XmlStructure
    api: BodyValue
    message: str | None
    """The member that holds the message of an error, by its wire name."""

    @classmethod
    def of(cls, root: Schema) -> XmlMembers:
        """Prepare the schema of an output or an error."""
        shape = Shape.of(root)
        members = members_of(shape)
        names = (each.wire_name for each in members)
        return cls(
            xml=XmlCompiler(root, _TIMESTAMPS).structure(members, shape),
            api=BodyCompiler(root, _TIMESTAMPS).structure(members),
            message=next((name for name in names if name.lower() == "message"), None),
        )

    def error_tree(self, element: XmlElement) -> Any:
        """The tree of the members in the element of an error.

        ``Type``, ``Code`` and ``Message`` are the protocol's; a member that is the message has its
        own name in the tree.
        """
        own = [each for each in _ERROR_HEAD if each not in self.xml.by_tag]
        kept = tuple(each for each in element.children if each.name not in own)
        tree = self.xml.tree(replace(element, children=kept))
        message = element.text_at("Message")
        if self.message is not None and message is not None and isinstance(tree, dict):
            tree[self.message] = message
        return tree


class QueryFamilyCodec(Codec):
    """Requests as forms, responses in XML; HTTP bindings are ignored."""

    style: ClassVar[FormStyle]
    envelope: ClassVar[Envelope]

    def __init__(self) -> None:
        self._requests = IdentityCache[Schema, FormRequest](self._request)
        self._members = IdentityCache[Schema, XmlMembers](XmlMembers.of)
        self._schemas = IdentityCache[Schema, Schema | None](_schema)

    def _request(self, schema: Schema) -> FormRequest:
        return FormRequest.of(schema, self.style)

    def media_type(self, contract: Contract, kind: MessageKind = MessageKind.OUTPUT) -> str:
        """That of forms for requests, ``text/xml`` for responses."""
        return FORM if kind is MessageKind.REQUEST else TEXT_XML

    def is_own_form(self, media_type: str) -> bool:
        """Whether a media type says that a body is XML."""
        return media_type in XML_TYPES or media_type.endswith("+xml")

    def route(self, contract: Contract, request: HttpRequest) -> Operation | None:
        """The operation that ``Action`` names, for this version of the service."""
        return operation_in(contract, request)

    def encode_request(
        self, contract: Contract, operation: Operation, params: Mapping[str, Any]
    ) -> HttpRequest:
        """The form that holds the parameters; null is not sent."""
        return self._requests(operation.request).encode(contract, operation, params)

    def unwritable(self, kind: MessageKind) -> re.Pattern[str] | None:
        """What is no character of XML, and in requests what most writers of XML do not keep.

        A form holds all texts, but what a service takes it must be able to give back in XML.
        """
        return NOT_KEPT if kind is MessageKind.REQUEST else UNWRITABLE

    def usual(self, request: HttpRequest) -> HttpRequest:
        """A form in the query string of a GET as one in a body."""
        return as_posted(request)

    def decode_request(self, operation: Operation, request: HttpRequest) -> dict[str, Any]:
        """The parameters (API view) of a request. Raises UnreadableError for what has none."""
        return self._requests(operation.request).decode(operation, request)

    def request_deviations(
        self, contract: Contract, operation: Operation, request: HttpRequest
    ) -> Iterator[Deviation]:
        """What is not as the protocol has it in a form that can be read."""
        return self._requests(operation.request).deviations(contract, request)

    def encode_response(
        self, contract: Contract, operation: Operation, output: Mapping[str, Any]
    ) -> HttpResponse:
        """The success that holds an output (API view), with a request id."""
        namespace = _namespace(contract)
        wrapper = self.envelope.wrapper(operation.response) or ""
        content = self._members(operation.response).xml.encode(output, Tag(wrapper), namespace)
        root = self.envelope.success(operation.name, namespace, content)
        return _response(operation.http.status, root)

    def decode_output(self, schema: Schema, response: HttpResponse) -> dict[str, Any]:
        """The members that a response's or an error's schema finds in a response (API view)."""
        kind = MessageKind.OUTPUT if response.status < 300 else MessageKind.ERROR
        tree = within("body", lambda body: self._response_tree(schema, body, kind), response.body)
        found: Any = decode_bounded(self._members(schema).api, tree)
        if not isinstance(found, dict):
            raise UnreadableError("a text instead of the members", part="body")
        return found

    def encode_error(
        self, contract: Contract, error: ErrorContract, fields: Mapping[str, Any]
    ) -> HttpResponse:
        """The error response: its code, its message and its other members (API view)."""
        namespace = _namespace(contract) if self.envelope.namespaced_errors else ""
        message = next((name for name in fields if name.lower() == "message"), None)
        others = {name: each for name, each in fields.items() if name != message}
        content = self._members(error.schema).xml.encode(others, Tag("Error"), namespace)
        given = None if message is None else fields[message]
        text = None if given is None else text_of(given)
        return _response(status_of(error), self.envelope.failure(error, text, content))

    def decode_error(self, response: HttpResponse) -> WireError:
        """What an error response says. Never raises."""
        try:
            error = self.envelope.error_in(_parsed(response.body))
        except UnreadableError:
            error = None
        if error is None:
            return WireError(None, None)
        code = (error.text_at("Code") or "").strip() or None
        others = {each.name: each for each in error.children if each.name not in _ERROR_HEAD}
        fields = {name: plain_tree(each) for name, each in others.items()}
        return WireError(code, error.text_at("Message"), "code" if code else "", fields)

    def request_id(self, response: HttpResponse) -> str | None:
        """The id in the body, or in a header field. Never raises."""
        try:
            found = self.envelope.request_id_in(_parsed(response.body)) if response.body else None
        except UnreadableError:
            found = None
        return found or super().request_id(response)

    def error_namings(self, members: Collection[str]) -> tuple[ErrorNaming, ...]:
        """In ``Code``, and nowhere else."""
        return (named_in_code(self.envelope),)

    def equal_errors(self, response: HttpResponse) -> tuple[tuple[str, HttpResponse], ...]:
        """Without or in another namespace, in another order, with elements that nobody knows."""
        return equal_errors(response)

    def unnamed_error(self, response: HttpResponse) -> HttpResponse:
        """An error response without its code."""
        return without_code(response)

    def body_schema(self, schema: Schema, kind: MessageKind = MessageKind.OUTPUT) -> Schema | None:
        """The schema of a form's tree for requests, else of the tree in XML."""
        if kind is MessageKind.REQUEST:
            return self._requests(schema).schema
        return self._schemas(schema)

    def parse_body(self, schema: Schema, body: bytes, kind: MessageKind) -> Any:
        """The tree of a body; no body is an empty one."""
        if kind is MessageKind.REQUEST:
            return self._requests(schema).tree(read_form(body))
        return self._response_tree(schema, body, kind)

    def response_deviations(
        self,
        contract: Contract,
        operation: Operation,
        response: HttpResponse,
        schema: Schema,
        kind: MessageKind,
    ) -> Iterator[Deviation]:
        """What is not as the protocol has it in a response whose body can be read."""
        if not response.body:
            root = f"{operation.name}Response"
            if kind is MessageKind.ERROR:
                root = self.envelope.error_root
            yield Deviation("", "root", f"<{root}>", "no body")
            return
        root_element = _parsed(response.body)
        if kind is MessageKind.ERROR:
            yield from self.envelope.error_deviations(root_element)
            content = self.envelope.error_in(root_element)
        else:
            namespace = _namespace(contract)
            yield from self.envelope.output_deviations(
                operation.name, namespace, schema, root_element
            )
            content = self.envelope.output_in(schema, root_element)
        if content is not None:
            yield from self._members(schema).xml.deviations(content, ())

    def repeated_members(self, body: bytes) -> Iterator[Tokens]:
        """The names that a form has more than once; elements repeat legally in XML."""
        try:
            return FormNode.of(read_form(body)).repeated()
        except UnreadableError:
            return iter(())

    def canonical_body(self, body: bytes) -> object:
        """The pairs of a form in the order of their names."""
        try:
            return tuple(sorted(read_form(body)))
        except UnreadableError:
            return body

    def _response_tree(self, schema: Schema, body: bytes, kind: MessageKind) -> Any:
        if not body:
            return {}
        root, members = _parsed(body), self._members(schema)
        if kind is not MessageKind.ERROR:
            return members.xml.tree(self.envelope.output_in(schema, root))
        error = self.envelope.error_in(root)
        return {} if error is None else members.error_tree(error)


_parsed = lru_cache(maxsize=16)(parse_xml)
"""Several checks look at the same body."""


def _namespace(contract: Contract) -> str:
    """The namespace of a service's responses, which old models do without."""
    return str(contract.metadata.get("xmlNamespace") or "")


def _response(status: int, root: XmlElement) -> HttpResponse:
    return HttpResponse(status, (("Content-Type", TEXT_XML),), write_xml(root))


def _schema(schema: Schema) -> Schema | None:
    return whole_json_body_schema(schema, _TIMESTAMPS)
