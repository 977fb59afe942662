"""Pictures of lifecycles: the states of each resource, and what became of its operations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from shapeproof.report.document import OperationRecord, Report, ResourceRecord
from shapeproof.report.html.lifecycle_layout import OperationState, PictureParts, placed
from shapeproof.report.html.lifecycle_svg import svg
from shapeproof.report.text import counted, cut, visible

_CREATING = ("create", "import", "create with another")
_STAYING = ("read", "update", "list", "use")
_REMOVING = ("remove",)
_LONGEST_NAME = 300


@dataclass(frozen=True)
class LifecyclePicture:
    """The picture of one resource, and how many of its operations were reached.

    ``available`` counts those that the target has; ``failing`` those that are not all well.
    """

    name: str
    svg: Markup
    reached: int
    operations: int
    available: int
    failing: int


def lifecycle_pictures(report: Report) -> tuple[LifecyclePicture, ...]:
    """A picture of each resource that has an operation in the run, those above their parts."""
    record = report.get("lifecycle")
    if record is None:
        return ()
    seen = {each["name"]: each for each in report["operations"]}
    by_name = {each["name"]: each for each in record["resources"]}
    shown = [
        each
        for each in _in_order(record["resources"], by_name)
        if any(name in seen for names in each["operations"].values() for name in names)
    ]
    return tuple(_picture(number, each, by_name, seen) for number, each in enumerate(shown, 1))


def _picture(
    number: int,
    resource: ResourceRecord,
    by_name: Mapping[str, ResourceRecord],
    seen: Mapping[str, OperationRecord],
) -> LifecyclePicture:
    states = {
        name: _state(name, seen.get(name))
        for names in resource["operations"].values()
        for name in names
    }
    parts = PictureParts(
        _shown(resource["name"]),
        _place(resource, by_name),
        *(_groups(resource, keys, states) for keys in (_CREATING, _REMOVING, _STAYING)),
    )
    return LifecyclePicture(
        parts.name,
        svg(placed(parts), f"lifecycle-{number}", f"Lifecycle of {parts.name}", _described(parts)),
        reached=sum(each.status == "reached" for each in states.values()),
        operations=len(states),
        available=sum(each.status not in ("missing", "left-out") for each in states.values()),
        failing=sum(bool(each.note) for each in states.values()),
    )


def _state(name: str, operation: OperationRecord | None) -> OperationState:
    shown = _shown(name)
    if operation is None:
        return OperationState(shown, "left-out", "not in this run")
    if not operation.get("available", True):
        return OperationState(shown, "missing", "not available")
    if not operation["reached"]:
        return OperationState(shown, "failed", "not reached")
    if operation["findings"]:
        return OperationState(shown, "reached", counted(operation["findings"], "finding"))
    return OperationState(shown, "reached")


def _groups(
    resource: ResourceRecord, keys: Sequence[str], states: Mapping[str, OperationState]
) -> list[tuple[str, list[OperationState]]]:
    found = ((key, resource["operations"].get(key, [])) for key in keys)
    return [(key, [states[name] for name in names]) for key, names in found if names]


def _place(resource: ResourceRecord, by_name: Mapping[str, ResourceRecord]) -> str:
    """Where a resource lies, and how many there may be."""
    above = [_shown(each) for each in _ancestors(resource, by_name)]
    place = f"within {' › '.join(reversed(above))}" if above else ""
    return ", ".join(filter(None, (place, "at most one" if resource["single"] else "")))


def _ancestors(resource: ResourceRecord, by_name: Mapping[str, ResourceRecord]) -> list[str]:
    """The parent, its parent, and so on; a report of others may hold a circle."""
    found: list[str] = []
    parent = resource["parent"]
    while parent is not None and parent not in found:
        found.append(parent)
        parent = by_name[parent]["parent"] if parent in by_name else None
    return found


def _in_order(
    resources: Sequence[ResourceRecord], by_name: Mapping[str, ResourceRecord]
) -> Iterator[ResourceRecord]:
    """Each resource after its parent."""
    order = {each["name"]: index for index, each in enumerate(resources)}

    def path(resource: ResourceRecord) -> list[int]:
        above = reversed([resource["name"], *_ancestors(resource, by_name)])
        return [order[name] for name in above if name in order]

    yield from sorted(resources, key=path)


def _described(parts: PictureParts) -> str:
    """What the picture shows, for those who do not see it."""
    place = [f"{parts.name}: {parts.within}."] if parts.within else []
    groups = (*parts.creating, *parts.staying, *parts.removing)
    return " ".join([*place, *(f"{_sentence(part, states)}." for part, states in groups)])


def _sentence(part: str, states: Sequence[OperationState]) -> str:
    listed = (f"{each.name} ({', '.join(filter(None, _words(each)))})" for each in states)
    return f"{part.capitalize()}: {', '.join(listed)}"


def _words(state: OperationState) -> tuple[str, str]:
    return ("reached" if state.status == "reached" else "", state.note)


def _shown(name: str) -> str:
    return visible(cut(name, _LONGEST_NAME))
