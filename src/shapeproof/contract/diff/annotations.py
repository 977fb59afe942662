"""What a contract notes beside types, constraints and the wire."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.contract.diff.bounds import BOUNDS
from shapeproof.contract.diff.change import Change
from shapeproof.contract.diff.pair import Pair
from shapeproof.contract.diff.patterns import PATTERNS
from shapeproof.contract.diff.wire import WIRE, silent_on_the_wire
from shapeproof.contract.diff.words import told

_STRUCTURAL = frozenset({
    "$schema", "$defs", "$ref", "type", "properties", "required", "items", "propertyNames",
    "additionalProperties", "enum", "format", "contentEncoding",
})  # fmt: skip
_TYPES = frozenset({
    "x-document", "x-jsonvalue", "x-eventstream", "x-map", "x-union", "x-timestamp", "x-blob",
    "x-integer", "x-number", "x-sparse",
})  # fmt: skip
_DEPRECATION = frozenset({"deprecated", "x-deprecated-message", "x-deprecated-since"})
_OWN = frozenset({"x-shape", "x-sensitive", "x-idempotency-token"}) | _DEPRECATION
_COMPARED = _STRUCTURAL | _TYPES | _OWN | BOUNDS | PATTERNS | WIRE


def annotation_changes(pair: Pair) -> Iterator[Change]:
    """Deprecation, sensitivity, idempotency tokens, and whatever else differs."""
    yield from _deprecation(pair)
    yield from _sensitivity(pair)
    yield from _idempotency(pair)
    keys = (frozenset({*pair.old, *pair.new}) - _COMPARED) | silent_on_the_wire(pair)
    if pair.old.get("deprecated") and pair.new.get("deprecated"):
        keys |= _DEPRECATION
    for key in sorted(keys):
        old, new = pair.old.get(key), pair.new.get(key)
        if old != new:
            message = f"{key} is {told(new)}, was {told(old)}."
            yield pair.place.changed("annotation-changed", message, old, new, directed=False)


def _deprecation(pair: Pair) -> Iterator[Change]:
    old, new = pair.old.get("deprecated", False), pair.new.get("deprecated", False)
    if bool(old) == bool(new):
        return
    before, after = pair.differing(_DEPRECATION)
    if new:
        why = pair.new.get("x-deprecated-message")
        message = f"It is deprecated now: {why}" if why else "It is deprecated now."
        kind = "member-deprecated"
    else:
        message, kind = "It is no longer deprecated.", "member-undeprecated"
    yield pair.place.changed(kind, message, before or None, after or None, directed=False)


def _sensitivity(pair: Pair) -> Iterator[Change]:
    old, new = bool(pair.old.get("x-sensitive")), bool(pair.new.get("x-sensitive"))
    if old != new:
        kind = "sensitive-added" if new else "sensitive-removed"
        message = "It is sensitive now." if new else "It is no longer sensitive."
        yield pair.place.changed(kind, message, old, new, directed=False)


def _idempotency(pair: Pair) -> Iterator[Change]:
    """Tokens that SDKs fill in (Smithy ``idempotencyToken`` trait); they are for requests only."""
    key = "x-idempotency-token"
    old, new = bool(pair.old.get(key)), bool(pair.new.get(key))
    if old != new and pair.place.direction == "request":
        kind = "idempotency-token-added" if new else "idempotency-token-removed"
        verb = "fill it in" if new else "no longer fill it in"
        yield pair.place.changed(kind, f"SDKs {verb} by themselves.", old, new)
