"""Groups of equal changes in many places, the worst first, and the words for them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shapeproof.contract.diff import (
    RULES,
    CompatibilityClass,
    ContractChange,
    ContractDiff,
    DiffSide,
)
from shapeproof.report.text import counted

_CLASSES = {each: index for index, each in enumerate(CompatibilityClass)}
_SEVERITIES = {"error": 0, "warning": 1, "note": 2}
_KINDS = {kind: index for index, kind in enumerate(RULES)}


@dataclass(frozen=True)
class ChangeGroup:
    """One change and all places where it occurs: in other operations, or in the same shape."""

    change: ContractChange
    places: tuple[tuple[str, str], ...]
    """Operation (empty for the service as a whole) and place."""

    @property
    def operations(self) -> tuple[str, ...]:
        """The operations that it concerns, each once."""
        return tuple(dict.fromkeys(operation for operation, _ in self.places if operation))


def grouped(diff: ContractDiff) -> tuple[ChangeGroup, ...]:
    """All changes of a diff: by class, severity and kind, then in the order of the diff."""
    found: dict[str, list[ContractChange]] = {}
    for change in diff.changes:
        values = (change.kind, change.subject, change.message, change.old, change.new)
        key = json.dumps(values, sort_keys=True, default=str)
        found.setdefault(key, []).append(change)
    groups = [
        ChangeGroup(each[0], tuple((one.operation, one.place) for one in each))
        for each in found.values()
    ]
    return tuple(sorted(groups, key=_rank))


def _rank(group: ChangeGroup) -> tuple[int, int, int]:
    change = group.change
    return (
        _CLASSES[change.compatibility],
        _SEVERITIES[change.severity],
        _KINDS[change.kind],
    )


def counts(groups: Sequence[ChangeGroup]) -> dict[str, int]:
    """The number of changes of each class that has any, in the order of the classes."""
    classes = [group.change.compatibility for group in groups]
    return {each.value: classes.count(each) for each in CompatibilityClass if each in classes}


_MOST_USERS = 5


def title(diff: ContractDiff) -> str:
    """Which contracts were compared."""
    return f"{_side(diff.old)} → {_side(diff.new)}"


def _side(side: DiffSide | None) -> str:
    if side is None:
        return "none"
    name = f"{side.service} {side.api_version}"
    return f"{name} ({side.source})" if side.source else name


def service_of(diff: ContractDiff) -> str:
    """The name of the service that a diff is about."""
    side = diff.new or diff.old
    return side.service if side else ""


def verdict(summary: Mapping[str, int]) -> str:
    """The numbers of a summary in a line."""
    if not summary:
        return "no changes"
    return ", ".join(f"{number:,} {name}" for name, number in summary.items())


def where(group: ChangeGroup) -> str:
    """Where a change is: its only place, or what all its places have in common."""
    operation, place = group.places[0]
    if len(group.places) > 1 and group.change.subject.strip("/"):
        return group.change.subject
    return operation if place == "operation" else f"{operation} {place}".strip()


def users(group: ChangeGroup, most: int = _MOST_USERS) -> str:
    """The operations and errors that a change of a shape affects; empty for a single place."""
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
