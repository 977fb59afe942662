"""Errors of a schema told as findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from typing import Any

from shapeproof.checks.bodies import kind_of, shown
from shapeproof.checks.names import Misnomer, folded
from shapeproof.checks.occasion import Occasion
from shapeproof.checks.schemas import SchemaError
from shapeproof.checks.severities import of_response
from shapeproof.contract.model import Contract
from shapeproof.contract.pointer import Tokens, join, lookup
from shapeproof.exchange import Finding, Severity

Weigh = Callable[[Contract, str, Mapping[str, Any]], Severity]
"""How much it weighs that a constraint is broken, by the schema that states it."""


def misnamed(check: str, seen: Occasion, place: str, found: Misnomer) -> Finding:
    """A finding for a member that a response shape does not have."""
    pointer = join((*found.holder, found.name))
    if found.wire_name:
        constraint, expected = "name", found.wire_name
        message = f"the member is called {found.wire_name}, not {found.name}"
    else:
        constraint, expected = "unknown", "a member of the response shape"
        message = f"the response shape has no member {found.name}"
    return seen.finding(
        check, of_response(seen.contract, constraint), f"{place} {pointer}", constraint, message,
        expected=expected, actual=found.name, pointer=pointer,
        place=f"{place} {join((*found.anywhere, found.name))}",
    )  # fmt: skip


def explained(
    check: str,
    seen: Occasion,
    place: str,
    raw: Any,
    error: SchemaError,
    weigh: Weigh,
    renamed: Set[tuple[Tokens, str]] = frozenset(),
) -> Iterator[Finding]:
    """A finding for each error of a value; one for each required member that is missing.

    ``raw`` is the value as it was seen, with its nulls; ``renamed`` are members that are there
    under another name, each with the place of its holder.
    """
    tokens, constraint = error.tokens, error.keyword
    if constraint == "required":
        for name in error.limit:
            if name not in error.instance and (tokens, name) not in renamed:
                weight = weigh(seen.contract, "required", error.schema)
                yield _missing(check, seen, place, raw, error, name, weight)
        return
    pointer = join(tokens)
    yield seen.finding(
        check,
        weigh(seen.contract, constraint, error.schema),
        f"{place} {pointer}".strip(),
        constraint,
        _message(constraint, error),
        expected=_expected(constraint, error.limit, error.schema),
        actual=shown(error.instance),
        pointer=pointer,
        place=f"{place} {join(error.anywhere)}".strip(),
    )


def _missing(
    check: str,
    seen: Occasion,
    place: str,
    raw: Any,
    error: SchemaError,
    name: str,
    severity: Severity,
) -> Finding:
    tokens = *error.tokens, name
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
        f"the required member {name} is {'null' if is_null else 'missing'}",
        expected=f"a value for {name}",
        actual="null" if is_null else "nothing",
        pointer=pointer,
        place=f"{place} {join((*error.anywhere, name))}",
    )


def is_misspelled(error: SchemaError) -> bool:
    """Whether a value is one of its enum but for upper and lower case, underscores or hyphens."""
    return error.keyword == "enum" and bool(_meant(error))


def _meant(error: SchemaError) -> list[Any]:
    value = folded(error.instance) if isinstance(error.instance, str) else None
    return [each for each in error.limit if folded(str(each)) == value]


def _message(constraint: str, error: SchemaError) -> str:
    if constraint == "enum":
        meant = _meant(error)
        return f"the enum value is spelled {meant[0]}" if meant else "the value is not in its enum"
    if constraint in ("type", "anyOf"):
        return f"{kind_of(error.instance)} is not of the member's type"
    return f"the value breaks {constraint}"


def _expected(constraint: str, value: Any, schema: Mapping[str, Any]) -> str:
    if constraint == "enum":
        return "one of " + ", ".join(str(each) for each in value[:12])
    if constraint == "anyOf":
        return " or ".join(str(each.get("type", "one of an enum")) for each in schema["anyOf"])
    return f"{constraint} {shown(value)}"
