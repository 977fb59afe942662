"""The report on a terminal: the verdict and the root causes first, so that one screen has both.

Then come the operations with something to say, and again the verdict, which is the last line.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import IO

from shapeproof.exchange import Severity
from shapeproof.exchange.events import Event
from shapeproof.report.collector import RunReport
from shapeproof.report.console import CaseLog, ProgressBar, console_for
from shapeproof.report.document import FindingRecord, GroupRecord, Report
from shapeproof.report.groups import with_groups
from shapeproof.report.interface import ReportContext, Reporter
from shapeproof.report.page import WHOLE, Page
from shapeproof.report.summary import CONFORMS, FINDINGS, fails, severity_of
from shapeproof.report.text import counted
from shapeproof.report.verdict import (
    baseline_lines,
    coverage_line,
    heading,
    next_step,
    opening,
    reach_lines,
    update_line,
    verdict,
)

MAX_GROUPS = 10
MAX_FINDINGS = 40
_FEW = 3
"""So many findings are shown in full at once."""
_VERDICTS = {"conforms": "bold green", "findings": "bold red", "incomplete": "bold yellow"}


class TerminalReporter:
    """Progress on standard error while the run goes, the report on standard output at its end."""

    def __init__(
        self,
        collected: RunReport,
        stdout: IO[str] | None = None,
        stderr: IO[str] | None = None,
    ) -> None:
        self._collected = collected
        self._context = collected.context
        self._stdout = stdout or sys.stdout
        self._live = _live(self._context, stderr or sys.stderr)

    def handle(self, event: Event) -> None:
        """Show the progress."""
        if self._live:
            self._live.handle(event)

    def close(self) -> None:
        """Print the report."""
        if self._live:
            self._live.close()
        report = self._collected.report()
        if report is not None:
            print_report(report, self._context, self._stdout)


def print_report(report: Report, context: ReportContext, stream: IO[str]) -> None:
    """Print a report: only the verdict, the essentials, or everything, as the context requests."""
    page = Page(console_for(stream, context), context)
    if not context.quiet:
        _print_all(report if "groups" in report else with_groups(report), context, page)
    for line in context.demands.unmet(report) if context.quiet else ():
        page.line(line, "yellow")
    page.line(verdict(report), _style(report, context))


def _style(report: Report, context: ReportContext) -> str:
    """The style of the verdict: no green for a run that fails by a demand."""
    unmet = report["status"] == CONFORMS and context.demands.unmet(report)
    return _VERDICTS[FINDINGS if unmet else report["status"]]


def _print_all(report: Report, context: ReportContext, page: Page) -> None:
    room = None if context.verbose else page.width
    page.line(heading(report), "bold")
    for line in opening(report):
        page.line(line, _style(report, context))
    for line in reach_lines(report, room):
        page.line(line, "yellow")
    page.gap()
    _print_causes(report, context, page)
    page.operations(report["operations"])
    covered = coverage_line(report)
    page.line(f"exercised: {covered}" if covered else "")
    updates = context.demands.accepts
    told = [update_line(report)] if updates else baseline_lines(report, room)
    for line in (*told, *context.demands.unmet(report)):
        page.line(line, "yellow")


def _print_causes(report: Report, context: ReportContext, page: Page) -> None:
    """The root causes that matter, or few findings in full; what is left out is counted."""
    everything, findings = context.verbose, {each["id"]: each for each in report["findings"]}
    full = [each for each in findings.values() if everything or _matters(each, context)]
    ids = {each["id"] for each in full}
    groups = [each for each in report.get("groups", []) if not ids.isdisjoint(each["findings"])]
    listed = groups if everything else groups[:MAX_GROUPS]
    in_full = full if everything or len(full) <= _FEW else []
    if everything or not in_full:
        if listed and not everything:
            page.line(next_step(findings[_example(listed[0], findings, ids)]))
        for number, group in enumerate(listed, start=1):
            page.group(number, group, findings[_example(group, findings, ids)])
        _hidden(page, len(groups) - len(listed), "more root cause", f" and {WHOLE}")
        if listed:
            page.gap()
    for each in in_full:
        page.finding(each, short=not everything)
    known = [each for each in findings.values() if each["known"] and each["id"] not in ids]
    notes = [each for each in findings.values() if not each["known"] and each["id"] not in ids]
    _hidden(page, len(known), "known finding")
    _hidden(page, len(notes), "note")
    if known or notes:
        page.gap()


def _example(group: GroupRecord, findings: dict[str, FindingRecord], listed: set[str]) -> str:
    """The example of a group; another one where that is not to be shown."""
    ids = [group["example"], *group["findings"]]
    return next(each for each in ids if each in listed and each in findings)


def _hidden(page: Page, number: int, noun: str, also: str = "") -> None:
    if number:
        shows = (
            "shows it" if number == 1 and not also else "shows them" if not also else "show them"
        )
        page.line(f"{counted(number, noun)}: --verbose{also} {shows}")


def _matters(finding: FindingRecord, context: ReportContext) -> bool:
    grave = severity_of(finding) >= Severity.WARNING
    return not finding["known"] and (grave or fails(finding, context.fail_on))


def print_findings(
    findings: Iterable[FindingRecord], context: ReportContext, stream: IO[str], whole: str
) -> None:
    """Print only findings, in full. ``whole`` is the option that prints even long curl lines."""
    page = Page(console_for(stream, context), context, whole)
    for each in findings:
        page.finding(each)


def _live(context: ReportContext, stderr: IO[str]) -> Reporter | None:
    if context.quiet:
        return None
    if context.verbose:
        return CaseLog(console_for(stderr, context))
    return ProgressBar(console_for(stderr, context)) if stderr.isatty() else None
