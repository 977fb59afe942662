"""The body of a success against the response schema, on the bytes.

Clients hide wrong casing, unknown members and numbers as strings; here they show. An explicit null
for an optional member is none of these: clients read it as absent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shapeproof.checks.bodies import kind_of, shown, without_nulls
from shapeproof.checks.interface import Observation
from shapeproof.checks.names import Misnomer, misnomers
from shapeproof.checks.schemas import BodySchema, SchemaError
from shapeproof.checks.severities import of_response
from shapeproof.contract.pointer import join, lookup
from shapeproof.exchange import Finding, Severity
from shapeproof.wire.json_text import parse_json


class ResponseSchema:
    """Required members, types, enums, names and bounds of a success."""

    name = "response_schema"

    def check(self, seen: Observation) -> Iterator[Finding]:
        """A finding for each place of the body that breaks the schema."""
        body_schema = seen.schemas.response
        if not seen.exchange.accepted or body_schema is None:
            return
        try:
            raw = parse_json(seen.response.body) if seen.response.body else {}
        except ValueError:
            return
        yield from findings_of_body(self.name, seen, body_schema, raw, "response body")


def findings_of_body(
    check: str, seen: Observation, body_schema: BodySchema, raw: Any, place: str
) -> Iterator[Finding]:
    """What is wrong with a parsed body."""
    wrong_names = tuple(misnomers(body_schema.schema, raw))
    # A required member under a wrong name is told once, by its name.
    renamed = {(each.holder, each.wire_name) for each in wrong_names if each.wire_name}
    for misnomer in wrong_names:
        yield _misnomer(check, seen, place, misnomer)
    for error in body_schema.errors(without_nulls(raw)):
        yield from _explained(check, seen, place, raw, error, renamed)


def _misnomer(check: str, seen: Observation, place: str, found: Misnomer) -> Finding:
    pointer = join((*found.holder, found.name))
    if found.wire_name:
        constraint, expected = "name", found.wire_name
        message = f"the member is called {found.wire_name} on the wire, not {found.name}"
    else:
        constraint, expected = "unknown", "a member of the response shape"
        message = f"the response shape has no member {found.name}"
    where = f"{place} {pointer}"
    return seen.finding(
        check, of_response(seen.contract, constraint), where, constraint, message,
        expected=expected, actual=found.name, pointer=pointer,
    )  # fmt: skip


def _explained(
    check: str,
    seen: Observation,
    place: str,
    raw: Any,
    error: SchemaError,
    renamed: set[tuple[tuple[str, ...], str]],
) -> Iterator[Finding]:
    tokens, constraint = error.tokens, error.keyword
    if constraint == "required":
        for name in error.limit:
            if name not in error.instance and (tokens, name) not in renamed:
                weight = of_response(seen.contract, "required", error.schema)
                yield _missing(check, seen, place, raw, (*tokens, name), weight)
        return
    pointer = join(tokens)
    yield seen.finding(
        check,
        of_response(seen.contract, constraint, error.schema),
        f"{place} {pointer}".strip(),
        constraint,
        _message(constraint, error),
        expected=_expected(constraint, error.limit, error.schema),
        actual=shown(error.instance),
        pointer=pointer,
    )


def _missing(
    check: str,
    seen: Observation,
    place: str,
    raw: Any,
    tokens: tuple[str, ...],
    severity: Severity,
) -> Finding:
    try:
        is_null = lookup(raw, tokens) is None
    except KeyError:
        is_null = False
    pointer = join(tokens)
    return seen.finding(
        check,
        severity,
        f"{place} {pointer}",
        "required",
        f"the required member {tokens[-1]} is {'null' if is_null else 'missing'}",
        expected=f"a value for {tokens[-1]}",
        actual="null" if is_null else "nothing",
        pointer=pointer,
    )


def _message(constraint: str, error: SchemaError) -> str:
    if constraint == "enum":
        cased = [
            each
            for each in error.limit
            if isinstance(error.instance, str) and str(each).lower() == error.instance.lower()
        ]
        return f"the enum value is spelled {cased[0]}" if cased else "the value is not in its enum"
    if constraint in ("type", "anyOf"):
        return f"{kind_of(error.instance)} is not of the member's type"
    return f"the value breaks {constraint}"


def _expected(constraint: str, value: Any, schema: Mapping[str, Any]) -> str:
    if constraint == "enum":
        return "one of " + ", ".join(str(each) for each in value[:12])
    if constraint == "anyOf":
        return " or ".join(str(each.get("type", "one of an enum")) for each in schema["anyOf"])
    return f"{constraint} {shown(value)}"
