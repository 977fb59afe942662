"""A comparison as GitHub Flavored Markdown, for the comment of a pull request or a summary.

The counts and the new root causes come first; what needs no action is folded.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shapeproof.exchange import Severity
from shapeproof.report.comparison.facts import CauseChange, CauseState, Comparison
from shapeproof.report.comparison.wording import (
    cause_figures,
    figure_word,
    is_changed,
    lost_lines,
    number,
    operations_of,
    run_line,
    setting_line,
    summary,
    tally_text,
    title,
    unseen_before,
    unseen_groups,
    verdict,
)
from shapeproof.report.markdown_text import BoundedText, code_cell, plain
from shapeproof.report.text import counted, shown
from shapeproof.report.verdict import names, operation_of

MAX_BYTES = 60_000
"""GitHub refuses a comment of more than 65,536 characters."""
MAX_TEXT = 200
MAX_NAMES = 600


def render_comparison_markdown(comparison: Comparison, fail_on: Severity | None) -> str:
    """The comparison as Markdown of a bounded size."""
    text = BoundedText(MAX_BYTES)
    _head(comparison, fail_on, text)
    _causes("New root causes", comparison.causes_in(CauseState.NEW), text, folded=False)
    _findings(comparison, text)
    changed = [each for each in comparison.causes if each.is_changed]
    _causes("Root causes of both with other places", changed, text, folded=True)
    _causes("Root causes that are gone", comparison.causes_in(CauseState.GONE), text, folded=True)
    _not_looked_at(comparison, text)
    _severities(comparison, text)
    _reach(comparison, text)
    _figures(comparison, text)
    if text.hidden:
        more = counted(text.hidden, "more line")
        text.close("", f"{more}: too long to list here; the JSON has all of them.")
    return text.whole()


def _head(comparison: Comparison, fail_on: Severity | None, text: BoundedText) -> None:
    mark = "❌" if comparison.failing(fail_on) else "✅"
    text.add(f"## {plain(title(comparison))}", "")
    text.add(f"{mark} **{summary(comparison.counts)}**: {plain(verdict(comparison, fail_on))}", "")
    text.add(f"Root causes: {summary(comparison.cause_counts)}.", "")
    text.add(f"- OLD: {plain(shown(run_line(comparison.old), 400))}")
    text.add(f"- NEW: {plain(shown(run_line(comparison.new), 400))}")
    for change in comparison.settings:
        text.add(f"- ⚠ {plain(shown(setting_line(change), 400))}")
    before = unseen_before(comparison)
    text.add(*([f"- ⚠ {before}"] if before else []), "")


def _causes(head: str, causes: Sequence[CauseChange], text: BoundedText, *, folded: bool) -> None:
    if not causes:
        return
    rows = [
        f"| {each.group['severity']} | {plain(shown(each.group['title'], MAX_TEXT))} "
        f"| {cause_figures(each)} | {_example(each)} |"
        for each in causes
    ]
    columns = ("| | What one change would fix | Places | Example |", "|---|---|---|---|")
    _section(f"{head} ({len(causes):,})", [*columns, *rows], text, folded=folded)


def _example(cause: CauseChange) -> str:
    record = cause.example
    where = code_cell(shown(f"{operation_of(record)}, {record['where']}", MAX_TEXT))
    return f"{where} {record['id']}"


def _findings(comparison: Comparison, text: BoundedText) -> None:
    rows = [
        f"| {each.record['severity']} | {code_cell(each.record['check'])} "
        f"| {plain(shown(operation_of(each.record), MAX_TEXT))} "
        f"| {code_cell(shown(each.record['where'], MAX_TEXT))} "
        f"| {plain(shown(each.record['message'], MAX_TEXT))} | {each.record['id']} |"
        for each in comparison.added
    ]
    if rows:
        columns = (
            "| | Check | Operation | Where | What | Finding |",
            "|---|---|---|---|---|---|",
        )
        _section(f"New findings ({len(rows):,})", [*columns, *rows], text, folded=True)


def _not_looked_at(comparison: Comparison, text: BoundedText) -> None:
    findings = comparison.not_looked_at
    if not findings:
        return
    lines = ["NEW could not show these; they may still be there.", ""]
    for reason, of_reason in unseen_groups(findings):
        opening = f"{counted(len(of_reason), 'finding')}: {shown(reason)}: "
        lines.append(f"- {plain(shown(names(opening, operations_of(of_reason), MAX_NAMES), 800))}")
    _section(f"Not looked at ({len(findings):,})", lines, text, folded=False)


def _severities(comparison: Comparison, text: BoundedText) -> None:
    lines = [
        f"- {each.old} → {each.new}: "
        + code_cell(shown(f"{each.record['check']} {each.record['operation']}", MAX_TEXT))
        + f" {code_cell(shown(each.record['where'], MAX_TEXT))}"
        for each in comparison.severities
    ]
    if lines:
        _section(f"Changed severity ({len(lines):,})", lines, text, folded=True)


def _reach(comparison: Comparison, text: BoundedText) -> None:
    if comparison.reached:
        listed = [plain(shown(each.operation)) for each in comparison.reached]
        head = f"Operations newly reached ({len(listed):,})"
        _section(head, [names("", listed, MAX_NAMES)], text, folded=True)
    if comparison.lost:
        lines = [f"- {plain(shown(line))}" for line in lost_lines(comparison.lost)]
        head = f"Operations no longer reached ({len(lines):,})"
        _section(head, lines, text, folded=False)


def _figures(comparison: Comparison, text: BoundedText) -> None:
    rows = [
        f"| {figure_word(each)} | {number(each.old)} | {number(each.new)} |"
        for each in comparison.figures
    ]
    coverage = [f"- {tally_text(each)}" for each in comparison.coverage if is_changed(each)]
    lines = ["| | OLD | NEW |", "|---|---:|---:|", *rows]
    if coverage:
        lines += ["", "Coverage that differs:", "", *coverage]
    _section("Figures", lines, text, folded=True)


def _section(head: str, lines: Iterable[str], text: BoundedText, *, folded: bool) -> None:
    """A heading, or a fold, with lines; of those that do not fit, the number is kept."""
    opening = f"<details><summary>{head}</summary>" if folded else f"### {head}"
    begun = text.add(opening, "")
    for line in lines:
        text.add(line, counts=1)
    if begun:
        text.close("", *(["</details>", ""] if folded else []))
