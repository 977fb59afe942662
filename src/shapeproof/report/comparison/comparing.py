"""Compares two reports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from shapeproof.report.comparison.causes import cause_changes
from shapeproof.report.comparison.comparable import refuse_other_runs, setting_changes
from shapeproof.report.comparison.facts import (
    ComparedReport,
    Comparison,
    FigureChange,
    NewFinding,
    ReachChange,
    SeverityChange,
    TallyChange,
    UnseenFinding,
)
from shapeproof.report.comparison.looked_at import LookedAt
from shapeproof.report.document import FindingRecord, Report
from shapeproof.report.groups import with_groups

_FIGURES = ("operations", "operations_reached", "requests", "checks")


def compare(old: ComparedReport, new: ComparedReport) -> Comparison:
    """What differs between two reports. Raises BadUsage where they cannot be compared."""
    refuse_other_runs(old, new)
    old, new = _grouped(old), _grouped(new)
    before, after = _by_id(old.report), _by_id(new.report)
    then, now = LookedAt(old.report, new.report), LookedAt(new.report, old.report)
    missing = [each for key, each in before.items() if key not in after]
    reasons = {each["id"]: now.unseen(each) for each in missing}
    gone = tuple(each for each in missing if reasons[each["id"]] is None)
    unseen = tuple(
        UnseenFinding(each, reason)
        for each in missing
        if (reason := reasons[each["id"]]) is not None
    )
    added = tuple(
        NewFinding(each, then.unseen(each)) for key, each in after.items() if key not in before
    )
    return Comparison(
        old=old,
        new=new,
        settings=tuple(setting_changes(old.report, new.report)),
        causes=cause_changes(old.report, new.report, {each["id"] for each in gone}),
        added=added,
        gone=gone,
        same=tuple(each for key, each in after.items() if key in before),
        not_looked_at=unseen,
        severities=tuple(_severities(before, after)),
        reached=tuple(_only_in(new.report, old.report, then)),
        lost=tuple(_only_in(old.report, new.report, now)),
        coverage=tuple(_coverage(old.report, new.report)),
        figures=tuple(_figures(old.report, new.report)),
    )


def _grouped(side: ComparedReport) -> ComparedReport:
    """The report with its root causes; those of older versions have none."""
    return ComparedReport(side.path, with_groups(side.report))


def _by_id(report: Report) -> dict[str, FindingRecord]:
    return {each["id"]: each for each in report["findings"]}


def _severities(
    before: Mapping[str, FindingRecord], after: Mapping[str, FindingRecord]
) -> Iterator[SeverityChange]:
    for key, each in after.items():
        if key in before and before[key]["severity"] != each["severity"]:
            yield SeverityChange(each, before[key]["severity"], each["severity"])


def _only_in(report: Report, other: Report, looked: LookedAt) -> Iterator[ReachChange]:
    """The operations that a run has reached, and the other run has not."""
    for each in report["operations"]:
        unseen = looked.unreached(each["name"])
        if each["reached"] and unseen is not None:
            yield ReachChange(each["name"], unseen)


def _coverage(old: Report, new: Report) -> Iterator[TallyChange]:
    """The kinds that both runs have counted."""
    for kind, tally in new["coverage"].items():
        before = old["coverage"].get(kind)
        if before is not None and before["total"] and tally["total"]:
            yield TallyChange(kind, before, tally)


def _figures(old: Report, new: Report) -> Iterator[FigureChange]:
    stats = (_numbers(old), _numbers(new))
    for name in _FIGURES:
        yield FigureChange(name, stats[0][name], stats[1][name])
    yield FigureChange("seconds", old["seconds"], new["seconds"])


def _numbers(report: Report) -> Mapping[str, int]:
    stats = report["stats"]
    return {
        "operations": stats["operations"],
        "operations_reached": stats["operations_reached"],
        "requests": stats["requests"],
        "checks": stats["checks"],
    }
