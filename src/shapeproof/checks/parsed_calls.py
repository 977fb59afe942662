"""Parsed calls judged without the bytes that carried them: parameters, outputs, errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from shapeproof.checks import texts
from shapeproof.checks.conventions import Departure, departures
from shapeproof.checks.documented_rules import (
    RULES,
    Documentation,
    PartialMatch,
    is_made_up_arn,
    partial_matches,
)
from shapeproof.checks.envelope import envelope_findings
from shapeproof.checks.error_shape import COMMON_CODES, ErrorShape
from shapeproof.checks.interface import ObservedCall, Subject
from shapeproof.checks.missing_members import joined
from shapeproof.checks.responses import ResponseSchema
from shapeproof.checks.schema_findings import (
    Misnomer,
    findings_of_body,
    is_misspelled,
    misnomers,
    schema_error_findings,
)
from shapeproof.checks.schemas import BodySchema, SchemaError
from shapeproof.checks.severities import of_accepted_fault, of_fact
from shapeproof.contract.model import Contract, Operation
from shapeproof.contract.pointer import Tokens, join
from shapeproof.contract.shape import Shape
from shapeproof.exchange import Finding, Limit, Severity
from shapeproof.generate.values.text_constraints import holds_json
from shapeproof.wire.registry import traits_of


@dataclass(frozen=True)
class ValueSchemas:
    """The schemas of parameters and outputs in the API view, compiled once."""

    operation: Operation

    @cached_property
    def request(self) -> BodySchema:
        """The parameters."""
        return BodySchema(self.operation.request)

    @cached_property
    def response(self) -> BodySchema:
        """The output of a success."""
        return BodySchema(self.operation.response)


@dataclass(frozen=True, kw_only=True)
class ParsedCall(ObservedCall):
    """A call by its parameters, output or error: nothing is known of the bytes.

    ``documentation`` weighs rules for texts. Without it those of the model weigh alike.
    """

    schemas: ValueSchemas
    documentation: Documentation | None = None


NULL = "null"
"""The constraint of None for a parameter."""


class RequestSchema:
    """Parameters keep to the request schema, also where clients do not look.

    botocore checks names, types, required members and minima, but not enums, maxima and patterns.
    """

    name = "request_schema"
    judges = Subject.PARSED_CALL
    severity = Severity.ERROR

    def check(self, seen: ParsedCall) -> Iterator[Finding]:
        """A finding for each place of the parameters (API view) that breaks the schema."""
        yield from joined(self._each(seen))

    def _each(self, seen: ParsedCall) -> Iterator[Finding]:
        params, schema = seen.exchange.params, seen.schemas.request
        for misnomer in misnomers(schema.shape, params):
            yield self._unknown(seen, misnomer)
        nulls: set[Tokens] = set()
        for error in schema.errors(params):
            if error.instance is None and error.keyword != "required":
                if error.tokens not in nulls:
                    nulls.add(error.tokens)
                    yield self._null(seen, error)
            elif not (_is_filled_in(error) or _is_converted(error)):
                severity_of = _at_most_warning if _is_taken(error) else of_accepted_fault
                for found in schema_error_findings(
                    self.name, seen, "request", params, error, severity_of
                ):
                    yield _weighed(seen, found, error.anywhere, error.instance)
        for partial in partial_matches(schema.shape, params):
            yield _weighed(seen, self._partial(seen, partial), partial.anywhere, partial.text)

    def _partial(self, seen: ParsedCall, found: PartialMatch) -> Finding:
        pointer = join(found.tokens)
        known = seen.documentation is not None
        severity = of_fact(seen.contract, "request-pattern") if known else Severity.NOTE
        return seen.finding(
            self.name, severity, f"request {pointer}", "pattern",
            texts.partial_match(found.text, Limit("pattern", found.pattern)),
            pointer=pointer, place=f"request {join(found.anywhere)}",
        )  # fmt: skip

    def _null(self, seen: ParsedCall, error: SchemaError) -> Finding:
        pointer = join(error.tokens)
        return seen.finding(
            self.name, of_fact(seen.contract, "request-type"), f"request {pointer}", NULL,
            texts.no_value(error.tokens[-1]),
            pointer=pointer, place=f"request {join(error.anywhere)}",
        )  # fmt: skip

    def _unknown(self, seen: ParsedCall, found: Misnomer) -> Finding:
        pointer = join((*found.holder, found.name))
        return seen.finding(
            self.name, Severity.ERROR, f"request {pointer}", "unknown",
            texts.unknown_member(found.name, "request", found.wire_name or ""),
            pointer=pointer, place=f"request {join((*found.anywhere, found.name))}",
        )  # fmt: skip


def _weighed(seen: ParsedCall, finding: Finding, anywhere: Tokens, value: Any) -> Finding:
    """A note for a broken rule that only the model states, and for an ARN that a test made up."""
    known = seen.documentation
    if known is None or finding.constraint not in RULES or finding.severity is not Severity.WARNING:
        return finding
    made_up = is_made_up_arn(finding.expected, value)
    if known.states(seen.operation.name, anywhere) and not made_up:
        return finding
    return replace(finding, severity=Severity.NOTE)


def _is_taken(error: SchemaError) -> bool:
    """Whether a service may take a value for one of its enum, or for none at all.

    Some ignore the case ("the values aren't case sensitive": Batch), some accept older values
    (lowestPrice: EC2), and in query an empty value is as good as none.
    """
    return is_misspelled(error) or (error.keyword == "enum" and error.instance == "")


def _at_most_warning(contract: Contract, constraint: str, place: Mapping[str, Any]) -> Severity:
    return min(of_accepted_fault(contract, constraint, place), Severity.WARNING)


def _is_filled_in(error: SchemaError) -> bool:
    """Whether clients supply all that is missing (Smithy ``idempotencyToken``)."""
    if error.keyword != "required":
        return False
    shape = Shape.of(error.schema)
    missing = [name for name in error.limit if name not in error.instance]
    return all(shape.member(name).raw.get("x-idempotency-token") for name in missing)


def _is_converted(error: SchemaError) -> bool:
    """Whether clients convert what they are given: seconds to a timestamp, a value to JSON."""
    given = error.schema.get("x-timestamp") or error.schema.get("x-jsonvalue")
    return error.keyword == "type" and bool(given)


OUTPUT_CHECK = ResponseSchema.name
_ADDED = frozenset({"ResponseMetadata"})


def output_findings(
    seen: ObservedCall,
    schema: BodySchema,
    output: Mapping[str, Any],
    given: Mapping[str, Any] | None = None,
    *,
    takes_json: bool = False,
) -> Iterator[Finding]:
    """What is wrong with an output (API view).

    ``given`` is the same output with the types that boto3 gave or should have given. Without it
    they are not judged. With ``takes_json`` a time may be a text (RFC 3339), and so may bytes
    (base64), as in the values that shapeproof's strategies draw.
    """
    value = own_members(schema.shape, output)
    if schema.schema is seen.operation.response:  # members of an error have no envelope
        wrapped = list(envelope_findings(OUTPUT_CHECK, seen, schema.shape, value, "output"))
        if wrapped:
            yield from wrapped
            return
    departed = [*departures(schema.shape, own_members(schema.shape, given or {}))]
    places = {each.tokens for each in departed}
    left = (each for each in departed if not (takes_json and each.is_json_form))
    yield from (_departure_finding(seen, each) for each in left)

    def is_legal(error: SchemaError) -> bool:
        return error.tokens in places or _is_read_json(error) or _is_sparse_null(schema, error)

    yield from joined(findings_of_body(OUTPUT_CHECK, seen, schema, value, "output", is_legal))


def departure_findings(
    seen: ObservedCall, schema: BodySchema, given: Mapping[str, Any]
) -> Iterator[Finding]:
    """What an output has in other types than boto3 gives, whatever its values mean."""
    for each in departures(schema.shape, own_members(schema.shape, given)):
        yield _departure_finding(seen, each)


def _departure_finding(seen: ObservedCall, found: Departure) -> Finding:
    """A finding for a value of another type than boto3 gives."""
    constraint = "type" if found.severity is Severity.ERROR else "convention"
    return seen.finding(
        OUTPUT_CHECK, found.severity, f"output {join(found.tokens)}", constraint,
        texts.other_type_than_boto3(found.due, found.value),
        pointer=join(found.tokens), place=f"output {join(found.anywhere)}",
    )  # fmt: skip


def _is_sparse_null(schema: BodySchema, error: SchemaError) -> bool:
    """Whether a null stands in a list that may hold nulls."""
    if error.instance is not None or not error.tokens:
        return False
    return schema.shape.at(error.tokens[:-1]).is_sparse


def _is_read_json(error: SchemaError) -> bool:
    """Whether a client has read the JSON in a text, as botocore does with IAM's policies."""
    is_value = isinstance(error.instance, dict | list)
    return error.keyword == "type" and is_value and holds_json(error.schema)


def own_members(shape: Shape, output: Mapping[str, Any]) -> dict[str, Any]:
    """An output without what clients add to it, and with no events in a stream of events.

    Events that are there as a list stay. botocore adds ``ResponseMetadata`` and, in some services,
    the text of a timestamp next to it.
    """
    return {
        name: [] if _is_stream(shape.member(name), each) else each
        for name, each in ((str(given), each) for given, each in output.items())
        if name not in _ADDED and not _is_text_of_timestamp(shape, name)
    }


def _is_stream(member: Shape, value: Any) -> bool:
    return member.is_event_stream and not isinstance(value, list)


def _is_text_of_timestamp(shape: Shape, name: str) -> bool:
    timestamp = shape.member(name.removesuffix("String"))
    return name not in shape.members and timestamp.is_timestamp


ERROR_CHECK = ErrorShape.name
_FEW = 2
"""A service that models fewer errors than this lists none on purpose (ec2, s3)."""


def error_findings(seen: ObservedCall, code: str, status: int | None) -> Iterator[Finding]:
    """What is wrong with an error: a code that is not declared, or a status that is not its own.

    A status of None is not judged. Codes that any service may answer with are always right, and so
    are statuses: botocore takes them for the code where there is no body (HEAD).
    """
    error = seen.contract.error_of(seen.operation, code)
    if error is None:
        declared = seen.contract.errors_of(seen.operation)
        yield from _undeclared(seen, code, tuple(each.code for each in declared))
        return
    if code != error.code and traits_of(seen.contract.protocol).body_form == "xml":
        # Clients choose the class of an exception by its code alone, not by its shape's name.
        yield seen.finding(
            ERROR_CHECK, Severity.WARNING, "error code", f"code of {error.code}",
            texts.undeclared_error(code, (error.code,)),
        )  # fmt: skip
    if status is not None and error.status not in (None, status):
        yield seen.finding(
            ERROR_CHECK, of_fact(seen.contract, "error-status"), "error status",
            f"status {code}", texts.error_status(code, error.status, status),
        )  # fmt: skip


def _undeclared(seen: ObservedCall, code: str, declared: tuple[str, ...]) -> Iterator[Finding]:
    modeled = seen.contract.errors.values()
    if code in COMMON_CODES or code.isdigit() or not declared or len(modeled) < _FEW:
        return
    is_known = any(code in each.codes for each in modeled)
    severity = Severity.NOTE if is_known else of_fact(seen.contract, "error-undeclared")
    said = texts.undeclared_error if is_known else texts.unknown_error
    yield seen.finding(
        ERROR_CHECK, severity, "error code", f"undeclared {code}", said(code, declared)
    )
