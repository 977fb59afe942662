"""Merges the reports of the shards of one run, or of several runs of a user's tests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from shapeproof.exceptions import BadUsage
from shapeproof.exchange import Severity
from shapeproof.report.collector import COVERAGE_KINDS
from shapeproof.report.document import (
    BaselineRecord,
    FindingRecord,
    OperationRecord,
    Report,
    ShardRecord,
    StatsRecord,
    TallyRecord,
)
from shapeproof.report.families import RunFamily, family_of
from shapeproof.report.findings import in_order
from shapeproof.report.groups import with_groups
from shapeproof.report.once_per_client import once_per_client
from shapeproof.report.shards import merged_shard, missing_line
from shapeproof.report.summary import (
    CONFORMS,
    FINDINGS,
    INCOMPLETE,
    fails,
    reached_nothing,
    severity_of,
)
from shapeproof.report.text import shown

_WHAT = "report merge"
_REMEDY = "give the JSON reports of the shards of one run"


def merge_reports(reports: Sequence[Report], paths: Sequence[object] = ()) -> Report:
    """One report of all shards, which may be given in any order.

    The shards must be of one run: of the same service, API version, seed, phases and version of
    shapeproof, and of different operations. Figures, counts and tallies add up; ``started`` is the
    first start, ``seconds`` the longest time, ``status`` the worst. Operations are in the order of
    their names. A merged report that lacks shards is incomplete.

    Passive reports may have operations in common. Their contract coverage does not add up, so that
    the merged report has one only where a single report has.

    ``paths`` name the reports in errors. Raises BadUsage for what does not belong together.
    """
    if not reports:
        raise BadUsage(_WHAT, "no reports are given", _REMEDY)
    labels = _labels(reports, paths)
    _refuse_families(reports, labels)
    _refuse_other_runs(reports, labels)
    shard = merged_shard(reports, labels)
    first = min(reports, key=lambda each: (each["started"], each["target"]["address"]))
    operations = _operations(reports)
    order = {each["name"]: index for index, each in enumerate(operations)}
    found = merged_findings(_all_findings(reports))
    if shard is not None and family_of(first) is RunFamily.CLIENT:
        found = once_per_client(found)
    findings = in_order(found, order)
    for operation in operations:
        name = operation["name"]
        operation["findings"] = sum(each["operation"] == name for each in findings)
    stats = _stats(reports)
    if family_of(first) is RunFamily.PASSIVE:
        _count_once(stats, reports, operations)
    merged: Report = {
        **first,
        "seconds": max(each["seconds"] for each in reports),
        "status": _status(reports, stats, findings, shard),
        "stopped": min(filter(None, (each.get("stopped", "") for each in reports)), default=""),
        "stats": stats,
        "coverage": _coverage(reports),
        "operations": operations,
        "findings": findings,
    }
    if any("fail_on" in each for each in reports):
        merged["fail_on"] = _fail_on(reports).label
    checks = dict.fromkeys(name for each in reports for name in each.get("checks", []))
    if checks:
        merged["checks"] = sorted(checks)
    if shard is not None:
        merged["shard"] = shard
    if any("baseline" in each for each in reports):
        merged["baseline"] = _baseline(reports)
    return with_groups(merged)


def merge_notes(reports: Sequence[Report], merged: Report) -> Iterator[str]:
    """What a user should know of a merged report."""
    missing = missing_line(merged)
    if missing:
        yield f"{missing}: the merged report is incomplete"
    if _is_uncountable(reports):
        yield (
            "the contract coverage of several test runs does not add up: the merged report has "
            "none; measure it in a run of all tests"
        )


def _labels(reports: Sequence[Report], paths: Sequence[object]) -> list[str]:
    if not paths:
        return [f"report {index}" for index, _ in enumerate(reports, start=1)]
    return [shown(str(each)) for each in paths]


def _refuse_families(reports: Sequence[Report], labels: Sequence[str]) -> None:
    """Raises BadUsage for reports of different kinds of runs, and for several of traffic."""
    families = [family_of(each) for each in reports]
    for label, family in zip(labels, families, strict=True):
        if family is not families[0]:
            reason = f"{label} is of {family.value}, {labels[0]} of {families[0].value}"
            remedy = "a report has one target: merge those of each kind on their own"
            raise BadUsage(_WHAT, reason, remedy)
    if len(reports) > 1 and families[0] is RunFamily.TRAFFIC:
        reason = (
            "the figures of recorded traffic do not add up: reports may have services in common"
        )
        raise BadUsage(_WHAT, reason, "give all recordings to one 'shapeproof traffic'")


def _refuse_other_runs(reports: Sequence[Report], labels: Sequence[str]) -> None:
    for label, (one, other) in zip(labels[1:], pairwise(reports), strict=True):
        for name, ours, theirs in (
            ("service", one["service"], other["service"]),
            ("API version", one["api_version"], other["api_version"]),
            ("protocol", one.get("protocol", ""), other.get("protocol", "")),
            ("seed", one["seed"], other["seed"]),
            ("phases", one["phases"], other["phases"]),
            ("version of shapeproof", one["tool"]["version"], other["tool"]["version"]),
        ):
            if ours != theirs:
                found, before = shown(str(theirs)), shown(str(ours))
                reason = f"{label} has the {name} {found}, the one before {before}"
                raise BadUsage(_WHAT, reason, _REMEDY)
    if family_of(reports[0]) is RunFamily.PASSIVE or any("shard" in each for each in reports):
        return
    seen: dict[frozenset[str], str] = {}
    for label, report in zip(labels, reports, strict=True):
        names = frozenset(each["name"] for each in report["operations"])
        if names and names in seen:
            both = f"{seen[names]} and {label}"
            if both.startswith("report "):
                both = f"reports {both.replace('report ', '')}"
            raise BadUsage(_WHAT, f"{both} are of the same operations", _REMEDY)
        seen[names] = label


def _operations(reports: Iterable[Report]) -> list[OperationRecord]:
    merged: dict[str, OperationRecord] = {}
    for each in (operation for report in reports for operation in report["operations"]):
        seen = merged.get(each["name"])
        merged[each["name"]] = {**each} if seen is None else _both(seen, each)
    return [merged[name] for name in sorted(merged)]


def _both(one: OperationRecord, other: OperationRecord) -> OperationRecord:
    tried = [each.get("tried", {}) for each in (one, other)]
    both: OperationRecord = {
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
    if "services" in one or "services" in other:
        both["services"] = sorted({*one.get("services", []), *other.get("services", [])})
    return both


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


def _count_once(
    stats: StatsRecord, reports: Sequence[Report], operations: Sequence[OperationRecord]
) -> None:
    """Count an operation once that several test runs call; services may share a name."""
    number = sum(len(each.get("services", [""])) for each in operations)
    number = max(number, *(each["stats"]["operations"] for each in reports))
    stats["operations"] = stats["operations_reached"] = stats["operations_available"] = number


def _is_uncountable(reports: Sequence[Report]) -> bool:
    """Whether several passive reports have a contract coverage."""
    passive = [each for each in reports if family_of(each) is RunFamily.PASSIVE]
    return sum(any(each["total"] for each in one["coverage"].values()) for one in passive) > 1


def _coverage(reports: Sequence[Report]) -> dict[str, TallyRecord]:
    kinds = dict.fromkeys(
        (*COVERAGE_KINDS, *(kind for each in reports for kind in each["coverage"]))
    )
    if _is_uncountable(reports):
        return {kind: {"total": 0, "exercised": 0} for kind in kinds}
    return {kind: _tally(reports, kind) for kind in kinds}


def _tally(reports: Iterable[Report], kind: str) -> TallyRecord:
    tallies = [each["coverage"][kind] for each in reports if kind in each["coverage"]]
    return {
        "total": sum(each["total"] for each in tallies),
        "exercised": sum(each["exercised"] for each in tallies),
    }


def _status(
    reports: Sequence[Report],
    stats: StatsRecord,
    findings: list[FindingRecord],
    shard: ShardRecord | None,
) -> str:
    """The worst one; a shard that has reached nothing is not incomplete for this alone."""
    lacking = shard is not None and "missing" in shard
    if lacking or any(each.get("stopped", "") for each in reports) or reached_nothing(stats):
        return INCOMPLETE
    statuses = {each["status"] for each in reports if not reached_nothing(each["stats"])}
    statuses -= {INCOMPLETE} if _lacked_only_shards(reports) else set()
    if INCOMPLETE in statuses:
        return INCOMPLETE
    failing = FINDINGS in statuses or any(fails(each, _fail_on(reports)) for each in findings)
    return FINDINGS if failing else CONFORMS


def _lacked_only_shards(reports: Sequence[Report]) -> bool:
    """Whether reports are incomplete for nothing but shards, which others bring."""
    incomplete = [each for each in reports if each["status"] == INCOMPLETE]
    return all("shard" in each and "missing" in each["shard"] for each in incomplete)


def _fail_on(reports: Sequence[Report]) -> Severity:
    """The strictest of the reports."""
    return min(Severity.parse(each.get("fail_on", "error")) for each in reports)


def _baseline(reports: Iterable[Report]) -> BaselineRecord:
    entries = [each["baseline"] for each in reports if "baseline" in each]
    return {
        "stale": sorted({line for each in entries for line in each["stale"]}),
        "expired": sorted({line for each in entries for line in each["expired"]}),
    }
