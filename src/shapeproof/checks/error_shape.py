"""Checks of error responses: name, status, message and members."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shapeproof.checks import texts
from shapeproof.checks.interface import Observation, Subject
from shapeproof.checks.query_errors import query_error_findings
from shapeproof.checks.schema_findings import findings_of_body
from shapeproof.checks.severities import of_fact
from shapeproof.checks.wire_form import consequential
from shapeproof.contract.model import ErrorContract
from shapeproof.contract.shape import Shape
from shapeproof.exchange import Finding, Severity
from shapeproof.wire.interface import WireError

COMMON_CODES = frozenset(
    {
        "AccessDenied", "AccessDeniedException", "ExpiredToken", "ExpiredTokenException",
        "IncompleteSignature", "InternalFailure", "InternalServerError",
        "InvalidAction", "InvalidClientTokenId", "InvalidParameterCombination",
        "InvalidParameterValue", "InvalidQueryParameter", "InvalidSignatureException",
        "MalformedHttpRequestException", "MalformedQueryString", "MissingAction",
        "MissingAuthenticationToken", "MissingAuthenticationTokenException", "MissingParameter",
        "NotAuthorized", "OptInRequired", "RequestAbortedException",
        "RequestEntityTooLargeException", "RequestExpired", "RequestTimeoutException",
        "SerializationException", "ServiceUnavailable", "SignatureDoesNotMatch", "Throttling",
        "ThrottlingException", "UnknownOperationException",
        "UnrecognizedClientException", "ValidationError", "ValidationException",
    }
)  # fmt: skip
"""Errors that any AWS service may answer with, listed or not (the references' "Common Errors")."""


class ErrorShape:
    """Name, status, message and members of an error."""

    name = "error_shape"
    judges = Subject.ANSWER
    severity = Severity.ERROR

    def check(self, seen: Observation) -> Iterator[Finding]:
        """What is wrong with an error response; successes and crashes are left out."""
        if seen.response.status < 400:
            return
        said = seen.codec.decode_error(seen.response)
        if said.code is not None:
            yield from self._judged(seen, said, said.code)
        elif is_nameless(seen):
            places = seen.codec.traits.error_code_places
            without = texts.nameless_error(seen.response.status, places, _other_form(seen))
            yield seen.finding(self.name, Severity.ERROR, "error response", "code", without)

    def _judged(self, seen: Observation, said: WireError, code: str) -> Iterator[Finding]:
        declared = tuple(seen.contract.errors_of(seen.operation))
        # An error has a name in JSON and another in query (awsQueryCompatible).
        error = seen.contract.error_of(seen.operation, code)
        if error is None:
            yield from self._undeclared(seen, code, declared)
            return
        if error.status is not None and error.status != seen.response.status:
            yield seen.finding(
                self.name, of_fact(seen.contract, "error-status"),
                "error response status", f"status {error.code}",
                texts.error_status(error.code, error.status, seen.response.status),
            )  # fmt: skip
        own = seen.codec.name_of(error)
        if code != own and seen.codec.traits.body_form == "xml":
            # Clients choose the class of an exception by its code alone, not by its shape's name.
            yield seen.finding(
                self.name, Severity.WARNING, "error response", f"code of {own}",
                texts.undeclared_error(code, (own,)),
            )  # fmt: skip
        yield from self._body(seen, said, error)
        yield from query_error_findings(self.name, seen, error)

    def _undeclared(
        self, seen: Observation, code: str, declared: tuple[ErrorContract, ...]
    ) -> Iterator[Finding]:
        if not declared or (code in COMMON_CODES and not seen.reviewed):
            return
        alike = [each.code for each in declared if each.status == seen.response.status]
        # The check of the status reports a status that no error of the operation has. AWS itself
        # answers with errors that the operation does not list: only a review says that it must not.
        grave = bool(alike) and seen.reviewed
        severity = of_fact(seen.contract, "error-undeclared") if grave else Severity.NOTE
        expected = alike or [each.code for each in declared]
        yield seen.finding(
            self.name, severity, "error response", f"undeclared {code}",
            texts.undeclared_error(code, expected),
        )  # fmt: skip

    def _body(self, seen: Observation, said: WireError, error: ErrorContract) -> Iterator[Finding]:
        place = f"error response body ({error.code})"
        try:
            raw = seen.body_tree(error.schema)
        except ValueError:
            return
        if not isinstance(raw, dict):
            not_an_object = texts.error_is_no_object(raw)
            yield seen.finding(self.name, Severity.ERROR, place, "type", not_an_object)
            return
        schema = seen.schemas.errors.get(error.code)
        if schema is None:
            return  # an error without members: its body may hold anything
        if said.message is None and not _requires_message(schema.shape):
            without = texts.error_without_message()
            yield seen.finding(self.name, Severity.WARNING, place, "message", without)
        body = _with_modeled_message(raw, schema.shape)
        for finding in findings_of_body(self.name, seen, schema, body, place):
            if finding.constraint != "unknown" and not consequential(seen, finding.pointer, raw):
                yield finding


def is_nameless(seen: Observation) -> bool:
    """Whether an answer is an error that does not say which one, though it could.

    A crash need not say so, nor can an answer to HEAD where the code stands in the body.
    """
    if not 400 <= seen.response.status < 500:
        return False
    is_head = "HEAD" in (seen.operation.http.method, seen.exchange.request.method)
    if is_head and not seen.codec.traits.named_without_body:
        return False
    return seen.codec.decode_error(seen.response).code is None


def _other_form(seen: Observation) -> str:
    """The form of an error's body where it is that of another protocol; empty where it is not."""
    form = seen.codec.traits.body_form
    starts = seen.response.body.lstrip()[:1]
    if form != "json" and starts in (b"{", b"["):
        return "JSON"
    return "XML or HTML" if form == "cbor" and starts == b"<" else ""


def _requires_message(shape: Shape) -> bool:
    return "message" in {name.lower() for name in shape.required}


def _with_modeled_message(raw: dict[str, Any], shape: Shape) -> dict[str, Any]:
    """The body with ``message`` cased as in the model: clients read either."""
    for modeled, other in (("message", "Message"), ("Message", "message")):
        if modeled in shape.members and modeled not in raw and other in raw:
            rest = {key: each for key, each in raw.items() if key != other}
            return {**rest, modeled: raw[other]}
    return raw
