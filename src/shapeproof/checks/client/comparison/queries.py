"""The query of a request compared, as a multiset of decoded pairs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote_plus

from shapeproof.checks.client.comparison.difference import RequestDifference
from shapeproof.checks.client.comparison.values import text_gap
from shapeproof.checks.client.comparison.views import is_filled_in
from shapeproof.checks.client.texts import NOTHING, told
from shapeproof.contract.model import Operation, Schema
from shapeproof.contract.resolve import resolve
from shapeproof.wire.members import Bindings, Member
from shapeproof.wire.uri_template import percent_decode, percent_encode

IGNORED = frozenset({"x-id"})
"""Parameters that say nothing (tolerance ``x-id``)."""

_QUERY = re.compile(r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})*", re.ASCII)
"""A query (RFC 3986, 3.4)."""


@dataclass(frozen=True)
class _Field:
    """One pair: its value decoded, and as it stands in the query."""

    name: str
    value: str
    raw: str


def query_differences(
    operation: Operation, expected: str, actual: str
) -> Iterator[RequestDifference]:
    """Where the queries of two targets differ."""
    schemas = _Schemas.of(operation)
    due, there = _by_name(expected), _by_name(actual)
    for name, fields in due.items():
        yield from _of_name(schemas.value(name), name, fields, there.get(name, []))
    for name, fields in there.items():
        if name in due or name in IGNORED:
            continue
        value = fields[0].value
        allowed = is_filled_in(schemas.member(name), value)
        yield RequestDifference(
            "query", "extra", NOTHING, told(value), name=name, sent=value, allowed=allowed
        )


def _of_name(
    schema: Schema, name: str, due: list[_Field], there: list[_Field]
) -> Iterator[RequestDifference]:
    """The values of one name; their order does not count."""
    left, spare = [], list(there)
    for field in due:
        match = next((each for each in spare if _same(schema, field, each)), None)
        if match is None:
            left.append(field)
        else:
            spare.remove(match)
    misspelled = next((each for each in there if not _QUERY.fullmatch(each.raw)), None)
    if left and spare:
        yield _other_value(schema, left[0], spare[0])
    elif left:
        yield RequestDifference("query", "missing", told(left[0].value), NOTHING, name=name)
    elif spare:
        value = spare[0].value
        yield RequestDifference("query", "extra", NOTHING, told(value), name=name, sent=value)
    elif misspelled is not None:
        expected = percent_encode(misspelled.value)
        yield RequestDifference(
            "query", "query-encoding", expected, told(misspelled.raw), name=name
        )


def _other_value(schema: Schema, due: _Field, there: _Field) -> RequestDifference:
    spellings = (unquote_plus(there.raw), percent_decode(there.value))
    if due.value in spellings:
        constraint = "query-encoding"
        return RequestDifference("query", constraint, told(due.raw), told(there.raw), name=due.name)
    kind = text_gap(schema, due.value, there.value) or "value"
    return RequestDifference("query", kind, told(due.value), told(there.value), name=due.name)


def _same(schema: Schema, due: _Field, there: _Field) -> bool:
    return text_gap(schema, due.value, there.value) is None


def _by_name(target: str) -> dict[str, list[_Field]]:
    found: dict[str, list[_Field]] = {}
    for part in target.partition("?")[2].split("&"):
        raw_name, _, raw = part.partition("=")
        if part:
            name = percent_decode(raw_name)
            found.setdefault(name, []).append(_Field(name, percent_decode(raw), raw))
    return found


@dataclass(frozen=True)
class _Schemas:
    """The schemas of query parameters, by their names."""

    root: Schema
    named: dict[str, Member]
    rest: Member | None

    @classmethod
    def of(cls, operation: Operation) -> _Schemas:
        root = operation.request
        members = Bindings.of(root).at("querystring")
        named = {each.wire_name: each for each in members if not each.schema.get("x-map")}
        rest = next((each for each in members if each.schema.get("x-map")), None)
        return cls(root, named, rest)

    def member(self, name: str) -> Schema:
        """The schema of the member that a name belongs to."""
        member = self.named.get(name)
        return member.schema if member else {}

    def value(self, name: str) -> Schema:
        """The schema of one value under a name."""
        schema = self.member(name)
        if not schema and self.rest is not None:
            schema = resolve(self.root, self.rest.schema["additionalProperties"])
        return resolve(self.root, schema["items"]) if schema.get("type") == "array" else schema
