"""Divides the findings of one kind into groups: for the service, an operation, or a member."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from shapeproof.report.document import FindingRecord, OperationRecord
from shapeproof.report.groups.faults import VALID
from shapeproof.report.groups.kinds import DefectKind, Rule, holder_of, member_of

_HALF = 0.5
_SEVERAL = 3
"""Findings that are worth a group of the whole service."""
_WHOLE_OBJECT = 3
"""Members missing in one object, or too many in it, that are one defect rather than several."""
_FEW_MEMBERS = 2
"""Members with one defect that may have causes of their own; in more of them it is one cause."""
OF_OBJECTS = {
    "required": "required members are missing",
    "unknown": "members are none of the model",
}
"""Kinds of defects that an object has as a whole, and what is said of its members."""


class Level(StrEnum):
    """What one change is to."""

    SERVICE = "service"
    OPERATION = "operation"
    MEMBER = "member"


@dataclass(frozen=True)
class Cluster:
    """Findings of one cause. ``of`` is how many places were tried, None where that is unknown.

    ``weak`` of ``judged`` operations have the defect nearly everywhere.
    """

    kind: DefectKind
    level: Level
    subject: str
    findings: tuple[FindingRecord, ...]
    of: int | None = None
    weak: int = 0
    judged: int = 0


Operations = Mapping[str, OperationRecord]


def clusters(
    kind: DefectKind, findings: Sequence[FindingRecord], operations: Operations
) -> Iterator[Cluster]:
    """The groups of the findings of a kind."""
    match kind.rule:
        case Rule.WHOLE:
            yield Cluster(kind, Level.SERVICE, "", tuple(findings), _answering(kind, operations))
        case Rule.FAULTS:
            yield from _by_faults(kind, findings, operations)
        case Rule.COMMON:
            yield from _common(kind, findings)
        case Rule.MEMBER:
            yield from _by_member(kind, findings)
        case Rule.CAUSE:
            yield from _by_cause(kind, findings, operations)


def _by_faults(
    kind: DefectKind, findings: Sequence[FindingRecord], operations: Operations
) -> Iterator[Cluster]:
    """Where most operations have a kind of defect, one place in the code is to be fixed."""
    found = _divided(findings, lambda each: each["operation"])
    tried = {name: _tried(kind, operations.get(name)) for name in {*operations, *found}}
    judged = {name for name, number in tried.items() if number} | found.keys()
    weak = {name for name in found if _is_weak(len(found[name]), tried[name])}
    shared = len(weak) > 1 and len(weak) >= _HALF * len(judged) and len(findings) >= _SEVERAL
    # A failure is one defect wherever it comes from: the fault should have been refused before.
    fails_alike = kind.check == "server_error" and kind.fault is not VALID and len(found) > 1
    if shared or fails_alike:
        of = _total(tried[name] for name in judged)
        yield Cluster(
            kind, Level.SERVICE, "", tuple(findings), of, weak=len(weak), judged=len(judged)
        )
        return
    rest: list[FindingRecord] = []
    for name, own in found.items():
        if name in weak and len(own) > 1:
            yield Cluster(kind, Level.OPERATION, name, tuple(own), tried[name])
        else:
            rest += own
    for name, own in _divided(rest, member_of).items():
        yield Cluster(kind, Level.MEMBER, name, tuple(own))


def _is_weak(places: int, tried: int | None) -> bool:
    return places > 1 if tried is None else places >= _HALF * tried


def _tried(kind: DefectKind, operation: OperationRecord | None) -> int | None:
    """How many places of an operation were tried; None where that was not counted."""
    if operation is None or kind.fault is None or "tried" not in operation:
        return None
    return sum(operation["tried"].get(each, 0) for each in kind.fault.tried)


def _total(numbers: Iterator[int | None]) -> int | None:
    known = list(numbers)
    return None if None in known else sum(each for each in known if each is not None)


def _answering(kind: DefectKind, operations: Operations) -> int | None:
    """How many operations have answered, for what is wrong with every answer alike."""
    if kind.check not in ("content_type", "request_id"):
        return None
    return sum(each["reached"] for each in operations.values()) or None


def _common(kind: DefectKind, findings: Sequence[FindingRecord]) -> Iterator[Cluster]:
    found = _divided(findings, lambda each: each["operation"])
    if len(found) > 1:
        yield Cluster(kind, Level.SERVICE, "", tuple(findings))
        return
    for name, own in found.items():
        yield Cluster(kind, Level.OPERATION, name, tuple(own))


def _by_member(kind: DefectKind, findings: Sequence[FindingRecord]) -> Iterator[Cluster]:
    """One group for each member; one for an object that lacks several, or has several too many."""
    rest = list(findings)
    if kind.name in OF_OBJECTS:
        objects = _divided(findings, lambda each: f"{each['operation']} {holder_of(each)}".strip())
        for name, own in objects.items():
            if len({member_of(each) for each in own}) >= _WHOLE_OBJECT:
                yield Cluster(kind, Level.OPERATION, name, tuple(own))
                whole = {each["id"] for each in own}
                rest = [each for each in rest if each["id"] not in whole]
    for name, own in _divided(rest, member_of).items():
        yield Cluster(kind, Level.MEMBER, name, tuple(own))


def _by_cause(
    kind: DefectKind, findings: Sequence[FindingRecord], operations: Operations
) -> Iterator[Cluster]:
    """What a client does with all values of a kind; members of which that is not known are few."""
    members = _divided(findings, lambda each: each["cause"]["member"])
    if "" in members or len(members) > _FEW_MEMBERS:
        members = {"": list(findings)}
    for name, own in members.items():
        level = Level.MEMBER if name else Level.SERVICE
        yield Cluster(kind, level, name, tuple(own), _places_tried(own, operations))


def _places_tried(findings: Sequence[FindingRecord], operations: Operations) -> int | None:
    """How many places were tried by calls of the kinds that show the findings."""
    kinds = {each["cause"]["case"] for each in findings}
    if "" in kinds:
        return None
    tried = [each.get("tried", {}) for each in operations.values()]
    return sum(each.get(kind, 0) for each in tried for kind in kinds) or None


def _divided(
    findings: Sequence[FindingRecord], key: Callable[[FindingRecord], str]
) -> dict[str, list[FindingRecord]]:
    found: dict[str, list[FindingRecord]] = defaultdict(list)
    for each in findings:
        found[key(each)].append(each)
    return found
