"""Changes that are the same one in many places, put together, the worst first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from shapeproof.contract.diff import RULES, Change, CompatibilityClass, Diff

_CLASSES = {each: index for index, each in enumerate(CompatibilityClass)}
_SEVERITIES = {"error": 0, "warning": 1, "note": 2}
_KINDS = {kind: index for index, kind in enumerate(RULES)}


@dataclass(frozen=True)
class Group:
    """One change and all places where it is: those of other operations, or of the same shape."""

    change: Change
    places: tuple[tuple[str, str], ...]
    """Operation (empty for the service as a whole) and place."""

    @property
    def operations(self) -> tuple[str, ...]:
        """The operations that it concerns, each once."""
        return tuple(dict.fromkeys(operation for operation, _ in self.places if operation))


def grouped(diff: Diff) -> tuple[Group, ...]:
    """All changes of a diff: by class, severity and kind, then in the order of the diff."""
    found: dict[str, list[Change]] = {}
    for change in diff.changes:
        values = (change.kind, change.subject, change.message, change.old, change.new)
        key = json.dumps(values, sort_keys=True, default=str)
        found.setdefault(key, []).append(change)
    groups = [
        Group(each[0], tuple((one.operation, one.place) for one in each)) for each in found.values()
    ]
    return tuple(sorted(groups, key=_rank))


def _rank(group: Group) -> tuple[int, int, int]:
    change = group.change
    return (
        _CLASSES[change.compatibility],
        _SEVERITIES[change.severity],
        _KINDS[change.kind],
    )


def counts(groups: Sequence[Group]) -> dict[str, int]:
    """How many changes there are of each class that has any, in the order of the classes."""
    classes = [group.change.compatibility for group in groups]
    return {each.value: classes.count(each) for each in CompatibilityClass if each in classes}
