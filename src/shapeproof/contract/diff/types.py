"""Types that differ: values of another kind, wider and narrower numbers, lists with nulls."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.contract.diff.change import Change
from shapeproof.contract.diff.kinds import kind_of, rank, type_word
from shapeproof.contract.diff.pair import Pair


def type_changes(pair: Pair) -> Iterator[Change]:
    """Values of another type (smithy-diff ChangedShapeType, ChangedMemberTarget)."""
    old, new = type_word(pair.old), type_word(pair.new)
    if not pair.same_kind:
        yield pair.place.changed("type-changed", f"The type is {new}, was {old}.", old, new)
    elif kind_of(pair.old) == "number" and rank(pair.old) != rank(pair.new):
        kind = "number-widened" if rank(pair.old) < rank(pair.new) else "number-narrowed"
        yield pair.place.changed(kind, f"The type is {new}, was {old}.", old, new)


def null_changes(pair: Pair) -> Iterator[Change]:
    """Lists and maps that may hold nulls, or no longer may (Smithy ``sparse`` trait)."""
    old, new = bool(pair.old.get("x-sparse")), bool(pair.new.get("x-sparse"))
    if old == new:
        return
    noun = kind_of(pair.new)
    request = pair.place.direction == "request"
    if new:
        kind = "nulls-accepted" if request else "nulls-returned"
        yield pair.place.changed(kind, f"The {noun} may hold nulls.", old, new)
    else:
        kind = "nulls-refused" if request else "nulls-excluded"
        yield pair.place.changed(kind, f"The {noun} may no longer hold nulls.", old, new)
