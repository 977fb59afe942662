"""The factors of a refused request: which are known, and the fewest that are needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.contract.pointer import Tokens, lookup, parse
from shapeproof.contract.shape import Shape
from shapeproof.exchange import Case, Family
from shapeproof.generate.cases.places import planted, schema_at
from shapeproof.generate.values.plain import PlainValues


class Anything(Enum):
    """Stands for every value."""

    PRESENT = "present"


PRESENT = Anything.PRESENT
"""Stands for any value: whatever is at the place is refused."""
Factors = tuple[tuple[Tokens, Any], ...]
"""Places and their values."""


@dataclass
class Refusals:
    """What one operation is known to refuse so far."""

    _known: list[Factors] = field(default_factory=list)
    _whole_places: list[Tokens] = field(default_factory=list)

    def add(self, case: Case, factors: Factors | None = None) -> None:
        """Remember a refused case; ``factors`` are what a smaller request showed to be enough."""
        tokens = parse(case.pointer)
        if factors is None and case.family is Family.ALONE:
            factors = ((tokens, PRESENT),)
        elif factors is None and tokens:
            factors = ((tokens, _at(case.params, tokens)),)
        if factors:
            self._known.append(factors)
            if len(factors) == 1 and factors[0][1] is PRESENT:
                self._whole_places.append(factors[0][0])

    def explain(self, case: Case) -> bool:
        """Whether an earlier refusal explains this one, so that it is not a finding."""
        return self.blocks(case) or any(_holds(case.params, factors) for factors in self._known)

    def blocks(self, case: Case) -> bool:
        """Whether the case is within a place that is refused with any value."""
        tokens = parse(case.pointer)
        return any(tokens[: len(place)] == place != tokens for place in self._whole_places)

    def hides(self, case: Case) -> bool:
        """Whether the place of an invalid case is refused even with valid values."""
        return self.blocks(case) or parse(case.pointer) in self._whole_places


def _at(params: Mapping[str, Any], tokens: Tokens) -> Any:
    try:
        return lookup(params, tokens)
    except KeyError:
        return PRESENT


def _holds(params: Mapping[str, Any], factors: Factors) -> bool:
    for tokens, value in factors:
        try:
            found = lookup(params, tokens)
        except KeyError:
            return False
        if value is not PRESENT and found != value:
            return False
    return True


def leaves(value: Any, tokens: Tokens = ()) -> list[tuple[Tokens, Any]]:
    """The scalars and empty containers of a value, with their places."""
    if isinstance(value, dict) and value:
        return [leaf for key, each in value.items() for leaf in leaves(each, (*tokens, key))]
    if isinstance(value, list) and value:
        return [leaf for i, each in enumerate(value) for leaf in leaves(each, (*tokens, str(i)))]
    return [(tokens, value)]


Leaf = tuple[Tokens, Any]
Fails = Callable[[list[Leaf]], bool]


def fewest_factors(
    root: Schema,
    base: Mapping[str, Any],
    failing: Mapping[str, Any],
    shows: Callable[[Mapping[str, Any]], bool],
) -> tuple[Factors, Mapping[str, Any]]:
    """The factors, and the base with them.

    They are searched for among the leaves that the base does not have.
    """
    known = dict(leaves(base))
    # A request without members has none of its own: it is refused for what it lacks.
    own = (leaf for leaf in leaves(failing) if leaf[0])
    deltas = [leaf for leaf in own if leaf[0] not in known or known[leaf[0]] != leaf[1]]

    def fails(chosen: list[Leaf]) -> bool:
        return shows(_grown(root, base, chosen))

    deltas = _fewest(deltas, fails)
    deltas = _lifted(root, base, deltas, fails)
    factors = tuple((tokens, _told(root, tokens, value)) for tokens, value in deltas)
    return factors, _grown(root, base, deltas)


def _fewest(deltas: list[Leaf], fails: Fails) -> list[Leaf]:
    """Factors of which every one is needed.

    Bisection finds the shortest refused beginning of the list, together with what is known to be
    needed. Its last factor is needed as well; the search continues with those before it.
    """
    needed: list[Leaf] = []
    while deltas and not (needed and fails(needed)):
        too_few, enough = 0, len(deltas)
        while enough - too_few > 1:
            middle = (too_few + enough) // 2
            if fails(deltas[:middle] + needed):
                enough = middle
            else:
                too_few = middle
        needed = [deltas[enough - 1], *needed]
        deltas = deltas[: enough - 1]
    return needed


def _lifted(root: Schema, base: Mapping[str, Any], deltas: list[Leaf], fails: Fails) -> list[Leaf]:
    """The factors with each place replaced by the outermost one around it that is also refused."""
    for index, (tokens, _) in enumerate(deltas):
        for length in range(1, len(tokens)):
            outer = tokens[:length]
            if _has(base, outer):
                continue
            coarser = [*deltas[:index], (outer, _plain_at(root, outer)), *deltas[index + 1 :]]
            if fails(coarser):
                deltas = coarser
                break
    return deltas


def _plain_at(root: Schema, tokens: Tokens) -> Any:
    return PlainValues(root).value(schema_at(root, tokens))


def _has(params: Mapping[str, Any], tokens: Tokens) -> bool:
    try:
        lookup(params, tokens)
    except KeyError:
        return False
    return True


def _told(root: Schema, tokens: Tokens, value: Any) -> Any:
    """The value if it is one of an enum; otherwise only its presence matters."""
    return value if Shape.of(root).at(tokens).enum else PRESENT


def _grown(root: Schema, base: Mapping[str, Any], chosen: list[Leaf]) -> dict[str, Any]:
    params: Any = base
    for tokens, value in chosen:
        params = planted(root, params, tokens, value)
    return dict(params)
