"""Requests and responses of the REST protocols, composed of their parts, and their routing.

One plan is made per operation, once; encoding and decoding then only walk the values.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from shapeproof.contract.model import Operation, Schema
from shapeproof.contract.shape import Shape
from shapeproof.exchange import Headers, HttpRequest, HttpResponse
from shapeproof.wire.bodies import BlobPayload, Body, Content, TextPayload
from shapeproof.wire.content_codings import is_compressed, unpacked
from shapeproof.wire.interface import UnreadableError, within
from shapeproof.wire.members import Bindings
from shapeproof.wire.rest.http_members import HeaderMembers, QueryMembers
from shapeproof.wire.rest.uri_template import UriTemplate, join_query, split_path, split_query
from shapeproof.wire.text_values import TextValue, text_value
from shapeproof.wire.timestamps import TimestampFormat

BodyOf = Callable[[Bindings, frozenset[str]], Body]
"""Makes the body of a protocol from bindings and the locations outside of the body."""

REQUEST_LOCATIONS = frozenset({"uri", "querystring", "header", "headers"})
RESPONSE_LOCATIONS = frozenset({"header", "headers", "statusCode"})


@dataclass(frozen=True)
class RestRequest:
    """How the requests of one operation are written and read."""

    method: str
    template: UriTemplate
    labels: Mapping[str, tuple[str, TextValue]]
    query: QueryMembers
    headers: HeaderMembers
    body: Body
    compressed: bool = False
    types_body: bool = True
    """Whether the body's media type is sent where no member gives one: not that of raw bytes or a
    text whose media type is a member, so that the field is absent where the member is."""

    @classmethod
    def of(cls, operation: Operation, body_of: BodyOf) -> RestRequest:
        """Prepare an operation."""
        bindings = Bindings.of(operation.request)
        labels = {
            each.name: (each.wire_name, text_value(each.schema, TimestampFormat.DATE_TIME))
            for each in bindings.at("uri")
        }
        headers = HeaderMembers.of(bindings.at("header", "headers"))
        body = body_of(bindings, REQUEST_LOCATIONS)
        is_structured = not isinstance(body, BlobPayload | TextPayload)
        return cls(
            method=operation.http.method,
            template=UriTemplate.parse(operation.http.uri),
            labels=labels,
            query=QueryMembers.of(bindings.at("querystring")),
            headers=headers,
            body=body,
            compressed=is_compressed(operation),
            types_body=is_structured or not headers.binds("Content-Type"),
        )

    def encode(self, params: Mapping[str, Any]) -> HttpRequest:
        """The request that holds the parameters."""
        values = {
            label: text.encode(params[name])
            for name, (label, text) in self.labels.items()
            if params.get(name) is not None
        }
        target = self.template.expand(values, join_query(self.query.encode(params)))
        content = self.body.encode(params)
        headers = _without_length(self.headers.encode(params))
        if self.types_body:
            headers = _with_content_type(headers, content)
        return HttpRequest(self.method, target, headers, content.body)

    def decode(self, request: HttpRequest) -> dict[str, Any]:
        """The parameters that a request holds. Raises UnreadableError, also for another path."""
        found = self.template.match(request.target)
        if found is None:
            raise UnreadableError("the operation has another path", part="target")
        request = unpacked(request, compressed=self.compressed)
        literals = split_query(self.template.query)
        pairs = split_query(request.target.partition("?")[2])
        params: dict[str, Any] = {
            name: within(f"label {label}", text.decode, found[label])
            for name, (label, text) in self.labels.items()
            if label in found
        }
        params.update(self.query.decode(tuple(each for each in pairs if each not in literals)))
        params.update(self.headers.decode(request.headers))
        params.update(self.body.decode(request.body))
        return params


@dataclass(frozen=True)
class RestResponse:
    """How the responses (or errors) of one schema are written and read."""

    status_members: tuple[str, ...]
    headers: HeaderMembers
    body: Body

    @classmethod
    def of(cls, schema: Schema, body_of: BodyOf) -> RestResponse:
        """Prepare a response's or an error's schema."""
        bindings = Bindings.of(schema)
        return cls(
            status_members=tuple(each.name for each in bindings.at("statusCode")),
            headers=HeaderMembers.of(bindings.at("header", "headers")),
            body=body_of(bindings, RESPONSE_LOCATIONS),
        )

    def encode(self, output: Mapping[str, Any], status: int) -> HttpResponse:
        """The response that holds an output; a member bound to the status decides it."""
        for name in self.status_members:
            given = output.get(name)
            status = given if isinstance(given, int) else status
        content = self.body.encode(output)
        given = self.headers.encode(output)
        # An answer to HEAD states the length of a body that it does not have.
        headers = _with_content_type(_without_length(given) if content.body else given, content)
        return HttpResponse(status, headers, content.body)

    def decode(self, response: HttpResponse) -> dict[str, Any]:
        """The output that a response holds. Raises UnreadableError."""
        output: dict[str, Any] = dict.fromkeys(self.status_members, response.status)
        output.update(self.headers.decode(response.headers))
        output.update(self.body.decode(response.body))
        return output


def _without_length(headers: Headers) -> Headers:
    """The fields without the length of the body, which follows from the body (RFC 9110, 8.6)."""
    return tuple(each for each in headers if each[0].lower() != "content-length")


def _with_content_type(headers: Headers, content: Content) -> Headers:
    given = any(name.lower() == "content-type" for name, _ in headers)
    if given or content.media_type is None:
        return headers
    return (*headers, ("Content-Type", content.media_type))


@dataclass(frozen=True)
class _Route:
    """A template and its operation; ``headers`` and ``query`` are those that a request must have.

    They tell operations apart that share a template (``CopyObject`` from ``PutObject`` in S3).
    """

    template: UriTemplate
    operation: Operation
    headers: frozenset[str]
    query: frozenset[str]

    @classmethod
    def of(cls, operation: Operation) -> _Route:
        """The route that a model states."""
        bindings = Bindings.of(operation.request)
        required = Shape.of(operation.request).required
        return cls(
            UriTemplate.parse(operation.http.uri),
            operation,
            frozenset(e.wire_name.lower() for e in bindings.at("header") if e.name in required),
            frozenset(e.wire_name for e in bindings.at("querystring") if e.name in required),
        )

    @property
    def rank(self) -> tuple[object, ...]:
        """A sort key: of the routes that fit a request, the first in order wins."""
        own = -len(self.headers) - len(self.query)
        return self.template.specificity, own, self.operation.deprecated

    def lacks(self, headers: Collection[str], names: Collection[str]) -> int:
        """How much of what a request must have is not there."""
        return len(self.headers.difference(headers)) + len(self.query.difference(names))


class HttpRouter:
    """Finds operations by method and path; the most specific template wins."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._by_method: dict[str, list[_Route]] = {}
        for route in sorted(map(_Route.of, operations), key=lambda each: each.rank):
            self._by_method.setdefault(route.operation.http.method, []).append(route)

    def operation_of(self, request: HttpRequest) -> Operation | None:
        """The operation of a request, None where none is bound to its method and path."""
        path, _, query = request.target.partition("?")
        if not path.startswith("/"):
            return None
        segments, pairs = split_path(path), split_query(query)
        routes = self._by_method.get(request.method, ())
        fitting = (
            each for each in routes if each.template.match_parts(segments, pairs) is not None
        )
        first = next(fitting, None)
        if first is None:
            return None
        rank = first.template.specificity
        alike = (first, *takewhile(lambda each: each.template.specificity == rank, fitting))
        headers, names = {name.lower() for name, _ in request.headers}, {name for name, _ in pairs}
        return min(alike, key=lambda each: each.lacks(headers, names)).operation
