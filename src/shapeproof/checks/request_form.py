"""How a request is written that a client has sent and a server has accepted.

The parameters that were read of it do not show members that the model does not have, timestamps in
another form, and what codecs report as deviations.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from shapeproof.checks import texts
from shapeproof.checks.interface import ObservedCall
from shapeproof.checks.schema_findings import misnomers, schema_error_findings
from shapeproof.checks.schemas import BodySchema, SchemaError
from shapeproof.checks.severities import of_accepted_fault
from shapeproof.checks.wire_form import weight_of
from shapeproof.contract.model import Contract, Operation
from shapeproof.contract.pointer import join
from shapeproof.exchange import Finding, HttpRequest, Severity
from shapeproof.wire.interface import Codec, MessageKind

NAME = "request_form"
_BODY = "request body"


@dataclass(frozen=True)
class RequestForm:
    """Judges the requests of one operation by their bytes."""

    contract: Contract
    operation: Operation
    codec: Codec

    @cached_property
    def _body(self) -> BodySchema | None:
        schema = self.codec.body_schema(self.operation.request, MessageKind.REQUEST)
        return None if schema is None else BodySchema(schema)

    def findings(self, seen: ObservedCall) -> Iterator[Finding]:
        """What is wrong with the request of an exchange."""
        request = seen.exchange.request
        try:
            tree = self._tree(request)
            deviations = tuple(
                self.codec.request_deviations(self.contract, self.operation, request)
            )
        except ValueError as error:
            yield self.unreadable(seen, error)
            return
        for each in deviations:
            yield seen.finding(
                NAME, weight_of(self.contract, each), f"{_BODY} {each.pointer}".strip(),
                each.constraint, texts.request_form(each.expected, each.actual),
                pointer=each.pointer,
            )  # fmt: skip
        if self._body is not None and request.body:
            yield from self._of_tree(seen, self._body, tree)

    def _tree(self, request: HttpRequest) -> Any:
        """The tree of the body; None where no members travel in it. Raises UnreadableError."""
        if self._body is None or not request.body:
            return None
        return self.codec.parse_body(self.operation.request, request.body, MessageKind.REQUEST)

    def unreadable(self, seen: ObservedCall, error: ValueError) -> Finding:
        """A request that the protocol cannot read, though it was accepted."""
        return seen.finding(
            NAME, Severity.ERROR, "request", "unread", texts.unreadable_request(str(error))
        )

    def _of_tree(self, seen: ObservedCall, body: BodySchema, tree: Any) -> Iterator[Finding]:
        """Members of another name, and timestamps in another form.

        A client may be made from a newer model: a member that resembles none is a warning.
        """
        for each in misnomers(body.shape, tree):
            pointer = join((*each.holder, each.name))
            yield seen.finding(
                NAME, Severity.ERROR if each.wire_name else Severity.WARNING,
                f"{_BODY} {pointer}", "unknown",
                texts.unknown_member(each.name, "request", each.wire_name or ""),
                pointer=pointer, place=f"{_BODY} {join((*each.anywhere, each.name))}",
            )  # fmt: skip
        for error in body.errors(tree):
            if _is_of_timestamp(error):
                yield from schema_error_findings(NAME, seen, _BODY, tree, error, of_accepted_fault)


def _is_of_timestamp(error: SchemaError) -> bool:
    """Whether a timestamp is not written in the form of its place."""
    is_form = error.keyword in ("type", "format", "pattern", "anyOf")
    return is_form and bool(error.schema.get("x-timestamp")) and error.instance is not None
