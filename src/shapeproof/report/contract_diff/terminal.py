"""A diff as plain text: by class, then by rule, one line each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from shapeproof.contract.diff import RULES, Diff
from shapeproof.report.contract_diff.grouping import Group, counts, grouped
from shapeproof.report.contract_diff.words import title, users, verdict, where
from shapeproof.report.text import counted, shown

MAX_MESSAGE = 300
MAX_USERS = 400


def render_terminal(diffs: Sequence[Diff]) -> str:
    """Diffs as text for a terminal; services without changes are only counted."""
    told = [diff for diff in diffs if diff.changes or len(diffs) == 1]
    parts = ["\n".join(_diff(diff)) for diff in told]
    if same := len(diffs) - len(told):
        parts.append(f"{counted(same, 'service')} without changes")
    return "\n\n".join(parts) + "\n"


def _diff(diff: Diff) -> Iterator[str]:
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


def _line(group: Group) -> str:
    concerned = users(group)
    tail = f" [{shown(concerned, MAX_USERS)}]" if concerned else ""
    return f"    {shown(where(group), 300)}: {shown(group.change.message, MAX_MESSAGE)}{tail}"
