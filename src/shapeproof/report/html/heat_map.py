"""Operations by families of checks: how many findings there are, and how grave they are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from shapeproof.report.document import FindingRecord, OperationRecord, Report
from shapeproof.report.html.check_families import FAMILIES, OTHER, family_of_check
from shapeproof.report.summary import severity_of
from shapeproof.report.text import counted
from shapeproof.report.verdict import operation_of

_STEPS = (1, 3, 10, 30)
"""From so many findings on a cell is one step darker."""


@dataclass(frozen=True)
class Cell:
    """The findings of one operation in one family; ``severity`` is empty where there is none.

    ``step`` is 1 to 4, by their number; ``first`` is the id of the gravest; ``words`` counts them.
    """

    family: str
    number: int = 0
    severity: str = ""
    step: int = 0
    first: str = ""
    words: str = ""


@dataclass(frozen=True)
class Row:
    """One operation; ``state`` is ``reached``, ``not reached`` or ``not available``.

    ``requests`` is 0 where they are not known.
    """

    operation: str
    state: str
    cases: int
    requests: int
    cells: tuple[Cell, ...]

    @property
    def findings(self) -> int:
        """How many findings it has."""
        return sum(each.number for each in self.cells)


@dataclass(frozen=True)
class HeatMap:
    """The table: families with findings, operations with findings, and the other operations."""

    families: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    quiet: tuple[Row, ...]

    @property
    def has_cases(self) -> bool:
        """Whether cases were counted: tests and recordings have none."""
        return any(each.cases for each in (*self.rows, *self.quiet))


def heat_map(report: Report) -> HeatMap:
    """The heat map of a report. Known findings do not count."""
    new = [each for each in report["findings"] if not each["known"]]
    found: dict[str, dict[str, list[FindingRecord]]] = defaultdict(lambda: defaultdict(list))
    for each in new:
        found[operation_of(each)][family_of_check(each["check"])].append(each)
    about = {each.name: each.about for each in FAMILIES} | {OTHER: "checks of other packages"}
    used = {family_of_check(each["check"]) for each in new}
    names = [each for each in about if each in used]
    rows = [
        _row(operation, record, names, found.get(operation, {}))
        for operation, record in _operations(report, list(found))
    ]
    return HeatMap(
        tuple((each, about[each]) for each in names),
        tuple(each for each in rows if each.findings),
        tuple(each for each in rows if not each.findings),
    )


def _operations(
    report: Report, found: Sequence[str]
) -> Iterator[tuple[str, OperationRecord | None]]:
    """All operations; those of several services are named with their service."""
    named: set[str] = set()
    for each in report["operations"]:
        services = each.get("services", [])
        names = [f"{service}.{each['name']}" for service in services] or [each["name"]]
        named.update(names)
        yield from ((name, each) for name in names)
    yield from ((each, None) for each in sorted(found) if each not in named)


def _row(
    operation: str,
    record: OperationRecord | None,
    names: Iterable[str],
    found: dict[str, list[FindingRecord]],
) -> Row:
    cells = tuple(_cell(each, found.get(each, [])) for each in names)
    if record is None:
        return Row(operation, "reached", 0, 0, cells)
    state = "reached" if record["reached"] else "not reached"
    if not record.get("available", True):
        state = "not available"
    shared = len(record.get("services", [])) > 1  # counted by name, not by service
    requests = 0 if shared else record["requests"]
    return Row(operation, state, record["cases"], requests, cells)


def _cell(family: str, findings: list[FindingRecord]) -> Cell:
    if not findings:
        return Cell(family)
    gravest = max(findings, key=severity_of)
    counts = Counter(each["severity"] for each in findings)
    words = ", ".join(
        counted(counts[each], each) for each in ("error", "warning", "note") if counts[each]
    )
    step = sum(len(findings) >= each for each in _STEPS)
    return Cell(family, len(findings), gravest["severity"], step, gravest["id"], words)
