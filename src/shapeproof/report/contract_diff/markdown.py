"""A diff as GitHub Flavored Markdown, for the comment of a pull request.

Every text of a model is escaped: it cannot break a table or add markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from shapeproof.contract.diff import CompatibilityClass, ContractDiff
from shapeproof.report.contract_diff.groups import (
    ChangeGroup,
    counts,
    grouped,
    service_of,
    title,
    users,
    verdict,
    where,
)
from shapeproof.report.markdown_text import BoundedText, code_cell, plain
from shapeproof.report.text import counted, shown

MAX_CHARACTERS = 60_000
"""GitHub refuses a comment of more than 65,536 characters."""
MAX_MESSAGE = 200
MAX_WHERE = 200
MAX_USERS = 200

_FOLDED = (CompatibilityClass.ADDITIVE, CompatibilityClass.DOCUMENTATION)


def render_markdown(diffs: Sequence[ContractDiff]) -> str:
    """Diffs as Markdown of a bounded size; changes that need no action are folded."""
    shown_diffs = [diff for diff in diffs if diff.changes or len(diffs) == 1]
    text = BoundedText(MAX_CHARACTERS)
    for diff in shown_diffs:
        _diff(diff, text)
    if same := len(diffs) - len(shown_diffs):
        text.add(f"{counted(same, 'service')} without changes.\n")
    if text.hidden:
        more = counted(text.hidden, "more change")
        text.close("", f"{more}: too long to list here; the JSON has all of them.")
    return text.whole()


def _diff(diff: ContractDiff, text: BoundedText) -> None:
    groups = grouped(diff)
    text.add(f"## Contract of {plain(service_of(diff))}: {_headline(groups)}", "")
    text.add(plain(shown(title(diff), 400)), "")
    text.add(f"{verdict(counts(groups)).capitalize()}.", "")
    for compatibility, of_class in groupby(groups, lambda group: group.change.compatibility):
        _section(compatibility, list(of_class), text)


def _headline(groups: Sequence[ChangeGroup]) -> str:
    breaking = sum(group.change.breaking for group in groups)
    if breaking:
        return counted(breaking, "breaking change")
    return "no breaking changes" if groups else "no changes"


def _section(
    compatibility: CompatibilityClass, groups: Sequence[ChangeGroup], text: BoundedText
) -> None:
    name = f"{compatibility.value.capitalize()} ({len(groups):,})"
    folded = compatibility in _FOLDED
    opening = f"<details><summary>{name}</summary>" if folded else f"### {name}"
    begun = text.add(opening, "", "| Rule | Where | What |", "|---|---|---|")
    for group in groups:
        text.add(_row(group), counts=1)
    if begun:
        text.close("", *(["</details>", ""] if folded else []))


def _row(group: ChangeGroup) -> str:
    change = group.change
    mark = " ⚠" if change.severity == "warning" else ""
    concerned = users(group)
    tail = f" in {plain(shown(concerned, MAX_USERS))}" if concerned else ""
    place = f"{code_cell(shown(where(group), MAX_WHERE))}{tail}"
    what = plain(shown(change.message, MAX_MESSAGE))
    return f"| {code_cell(change.kind)}{mark} | {place} | {what} |"
