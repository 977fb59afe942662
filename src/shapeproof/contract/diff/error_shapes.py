"""Errors that a service models: which there are, how they are told, what they hold."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.contract.diff.change import Change
from shapeproof.contract.diff.place import Place
from shapeproof.contract.diff.walk import compare_documents
from shapeproof.contract.diff.words import told
from shapeproof.contract.model import Contract, ErrorContract


def error_changes(old: Contract, new: Contract, protocol: str | None) -> Iterator[Change]:
    """What differs in the errors; ``protocol`` as for compare_documents."""
    for name in sorted(old.errors.keys() | new.errors.keys()):
        place = f"error {name}"
        if name not in new.errors:
            message = f"The service has no {name} any more."
            yield Change("error-removed", "", place, message, name, None, place)
        elif name not in old.errors:
            message = f"The service has an error {name} now."
            yield Change("error-added", "", place, message, None, name, place)
        elif old.errors[name] != new.errors[name]:
            yield from _error(old.errors[name], new.errors[name], protocol)


def _error(old: ErrorContract, new: ErrorContract, protocol: str | None) -> Iterator[Change]:
    """Smithy ``error``, ``httpError`` and ``retryable`` traits."""
    document = f"error {new.name}"
    stated = (old.status is None) == (new.status is None)
    status = "error-status-changed" if stated else "error-status-stated"
    for kind, noun, before, after in (
        ("error-code-changed", "code", old.code, new.code),
        (status, "HTTP status", old.status, new.status),
        ("error-fault-changed", "fault", old.fault, new.fault),
    ):
        # Where no status is stated, neither is whose fault it is.
        if before != after and (stated or kind != "error-fault-changed"):
            message = f"The {noun} of {new.name} is {told(after)}, was {told(before)}."
            yield Change(kind, "", document, message, before, after, document)
    yield from _retry(old, new, document)
    yield from compare_documents(old.schema, new.schema, Place("", document), protocol)


def _retry(old: ErrorContract, new: ErrorContract, document: str) -> Iterator[Change]:
    before, after = old.retryable, new.retryable
    if before == after:
        return
    if after is None:
        kind, message = "promise-withdrawn", f"{new.name} is no longer said to be retryable."
    elif before is None:
        kind, message = "promise-added", f"{new.name} is said to be retryable now."
    else:
        kind = "error-retry-changed"
        message = f"retryable is {told(dict(after))}, was {told(dict(before))}."
    yield Change(kind, "", document, message, before, after, document)
