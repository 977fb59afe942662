"""A diff as a JSON document and as plain text, and whether it fails a run."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from shapeproof.contract.diff import RULES, ContractDiff, DiffSide
from shapeproof.report.contract_diff.groups import (
    ChangeGroup,
    counts,
    grouped,
    title,
    users,
    verdict,
    where,
)
from shapeproof.report.text import counted, encodable, shown

LEVELS = ("breaking", "warning", "none")


def exit_status(diffs: Sequence[ContractDiff], fail_on: str) -> int:
    """1 if a change is as bad as ``fail_on`` (one of LEVELS), else 0."""
    changes = [change for diff in diffs for change in diff.changes]
    if fail_on == "breaking":
        return int(any(change.breaking for change in changes))
    if fail_on == "warning":
        return int(any(change.severity != "note" for change in changes))
    return 0


VERSION = 1


def render_json(diffs: Sequence[ContractDiff]) -> str:
    """A single diff is the document itself; several, or none, are a list under ``services``."""
    if len(diffs) == 1:
        document = {"version": VERSION, **_diff_record(diffs[0])}
    else:
        services = [_diff_record(diff) for diff in diffs]
        summary: Counter[str] = Counter()
        for each in services:
            summary.update(each["summary"])
        document = {"version": VERSION, "summary": dict(summary), "services": services}
    return encodable(json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False)) + "\n"


def _diff_record(diff: ContractDiff) -> dict[str, Any]:
    groups = grouped(diff)
    return {
        "old": _side(diff.old),
        "new": _side(diff.new),
        "summary": counts(groups),
        "changes": [_change(group) for group in groups],
    }


def _side(side: DiffSide | None) -> dict[str, str] | None:
    if side is None:
        return None
    return {"service": side.service, "api_version": side.api_version, "source": side.source}


def _change(group: ChangeGroup) -> dict[str, Any]:
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


MAX_MESSAGE = 300
MAX_USERS = 400


def render_terminal(diffs: Sequence[ContractDiff]) -> str:
    """Diffs as text for a terminal; services without changes are only counted.

    Of several that changed, the end says what breaks in which, as it is what a terminal shows.
    """
    changed = [diff for diff in diffs if diff.changes or len(diffs) == 1]
    parts = ["\n".join(_diff_lines(diff)) for diff in changed]
    if same := len(diffs) - len(changed):
        parts.append(f"{counted(same, 'service')} without changes")
    if len(changed) > 1:
        parts.append("\n".join(_total_lines(changed)))
    return "\n\n".join(parts) + "\n"


_MOST_SERVICES = 20


def _total_lines(diffs: Sequence[ContractDiff]) -> Iterator[str]:
    """The numbers of all services, and the services with most changes that break someone."""
    every = [grouped(diff) for diff in diffs]
    summary = counts([group for groups in every for group in groups])
    yield f"{counted(len(diffs), 'service')} with changes: {verdict(summary)}"
    breaking = Counter[str]()
    for diff, groups in zip(diffs, every, strict=True):
        side = diff.new or diff.old
        if side is not None:
            breaking[side.service] += sum(group.change.breaking for group in groups)
    listed = [f"{name} {number:,}" for name, number in breaking.most_common() if number]
    if not listed:
        yield "breaking: none"
        return
    more = len(listed) - _MOST_SERVICES
    tail = f" and {counted(more, 'more service')}" if more > 0 else ""
    yield f"breaking: {', '.join(listed[:_MOST_SERVICES])}{tail}"


def _diff_lines(diff: ContractDiff) -> Iterator[str]:
    groups = grouped(diff)
    yield shown(title(diff), 400)
    yield verdict(counts(groups))
    for compatibility, of_class in groupby(groups, lambda group: group.change.compatibility):
        yield ""
        yield compatibility.value.upper()
        for kind, of_kind in groupby(of_class, lambda group: group.change.kind):
            rule = RULES[kind]
            yield f"  {rule.severity} {kind}: {rule.meaning}"
            yield from map(_line, of_kind)


def _line(group: ChangeGroup) -> str:
    concerned = users(group)
    tail = f" [{shown(concerned, MAX_USERS)}]" if concerned else ""
    return f"    {shown(where(group), 300)}: {shown(group.change.message, MAX_MESSAGE)}{tail}"
