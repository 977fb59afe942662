"""The media type of a JSON request."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.checks.client.interface import ClientObservation
from shapeproof.checks.client.judging import has_due_request, is_told
from shapeproof.checks.client.words import NOTHING
from shapeproof.exchange import Finding, HttpRequest, Severity
from shapeproof.wire.members import Bindings

_HEADER = "content-type"


class RequestContentType:
    """A JSON body has the content type of the protocol."""

    name = "request_content_type"

    def check(self, seen: ClientObservation) -> Iterator[Finding]:
        """One finding for a missing or another type; parameters are allowed."""
        if not is_told(seen) or not has_due_request(seen.case):
            return
        sent = seen.requests[0]
        due = _due_type(seen)
        if due is None or sent.body.strip() in (b"", b"{}"):
            return
        there = sent.header(_HEADER)
        if media_type(there) == media_type(due):
            return
        constraint = "value" if there else "missing"
        yield seen.finding(
            self.name, Severity.ERROR, "request header Content-Type", constraint,
            "the body is JSON, but the content type does not say so",
            expected=due, actual=there or NOTHING,
        )  # fmt: skip


def media_type(header: str | None) -> str:
    """A content type without its parameters, in lower case; empty for none."""
    return (header or "").partition(";")[0].strip().lower()


def _due_type(seen: ClientObservation) -> str | None:
    """The content type that is due; None where a member tells it, or the body is no JSON."""
    members = Bindings.of(seen.operation.request).at("header")
    if any(each.wire_name.lower() == _HEADER for each in members):
        return None
    if seen.codec.body_schema(seen.operation.request) is None:
        return None
    try:
        due: HttpRequest = seen.codec.encode_request(
            seen.contract, seen.operation, seen.case.params
        )
    except ValueError:
        return None
    return due.header(_HEADER)
