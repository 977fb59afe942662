"""A diff as a JSON document: sorted and stable, for other programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from shapeproof.contract.diff import Diff, Side
from shapeproof.report.contract_diff.grouping import Group, counts, grouped
from shapeproof.report.text import encodable

VERSION = 1


def render_json(diffs: Sequence[Diff]) -> str:
    """One diff as a document of its own; several, or none, as a list under ``services``."""
    if len(diffs) == 1:
        document = {"version": VERSION, **_diff(diffs[0])}
    else:
        services = [_diff(diff) for diff in diffs]
        summary: Counter[str] = Counter()
        for each in services:
            summary.update(each["summary"])
        document = {"version": VERSION, "summary": dict(summary), "services": services}
    return encodable(json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False)) + "\n"


def _diff(diff: Diff) -> dict[str, Any]:
    groups = grouped(diff)
    return {
        "old": _side(diff.old),
        "new": _side(diff.new),
        "summary": counts(groups),
        "changes": [_change(group) for group in groups],
    }


def _side(side: Side | None) -> dict[str, str] | None:
    if side is None:
        return None
    return {"service": side.service, "api_version": side.api_version, "source": side.source}


def _change(group: Group) -> dict[str, Any]:
    change = group.change
    return {
        "class": change.compatibility.value,
        "kind": change.kind,
        "severity": change.severity,
        "breaking": change.breaking,
        "operations": list(group.operations),
        "place": change.place,
        "subject": change.subject,
        "places": [{"operation": operation, "place": place} for operation, place in group.places],
        "message": change.message,
        "old": change.old,
        "new": change.new,
    }
