"""What breaks a schema, as findings: wrong member names and broken constraints."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import Any

from shapeproof.checks import texts
from shapeproof.checks.interface import ObservedCall
from shapeproof.checks.schemas import (
    BodySchema,
    SchemaError,
    is_of_union,
    weighed_as,
    without_nulls,
)
from shapeproof.checks.severities import of_response
from shapeproof.contract.model import Contract
from shapeproof.contract.pointer import Tokens, join, lookup
from shapeproof.contract.shape import Shape
from shapeproof.exchange import Finding, FindingTexts, Limit, Severity


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


def misnomers(shape: Shape, body: Any) -> Iterator[Misnomer]:
    """Every misnomer of a body (wire view), at any depth."""
    yield from _misnomers_in(shape, body, (), ())


def _misnomers_in(shape: Shape, value: Any, tokens: Tokens, anywhere: Tokens) -> Iterator[Misnomer]:
    if shape.is_nullable and shape.definition is not None:
        return
    if isinstance(value, list):
        for index, each in enumerate(value if shape.is_list else ()):
            yield from _misnomers_in(shape.item, each, (*tokens, str(index)), (*anywhere, "*"))
    elif isinstance(value, dict) and shape.is_map:
        for key, each in value.items():
            yield from _misnomers_in(shape.value, each, (*tokens, key), (*anywhere, "*"))
    elif isinstance(value, dict) and "properties" in shape.schema:
        for key, each in value.items():
            if key in shape.members:
                member = shape.members[key]
                yield from _misnomers_in(member, each, (*tokens, key), (*anywhere, key))
            elif key not in _NO_MEMBERS:
                yield Misnomer(tokens, key, _intended_member(shape, key, value), anywhere)


_NO_MEMBERS = frozenset({"__type", "SDK_UNKNOWN_MEMBER"})
"""What stands beside members: the type of a union's value, and boto3's word for an unknown one."""


def _intended_member(shape: Shape, key: str, value: Mapping[str, Any]) -> str | None:
    for wire_name, member in shape.members.items():
        names = (wire_name, str(member.schema.get("x-member", wire_name)))
        if wire_name not in value and folded(key) in {folded(name) for name in names}:
            return wire_name
    return None


def folded(name: str) -> str:
    """A name without what is often mistaken in it: case, underscores, hyphens."""
    return name.replace("_", "").replace("-", "").lower()


SeverityOf = Callable[[Contract, str, Mapping[str, Any]], Severity]
"""The severity of a broken constraint, by the schema that states it."""


def findings_of_body(
    check: str,
    seen: ObservedCall,
    body_schema: BodySchema,
    raw: Any,
    place: str,
    is_legal: Callable[[SchemaError], bool] = lambda _: False,
) -> Iterator[Finding]:
    """What is wrong with a parsed body, or with what a client has read of it.

    ``is_legal`` says which errors of the schema are none in this place.
    """
    wrong_names = tuple(misnomers(body_schema.shape, raw))
    # A required member under a wrong name is reported once, by its name.
    renamed = {(each.holder, each.wire_name) for each in wrong_names if each.wire_name}
    for misnomer in wrong_names:
        yield misnomer_finding(check, seen, place, misnomer)
    for error in body_schema.errors(without_nulls(raw)):
        if not is_legal(error):
            yield from schema_error_findings(check, seen, place, raw, error, of_response, renamed)


def misnomer_finding(check: str, seen: ObservedCall, place: str, found: Misnomer) -> Finding:
    """A finding for a member that a response shape does not have."""
    pointer = join((*found.holder, found.name))
    if found.wire_name:
        constraint, said = "name", texts.wrong_name(found.name, found.wire_name)
    else:
        constraint, said = "unknown", texts.unknown_member(found.name, "response")
    return seen.finding(
        check, of_response(seen.contract, constraint), f"{place} {pointer}", constraint, said,
        pointer=pointer, place=f"{place} {join((*found.anywhere, found.name))}",
    )  # fmt: skip


def schema_error_findings(
    check: str,
    seen: ObservedCall,
    place: str,
    raw: Any,
    error: SchemaError,
    severity_of: SeverityOf,
    renamed: Set[tuple[Tokens, str]] = frozenset(),
) -> Iterator[Finding]:
    """A finding for each error of a value; one for each required member that is missing.

    ``raw`` is the value as it was seen, with its nulls; ``renamed`` are members that are there
    under another name, each with the place of its holder.
    """
    tokens, constraint = error.tokens, error.keyword
    severity = severity_of(seen.contract, weighed_as(constraint, error.schema), error.schema)
    if error.instance is None and tokens and tokens[-1].isdigit() and not _is_reviewed(seen):
        severity = min(severity, Severity.WARNING)  # AWS itself lists nulls in places
    if constraint == "required":
        for name in error.limit:
            if name not in error.instance and (tokens, name) not in renamed:
                yield _missing(check, seen, place, raw, error, name, severity)
        return
    pointer = join(tokens)
    yield seen.finding(
        check, severity, f"{place} {pointer}".strip(), constraint, _texts_of(error, place),
        pointer=pointer, place=f"{place} {join(error.anywhere)}".strip(),
    )  # fmt: skip


def _is_reviewed(seen: ObservedCall) -> bool:
    return seen.contract.lifecycle.reviewed


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
        check, severity, f"{place} {pointer}", "required",
        texts.missing_member(name, is_null=is_null),
        pointer=pointer, place=f"{place} {join((*error.anywhere, name))}",
    )  # fmt: skip


def is_misspelled(error: SchemaError) -> bool:
    """Whether a value is one of its enum but for upper and lower case, underscores or hyphens."""
    return error.keyword == "enum" and bool(_intended_values(error))


def _intended_values(error: SchemaError) -> list[Any]:
    value = folded(error.instance) if isinstance(error.instance, str) else None
    return [each for each in error.limit if folded(str(each)) == value]


def _texts_of(error: SchemaError, place: str) -> FindingTexts:
    keyword, value, limit = error.keyword, error.instance, error.limit
    if keyword == "type" and place == "output" and error.schema.get("x-timestamp"):
        return texts.other_type_than_boto3("a datetime", value)
    if keyword == "enum":
        return texts.outside_enum(value, limit, _intended_values(error))
    if is_of_union(keyword, error.schema):
        return texts.not_one_of_union(value, [*error.schema.get("properties", ())])
    if keyword == "format":
        return texts.other_time(value)
    if keyword == "anyOf":
        return texts.no_choice(value, limit)
    if keyword == "type":
        return texts.wrong_type(value, limit)
    return texts.broken_constraint(value, Limit(keyword, limit))
