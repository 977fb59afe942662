"""Groups of findings, as a report has them."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence

from shapeproof.report.document import FindingRecord, GroupRecord, OperationRecord, Report
from shapeproof.report.groups.kinds import DefectKind, kind_of
from shapeproof.report.groups.levels import Cluster, clusters
from shapeproof.report.groups.ranking import ranked, severity
from shapeproof.report.groups.titles import title_of
from shapeproof.report.summary import severity_of


def with_groups(report: Report) -> Report:
    """The report with its findings grouped anew; each finding has the id of its group."""
    groups = grouped(report["findings"], report["operations"])
    group_of = {finding: group["id"] for group in groups for finding in group["findings"]}
    findings: list[FindingRecord] = [
        {**each, "group": group_of[each["id"]]} for each in report["findings"]
    ]
    return {**report, "groups": groups, "findings": findings}


def grouped(
    findings: Sequence[FindingRecord], operations: Iterable[OperationRecord]
) -> list[GroupRecord]:
    """The findings by root cause, the most useful group first. Each finding is in one group."""
    by_kind: dict[DefectKind, list[FindingRecord]] = defaultdict(list)
    for each in findings:
        by_kind[kind_of(each)].append(each)
    tried = {each["name"]: each for each in operations}
    found = [cluster for kind, own in by_kind.items() for cluster in clusters(kind, own, tried)]
    return [_record(each) for each in ranked(found)]


def _record(cluster: Cluster) -> GroupRecord:
    findings = cluster.findings
    example = min(findings, key=_as_example)
    places = len(findings)
    return {
        "id": _id(cluster),
        "severity": severity(cluster).label,
        "title": title_of(cluster, example),
        "check": cluster.kind.check,
        "operations": list(dict.fromkeys(each["operation"] for each in findings)),
        "places": places,
        "of": None if cluster.of is None else max(cluster.of, places),
        "findings": [each["id"] for each in findings],
        "example": example["id"],
    }


def _as_example(finding: FindingRecord) -> tuple[bool, int, bool, int, str]:
    """New ones first, then the most severe, then the shortest to send again."""
    request = finding["request"]
    curl = finding["reproduce"]["curl"]
    length = len(curl) or len(request["url"]) + len(request["body"])
    return finding["known"], -severity_of(finding), not curl, length, finding["id"]


def _id(cluster: Cluster) -> str:
    kind = cluster.kind
    parts = (kind.service, kind.check, kind.name, kind.detail, cluster.level, cluster.subject)
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
