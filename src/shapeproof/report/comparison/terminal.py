"""A comparison on a terminal: the counts first, then the root causes, and again the counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO

from shapeproof.exchange import Severity
from shapeproof.report.comparison.facts import CauseChange, CauseState, Comparison
from shapeproof.report.comparison.wording import (
    cause_figures,
    cause_line,
    figure_text,
    has_another_text,
    is_changed,
    lost_lines,
    operations_of,
    run_line,
    setting_line,
    summary,
    tally_text,
    unseen_before,
    unseen_groups,
    verdict,
)
from shapeproof.report.console import console_for
from shapeproof.report.interface import ReportContext
from shapeproof.report.page import STYLES, Page
from shapeproof.report.text import counted, shown
from shapeproof.report.verdict import names

MAX_CAUSES = 10
MAX_ROWS = 20


def print_comparison(
    comparison: Comparison, context: ReportContext, fail_on: Severity | None, stream: IO[str]
) -> None:
    """Print a comparison; with ``verbose`` everything, with ``quiet`` only the last line."""
    page = Page(console_for(stream, context), context, whole="--format json")
    if not context.quiet:
        _head(comparison, page)
        _causes(comparison, page, context.verbose)
        _not_looked_at(comparison, page, context.verbose)
        _severities(comparison, page, context.verbose)
        _reach(comparison, page, context.verbose)
        _figures(comparison, page)
    failing = comparison.failing(fail_on)
    style = "bold red" if failing else "bold green"
    page.line(f"{summary(comparison.counts)}; {verdict(comparison, fail_on)}", style)


def _head(comparison: Comparison, page: Page) -> None:
    page.line(f"OLD {run_line(comparison.old)}")
    page.line(f"NEW {run_line(comparison.new)}")
    for change in comparison.settings:
        page.line(setting_line(change), "yellow")
    page.gap()
    page.line(f"root causes: {summary(comparison.cause_counts)}", "bold")
    page.line(f"findings: {summary(comparison.counts)}", "bold")
    page.line(unseen_before(comparison), "yellow")
    page.gap()


def _causes(comparison: Comparison, page: Page, everything: bool) -> None:
    added = comparison.causes_in(CauseState.NEW)
    if added:
        page.line("new root causes", "bold")
    listed = added if everything else added[:MAX_CAUSES]
    for number, each in enumerate(listed, start=1):
        page.group(number, each.group, each.example)
    _more(page, len(added) - len(listed), "more new root cause")
    if added:
        page.gap()
    changed = [each for each in comparison.causes if each.is_changed]
    _table(page, "root causes of both with other places", changed, everything)
    gone = comparison.causes_in(CauseState.GONE)
    _table(page, "root causes that are gone", gone, everything)
    same = [each for each in comparison.causes_in(CauseState.SAME) if not each.is_changed]
    if everything:
        _table(page, "root causes that are the same", same, everything)


def _table(page: Page, head: str, causes: Sequence[CauseChange], everything: bool) -> None:
    if not causes:
        return
    page.line(head, "bold")
    for each in causes if everything else causes[:MAX_ROWS]:
        severity = each.group["severity"]
        page.styled(f"   {severity:8}", STYLES[severity], shown(cause_line(each), 400))
    if not everything:
        _more(page, len(causes) - MAX_ROWS, "more")
    page.gap()


def _more(page: Page, number: int, noun: str) -> None:
    if number > 0:
        count = f"{number:,} {noun}" if noun == "more" else counted(number, noun)
        page.line(f"   {count}: --verbose shows {'it' if number == 1 else 'them'}")


def _not_looked_at(comparison: Comparison, page: Page, everything: bool) -> None:
    """Findings that may still be there, by the reason why NEW cannot show them."""
    if not comparison.not_looked_at:
        return
    page.line("not looked at in NEW: these findings may still be there", "bold yellow")
    for reason, findings in unseen_groups(comparison.not_looked_at):
        opening = f"   {counted(len(findings), 'finding')}: {shown(reason)}: "
        room = None if everything else 2 * page.width
        page.line(names(opening, operations_of(findings), room))
    for cause in comparison.causes_in(CauseState.NOT_LOOKED_AT) if everything else ():
        page.line(f"   {shown(cause.group['title'], 300)}: {cause_figures(cause)}")
    page.gap()


def _severities(comparison: Comparison, page: Page, everything: bool) -> None:
    changes = comparison.severities
    if not changes:
        return
    page.line("changed severity", "bold")
    for each in changes if everything else changes[:MAX_ROWS]:
        record = each.record
        place = f"{record['check']} {record['operation']} {record['where']}"
        page.line(f"   {each.old} → {each.new}: {shown(place)}")
    if not everything:
        _more(page, len(changes) - MAX_ROWS, "more")
    page.gap()


def _reach(comparison: Comparison, page: Page, everything: bool) -> None:
    room = None if everything else 4 * page.width
    if comparison.reached:
        number = counted(len(comparison.reached), "operation")
        listed = [each.operation for each in comparison.reached]
        page.line(names(f"newly reached: {number}: ", listed, room), "green")
    if comparison.lost:
        page.line(f"no longer reached: {counted(len(comparison.lost), 'operation')}", "yellow")
        lines = list(lost_lines(comparison.lost))
        for line in lines if everything else lines[:MAX_ROWS]:
            page.line(f"   {shown(line)}")
        if not everything:
            _more(page, len(lines) - MAX_ROWS, "more")


def _figures(comparison: Comparison, page: Page) -> None:
    coverage = [tally_text(each) for each in comparison.coverage if is_changed(each)]
    page.line(f"coverage: {', '.join(coverage)}" if coverage else "")
    figures = [figure_text(each) for each in comparison.figures if has_another_text(each)]
    page.line(f"figures: {', '.join(figures)}" if figures else "")
