"""The difference of two contracts."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.contract.diff.aids import paginator_changes, waiter_changes
from shapeproof.contract.diff.change import Change, Diff, Side
from shapeproof.contract.diff.error_shapes import error_changes
from shapeproof.contract.diff.operations import operation_changes
from shapeproof.contract.diff.service import service_changes
from shapeproof.contract.model import Contract


def diff_contracts(
    old: Contract, new: Contract, *, old_source: str = "", new_source: str = ""
) -> Diff:
    """All changes from an old contract to a new one. Sources tell where they were found.

    Lifecycles are not compared: they are shapeproof's own guesses, and nothing that travels.
    """
    return Diff(
        Side(old.service, old.api_version, old_source),
        Side(new.service, new.api_version, new_source),
        tuple(_each_renaming_once(_changes(old, new))),
    )


def diff_absent(present: Contract, source: str = "", *, removed: bool) -> Diff:
    """The diff of a service that is only in the old (``removed``) or only in the new contracts."""
    side = Side(present.service, present.api_version, source)
    kind, word = ("service-removed", "gone") if removed else ("service-added", "new")
    name, message = present.service, f"The service {present.service} is {word}."
    old, new = (name, None) if removed else (None, name)
    change = Change(kind, "", "service", message, old, new, "service")
    return Diff(side if removed else None, None if removed else side, (change,))


def _changes(old: Contract, new: Contract) -> Iterator[Change]:
    protocol = new.protocol if old.protocol == new.protocol else None
    yield from service_changes(old, new)
    for name in sorted(old.operations.keys() | new.operations.keys()):
        if name not in new.operations:
            was = ", which was deprecated," if old.operations[name].deprecated else ""
            message = f"The operation{was} is gone."
            yield Change("operation-removed", name, "operation", message, name, None, "operation")
        elif name not in old.operations:
            message = "The operation is new."
            yield Change("operation-added", name, "operation", message, None, name, "operation")
        else:
            yield from operation_changes(old, new, name, protocol)
    yield from error_changes(old, new, protocol)
    yield from paginator_changes(old, new)
    yield from waiter_changes(old, new)


def _each_renaming_once(changes: Iterator[Change]) -> Iterator[Change]:
    """A structure that many documents use is renamed but once."""
    told: set[tuple[str, str]] = set()
    for change in changes:
        names = (change.old, change.new)
        if change.kind != "shape-renamed" or names not in told:
            yield change
        if change.kind == "shape-renamed":
            told.add(names)
