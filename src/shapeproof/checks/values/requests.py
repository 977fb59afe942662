"""Parameters against the request schema: also what clients do not look at.

botocore checks names, types, required members and minima; enums, maxima and patterns it does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shapeproof.checks.explaining import explained, is_misspelled
from shapeproof.checks.names import Misnomer, misnomers
from shapeproof.checks.occasion import Occasion
from shapeproof.checks.schemas import BodySchema, SchemaError
from shapeproof.checks.severities import of_accepted_fault
from shapeproof.contract.model import Contract
from shapeproof.contract.pointer import join
from shapeproof.exchange import Finding, Severity

REQUEST_CHECK = "request_schema"
_PLACE = "request"


def request_findings(
    seen: Occasion, schema: BodySchema, params: Mapping[str, Any]
) -> Iterator[Finding]:
    """What is wrong with parameters (API view; see ``as_seen`` for what Python clients give)."""
    for misnomer in misnomers(schema.schema, params):
        yield _unknown(seen, misnomer)
    for error in schema.errors(params):
        if not (_is_filled_in(error) or _is_converted(error)):
            weigh = _lightly if _is_taken(error) else of_accepted_fault
            yield from explained(REQUEST_CHECK, seen, _PLACE, params, error, weigh)


def _is_taken(error: SchemaError) -> bool:
    """Whether a service may take a value for one of its enum, or for none at all.

    Some look at no case ("the values aren't case sensitive": Batch), some take older spellings
    (lowestPrice: EC2), and in query an empty value is as good as none.
    """
    return is_misspelled(error) or (error.keyword == "enum" and error.instance == "")


def _lightly(contract: Contract, constraint: str, place: Mapping[str, Any]) -> Severity:
    return min(of_accepted_fault(contract, constraint, place), Severity.WARNING)


def _unknown(seen: Occasion, found: Misnomer) -> Finding:
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
