"""Checks of what a client sends: the first request of a call, and its content type."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shapeproof.checks.client import texts
from shapeproof.checks.client.comparison import ExpectedPath, RequestDifference
from shapeproof.checks.client.comparison.bodies import body_tree
from shapeproof.checks.client.interface import ClientObservation, has_answered, has_expected_request
from shapeproof.checks.client.texts import place_of
from shapeproof.checks.interface import Subject
from shapeproof.contract.pointer import Tokens, lookup, parse
from shapeproof.contract.shape import Shape
from shapeproof.exchange import Finding, HttpRequest, Outcome, Severity
from shapeproof.wire.interface import MessageKind
from shapeproof.wire.members import Bindings
from shapeproof.wire.rest.uri_template import split_query

_HEADER = "content-type"
_USUAL_ALGORITHMS = frozenset({"CRC32", "SHA1", "SHA256"})
"""The algorithms of checksums that each SDK has; botocore has others only with the CRT."""


class WireRequest:
    """Method, path, labels, query, header fields and body of the first request."""

    name = "wire_request"
    judges = Subject.CLIENT_CALL
    severity = Severity.ERROR

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
                    self.name, self.severity, each.where, each.constraint, each.texts,
                    pointer=each.pointer,
                )  # fmt: skip

    def _not_sent(self, seen: ClientObservation) -> Finding:
        pointer = seen.case.pointer
        try:
            lookup(dict(seen.case.params), parse(pointer))
        except KeyError:
            pointer = ""  # a place in the reply
        return seen.finding(
            self.name, self.severity, place_of("request", pointer), "not-sent",
            texts.not_sent(seen.result), pointer=pointer,
        )  # fmt: skip


def differences_of(seen: ClientObservation) -> tuple[RequestDifference, ...]:
    """The differences of the first request, none where it is not known what to expect."""
    return seen.differences if seen.requests and has_expected_request(seen.case) else ()


def _had_to_send(seen: ClientObservation) -> bool:
    if seen.case.fault is not None:
        return seen.result.succeeded
    if seen.case.outcome is Outcome.OPEN or _names_rare_checksum(seen):
        return False
    return not ExpectedPath.of(seen.operation, seen.case.params).has_empty_label


def _names_rare_checksum(seen: ClientObservation) -> bool:
    """Whether a checksum is asked for that SDKs may lack (tolerance ``checksum-algorithms``)."""
    member = seen.operation.traits.get("httpChecksum", {}).get("requestAlgorithmMember")
    return member is not None and seen.case.params.get(member) not in {None, *_USUAL_ALGORITHMS}


class RequestContentType:
    """A structured body has the content type of the protocol."""

    name = "request_content_type"
    judges = Subject.CLIENT_CALL
    severity = Severity.ERROR

    def check(self, seen: ClientObservation) -> Iterator[Finding]:
        """One finding for a missing or another type; parameters are allowed."""
        if not has_answered(seen) or not has_expected_request(seen.case):
            return
        sent = seen.requests[0]
        expected = _expected_type(seen)
        if expected is None or sent.body.strip() in seen.codec.traits.empty_bodies:
            return
        header = sent.header(_HEADER)
        if header is None and seen.codec.traits.media_type_optional:
            return  # tolerance untyped-xml
        if media_type(header) != media_type(expected):
            yield seen.finding(
                self.name, self.severity, "request header Content-Type",
                "value" if header else "missing", texts.wrong_content_type(expected, header),
            )  # fmt: skip


def media_type(header: str | None) -> str:
    """A content type without its parameters, in lower case; empty for none."""
    return (header or "").partition(";")[0].strip().lower()


def _expected_type(seen: ClientObservation) -> str | None:
    """The expected content type; None where a member decides it, or the body has no structure."""
    members = Bindings.of(seen.operation.request).at("header")
    if any(each.wire_name.lower() == _HEADER for each in members):
        return None
    if seen.codec.body_schema(seen.operation.request, MessageKind.REQUEST) is None:
        return None
    try:
        expected = seen.codec.encode_request(seen.contract, seen.operation, seen.case.params)
    except ValueError:
        return None
    return expected.header(_HEADER)


def is_left_over(seen: ClientObservation, difference: RequestDifference) -> bool:
    """Whether what is sent in addition was expected in the request of the previous call."""
    if difference.constraint != "extra" or not difference.sent:
        return False
    before = _expected_before(seen)
    if before is None or seen.previous is None:
        return False
    if difference.part == "query":
        if _is_filled_in(seen, difference.name):
            return False
        pairs = split_query(before.target.partition("?")[2])
        return (difference.name, difference.sent) in pairs
    if difference.part == "header":
        given = _header_members(seen)
        if seen.previous.case.params.get(given.get(difference.name.lower(), "")) is None:
            return False  # a default of the client
        lines = [text for name, text in before.headers if name.lower() == difference.name.lower()]
        return difference.sent in lines
    operation = seen.contract.operations[seen.previous.case.operation]
    tree = body_tree(operation, seen.codec, before)
    return is_kept(tree, difference.tokens, difference.sent)


def _is_filled_in(seen: ClientObservation, parameter: str) -> bool:
    """Whether a parameter of the query is a member that SDKs send on their own account."""
    shape = Shape.of(seen.operation.request)
    members = Bindings.of(seen.operation.request).at("querystring")
    return any(
        each.wire_name == parameter and shape.member(each.name).is_filled_in for each in members
    )


def _header_members(seen: ClientObservation) -> dict[str, str]:
    """The members of the previous request that travel in header fields, by field."""
    assert seen.previous is not None
    before = seen.contract.operations[seen.previous.case.operation]
    members = Bindings.of(before.request).at("header")
    return {each.wire_name.lower(): each.name for each in members}


def _expected_before(seen: ClientObservation) -> HttpRequest | None:
    """The request that the previous call had to make, None where there is none."""
    if seen.previous is None:
        return None
    case = seen.previous.case
    operation = seen.contract.operations.get(case.operation)
    if operation is None:
        return None
    try:
        return seen.codec.encode_request(seen.contract, operation, case.params)
    except ValueError:
        return None


def is_kept(before: Any, tokens: Tokens, value: Any) -> bool:
    """Whether a value stood at the same place before, or a list contains what it contained before.

    An empty value, false or 0 proves nothing: a client may fill that in by itself.
    """
    try:
        old = lookup(before, tokens)
    except KeyError:
        return False
    if not old or not value:
        return False
    if isinstance(old, list) and isinstance(value, list) and len(old) < len(value):
        return old in (value[: len(old)], value[-len(old) :])
    return bool(old == value)
