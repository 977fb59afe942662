"""Strings that may be only what is listed (Smithy ``enum`` trait)."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.contract.diff.change import Change
from shapeproof.contract.diff.pair import Pair
from shapeproof.contract.diff.words import listed


def enum_changes(pair: Pair) -> Iterator[Change]:
    """Values that have come or gone (smithy-diff ChangedEnumTrait; the order does not count)."""
    old, new = pair.old.get("enum"), pair.new.get("enum")
    if old is None or new is None:
        yield from _listing(pair, old, new)
        return
    request = pair.place.direction == "request"
    if gone := [value for value in old if value not in new]:
        verb = "accepted" if request else "returned"
        message = f"No longer {verb}: {listed(gone)}."
        yield pair.place.changed("enum-value-removed", message, gone, None)
    if come := [value for value in new if value not in old]:
        message = f"{'Accepted' if request else 'May be returned'} as well: {listed(come)}."
        yield pair.place.changed("enum-value-added", message, None, come)


def _listing(pair: Pair, old: list[str] | None, new: list[str] | None) -> Iterator[Change]:
    verb = "accepted" if pair.place.direction == "request" else "returned"
    if new is not None:
        message = f"Only these are {verb} now, where any string was: {listed(new)}."
        yield pair.place.changed("enum-closed", message, None, new)
    elif old is not None:
        message = f"Any string is {verb} now, where only these were: {listed(old)}."
        yield pair.place.changed("enum-opened", message, old, None)
