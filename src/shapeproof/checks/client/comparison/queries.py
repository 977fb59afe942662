"""The query of a request compared, as a multiset of decoded pairs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote_plus

from shapeproof.checks.client.comparison.difference import RequestDifference
from shapeproof.checks.client.comparison.values import text_gap
from shapeproof.checks.client.comparison.views import is_filled_in
from shapeproof.checks.client.texts import shown
from shapeproof.checks.texts import NOTHING
from shapeproof.contract.model import Operation
from shapeproof.contract.shape import Shape
from shapeproof.exchange import Text
from shapeproof.wire.members import Bindings
from shapeproof.wire.rest.uri_template import percent_decode, percent_encode

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
    shapes = _Shapes.of(operation)
    wanted, there = _by_name(expected), _by_name(actual)
    for name, fields in wanted.items():
        yield from _of_name(shapes.value(name), name, fields, there.get(name, []))
    for name, fields in there.items():
        if name in wanted or name in IGNORED:
            continue
        value = fields[0].value
        allowed = is_filled_in(shapes.member(name), value)
        yield RequestDifference(
            "query", "extra", NOTHING, shown(value), name=name, sent=value, allowed=allowed
        )


def _of_name(
    shape: Shape, name: str, wanted: list[_Field], there: list[_Field]
) -> Iterator[RequestDifference]:
    """The values of one name; their order does not count."""
    left, spare = [], list(there)
    for field in wanted:
        match = next((each for each in spare if _same(shape, field, each)), None)
        if match is None:
            left.append(field)
        else:
            spare.remove(match)
    misspelled = next((each for each in there if not _QUERY.fullmatch(each.raw)), None)
    if left and spare:
        yield _other_value(shape, left[0], spare[0])
    elif left:
        yield RequestDifference("query", "missing", shown(left[0].value), NOTHING, name=name)
    elif spare:
        value = spare[0].value
        yield RequestDifference("query", "extra", NOTHING, shown(value), name=name, sent=value)
    elif misspelled is not None:
        expected = Text(percent_encode(misspelled.value))
        yield RequestDifference(
            "query", "query-encoding", expected, shown(misspelled.raw), name=name
        )


def _other_value(shape: Shape, wanted: _Field, there: _Field) -> RequestDifference:
    encodings = (unquote_plus(there.raw), percent_decode(there.value))
    if wanted.value in encodings:
        constraint = "query-encoding"
        return RequestDifference(
            "query", constraint, shown(wanted.raw), shown(there.raw), name=wanted.name
        )
    kind = text_gap(shape, wanted.value, there.value) or "value"
    return RequestDifference(
        "query", kind, shown(wanted.value), shown(there.value), name=wanted.name
    )


def _same(shape: Shape, wanted: _Field, there: _Field) -> bool:
    return text_gap(shape, wanted.value, there.value) is None


def _by_name(target: str) -> dict[str, list[_Field]]:
    found: dict[str, list[_Field]] = {}
    for part in target.partition("?")[2].split("&"):
        raw_name, _, raw = part.partition("=")
        if part:
            name = percent_decode(raw_name)
            found.setdefault(name, []).append(_Field(name, percent_decode(raw), raw))
    return found


@dataclass(frozen=True)
class _Shapes:
    """The shapes of query parameters, by their names."""

    named: dict[str, Shape]
    rest: Shape

    @classmethod
    def of(cls, operation: Operation) -> _Shapes:
        request = Shape.of(operation.request)
        members = Bindings.of(operation.request).at("querystring")
        shapes = [(each.wire_name, request.member(each.name)) for each in members]
        named = {name: shape for name, shape in shapes if not shape.is_map}
        rest = next((shape for _, shape in shapes if shape.is_map), request.unknown)
        return cls(named, rest)

    def member(self, name: str) -> Shape:
        """The shape of the member that a name belongs to."""
        return self.named.get(name, self.rest.unknown)

    def value(self, name: str) -> Shape:
        """The shape of one value under a name."""
        shape = self.named.get(name, self.rest.value)
        return shape.item if shape.is_list else shape
