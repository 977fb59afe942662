"""Members of structures that have come, gone, or changed from optional to required or back."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.contract.diff.change import Change
from shapeproof.contract.diff.kinds import UNION, kind_of, type_word
from shapeproof.contract.diff.pair import Pair
from shapeproof.contract.diff.place import Place
from shapeproof.contract.model import Schema
from shapeproof.contract.resolve import resolve


def member_changes(pair: Pair, old_root: Schema, new_root: Schema) -> Iterator[Change]:
    """Members of a structure or union (smithy-diff AddedRequiredMember, ChangedNullability)."""
    old, new = pair.old.get("properties", {}), pair.new.get("properties", {})
    for name in sorted({*old, *new}):
        place = pair.place.below(name)
        if name not in new:
            yield _removed(place, type_word(resolve(old_root, old[name])), pair)
        elif name not in old:
            yield _added(place, type_word(resolve(new_root, new[name])), pair, name)
        else:
            yield from _requirement(place, pair, name)


def _added(place: Place, word: str, pair: Pair, name: str) -> Change:
    if kind_of(pair.new) == UNION and place.direction == "response":
        return place.changed("union-member-added", f"A new choice, of type {word}.", None, word)
    if name in pair.new.get("required", ()):
        verb = "sent" if place.direction == "request" else "returned"
        message = f"A new member, of type {word}, which must be {verb}."
        return place.changed("required-member-added", message, None, word)
    return place.changed("member-added", f"A new member, of type {word}.", None, word)


def _removed(place: Place, word: str, pair: Pair) -> Change:
    if kind_of(pair.old) == UNION and place.direction == "response":
        message = f"The choice, of type {word}, is gone."
        return place.changed("union-member-removed", message, word, None)
    return place.changed("member-removed", f"The member, of type {word}, is gone.", word, None)


def _requirement(place: Place, pair: Pair, name: str) -> Iterator[Change]:
    old = name in pair.old.get("required", ())
    new = name in pair.new.get("required", ())
    if old == new:
        return
    words = {False: "optional", True: "required"}
    kind = "member-required" if new else "member-optional"
    if place.direction == "request":
        message = "It must be sent now." if new else "It need not be sent now."
    else:
        message = "It must be returned now." if new else "It may be missing now."
    yield place.changed(kind, message, words[old], words[new])
