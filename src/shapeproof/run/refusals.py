"""Legal requests that were refused: which factor it was, and which later refusals that explains."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from shapeproof.contract.pointer import Tokens, lookup, parse
from shapeproof.exchange import Case


class Anything(Enum):
    """What stands for every value."""

    PRESENT = "present"


PRESENT = Anything.PRESENT
"""Stands for any value: that something stands in a place is what is refused."""
Factors = tuple[tuple[Tokens, Any], ...]
"""Places and the values that stand there."""


@dataclass
class Refusals:
    """What is known to be refused so far in one operation."""

    _known: list[Factors] = field(default_factory=list)
    _whole_places: list[Tokens] = field(default_factory=list)

    def add(self, case: Case, factors: Factors | None = None) -> None:
        """Remember a refused case; ``factors`` are what a smaller request showed to be enough."""
        tokens = parse(case.pointer)
        if factors is None and case.family == "alone":
            factors = ((tokens, PRESENT),)
        elif factors is None and tokens:
            factors = ((tokens, _at(case.params, tokens)),)
        if factors:
            self._known.append(factors)
            if len(factors) == 1 and factors[0][1] is PRESENT:
                self._whole_places.append(factors[0][0])

    def explain(self, case: Case) -> bool:
        """Whether a refusal follows from an earlier one: no finding of its own."""
        return self.blocks(case) or any(_holds(case.params, factors) for factors in self._known)

    def blocks(self, case: Case) -> bool:
        """Whether the case stands within a place that is refused whatever stands there."""
        tokens = parse(case.pointer)
        return any(tokens[: len(place)] == place != tokens for place in self._whole_places)

    def hides(self, case: Case) -> bool:
        """Whether no valid twin of an invalid case is accepted: its place is refused anyhow."""
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
