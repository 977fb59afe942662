"""What surrounds a body: status, content type, request id, and that it is JSON at all."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.checks.bodies import shown
from shapeproof.checks.interface import Observation
from shapeproof.checks.severities import sure_if_reviewed
from shapeproof.exchange import Finding, Severity
from shapeproof.wire.bodies import JSON
from shapeproof.wire.json_text import parse_json

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
    """JSON bodies are told as such: clients choose their parser by it."""

    name = "content_type"

    def check(self, seen: Observation) -> Iterator[Finding]:
        """One finding for a body that is not told to be what the protocol has."""
        if seen.schemas.response is None or not _is_json(seen.response.body):
            return  # what is no JSON is another check's business
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
    """How much another media type matters: a success that is not told to be JSON is an error."""
    is_json = kind == JSON or kind.startswith("application/x-amz-json") or kind.endswith("+json")
    if not is_json:
        return Severity.ERROR if seen.exchange.accepted else Severity.WARNING
    # Whoever speaks a protocol with a type of its own knows by the request that the answer is JSON.
    due = seen.codec.media_type(seen.contract)
    return Severity.WARNING if due == JSON else Severity.NOTE


def _is_json(body: bytes) -> bool:
    try:
        parse_json(body)
    except ValueError:
        return False
    return True


class MalformedJson:
    """Bodies are JSON (RFC 8259)."""

    name = "malformed_json"

    def check(self, seen: Observation) -> Iterator[Finding]:
        """One finding for a body that a parser refuses."""
        if seen.schemas.response is None or not seen.response.body:
            return
        try:
            parse_json(seen.response.body)
        except ValueError as error:
            yield seen.finding(
                self.name,
                Severity.ERROR,
                "response body" if seen.exchange.accepted else "error response body",
                "json",
                f"the body cannot be read: {error}",
                expected="a JSON object",
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
