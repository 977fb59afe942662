"""Traits of operations: what the model says of them beside binding, schemas and authentication."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.contract.diff.auth import AUTH_TRAITS
from shapeproof.contract.diff.change import Change
from shapeproof.contract.diff.words import told
from shapeproof.contract.model import Operation

_PROMISES = ("idempotent", "readonly")
_DEPRECATION = frozenset({"deprecatedMessage", "deprecatedSince"})
_OWN = frozenset({*_PROMISES, *AUTH_TRAITS, "endpoint", "httpChecksumRequired"})


def trait_changes(old: Operation, new: Operation) -> Iterator[Change]:
    """What differs in the traits of two operations; what has no rule of its own comes last."""
    yield from _deprecation(old, new)
    yield from _promises(old, new)
    if old.traits.get("endpoint") != new.traits.get("endpoint"):
        yield _differs("host-prefix-changed", "endpoint", old, new)
    yield from _checksum(old, new)
    others = (old.traits.keys() | new.traits.keys()) - _OWN
    if old.deprecated != new.deprecated:
        others -= _DEPRECATION
    for name in sorted(others):
        if old.traits.get(name) != new.traits.get(name):
            yield _differs("operation-trait-changed", name, old, new)


def _differs(kind: str, name: str, old: Operation, new: Operation, message: str = "") -> Change:
    before, after = old.traits.get(name), new.traits.get(name)
    place = f"trait {name}"
    sentence = message or f"{name} is {told(after)}, was {told(before)}."
    return Change(kind, new.name, place, sentence, before, after, place)


def _deprecation(old: Operation, new: Operation) -> Iterator[Change]:
    if old.deprecated == new.deprecated:
        return
    kind = "operation-deprecated" if new.deprecated else "operation-undeprecated"
    why = new.traits.get("deprecatedMessage")
    message = "It is no longer deprecated."
    if new.deprecated:
        message = f"It is deprecated now: {why}" if why else "It is deprecated now."
    place = "trait deprecated"
    yield Change(kind, new.name, place, message, old.deprecated, new.deprecated, place)


def _promises(old: Operation, new: Operation) -> Iterator[Change]:
    """Smithy ``idempotent`` and ``readonly`` traits."""
    for name in _PROMISES:
        before, after = bool(old.traits.get(name)), bool(new.traits.get(name))
        if before and not after:
            message = f"It is no longer said to be {name}."
            yield _differs("promise-withdrawn", name, old, new, message)
        elif after and not before:
            yield _differs("promise-added", name, old, new, f"It is said to be {name} now.")


def _checksum(old: Operation, new: Operation) -> Iterator[Change]:
    """Smithy ``httpChecksum`` and ``httpChecksumRequired`` traits."""
    before, after = _needs_checksum(old), _needs_checksum(new)
    if before != after:
        kind = "checksum-required" if after else "checksum-optional"
        message = f"Requests {'must' if after else 'need not'} have a checksum now."
        place = "trait httpChecksumRequired"
        yield Change(kind, new.name, place, message, before, after, place)


def _needs_checksum(operation: Operation) -> bool:
    checksum = operation.traits.get("httpChecksum", {})
    required = checksum.get("requestChecksumRequired")
    return bool(required or operation.traits.get("httpChecksumRequired"))
