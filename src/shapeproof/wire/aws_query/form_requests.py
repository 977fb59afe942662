"""Requests of the query and ec2 protocols: a form with the operation, its version and parameters.

The form travels in the body; services take it in the query string as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shapeproof.contract.model import Contract, Operation, Schema
from shapeproof.contract.shape import Shape
from shapeproof.exchange import HttpRequest
from shapeproof.wire.aws_query.form_compiler import FormCompiler
from shapeproof.wire.aws_query.form_deviations import form_deviations
from shapeproof.wire.aws_query.form_text import FormNode, read_form, write_form
from shapeproof.wire.aws_query.form_values import FormStructure, FormStyle
from shapeproof.wire.body_schema import whole_json_body_schema
from shapeproof.wire.body_values import BodyCompiler, BodyValue, decode_bounded
from shapeproof.wire.content_codings import unpacked
from shapeproof.wire.interface import Deviation, UnreadableError, within
from shapeproof.wire.members import members_of
from shapeproof.wire.rest.uri_template import Pairs
from shapeproof.wire.timestamps import TimestampFormat

FORM = "application/x-www-form-urlencoded"
"""The media type of a form."""
CONTENT_TYPE = f"{FORM}; charset=utf-8"
ACTION = "Action"
VERSION = "Version"
_TIMESTAMPS = TimestampFormat.DATE_TIME
_SIGNING = frozenset(
    {
        "AWSAccessKeyId", "Expires", "SecurityToken", "Signature", "SignatureMethod",
        "SignatureVersion", "Timestamp",
    }
)  # fmt: skip
"""Parameters of signature version 2; those of version 4 begin with ``X-Amz-``."""


def request_pairs(request: HttpRequest) -> Pairs:
    """The pairs in the query string and the body of a request. Raises UnreadableError."""
    query = request.target.partition("?")[2].encode("utf-8", "surrogateescape")
    in_query: Pairs = within("query string", read_form, query)
    in_body: Pairs = within("body", read_form, unpacked(request, compressed=True).body)
    return in_query + in_body


def named_in(request: HttpRequest, name: str) -> str | None:
    """The first text of a parameter; None where there is none, or no form can be read."""
    try:
        pairs = request_pairs(request)
    except UnreadableError:
        return None
    return next((text for each, text in pairs if each == name), None)


def operation_in(contract: Contract, request: HttpRequest) -> Operation | None:
    """The operation that a request names, None for one of another version of the service."""
    version = named_in(request, VERSION)
    if version not in (None, contract.api_version):
        return None
    return contract.operations.get(named_in(request, ACTION) or "")


def as_posted(request: HttpRequest) -> HttpRequest:
    """A request by GET with its form in the query string, as one that has it in the body."""
    path, _, query = request.target.partition("?")
    if request.method != "GET" or request.body or named_in(request, ACTION) is None:
        return request
    headers = (*request.headers, ("Content-Type", CONTENT_TYPE))
    return HttpRequest("POST", path, headers, query.encode("utf-8", "surrogateescape"))


@dataclass(frozen=True)
class FormRequest:
    """How the requests of one schema are written and read."""

    members: FormStructure
    api: BodyValue
    schema: Schema

    @classmethod
    def of(cls, root: Schema, style: FormStyle) -> FormRequest:
        """Prepare the schema of a request."""
        members = members_of(Shape.of(root))
        schema = whole_json_body_schema(root, _TIMESTAMPS, style.name_of)
        return cls(
            members=FormCompiler(root, style, _TIMESTAMPS).structure(members),
            api=BodyCompiler(root, _TIMESTAMPS, style.name_of).structure(members),
            schema=schema or {},
        )

    def encode(
        self, contract: Contract, operation: Operation, params: Mapping[str, Any]
    ) -> HttpRequest:
        """The request that holds the parameters. Raises ValueError for those that nest too deep."""
        head = ((ACTION, operation.name), (VERSION, contract.api_version))
        try:
            pairs = (*head, *self.members.pairs("", params))
        except RecursionError:
            raise ValueError("the parameters nest too deep to be encoded") from None
        headers = (("Content-Type", CONTENT_TYPE),)
        return HttpRequest(operation.http.method, "/", headers, write_form(pairs))

    def decode(self, operation: Operation, request: HttpRequest) -> dict[str, Any]:
        """The parameters that a request to the operation holds (API view)."""
        pairs = request_pairs(request)
        if next((text for name, text in pairs if name == ACTION), None) != operation.name:
            raise UnreadableError("the operation has another name", part=f"parameter {ACTION}")
        params: dict[str, Any] = decode_bounded(self.api, self.tree(pairs))
        return params

    def tree(self, pairs: Pairs) -> dict[str, Any]:
        """The tree of the parameters, without what names and signs the request."""
        node = self.node(pairs)
        return {
            step: self.members.members[step].tree(each)
            if step in self.members.members
            else each.raw
            for step, each in node.below.items()
        }

    def node(self, pairs: Pairs) -> FormNode:
        """The nodes of the parameters."""
        root = FormNode.of(pairs)
        known = self.members.members
        own = {step: each for step, each in root.below.items() if step in known or _is_own(step)}
        return FormNode(below=own)

    def deviations(self, contract: Contract, request: HttpRequest) -> Iterator[Deviation]:
        """What is not as the protocol has it in a request whose form can be read."""
        try:
            pairs = request_pairs(request)
        except UnreadableError:
            return
        yield from _version_deviations(contract.api_version, pairs)
        yield from form_deviations(self.members, self.node(pairs))


def _is_own(step: str) -> bool:
    """Whether a parameter is one of the operation's, as the rest names and signs the request."""
    return step not in (ACTION, VERSION, *_SIGNING) and not step.startswith("X-Amz-")


def _version_deviations(wanted: str, pairs: Pairs) -> Iterator[Deviation]:
    given = [text for name, text in pairs if name == VERSION]
    if given != [wanted]:
        yield Deviation(
            "", "version", f"{VERSION}={wanted}",
            " and ".join(f"{VERSION}={text}" for text in given[:3]) or f"no {VERSION}",
        )  # fmt: skip
