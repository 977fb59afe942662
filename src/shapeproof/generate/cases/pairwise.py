"""Pairs of optional members and enum values: a 2-way covering array over one request.

Every pair of (optional member set, enum value) levels of two different places stands together in at
least one request. That a member is left out is a level as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.contract.pointer import without
from shapeproof.generate.cases.covering_array import Rows, covering_array
from shapeproof.generate.cases.places import CasePlace, PlaceKind, places, planted
from shapeproof.generate.values.known import KnownValues, nothing_known
from shapeproof.generate.values.plain import PlainValues

MAX_FACTORS = 80
MAX_ROWS = 400
MAX_LEVELS = 200
"""Enum values of one place that are combined with others."""


@dataclass(frozen=True)
class FactorLevel:
    """One level of a factor: a place and the value there; ``left_out`` for none."""

    place: CasePlace
    value: Any = None
    left_out: bool = False


def factors(
    root: Schema, skipped: frozenset[str], known: KnownValues = nothing_known
) -> tuple[tuple[FactorLevel, ...], ...]:
    """The factors of a request with two levels or more, the widest first."""
    found = [each for each in _varied_places(root, skipped) if _count(each) > 1]
    found.sort(key=_count, reverse=True)
    values = PlainValues(root, known=known)
    return tuple(tuple(_levels(place, values)) for place in found[:MAX_FACTORS])


def factor_places(root: Schema, skipped: frozenset[str]) -> tuple[CasePlace, ...]:
    """The places of the factors and those around them, the outer ones first."""
    around = {
        levels[0].place.tokens[:length]
        for levels in factors(root, skipped)
        for length in range(1, len(levels[0].place.tokens) + 1)
    }
    return tuple(each for each in places(root) if each.tokens in around)


def _varied_places(root: Schema, skipped: frozenset[str]) -> Iterator[CasePlace]:
    for place in places(root):
        if place.location == "uri" or place.tokens[0] in skipped or place.kind is PlaceKind.ENTRY:
            continue
        yield place


def _count(place: CasePlace) -> int:
    """How many levels a place has."""
    return min(len(place.shape.enum), MAX_LEVELS) + place.optional * (1 + (not place.shape.enum))


def _levels(place: CasePlace, values: PlainValues) -> Iterator[FactorLevel]:
    if place.shape.enum:
        yield from (FactorLevel(place, value) for value in place.shape.enum[:MAX_LEVELS])
    elif place.optional:
        yield FactorLevel(place, values.value(place.schema, place.tokens))
    if place.optional:
        yield FactorLevel(place, left_out=True)


def pairwise_requests(
    root: Schema,
    base: Any,
    skipped: frozenset[str] = frozenset(),
    known: KnownValues = nothing_known,
) -> Iterator[dict[str, Any]]:
    """Requests that cover all pairs, each made from an accepted request; none for one factor.

    A level "left out" is dropped where another level needs the place (it is within it); the pair
    is covered by the request that leaves both out.
    """
    chosen = factors(root, skipped, known)
    if len(chosen) < 2:
        return
    for row in _rows(tuple(len(levels) for levels in chosen)):
        levels = [levels[index] for levels, index in zip(chosen, row, strict=True)]
        yield _assembled(root, base, levels)


@cache
def _rows(sizes: tuple[int, ...]) -> Rows:
    """Level numbers that cover all pairs of factors with so many levels each."""
    return covering_array(sizes, MAX_ROWS)


def _assembled(root: Schema, base: Any, levels: Sequence[FactorLevel]) -> dict[str, Any]:
    params = base
    # Outer places first, so that an inner one refines what the outer one put there.
    for level in sorted(levels, key=lambda level: len(level.place.tokens)):
        if level.left_out:
            params = without(params, level.place.tokens)
        else:
            params = planted(root, params, level.place.tokens, level.value)
    return dict(params)
