"""Checks of what a client sends: the first request of a call, and its content type."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.checks.client.comparison import ExpectedPath, RequestDifference
from shapeproof.checks.client.interface import ClientObservation, has_answered, has_expected_request
from shapeproof.checks.client.leaks import is_left_over
from shapeproof.checks.client.texts import NOTHING, answer_of, at
from shapeproof.contract.pointer import lookup, parse
from shapeproof.exchange import Finding, HttpRequest, Outcome, Severity
from shapeproof.wire.members import Bindings

_HEADER = "content-type"


class RequestContentType:
    """A structured body has the content type of the protocol."""

    name = "request_content_type"

    def check(self, seen: ClientObservation) -> Iterator[Finding]:
        """One finding for a missing or another type; parameters are allowed."""
        if not has_answered(seen) or not has_expected_request(seen.case):
            return
        sent = seen.requests[0]
        due = _due_type(seen)
        if due is None or sent.body.strip() in seen.codec.traits.empty_bodies:
            return
        there = sent.header(_HEADER)
        if media_type(there) == media_type(due):
            return
        constraint = "value" if there else "missing"
        yield seen.finding(
            self.name, Severity.ERROR, "request header Content-Type", constraint,
            "the content type does not say what the body is",
            expected=due, actual=there or NOTHING,
        )  # fmt: skip


def media_type(header: str | None) -> str:
    """A content type without its parameters, in lower case; empty for none."""
    return (header or "").partition(";")[0].strip().lower()


def _due_type(seen: ClientObservation) -> str | None:
    """The content type that is due; None where a member tells it, or the body has no structure."""
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


class WireRequest:
    """Method, path, labels, query, header fields and body of the first request."""

    name = "wire_request"

    def check(self, seen: ClientObservation) -> Iterator[Finding]:
        """A finding for each place that differs, or one where nothing was sent."""
        if seen.result.breakdown is not None:
            return
        if not seen.requests:
            if _had_to_send(seen):
                yield self._not_sent(seen)
            return
        for each in differences_of(seen):
            if not each.allowed and not is_left_over(seen, each):
                yield seen.finding(
                    self.name, Severity.ERROR, each.where, each.constraint, each.message,
                    expected=each.expected, actual=each.actual, pointer=each.pointer,
                )  # fmt: skip

    def _not_sent(self, seen: ClientObservation) -> Finding:
        pointer = seen.case.pointer
        try:
            lookup(dict(seen.case.params), parse(pointer))
        except KeyError:
            pointer = ""  # a place in the reply
        succeeded = seen.result.succeeded
        message = (
            "a success is told, but nothing was sent" if succeeded else "a legal call is refused"
        )
        return seen.finding(
            self.name, Severity.ERROR, at("request", pointer), "not-sent", message,
            expected="a request", actual=f"{NOTHING}; {answer_of(seen.result)}", pointer=pointer,
        )  # fmt: skip


def differences_of(seen: ClientObservation) -> tuple[RequestDifference, ...]:
    """The differences of the first request, none where nobody can tell what is due."""
    return seen.differences if seen.requests and has_expected_request(seen.case) else ()


def _had_to_send(seen: ClientObservation) -> bool:
    if seen.case.fault is not None:
        return seen.result.succeeded
    if seen.case.outcome is Outcome.OPEN:
        return False
    return not ExpectedPath.of(seen.operation, seen.case.params).has_empty_label
