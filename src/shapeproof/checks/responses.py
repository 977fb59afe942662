"""Checks of every answer: crashes, status, content type, body, request id and identifiers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shapeproof.checks.interface import Observation, ObservedCall
from shapeproof.checks.schema_findings import misnomer_finding, misnomers, schema_error_findings
from shapeproof.checks.schemas import BodySchema
from shapeproof.checks.severities import of_response, sure_if_reviewed
from shapeproof.checks.texts import at_place, shown, without_nulls
from shapeproof.exchange import Case, Exchange, Expect, Family, Finding, Severity, Text

_FLOOD = 100_000
"""Bytes of a body that a server may refuse by closing the connection while it is being sent."""


class ServerError:
    """Any 5xx that is not a modeled error told as such, and every broken connection."""

    name = "server_error"

    def check(self, seen: Observation) -> Iterator[Finding]:
        """One finding for a crash."""
        exchange = seen.exchange
        if not exchange.crashed or _is_fine(exchange):
            return
        if exchange.response is None:
            actual = exchange.failure or "no answer"
        else:
            if self._is_modeled(seen):
                return
            text = exchange.response.body[:300].decode("utf-8", "replace")
            actual = f"status {exchange.response.status}: {shown(text)}"
        where, constraint, what = _occasion(exchange)
        yield seen.finding(
            self.name,
            Severity.ERROR,
            where,
            constraint,
            Text.of("the server fails on {what}", what=what),
            expected="an answer below 500",
            actual=actual,
            pointer=exchange.case.pointer if exchange.case else "",
        )

    def _is_modeled(self, seen: Observation) -> bool:
        said = seen.codec.decode_error(seen.response)
        modeled = {error.code: error.status for error in seen.contract.errors_of(seen.operation)}
        return said.code in modeled and modeled[said.code] == seen.response.status


def _is_fine(exchange: Exchange) -> bool:
    """Whether a server may do so: 501 to a method it does not know, a flood cut off (no hang)."""
    case = exchange.case
    if case is None:
        return False
    if exchange.response is None:
        hangs = (exchange.failure or "").startswith("timeout")
        return case.expect is Expect.OPEN and len(exchange.request.body) > _FLOOD and not hangs
    return case.expect is Expect.UNROUTED and exchange.response.status == 501


def _occasion(exchange: Exchange) -> tuple[str, str, Text]:
    case = exchange.case
    if case is None:
        return "request", "crash", Text("a plain valid request")
    where = f"request {case.pointer}".strip()
    if case.fault is not None:
        what = Text.of("a request with a fault ({fault})", fault=case.fault.text)
        return where, case.fault.constraint, what
    kind = _kind(case)
    return where, kind, Text(f"a request of the kind {kind!r}{at_place(case.pointer)}")


def _kind(case: Case) -> str:
    is_label = case.family is Family.LABEL
    return str(case.family) if is_label else f"{case.family} {case.label}".strip()


_REQUEST_IDS = ("x-amzn-requestid", "x-amzn-request-id", "x-amz-request-id")


class Status:
    """The status of a success is the model's; that of a refusal is one that some error has."""

    name = "status"

    def check(self, seen: Observation) -> Iterator[Finding]:
        """One finding for a status that the model does not know."""
        status, due = seen.response.status, seen.operation.http.status
        if status >= 500 or status == due or (status < 400 and _is_output(seen)):
            return
        if status < 400:
            yield seen.finding(
                self.name,
                Severity.ERROR,
                "response status",
                "success",
                f"a success has status {due}",
                expected=str(due),
                actual=str(status),
            )
            return
        errors = seen.contract.errors_of(seen.operation)
        modeled = {error.status for error in errors if error.status is not None}
        if modeled and status not in modeled:
            yield seen.finding(
                self.name,
                sure_if_reviewed(seen.reviewed, Severity.NOTE),
                "response status",
                f"undocumented {status}",
                "no error of this operation has this status",
                expected=", ".join(str(each) for each in sorted(modeled)),
                actual=str(status),
            )


def _is_output(seen: Observation) -> bool:
    """Whether the status is a member of the output (Smithy ``httpResponseCode``): it is the
    service's to choose."""
    members = seen.operation.response.get("properties", {})
    return any(each.get("x-location") == "statusCode" for each in members.values())


class ContentType:
    """A body has the media type of the protocol: clients choose their parser by it."""

    name = "content_type"

    def check(self, seen: Observation) -> Iterator[Finding]:
        """One finding for a body that is not told to be what the protocol has."""
        if seen.schemas.response is None or not _is_readable(seen):
            return  # another check reports bodies that cannot be read
        told = seen.response.header("content-type")
        kind = (told or "").partition(";")[0].strip().lower()
        due = seen.codec.media_type(seen.contract)
        if kind == due:
            return
        yield seen.finding(
            self.name,
            _severity(seen, kind),
            "response header Content-Type",
            "success" if seen.exchange.accepted else "error",
            f"the body is told to be {kind or 'nothing'}",
            expected=due,
            actual=told or "no Content-Type",
        )


def _severity(seen: Observation, kind: str) -> Severity:
    """How much another media type matters: most where it names another form than the body has."""
    if not seen.codec.is_own_form(kind):
        return Severity.ERROR if seen.exchange.accepted else Severity.WARNING
    # With a media type of its own, clients know the form of a response by their request.
    return Severity.NOTE if seen.codec.traits.own_media_type else Severity.WARNING


def _is_readable(seen: Observation) -> bool:
    try:
        seen.body_tree()
    except ValueError:
        return False
    return bool(seen.response.body)


class MalformedBody:
    """Bodies are in the form of the protocol, for example JSON (RFC 8259)."""

    name = "malformed_json"

    def check(self, seen: Observation) -> Iterator[Finding]:
        """One finding for a body that a parser refuses."""
        if seen.schemas.response is None or not seen.response.body:
            return
        try:
            seen.body_tree()
        except ValueError as error:
            yield seen.finding(
                self.name,
                Severity.ERROR,
                "response body" if seen.exchange.accepted else "error response body",
                seen.codec.traits.body_form,
                f"the body cannot be read: {error}",
                expected=seen.codec.traits.body_description,
                actual=shown(seen.response.body[:300].decode("utf-8", "replace")),
            )


class RequestId:
    """A success carries the request's id, which SDKs put into ResponseMetadata."""

    name = "request_id"

    def check(self, seen: Observation) -> Iterator[Finding]:
        """One finding for a success without an id."""
        if seen.exchange.accepted and not any(seen.response.header(key) for key in _REQUEST_IDS):
            yield seen.finding(
                self.name,
                Severity.WARNING,
                "response header x-amzn-RequestId",
                "required",
                "a success has no request id",
                expected="an x-amzn-RequestId header",
                actual="none",
            )


class ResponseSchema:
    """Required members, types, enums, names and bounds of a success."""

    name = "response_schema"

    def check(self, seen: Observation) -> Iterator[Finding]:
        """A finding for each place of the body that breaks the schema."""
        body_schema = seen.schemas.response
        if not seen.exchange.accepted or body_schema is None:
            return
        try:
            raw = seen.body_tree()
        except ValueError:
            return
        yield from findings_of_body(self.name, seen, body_schema, raw, "response body")


def findings_of_body(
    check: str, seen: ObservedCall, body_schema: BodySchema, raw: Any, place: str
) -> Iterator[Finding]:
    """What is wrong with a parsed body, or with what a client has read of it."""
    wrong_names = tuple(misnomers(body_schema.schema, raw))
    # A required member under a wrong name is told once, by its name.
    renamed = {(each.holder, each.wire_name) for each in wrong_names if each.wire_name}
    for misnomer in wrong_names:
        yield misnomer_finding(check, seen, place, misnomer)
    for error in body_schema.errors(without_nulls(raw)):
        yield from schema_error_findings(check, seen, place, raw, error, of_response, renamed)


class Echo:
    """A member that names a resource, in both the request and the response, has one value."""

    name = "echo"

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
        """Identifiers in the elements of a list that was asked for by them."""
        exchange = seen.exchange
        names = sorted(seen.contract.lifecycle.identifiers & exchange.params.keys())
        for member, elements in sorted(exchange.output.items()):
            for index, element in enumerate(elements if isinstance(elements, list) else ()):
                for name in names if isinstance(element, dict) else ():
                    given, got = exchange.params[name], element.get(name)
                    if isinstance(given, str) and isinstance(got, str) and given != got:
                        yield self._other(seen, f"/{member}/{index}/{name}", given, got)

    def _other(self, seen: Observation, pointer: str, given: str, got: str) -> Finding:
        return seen.finding(
            self.name,
            sure_if_reviewed(seen.reviewed),
            f"response body {pointer}",
            "echo",
            f"the response's {pointer.rpartition('/')[2]} is not the request's",
            expected=shown(given),
            actual=shown(got),
            pointer=pointer,
        )
