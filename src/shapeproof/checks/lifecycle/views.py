"""Findings about what other operations show of a write, a change or a removal."""

from __future__ import annotations

from typing import Any

from shapeproof.checks.interface import Observation
from shapeproof.checks.lifecycle import texts
from shapeproof.checks.lifecycle.existence import NOT_REMOVED
from shapeproof.checks.lifecycle.interface import StateObservation
from shapeproof.checks.lifecycle.writes import ISOLATION, LOST_UPDATE, LOST_WRITE
from shapeproof.exchange import Finding, Shown, Text


def not_listed(seen: Observation, writer: str) -> Finding:
    """A finding for what is written and not listed."""
    viewer = seen.operation.name
    said = texts.lost_write(writer, viewer, Text("an item for it"), Text("none"))
    return LOST_WRITE.finding(
        StateObservation(seen, writer, f"response of {viewer}", "not listed", said)
    )


def tags_replaced(seen: Observation, writer: str, lost: dict[str, Any]) -> Finding:
    """A finding for tags that others have replaced."""
    viewer = seen.operation.name
    said = texts.lost_update(
        writer, viewer, Text.of("{tags} as well", tags=Shown(lost)), Text("only the others"),
        again=True,
    )  # fmt: skip
    where = f"response of {viewer}"
    return LOST_UPDATE.finding(StateObservation(seen, writer, where, "replaced", said))


def disturbed(seen: Observation, writer: str, place: str, before: str, after: str) -> Finding:
    """A finding for a thing that a write for another one has changed."""
    said = texts.disturbed(
        writer, place, "changed", Text.only(Shown(before)), Text.only(Shown(after))
    )
    where = f"/{place} of another by {seen.operation.name}"
    return ISOLATION.finding(StateObservation(seen, writer, where, "changed", said))


def still_shown(seen: Observation, remover: str, what: str) -> Finding:
    """A finding for what is shown after its removal."""
    said = texts.still_there(remover, what, Text("an answer without it"), seen.exchange)
    where = f"{what} by {seen.operation.name}"
    return NOT_REMOVED.finding(StateObservation(seen, remover, where, "still there", said))


def removed_another(seen: Observation, remover: str, what: str) -> Finding:
    """A finding for a thing that is gone after the removal of another one."""
    said = texts.disturbed(
        remover, what, "removed", Text("an answer with it"), Text("an answer without it")
    )
    where = f"another {what} by {seen.operation.name}"
    return ISOLATION.finding(StateObservation(seen, remover, where, "removed", said))
