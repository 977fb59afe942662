"""Error responses: can a client tell which error it is, and does it get what the error promises?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from shapeproof.checks.interface import Observation
from shapeproof.checks.responses import findings_of_body
from shapeproof.checks.severities import of_fact
from shapeproof.checks.texts import shown
from shapeproof.contract.model import ErrorContract
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
    """Type, status, message and members of an error."""

    name = "error_shape"

    def check(self, seen: Observation) -> Iterator[Finding]:
        """What is wrong with an error response; successes and crashes are not its business."""
        status = seen.response.status
        if status < 400 or (status >= 500 and seen.codec.decode_error(seen.response).code is None):
            return
        said = seen.codec.decode_error(seen.response)
        if said.code is None:
            yield self._nameless(seen)
        else:
            yield from self._judged(seen, said)

    def _nameless(self, seen: Observation) -> Finding:
        return seen.finding(
            self.name,
            Severity.ERROR,
            "error response",
            "code",
            "nothing tells which error it is, so clients cannot raise the right exception",
            expected=seen.codec.traits.error_code_places,
            actual=f"status {seen.response.status} without any of them",
        )

    def _judged(self, seen: Observation, said: WireError) -> Iterator[Finding]:
        modeled = tuple(seen.contract.errors_of(seen.operation))
        # What query calls one thing, JSON calls by the name of its shape (awsQueryCompatible).
        error = next((each for each in modeled if said.code in _names([each])), None)
        if error is None:
            yield from self._undeclared(seen, said, modeled)
            return
        if error.status is not None and error.status != seen.response.status:
            yield seen.finding(
                self.name,
                of_fact(seen.contract, "error-status"),
                "error response status",
                f"status {error.code}",
                f"{error.code} has status {error.status}",
                expected=str(error.status),
                actual=str(seen.response.status),
            )
        yield from self._body(seen, said, error)

    def _undeclared(
        self, seen: Observation, said: WireError, modeled: tuple[ErrorContract, ...]
    ) -> Iterator[Finding]:
        if not modeled or (said.code in COMMON_CODES and not seen.reviewed):
            return
        named = [each.code for each in modeled if each.status == seen.response.status]
        # Where no error of the operation has this status, that is told by another check. AWS itself
        # answers with errors of the service that the operation does not list.
        is_known = said.code in _names(seen.contract.errors.values()) and not seen.reviewed
        grave = bool(named) and not is_known
        severity = of_fact(seen.contract, "error-undeclared") if grave else Severity.NOTE
        yield seen.finding(
            self.name,
            severity,
            "error response",
            f"undeclared {said.code}",
            f"the operation does not declare the error {said.code}",
            expected=" or ".join(named or [each.code for each in modeled]),
            actual=str(said.code),
        )

    def _body(self, seen: Observation, said: WireError, error: ErrorContract) -> Iterator[Finding]:
        place = f"error response body ({error.code})"
        try:
            raw = seen.body_tree(error.schema)
        except ValueError:
            return
        if not isinstance(raw, dict):
            yield self._not_an_object(seen, place, raw)
            return
        schema = seen.schemas.errors.get(error.code)
        if schema is None:
            return  # an error without members: its body may hold anything
        if said.message is None and "message" not in _required(schema.schema):
            yield self._without_message(seen, place)
        for finding in findings_of_body(self.name, seen, schema, _usual(raw, schema.schema), place):
            if finding.constraint != "unknown":
                yield finding

    def _not_an_object(self, seen: Observation, place: str, raw: Any) -> Finding:
        return seen.finding(
            self.name, Severity.ERROR, place, "type", "an error's body is an object",
            expected="an object", actual=shown(raw),
        )  # fmt: skip

    def _without_message(self, seen: Observation, place: str) -> Finding:
        return seen.finding(
            self.name, Severity.WARNING, place, "message", "the error has no message",
            expected="a message", actual="none",
        )  # fmt: skip


def _names(errors: Iterable[ErrorContract]) -> set[str]:
    """What errors are called: by their code, or by the name of their shape."""
    return {name for each in errors for name in (each.code, each.name)}


def _required(schema: Any) -> set[str]:
    return {name.lower() for name in schema.get("required", ())}


def _usual(raw: dict[str, Any], schema: Any) -> dict[str, Any]:
    """The body with ``message`` cased as the model has it: clients read either."""
    members = schema.get("properties", {})
    for model_name, other in (("message", "Message"), ("Message", "message")):
        if model_name in members and model_name not in raw and other in raw:
            return {
                **{key: each for key, each in raw.items() if key != other},
                model_name: raw[other],
            }
    return raw
