"""A comparison as a JSON document; ``schemas/comparison-1.json`` is its JSON Schema."""

from __future__ import annotations

import json
from typing import Any

from shapeproof.exchange import Severity
from shapeproof.report.comparison.facts import (
    CauseChange,
    ComparedReport,
    Comparison,
    ReachChange,
    Unseen,
)
from shapeproof.report.document import FindingRecord
from shapeproof.report.text import encodable

COMPARISON_VERSION = 1


def render_comparison_json(comparison: Comparison, fail_on: Severity | None) -> str:
    """The comparison as JSON text. Findings are without requests: the reports have them."""
    return (
        encodable(json.dumps(_document(comparison, fail_on), indent=1, ensure_ascii=False)) + "\n"
    )


def _document(comparison: Comparison, fail_on: Severity | None) -> dict[str, Any]:
    return {
        "version": COMPARISON_VERSION,
        "old": _side(comparison.old),
        "new": _side(comparison.new),
        "differences": [
            {"kind": each.kind.name.lower(), "old": each.old, "new": each.new}
            for each in comparison.settings
        ],
        "summary": {
            "root_causes": dict(comparison.cause_counts),
            "findings": dict(comparison.counts),
            "fail_on": "never" if fail_on is None else fail_on.label,
            "failing": [each["id"] for each in comparison.failing(fail_on)],
        },
        "root_causes": [_cause(each) for each in comparison.causes],
        "findings": {
            "new": [_finding(each.record, each.unseen) for each in comparison.added],
            "gone": [_finding(each) for each in comparison.gone],
            "same": [each["id"] for each in comparison.same],
            "not_looked_at": [
                _finding(each.record, each.unseen) for each in comparison.not_looked_at
            ],
        },
        "severities": [
            {"id": each.record["id"], "old": each.old, "new": each.new}
            for each in comparison.severities
        ],
        "operations": {
            "newly_reached": [_reach(each) for each in comparison.reached],
            "no_longer_reached": [_reach(each) for each in comparison.lost],
        },
        "coverage": {
            each.kind: {"old": dict(each.old), "new": dict(each.new)}
            for each in comparison.coverage
        },
        "figures": {each.name: {"old": each.old, "new": each.new} for each in comparison.figures},
    }


def _side(side: ComparedReport) -> dict[str, Any]:
    report = side.report
    return {
        "path": side.path,
        "tool": dict(report["tool"]),
        "service": report["service"],
        "api_version": report["api_version"],
        "target": dict(report["target"]),
        "seed": report["seed"],
        "phases": report["phases"],
        "started": report["started"],
        "status": report["status"],
        "findings": len(report["findings"]),
    }


def _cause(cause: CauseChange) -> dict[str, Any]:
    group = cause.group
    return {
        "id": group["id"],
        "state": cause.state.name.lower(),
        "severity": group["severity"],
        "title": group["title"],
        "check": group["check"],
        "operations": group["operations"],
        "new": cause.new,
        "gone": cause.gone,
        "same": cause.same,
        "not_looked_at": cause.not_looked_at,
        "example": cause.example["id"],
    }


def _finding(record: FindingRecord, unseen: Unseen | None = None) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": record["id"],
        "check": record["check"],
        "severity": record["severity"],
        "service": record["service"],
        "operation": record["operation"],
        "where": record["where"],
        "message": record["message"],
        "group": record.get("group", ""),
        "known": record["known"],
    }
    return found if unseen is None else {**found, "unseen": _unseen(unseen)}


def _reach(change: ReachChange) -> dict[str, Any]:
    return {"operation": change.operation, "unseen": _unseen(change.unseen)}


def _unseen(unseen: Unseen) -> dict[str, str]:
    return {"reason": unseen.kind.name.lower(), "detail": unseen.detail}
