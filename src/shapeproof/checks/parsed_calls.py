"""Parsed calls judged without the bytes that carried them: parameters, outputs, errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from shapeproof.checks.error_shape import COMMON_CODES
from shapeproof.checks.interface import ObservedCall
from shapeproof.checks.responses import findings_of_body
from shapeproof.checks.schema_findings import (
    Misnomer,
    is_misspelled,
    misnomers,
    schema_error_findings,
)
from shapeproof.checks.schemas import BodySchema, SchemaError
from shapeproof.checks.severities import of_accepted_fault, of_fact
from shapeproof.contract.model import Contract, Operation, Schema
from shapeproof.contract.pointer import join
from shapeproof.exchange import Finding, Severity


@dataclass(frozen=True)
class ValueSchemas:
    """What parameters and outputs must look like, names as in boto3."""

    operation: Operation

    @cached_property
    def request(self) -> BodySchema:
        """The parameters."""
        return BodySchema(self.operation.request)

    @cached_property
    def response(self) -> BodySchema:
        """The output of a success."""
        return BodySchema(self.operation.response)


REQUEST_CHECK = "request_schema"
_PLACE = "request"


def request_findings(
    seen: ObservedCall, schema: BodySchema, params: Mapping[str, Any]
) -> Iterator[Finding]:
    """What is wrong with parameters (API view; see ``as_seen`` for what Python clients give)."""
    for misnomer in misnomers(schema.schema, params):
        yield _unknown(seen, misnomer)
    for error in schema.errors(params):
        if not (_is_filled_in(error) or _is_converted(error)):
            weigh = _lightly if _is_taken(error) else of_accepted_fault
            yield from schema_error_findings(REQUEST_CHECK, seen, _PLACE, params, error, weigh)


def _is_taken(error: SchemaError) -> bool:
    """Whether a service may take a value for one of its enum, or for none at all.

    Some look at no case ("the values aren't case sensitive": Batch), some take older spellings
    (lowestPrice: EC2), and in query an empty value is as good as none.
    """
    return is_misspelled(error) or (error.keyword == "enum" and error.instance == "")


def _lightly(contract: Contract, constraint: str, place: Mapping[str, Any]) -> Severity:
    return min(of_accepted_fault(contract, constraint, place), Severity.WARNING)


def _unknown(seen: ObservedCall, found: Misnomer) -> Finding:
    pointer = join((*found.holder, found.name))
    return seen.finding(
        REQUEST_CHECK, Severity.ERROR, f"{_PLACE} {pointer}", "unknown",
        f"the request shape has no member {found.name}",
        expected=found.wire_name or "a member of the request shape",
        actual=found.name, pointer=pointer,
        place=f"{_PLACE} {join((*found.anywhere, found.name))}",
    )  # fmt: skip


def _is_filled_in(error: SchemaError) -> bool:
    """Whether clients supply all that is missing (Smithy ``idempotencyToken``)."""
    if error.keyword != "required":
        return False
    members = error.schema.get("properties", {})
    missing = [name for name in error.limit if name not in error.instance]
    return all(members.get(name, {}).get("x-idempotency-token") for name in missing)


def _is_converted(error: SchemaError) -> bool:
    """Whether clients make the due type of what they were given: a time in seconds, JSON."""
    given = error.schema.get("x-timestamp") or error.schema.get("x-jsonvalue")
    return error.keyword == "type" and bool(given)


OUTPUT_CHECK = "response_schema"
_OUTPUT_PLACE = "output"
_ADDED = frozenset({"ResponseMetadata"})


def output_findings(
    seen: ObservedCall, schema: BodySchema, output: Mapping[str, Any]
) -> Iterator[Finding]:
    """What is wrong with an output (API view)."""
    value = own_members(schema.schema, output)
    yield from findings_of_body(OUTPUT_CHECK, seen, schema, value, _OUTPUT_PLACE)


def own_members(schema: Schema, output: Mapping[str, Any]) -> dict[str, Any]:
    """An output without what clients add to it, and with no events in a stream of events.

    Events that are there as a list stay.

    botocore adds ``ResponseMetadata``, and beside a timestamp, in some services, its text.
    """
    members = schema.get("properties", {})
    return {
        name: [] if _is_stream(members.get(name, {}), each) else each
        for name, each in output.items()
        if name not in _ADDED and not _is_text_of(members, name)
    }


def _is_stream(member: Schema, value: Any) -> bool:
    return bool(member.get("x-eventstream")) and not isinstance(value, list)


def _is_text_of(members: Mapping[str, Schema], name: str) -> bool:
    timestamp = members.get(name.removesuffix("String"), {}).get("x-timestamp")
    return name not in members and bool(timestamp)


ERROR_CHECK = "error_shape"
_FEW = 2
"""A service that models fewer errors than this lists none on purpose (ec2, s3)."""


def error_findings(seen: ObservedCall, code: str, status: int | None) -> Iterator[Finding]:
    """What is wrong with an error: a code that is not declared, or a status that is not its own.

    A status of None is not judged. Codes that any service may answer with are always right, and so
    are statuses: botocore takes them for the code where there is no body (HEAD).
    """
    declared = {each.code: each for each in seen.contract.errors_of(seen.operation)}
    error = declared.get(code)
    if error is None:
        yield from _undeclared(seen, code, tuple(declared))
    elif status is not None and error.status not in (None, status):
        yield seen.finding(
            ERROR_CHECK, of_fact(seen.contract, "error-status"), "error status",
            f"status {code}", f"{code} has status {error.status}",
            expected=str(error.status), actual=str(status),
        )  # fmt: skip


def _undeclared(seen: ObservedCall, code: str, declared: tuple[str, ...]) -> Iterator[Finding]:
    modeled = {each.code for each in seen.contract.errors.values()}
    if code in COMMON_CODES or code.isdigit() or not declared or len(modeled) < _FEW:
        return
    if code in modeled:
        severity, message = Severity.NOTE, f"the operation does not declare the error {code}"
    else:
        severity = of_fact(seen.contract, "error-undeclared")
        message = f"the service has no error {code}"
    yield seen.finding(
        ERROR_CHECK, severity, "error code", f"undeclared {code}", message,
        expected=" or ".join(declared[:12]), actual=code,
    )  # fmt: skip
