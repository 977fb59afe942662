"""What breaks a schema, as findings: wrong member names and broken constraints."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import Any

from shapeproof.checks.interface import ObservedCall
from shapeproof.checks.schemas import SchemaError
from shapeproof.checks.severities import of_response
from shapeproof.checks.texts import kind_of, shown
from shapeproof.contract.model import Contract, Schema
from shapeproof.contract.pointer import Tokens, join, lookup
from shapeproof.contract.resolve import resolve
from shapeproof.exchange import Finding, Severity


@dataclass(frozen=True)
class Misnomer:
    """A member that the shape does not have.

    ``holder`` is the place of the object that has it, ``anywhere`` the same with ``*`` for each
    index of a list and key of a map; ``wire_name`` the member that was meant: it has this API
    name, or differs only in casing or underscores. None where nothing is close.
    """

    holder: Tokens
    name: str
    wire_name: str | None
    anywhere: Tokens = field(default=(), compare=False)


def misnomers(root: Schema, body: Any) -> Iterator[Misnomer]:
    """Every misnomer of a body (wire view), at any depth."""
    yield from _below(root, root, body, (), ())


def _below(
    root: Schema, schema: Schema, value: Any, tokens: Tokens, anywhere: Tokens
) -> Iterator[Misnomer]:
    schema = resolve(root, schema)
    if isinstance(value, list) and "items" in schema:
        for index, each in enumerate(value):
            place = (*tokens, str(index))
            yield from _below(root, schema["items"], each, place, (*anywhere, "*"))
    elif isinstance(value, dict) and schema.get("x-map"):
        for key, each in value.items():
            inner = schema["additionalProperties"]
            yield from _below(root, inner, each, (*tokens, key), (*anywhere, "*"))
    elif isinstance(value, dict) and "properties" in schema:
        members: Mapping[str, Schema] = schema["properties"]
        for key, each in value.items():
            if key in members:
                yield from _below(root, members[key], each, (*tokens, key), (*anywhere, key))
            elif key != "__type":
                yield Misnomer(tokens, key, _intended_member(members, key, value), anywhere)


def _intended_member(
    members: Mapping[str, Schema], key: str, value: Mapping[str, Any]
) -> str | None:
    for wire_name, member in members.items():
        names = (wire_name, str(member.get("x-member", wire_name)))
        if wire_name not in value and folded(key) in {folded(name) for name in names}:
            return wire_name
    return None


def folded(name: str) -> str:
    """A name without what is often mistaken in it: case, underscores, hyphens."""
    return name.replace("_", "").replace("-", "").lower()


SeverityOf = Callable[[Contract, str, Mapping[str, Any]], Severity]
"""How much it weighs that a constraint is broken, by the schema that states it."""


def misnomer_finding(check: str, seen: ObservedCall, place: str, found: Misnomer) -> Finding:
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


def schema_error_findings(
    check: str,
    seen: ObservedCall,
    place: str,
    raw: Any,
    error: SchemaError,
    weigh: SeverityOf,
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
    seen: ObservedCall,
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
    return error.keyword == "enum" and bool(_intended_values(error))


def _intended_values(error: SchemaError) -> list[Any]:
    value = folded(error.instance) if isinstance(error.instance, str) else None
    return [each for each in error.limit if folded(str(each)) == value]


def _message(constraint: str, error: SchemaError) -> str:
    if constraint == "enum":
        meant = _intended_values(error)
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
