"""Checks of every answer: crashes, status, content type, body, request id and identifiers."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

from shapeproof.checks import texts
from shapeproof.checks.availability import lacks_a_part
from shapeproof.checks.envelope import envelope_findings
from shapeproof.checks.header_members import header_findings
from shapeproof.checks.interface import Observation, Subject
from shapeproof.checks.schema_findings import findings_of_body
from shapeproof.checks.severities import sure_if_reviewed
from shapeproof.checks.texts import at_place
from shapeproof.checks.verdicts import described
from shapeproof.checks.wire_form import consequential
from shapeproof.contract.shape import Shape
from shapeproof.exchange import Case, Exchange, Expect, Family, Finding, Severity, Text
from shapeproof.wire.event_streams.event_bodies import has_events
from shapeproof.wire.event_streams.event_stream import EVENT_STREAM

_FLOOD = 100_000
"""Bytes of a body that a server may refuse by closing the connection while it is being sent."""


class ServerError:
    """Any 5xx that is not a modeled error with its status, and every broken connection.

    It is run before all other checks of an answer, which are not run after a crash.
    """

    name = "server_error"
    judges = Subject.CASE
    severity = Severity.ERROR

    def check(self, seen: Observation) -> Iterator[Finding]:
        """One finding for a crash."""
        exchange = seen.exchange
        if not exchange.crashed or _may_fail(exchange) or _is_modeled(seen):
            return
        where, constraint, what = _cause(exchange)
        lacks = not seen.reviewed and lacks_a_part(seen)
        severity = Severity.WARNING if lacks else self.severity
        yield seen.finding(
            self.name, severity, where, constraint, texts.server_failed(exchange, what),
            pointer=exchange.case.pointer if exchange.case else "",
        )  # fmt: skip


def _is_modeled(seen: Observation) -> bool:
    if seen.exchange.response is None:
        return False
    said = seen.codec.decode_error(seen.response)
    error = seen.contract.error_of(seen.operation, said.code)
    return error is not None and error.status == seen.response.status


def _may_fail(exchange: Exchange) -> bool:
    """Whether a server may do so: 501 to a method it does not know, a flood cut off.

    It may not hang or end then. A request that it has not received says nothing of it.
    """
    case = exchange.case
    if exchange.lost or exchange.found_no_server:
        return True
    if case is None:
        return False
    if exchange.response is None:
        hangs = exchange.timed_out or exchange.stopped_server
        return case.expect is Expect.OPEN and len(exchange.request.body) > _FLOOD and not hangs
    return case.expect is Expect.UNROUTED and exchange.response.status == 501


def _cause(exchange: Exchange) -> tuple[str, str, Text]:
    """The place and the constraint of a crash, and the request in words."""
    case = exchange.case
    if case is None:
        return "request", "crash", Text("a valid request")
    where = f"request {case.pointer}".strip()
    if case.fault is not None:
        what = Text.of("a request with a fault ({fault})", fault=case.fault.text)
        return where, case.fault.constraint, what
    kind = _kind(case)
    words = f"{kind}{at_place(case.pointer)}" if kind == Family.LABEL else described(case)
    return where, kind, Text(f"a request ({words})")


def _kind(case: Case) -> str:
    is_label = case.family is Family.LABEL
    return str(case.family) if is_label else f"{case.family} {case.label}".strip()


class Status:
    """A success has the modeled status, a refusal has the status of one of the errors."""

    name = "status"
    judges = Subject.ANSWER
    severity = Severity.ERROR

    def check(self, seen: Observation) -> Iterator[Finding]:
        """One finding for a status that the model does not have."""
        status, expected = seen.response.status, seen.operation.http.status
        if status >= 500 or status == expected or (status < 400 and _is_output(seen)):
            return
        if _is_asked_for(seen):
            return
        if status == 206 and _is_part(seen):
            return
        if status < 400:
            severity = Severity.NOTE if _says_nothing(seen) else Severity.ERROR
            said = texts.success_status(expected, status)
            yield seen.finding(self.name, severity, "response status", "success", said)
            return
        errors = seen.contract.errors_of(seen.operation)
        modeled = {error.status for error in errors if error.status is not None}
        if modeled and status not in modeled:
            yield seen.finding(
                self.name, sure_if_reviewed(seen.reviewed, Severity.NOTE),
                "response status", f"undocumented {status}",
                texts.undocumented_status(modeled, status),
            )  # fmt: skip


def _says_nothing(seen: Observation) -> bool:
    """Whether a success in XML has no body and is due none: S3 answers 202 and 204 for 200."""
    if not seen.exchange.accepted or seen.codec.traits.body_form != "xml":
        return False
    return seen.schemas.response is None and not seen.response.body


def _is_asked_for(seen: Observation) -> bool:
    """Whether HTTP has the status for what the request asks for.

    A part of the content (RFC 9110, 15.3.7), nothing where it has not changed (15.4.5), another
    address where the answer says why.
    """
    asked = {name.lower() for name, _ in seen.exchange.request.headers}
    members = Shape.of(seen.operation.request).members
    asked |= {
        members[each].wire_name(each).lower() for each in seen.exchange.params if each in members
    }
    if seen.response.status == 206:
        return "range" in asked
    if seen.response.status == 304:
        return not asked.isdisjoint(_CONDITIONS)
    is_redirect = 300 <= seen.response.status < 400 and seen.codec.traits.body_form == "xml"
    return is_redirect and seen.codec.decode_error(seen.response).code is not None


_CONDITIONS = frozenset({"if-none-match", "if-modified-since"})


def _is_output(seen: Observation) -> bool:
    """Whether the service chooses the status: it is a member (Smithy ``httpResponseCode``)."""
    members = Shape.of(seen.operation.response).members
    return any(each.location == "statusCode" for each in members.values())


def _is_part(seen: Observation) -> bool:
    """Whether the answer is a part of what was asked for, and says which (RFC 9110, 15.3.7)."""
    members = Shape.of(seen.operation.response).members
    fields = {each.wire_name(name).lower() for name, each in members.items()}
    return "content-range" in fields and seen.response.header("content-range") is not None


class ContentType:
    """A body has the media type of the protocol: clients choose their parser by it."""

    name = "content_type"
    judges = Subject.ANSWER
    severity = Severity.ERROR

    def check(self, seen: Observation) -> Iterator[Finding]:
        """One finding for a body with another media type."""
        if seen.schemas.response is None or not _is_readable(seen):
            return  # another check reports bodies that cannot be read
        header = seen.response.header("content-type")
        media_type = (header or "").partition(";")[0].strip().lower()
        expected = seen.codec.media_type(seen.contract, seen.kind)
        if seen.exchange.accepted and has_events(seen.operation.response):
            expected = EVENT_STREAM
        if media_type not in {expected, *seen.codec.traits.media_types_alike}:
            yield seen.finding(
                self.name, _severity(seen, media_type), "response header Content-Type",
                "success" if seen.exchange.accepted else "error",
                texts.content_type(expected, header),
            )  # fmt: skip


def _severity(seen: Observation, media_type: str) -> Severity:
    """A media type of another form than the body has is worse than another one of its form."""
    if not seen.codec.is_own_form(media_type):
        # The SDKs of most languages do not look at it: without a review it is no error.
        grave = seen.exchange.accepted and seen.reviewed
        return Severity.ERROR if grave else Severity.WARNING
    # With a media type of its own, clients know the form of a response by their request.
    return Severity.NOTE if seen.codec.traits.own_media_type else Severity.WARNING


def _is_readable(seen: Observation) -> bool:
    try:
        seen.body_tree()
    except ValueError:
        return False
    return bool(seen.response.body)


class ResponseSchema:
    """Required members, types, enums, names and bounds of a success, on the bytes.

    Clients hide wrong casing, unknown members and numbers as strings; the bytes show them. An
    explicit null for an optional member is no defect: clients read it as absent.
    """

    name = "response_schema"
    judges = Subject.ANSWER
    severity = Severity.ERROR

    def check(self, seen: Observation) -> Iterator[Finding]:
        """A finding for each place of the body that breaks the schema."""
        body_schema = seen.schemas.response
        if seen.exchange.accepted and seen.response.status != HTTPStatus.NOT_MODIFIED:
            yield from header_findings(self.name, seen)
        if not seen.exchange.accepted or (body_schema is None and _has_members(seen)):
            return
        try:
            raw = seen.body_tree()
        except ValueError:
            return
        if consequential(seen, "", raw) or _leaves_union_out(seen):
            return
        shape = body_schema.shape if body_schema else None
        wrapped = list(envelope_findings(self.name, seen, shape, raw))
        if not any(each.is_misread and not each.pointer for each in seen.deviations):
            yield from wrapped
        if wrapped or body_schema is None:
            return
        for finding in findings_of_body(self.name, seen, body_schema, raw, "response body"):
            if not consequential(seen, finding.pointer, raw):
                yield finding


def _leaves_union_out(seen: Observation) -> bool:
    """Whether an optional union that would be the whole body is absent (Smithy ``httpPayload``).

    An empty body is an empty structure elsewhere; a union has no empty value.
    """
    output = Shape.of(seen.operation.response)
    if seen.response.body or output.payload is None or output.payload in output.required:
        return False
    return seen.codec.traits.http_bindings and output.members[output.payload].is_union


def _has_members(seen: Observation) -> bool:
    """Whether the output has members; without a schema of the body they travel outside of JSON."""
    return bool(Shape.of(seen.operation.response).members)


class RequestId:
    """A success carries the request's id, which SDKs put into ResponseMetadata."""

    name = "request_id"
    judges = Subject.ANSWER
    severity = Severity.WARNING

    def check(self, seen: Observation) -> Iterator[Finding]:
        """One finding for a success without an id."""
        if seen.exchange.accepted and not seen.codec.request_id(seen.response):
            traits = seen.codec.traits
            without = texts.no_request_id(traits.request_id_place)
            yield seen.finding(
                self.name, self.severity, traits.request_id_where, "required", without
            )


class Echo:
    """A member that names a resource, in both the request and the response, has one value."""

    name = "echo"
    judges = Subject.ANSWER
    severity = Severity.ERROR

    def check(self, seen: Observation) -> Iterator[Finding]:
        """A finding for each identifier that comes back as another."""
        exchange = seen.exchange
        if not exchange.accepted or not isinstance(exchange.output, dict):
            return
        for name in sorted(seen.contract.lifecycle.identifiers):
            given, got = exchange.params.get(name), exchange.output.get(name)
            if isinstance(given, str) and isinstance(got, str) and given != got:
                yield self._other(seen, f"/{name}", given, got)
        if seen.reviewed:
            yield from self._listed(seen)

    def _listed(self, seen: Observation) -> Iterator[Finding]:
        """Identifiers in the elements of a list that was requested by them."""
        exchange = seen.exchange
        names = sorted(seen.contract.lifecycle.identifiers & exchange.params.keys())
        for member, elements in sorted(exchange.output.items()):
            for index, element in enumerate(elements if isinstance(elements, list) else ()):
                for name in names if isinstance(element, dict) else ():
                    given, got = exchange.params[name], element.get(name)
                    if isinstance(given, str) and isinstance(got, str) and given != got:
                        yield self._other(seen, f"/{member}/{index}/{name}", given, got)

    def _other(self, seen: Observation, pointer: str, given: str, got: str) -> Finding:
        name = pointer.rpartition("/")[2]
        return seen.finding(
            self.name, sure_if_reviewed(seen.reviewed), f"response body {pointer}", "echo",
            texts.not_echoed(name, given, got), pointer=pointer,
        )  # fmt: skip
