"""The words that the renderers share."""

from __future__ import annotations

from collections.abc import Mapping

from shapeproof.contract.diff import Diff, Side
from shapeproof.report.contract_diff.grouping import Group
from shapeproof.report.text import counted

_MOST_USERS = 5


def title(diff: Diff) -> str:
    """Which contracts were compared."""
    return f"{_side(diff.old)} → {_side(diff.new)}"


def _side(side: Side | None) -> str:
    if side is None:
        return "none"
    name = f"{side.service} {side.api_version}"
    return f"{name} ({side.source})" if side.source else name


def service_of(diff: Diff) -> str:
    """The name of the service that a diff is about."""
    side = diff.new or diff.old
    return side.service if side else ""


def verdict(summary: Mapping[str, int]) -> str:
    """The numbers of a summary in a line."""
    if not summary:
        return "no changes"
    return ", ".join(f"{number:,} {name}" for name, number in summary.items())


def where(group: Group) -> str:
    """Where a change is: in its one place, or in what all its places have in common."""
    operation, place = group.places[0]
    if len(group.places) > 1 and group.change.subject.strip("/"):
        return group.change.subject
    return operation if place == "operation" else f"{operation} {place}".strip()


def users(group: Group, most: int = _MOST_USERS) -> str:
    """The operations, and errors, that a change in a shape concerns; empty for one place."""
    if len(group.places) == 1:
        return ""
    names = [operation or _document(place) for operation, place in group.places]
    names = list(dict.fromkeys(names))
    shown = ", ".join(names[:most])
    tail = f" and {len(names) - most:,} more" if len(names) > most else ""
    noun = "operation" if len(names) == len(group.operations) else "user"
    return f"{counted(len(names), noun)}: {shown}{tail}"


def _document(place: str) -> str:
    """``error NAME`` of a place within the document of an error."""
    return " ".join(place.split(" ")[:2])
