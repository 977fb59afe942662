"""Merges the reports of the shards of one run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from shapeproof.exceptions import BadUsage
from shapeproof.exchange import Severity
from shapeproof.report.collector import COVERAGE_KINDS
from shapeproof.report.document import (
    BaselineRecord,
    FindingRecord,
    OperationRecord,
    Report,
    StatsRecord,
    TallyRecord,
)
from shapeproof.report.findings import in_order
from shapeproof.report.groups import with_groups
from shapeproof.report.summary import (
    CONFORMS,
    FINDINGS,
    INCOMPLETE,
    fails,
    reached_nothing,
    severity_of,
)

_WHAT = "report merge"
_REMEDY = "give the JSON reports of the shards of one run"


def merge_reports(reports: Sequence[Report]) -> Report:
    """One report of all shards, which may be given in any order.

    The shards must be of one run: of the same service, API version, seed, phases and version of
    shapeproof, and of different operations. Figures, counts and tallies add up; ``started`` is the
    first start, ``seconds`` the longest time, ``status`` the worst. Operations are in the order of
    their names. Raises BadUsage for what does not belong together.
    """
    if not reports:
        raise BadUsage(_WHAT, "no reports are given", _REMEDY)
    _refuse_strangers(reports)
    first = min(reports, key=lambda each: (each["started"], each["target"]["address"]))
    operations = _operations(reports)
    order = {each["name"]: index for index, each in enumerate(operations)}
    findings = in_order(merged_findings(_all_findings(reports)), order)
    for operation in operations:
        name = operation["name"]
        operation["findings"] = sum(each["operation"] == name for each in findings)
    stats = _stats(reports)
    merged: Report = {
        **first,
        "seconds": max(each["seconds"] for each in reports),
        "status": _status(reports, stats, findings),
        "stopped": min(filter(None, (each.get("stopped", "") for each in reports)), default=""),
        "stats": stats,
        "coverage": {kind: _tally(reports, kind) for kind in COVERAGE_KINDS},
        "operations": operations,
        "findings": findings,
    }
    if any("baseline" in each for each in reports):
        merged["baseline"] = _baseline(reports)
    return with_groups(merged)


def _refuse_strangers(reports: Sequence[Report]) -> None:
    for index, (one, other) in enumerate(pairwise(reports), start=2):
        for name, ours, theirs in (
            ("service", one["service"], other["service"]),
            ("API version", one["api_version"], other["api_version"]),
            ("protocol", one.get("protocol", ""), other.get("protocol", "")),
            ("seed", one["seed"], other["seed"]),
            ("phases", one["phases"], other["phases"]),
            ("version of shapeproof", one["tool"]["version"], other["tool"]["version"]),
        ):
            if ours != theirs:
                raise BadUsage(
                    _WHAT, f"report {index} has the {name} {theirs}, the one before {ours}", _REMEDY
                )
    seen: dict[frozenset[str], int] = {}
    for index, report in enumerate(reports, start=1):
        names = frozenset(each["name"] for each in report["operations"])
        if names and names in seen:
            reason = f"reports {seen[names]} and {index} are of the same operations"
            raise BadUsage(_WHAT, reason, _REMEDY)
        seen[names] = index


def _operations(reports: Iterable[Report]) -> list[OperationRecord]:
    merged: dict[str, OperationRecord] = {}
    for each in (operation for report in reports for operation in report["operations"]):
        seen = merged.get(each["name"])
        merged[each["name"]] = {**each} if seen is None else _both(seen, each)
    return [merged[name] for name in sorted(merged)]


def _both(one: OperationRecord, other: OperationRecord) -> OperationRecord:
    tried = [each.get("tried", {}) for each in (one, other)]
    return {
        **one,
        "tried": {
            kind: max(each.get(kind, 0) for each in tried)
            for kind in sorted({*tried[0], *tried[1]})
        },
        "cases": one["cases"] + other["cases"],
        "requests": one["requests"] + other["requests"],
        "reached": one["reached"] or other["reached"],
        "available": one.get("available", True) or other.get("available", True),
        "reason": max(one["reason"], other["reason"]),
    }


def _all_findings(reports: Iterable[Report]) -> Iterable[FindingRecord]:
    return (finding for report in reports for finding in report["findings"])


def merged_findings(findings: Iterable[FindingRecord]) -> list[FindingRecord]:
    """Each finding once, with the smallest of its examples and how often it was found."""
    merged: dict[str, FindingRecord] = {}
    for each in findings:
        seen = merged.get(each["id"])
        if seen is None:
            merged[each["id"]] = {**each}
            continue
        smaller = min(seen, each, key=_size)
        known = seen["known"] and each["known"]
        merged[each["id"]] = {**smaller, "known": known, "count": seen["count"] + each["count"]}
    return list(merged.values())


def _size(finding: FindingRecord) -> tuple[int, int, str, str, str]:
    """Higher severities first, then smaller examples, as within one run."""
    request = finding["request"]
    length = len(request["url"]) + len(request["body"])
    return -severity_of(finding), length, request["url"], request["body"], finding["actual"]


def _stats(reports: Iterable[Report]) -> StatsRecord:
    stats = [each["stats"] for each in reports]
    phases = {name for each in stats for name in each["cases"]}
    order = {name: index for index, name in enumerate(stats[0]["cases"])}
    merged: StatsRecord = {
        "requests": sum(each["requests"] for each in stats),
        "operations": sum(each["operations"] for each in stats),
        "operations_reached": sum(each["operations_reached"] for each in stats),
        "operations_available": sum(
            each.get("operations_available", each["operations"]) for each in stats
        ),
        "search_requests": sum(each.get("search_requests", 0) for each in stats),
        "cases": {
            name: sum(each["cases"].get(name, 0) for each in stats)
            for name in sorted(phases, key=lambda each: (order.get(each, len(order)), each))
        },
        "checks": sum(each["checks"] for each in stats),
        "left_out": sorted(name for each in stats for name in each["left_out"]),
    }
    unsupported = [each["unsupported"] for each in stats if "unsupported" in each]
    if unsupported:
        merged["unsupported"] = {
            "operations": sorted({name for each in unsupported for name in each["operations"]}),
            "members": sorted({name for each in unsupported for name in each["members"]}),
        }
    unread = [each["unread"] for each in stats if "unread" in each]
    if unread:
        merged["unread"] = sum(unread)
    return merged


def _tally(reports: Iterable[Report], kind: str) -> TallyRecord:
    tallies = [each["coverage"][kind] for each in reports]
    return {
        "total": sum(each["total"] for each in tallies),
        "exercised": sum(each["exercised"] for each in tallies),
    }


def _status(reports: Sequence[Report], stats: StatsRecord, findings: list[FindingRecord]) -> str:
    """The worst one; a shard that has reached nothing is not incomplete for this alone."""
    if any(each.get("stopped", "") for each in reports) or reached_nothing(stats):
        return INCOMPLETE
    statuses = {each["status"] for each in reports if not reached_nothing(each["stats"])}
    if INCOMPLETE in statuses:
        return INCOMPLETE
    fail_on = Severity.parse(reports[0].get("fail_on", "error"))
    failing = FINDINGS in statuses or any(fails(each, fail_on) for each in findings)
    return FINDINGS if failing else CONFORMS


def _baseline(reports: Iterable[Report]) -> BaselineRecord:
    entries = [each["baseline"] for each in reports if "baseline" in each]
    return {
        "stale": sorted({line for each in entries for line in each["stale"]}),
        "expired": sorted({line for each in entries for line in each["expired"]}),
    }
