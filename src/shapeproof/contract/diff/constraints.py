"""What schemas allow, compared: types, members, enums, bounds, patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from shapeproof.contract.diff.change import ChangePlace, ContractChange, listed
from shapeproof.contract.diff.pair import NUMBER, SchemaPair, kind_of, rank, type_word
from shapeproof.contract.model import Schema


def type_changes(pair: SchemaPair) -> Iterator[ContractChange]:
    """Values of another type (smithy-diff ChangedShapeType, ChangedMemberTarget)."""
    old, new = type_word(pair.old_shape), type_word(pair.new_shape)
    if not pair.same_kind:
        yield pair.place.changed("type-changed", f"The type is {new}, was {old}.", old, new)
    elif kind_of(pair.old_shape) == NUMBER and rank(pair.old_shape) != rank(pair.new_shape):
        is_wider = rank(pair.old_shape) < rank(pair.new_shape)
        kind = "number-widened" if is_wider else "number-narrowed"
        yield pair.place.changed(kind, f"The type is {new}, was {old}.", old, new)


def null_changes(pair: SchemaPair) -> Iterator[ContractChange]:
    """Lists and maps that may hold nulls, or no longer may (Smithy ``sparse`` trait)."""
    old, new = pair.old_shape.is_sparse, pair.new_shape.is_sparse
    if old == new:
        return
    noun = kind_of(pair.new_shape)
    request = pair.place.direction == "request"
    if new:
        kind = "nulls-accepted" if request else "nulls-returned"
        yield pair.place.changed(kind, f"The {noun} may hold nulls.", old, new)
    else:
        kind = "nulls-refused" if request else "nulls-excluded"
        yield pair.place.changed(kind, f"The {noun} may no longer hold nulls.", old, new)


def member_changes(pair: SchemaPair) -> Iterator[ContractChange]:
    """Members of a structure or union (smithy-diff AddedRequiredMember, ChangedNullability)."""
    old, new = pair.old_shape.members, pair.new_shape.members
    for name in sorted({*old, *new}):
        place = pair.place.below(name)
        if name not in new:
            yield _removed(place, type_word(old[name]), pair)
        elif name not in old:
            yield _added(place, type_word(new[name]), pair, name)
        else:
            yield from _requirement(place, pair, name)


def _added(place: ChangePlace, word: str, pair: SchemaPair, name: str) -> ContractChange:
    if pair.new_shape.is_union and place.direction == "response":
        return place.changed("union-member-added", f"New union member of type {word}.", None, word)
    if name in pair.new_shape.required:
        verb = "sent" if place.direction == "request" else "returned"
        message = f"New member of type {word}, which must be {verb}."
        return place.changed("required-member-added", message, None, word)
    return place.changed("member-added", f"New member of type {word}.", None, word)


def _removed(place: ChangePlace, word: str, pair: SchemaPair) -> ContractChange:
    if pair.old_shape.is_union and place.direction == "response":
        message = f"The union member of type {word} was removed."
        return place.changed("union-member-removed", message, word, None)
    return place.changed("member-removed", f"The member of type {word} was removed.", word, None)


def _requirement(place: ChangePlace, pair: SchemaPair, name: str) -> Iterator[ContractChange]:
    old = name in pair.old_shape.required
    new = name in pair.new_shape.required
    if old == new:
        return
    words = {False: "optional", True: "required"}
    kind = "member-required" if new else "member-optional"
    if place.direction == "request":
        message = "It must be sent now." if new else "It is optional now."
    else:
        message = "It must be returned now." if new else "It may be missing now."
    yield place.changed(kind, message, words[old], words[new])


def enum_changes(pair: SchemaPair) -> Iterator[ContractChange]:
    """Values that were added or removed (smithy-diff ChangedEnumTrait); order does not count."""
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


def _listing(
    pair: SchemaPair, old: list[str] | None, new: list[str] | None
) -> Iterator[ContractChange]:
    verb = "accepted" if pair.place.direction == "request" else "returned"
    if new is not None:
        message = f"Only these are {verb} now, any string was before: {listed(new)}."
        yield pair.place.changed("enum-closed", message, None, new)
    elif old is not None:
        message = f"Any string is {verb} now, only these were before: {listed(old)}."
        yield pair.place.changed("enum-opened", message, old, None)


_LOWER = ("minimum", "minLength", "minItems", "minProperties", "x-min-bytes")
_UPPER = ("maximum", "maxLength", "maxItems", "maxProperties", "x-max-bytes")
BOUNDS = frozenset({*_LOWER, *_UPPER})

_WIDTHS: Mapping[str | None, int] = {"byte": 7, "short": 15, None: 31, "long": 63}
"""The bits of integers of a width, without the sign."""


def bound_changes(pair: SchemaPair) -> Iterator[ContractChange]:
    """Bounds that are tighter or looser; a bound that excludes nothing counts as no bound."""
    if pair.new_shape.is_structure:
        return
    one_width = type_word(pair.old_shape) == type_word(pair.new_shape)
    for keyword in (*_LOWER, *_UPPER):
        old = _limit(pair.old, keyword, one_width=one_width)
        new = _limit(pair.new, keyword, one_width=one_width)
        if old != new:
            yield _bound_change(pair, keyword, tightened=(new > old) == (keyword in _LOWER))


def _limit(schema: Schema, keyword: str, *, one_width: bool) -> float:
    """The bound that is in force, infinite where there is none.

    If both integers have the same width, a bound beyond that width excludes nothing.
    """
    infinite = float("inf")
    natural = {"minimum": -infinite}.get(keyword, 0) if keyword in _LOWER else infinite
    bits = _WIDTHS.get(schema.get("x-integer")) if schema.get("type") == "integer" else None
    if one_width and bits and keyword in ("minimum", "maximum"):
        natural = -(2.0**bits) if keyword == "minimum" else 2.0**bits - 1
    stated = float(schema.get(keyword, natural))
    return max(stated, natural) if keyword in _LOWER else min(stated, natural)


def _bound_change(pair: SchemaPair, keyword: str, *, tightened: bool) -> ContractChange:
    old, new = pair.old.get(keyword), pair.new.get(keyword)
    name = keyword.removeprefix("x-")
    if old is None:
        message = f"New bound: {name} {new}."
    elif new is None:
        message = f"The bound {name} {old} was removed."
    else:
        message = f"The bound is {name} {new}, was {old}."
    tighter = "bound-stated" if old is None else "bound-tightened"
    return pair.place.changed(
        tighter if tightened else "bound-loosened",
        message,
        None if old is None else {keyword: old},
        None if new is None else {keyword: new},
    )


PATTERNS = frozenset({"pattern", "x-pattern", "x-pattern-unsupported"})

_ANYTHING = re.compile(r"\(?(?:\.\*|\[\\s\\S\]\*|\[\\S\\s\]\*|\(\.\|\\n\)\*)\)?")
_ALTERNATIVE = re.compile(r"[\w\- ]+")


def pattern_changes(pair: SchemaPair) -> Iterator[ContractChange]:
    """Patterns that were added, removed or changed. One that refuses nothing counts as none."""
    old, new = _pattern(pair.old), _pattern(pair.new)
    if old == new:
        return
    if old is None:
        yield pair.place.changed("pattern-added", f"It must match {new} now.", old, new)
    elif new is None:
        yield pair.place.changed("pattern-removed", f"It no longer needs to match {old}.", old, new)
    elif _essence(old) == _essence(new):
        message = f"The pattern is written {new}, was {old}."
        yield pair.place.changed("pattern-rewritten", message, old, new, directed=False)
    else:
        kind = "pattern-loosened" if _has_more_alternatives(old, new) else "pattern-changed"
        message = f"It must match {new}, was {old}."
        yield pair.place.changed(kind, message, old, new)


def _pattern(schema: Schema) -> str | None:
    for keyword in ("x-pattern", "x-pattern-unsupported", "pattern"):
        if keyword in schema:
            stated = str(schema[keyword])
            return stated if _essence(stated) else None
    return None


def _essence(pattern: str) -> str:
    """A pattern without anchors, and without what matches any text, at its ends.

    The vendor's generators sometimes write these; a server matches the whole text in any case.
    """
    text = pattern.replace(r"\/", "/").removeprefix("^")
    if text.endswith("$") and not text.endswith(r"\$"):
        text = text[:-1]
    if _ANYTHING.fullmatch(text):
        return ""
    text = re.sub(r"^\.\*", "", text)
    text = re.sub(r"(?<!\\)\.\*$", "", text)
    inner = text[1:-1]
    return inner if text == f"({inner})" and "(" not in inner and ")" not in inner else text


def _has_more_alternatives(old: str, new: str) -> bool:
    """Whether the new pattern is the old one with plain alternatives put in: ``(a|b)``, ``(a)``."""
    if "(?!" in old or "(?<!" in old:
        return False  # one more alternative refuses more there
    start = 0
    while start < len(old) and old[start] == new[start : start + 1]:
        start += 1
    length = len(new) - len(old)
    # Repeated text lets the same insertion be read in several places.
    for at in range(start, -1, -1):
        added = new[at : at + length]
        if length <= 0 or new != old[:at] + added + old[at:]:
            break
        before, after = old[:at][-1:], old[at:][:1]
        ahead = added.endswith("|") and before in ("(", "|")
        behind = added.startswith("|") and after in (")", "|")
        if (ahead or behind) and all(map(_ALTERNATIVE.fullmatch, added.strip("|").split("|"))):
            return True
    return False
