"""A diff as GitHub Flavored Markdown, for the comment of a pull request.

Every text of a model is escaped: it cannot break a table or add markup.
"""

from __future__ import annotations

import re
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
from shapeproof.report.text import counted, shown, visible

MAX_CHARACTERS = 60_000
"""GitHub refuses a comment of more than 65,536 characters."""
MAX_MESSAGE = 200
MAX_WHERE = 200
MAX_USERS = 200

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~#$&!])")
_MENTION = re.compile(r"(?<!\w)([@#])(?=\w)")
_FOLDED = (CompatibilityClass.ADDITIVE, CompatibilityClass.DOCUMENTATION)


def render_markdown(diffs: Sequence[ContractDiff]) -> str:
    """Diffs as Markdown of a bounded size; changes that need no action are folded."""
    shown_diffs = [diff for diff in diffs if diff.changes or len(diffs) == 1]
    text = _Bounded(MAX_CHARACTERS)
    for diff in shown_diffs:
        _diff(diff, text)
    if same := len(diffs) - len(shown_diffs):
        text.add(f"{counted(same, 'service')} without changes.\n")
    return text.whole()


class _Bounded:
    """Lines up to a number of characters; after the first that does not fit, none is added."""

    def __init__(self, limit: int) -> None:
        self._lines: list[str] = []
        self._left = limit
        self._hidden = 0

    def add(self, *lines: str, changes: int = 0) -> bool:
        """Add lines about so many changes, if they fit."""
        size = sum(len(line) + 1 for line in lines)
        if size > self._left:
            self._left = 0
            self._hidden += changes
            return False
        self._left -= size
        self._lines += lines
        return True

    def close(self, *lines: str) -> None:
        """Add lines that earlier lines need, even beyond the limit."""
        self._lines += lines

    def whole(self) -> str:
        """The text, and how much of it is left out."""
        if self._hidden:
            more = counted(self._hidden, "more change")
            self._lines += ["", f"{more}: too long to list here; the JSON has all of them."]
        return "\n".join(self._lines).rstrip("\n") + "\n"


def _diff(diff: ContractDiff, text: _Bounded) -> None:
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
    compatibility: CompatibilityClass, groups: Sequence[ChangeGroup], text: _Bounded
) -> None:
    name = f"{compatibility.value.capitalize()} ({len(groups):,})"
    folded = compatibility in _FOLDED
    opening = f"<details><summary>{name}</summary>" if folded else f"### {name}"
    begun = text.add(opening, "", "| Rule | Where | What |", "|---|---|---|")
    for group in groups:
        text.add(_row(group), changes=1)
    if begun:
        text.close("", *(["</details>", ""] if folded else []))


def _row(group: ChangeGroup) -> str:
    change = group.change
    mark = " ⚠" if change.severity == "warning" else ""
    concerned = users(group)
    tail = f" in {plain(shown(concerned, MAX_USERS))}" if concerned else ""
    place = f"{code(shown(where(group), MAX_WHERE))}{tail}"
    what = plain(shown(change.message, MAX_MESSAGE))
    return f"| {code(change.kind)}{mark} | {place} | {what} |"


def code(text: str) -> str:
    """A code span in a cell of a table; the text may contain backticks and pipes."""
    ticks = "`" * (1 + max((len(each) for each in re.findall("`+", text)), default=0))
    pad = " " if not text or text[0] in "` " or text[-1] in "` " else ""
    return f"{ticks}{pad}{visible(text)}{pad}{ticks}".replace("|", r"\|")


def plain(text: str) -> str:
    """Text without markup, and without mentions of users or issues."""
    return _MENTION.sub("\\1\u200b", _SPECIAL.sub(r"\\\1", visible(text)))
