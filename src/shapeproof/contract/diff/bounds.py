"""Lengths, sizes and ranges that differ (Smithy ``length`` and ``range`` traits)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from shapeproof.contract.diff.change import Change
from shapeproof.contract.diff.kinds import STRUCTURE, UNION, kind_of, type_word
from shapeproof.contract.diff.pair import Pair
from shapeproof.contract.model import Schema

_LOWER = ("minimum", "minLength", "minItems", "minProperties", "x-min-bytes")
_UPPER = ("maximum", "maxLength", "maxItems", "maxProperties", "x-max-bytes")
BOUNDS = frozenset({*_LOWER, *_UPPER})

_WIDTHS: Mapping[str | None, int] = {"byte": 7, "short": 15, None: 31, "long": 63}
"""The bits that integers of a width have beside the sign."""


def bound_changes(pair: Pair) -> Iterator[Change]:
    """Bounds that are tighter or looser; one that says nothing is as good as none."""
    if kind_of(pair.new) in (UNION, STRUCTURE):
        return
    one_width = type_word(pair.old) == type_word(pair.new)
    for keyword in (*_LOWER, *_UPPER):
        old = _limit(pair.old, keyword, one_width=one_width)
        new = _limit(pair.new, keyword, one_width=one_width)
        if old != new:
            yield _changed(pair, keyword, tightened=(new > old) == (keyword in _LOWER))


def _limit(schema: Schema, keyword: str, *, one_width: bool) -> float:
    """The bound that is in force, infinite where there is none.

    Where both integers are of one width, what that cannot hold need not be forbidden.
    """
    infinite = float("inf")
    natural = {"minimum": -infinite}.get(keyword, 0) if keyword in _LOWER else infinite
    bits = _WIDTHS.get(schema.get("x-integer")) if schema.get("type") == "integer" else None
    if one_width and bits and keyword in ("minimum", "maximum"):
        natural = -(2.0**bits) if keyword == "minimum" else 2.0**bits - 1
    stated = float(schema.get(keyword, natural))
    return max(stated, natural) if keyword in _LOWER else min(stated, natural)


def _changed(pair: Pair, keyword: str, *, tightened: bool) -> Change:
    old, new = pair.old.get(keyword), pair.new.get(keyword)
    name = keyword.removeprefix("x-")
    if old is None:
        message = f"There is a bound now: {name} {new}."
    elif new is None:
        message = f"There is no bound any more: it was {name} {old}."
    else:
        message = f"The bound is {name} {new}, was {old}."
    tighter = "bound-stated" if old is None else "bound-tightened"
    return pair.place.changed(
        tighter if tightened else "bound-loosened",
        message,
        None if old is None else {keyword: old},
        None if new is None else {keyword: new},
    )
