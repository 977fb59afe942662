"""The report on a terminal: a table of operations, then the findings, then the verdict."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import IO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from shapeproof.exchange import Severity
from shapeproof.exchange.events import Event
from shapeproof.report.collector import RunReport
from shapeproof.report.console import CaseLog, ProgressBar, console_for
from shapeproof.report.document import FindingRecord, Report
from shapeproof.report.interface import ReportContext, Reporter
from shapeproof.report.masking.encodings import path_of
from shapeproof.report.summary import (
    coverage_line,
    fails,
    heading,
    left_out_line,
    operation_of,
    severity_of,
    verdict,
)
from shapeproof.report.text import abbreviated, counted, shown, visible

MAX_FINDINGS = 40
MAX_CURL = 2_000
MAX_BODY = 300
_WHOLE = "--report json=PATH"
_STYLES = {"error": "bold red", "warning": "yellow", "note": "cyan"}
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
            print_report(report, self._context, self._stdout, stopped=self._collected.stopped)


def print_report(
    report: Report, context: ReportContext, stream: IO[str], *, stopped: str = ""
) -> None:
    """Print a report: only the verdict, the essentials, or everything, as the context requests."""
    page = _Page(console_for(stream, context), context)
    if not context.quiet:
        page.line(heading(report), "bold")
        page.operations(report)
        page.findings(report["findings"])
        covered = coverage_line(report)
        page.line(f"exercised: {covered}" if covered else "")
        page.line(left_out_line(report, stopped))
    page.line(verdict(report), _VERDICTS[report["status"]])


def print_findings(
    findings: Iterable[FindingRecord], context: ReportContext, stream: IO[str], whole: str
) -> None:
    """Print only findings, in full. ``whole`` is the option that prints even long curl lines."""
    page = _Page(console_for(stream, context), context, whole)
    for each in findings:
        page.finding(each)


def _live(context: ReportContext, stderr: IO[str]) -> Reporter | None:
    if context.quiet:
        return None
    if context.verbose:
        return CaseLog(console_for(stderr, context))
    return ProgressBar(console_for(stderr, context)) if stderr.isatty() else None


class _Page:
    """Prints the parts of a report. Every value goes through ``shown`` or ``visible``."""

    def __init__(self, console: Console, context: ReportContext, whole: str = _WHOLE) -> None:
        self._console = console
        self._context = context
        self._whole = whole

    def line(self, text: str, style: str = "") -> None:
        """One line, however long; none for an empty text."""
        if text:
            self._console.print(Text(visible(text), style), soft_wrap=True)

    def operations(self, report: Report) -> None:
        """The table of operations."""
        if not report["operations"]:
            return
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
        table.add_column("operation", overflow="fold")
        for name in ("cases", "requests"):
            table.add_column(name, justify="right")
        table.add_column("reached", overflow="fold")
        table.add_column("findings", justify="right")
        for each in report["operations"]:
            reached = "yes" if each["reached"] else "no"
            reason = f": {shown(each['reason'])}" if each["reason"] else ""
            table.add_row(
                Text(shown(each["name"])),
                f"{each['cases']:,}",
                f"{each['requests']:,}",
                Text(reached + reason, "" if each["reached"] else "yellow"),
                Text(f"{each['findings']:,}", "red" if each["findings"] else ""),
            )
        self._console.print()
        self._console.print(table)
        self._console.print()

    def findings(self, findings: Sequence[FindingRecord]) -> None:
        """The findings that matter in full; the others are counted, or in a line each."""
        everything = self._context.verbose
        full = [each for each in findings if everything or self._matters(each)]
        listed = full if everything else full[:MAX_FINDINGS]
        for each in listed:
            self.finding(each)
        self._known([each for each in findings if each["known"] and each not in full])
        self._hidden(len(full) - len(listed), "more finding")
        notes = [each for each in findings if not each["known"] and each not in full]
        self._hidden(len(notes), "note")

    def _matters(self, finding: FindingRecord) -> bool:
        grave = severity_of(finding) >= Severity.WARNING
        return not finding["known"] and (grave or fails(finding, self._context.fail_on))

    def _hidden(self, number: int, noun: str) -> None:
        if number:
            verb = "shows it" if number == 1 else "shows them"
            self.line(f"{counted(number, noun)}: --verbose {verb}")
            self._console.print()

    def _known(self, findings: Sequence[FindingRecord]) -> None:
        for each in findings[:MAX_FINDINGS]:
            parts = (each["severity"], each["check"], each["operation"], shown(each["where"]))
            self.line(f"known: {' '.join(parts)}")
        if findings:
            self._hidden(max(0, len(findings) - MAX_FINDINGS), "more known finding")
            self._console.print()

    def finding(self, finding: FindingRecord) -> None:
        """One finding in full."""
        title = Text.assemble(
            (finding["severity"].upper(), _STYLES[finding["severity"]]),
            (f"  {visible(finding['check'])}  {visible(operation_of(finding))}", "bold"),
            f"  {shown(finding['where'])}",
        )
        marks = [f"{finding['count']:,} times"] if finding["count"] > 1 else []
        marks += ["known"] if finding["known"] else []
        if marks:
            title.append(f"  ({', '.join(marks)})", "dim")
        self._console.print(title, soft_wrap=True)
        self.line(f"  {shown(finding['message'], 400)}")
        self._labelled("expected", shown(finding["expected"]))
        self._labelled("actual", shown(finding["actual"]))
        self._labelled("request", _request(finding))
        if self._context.verbose:
            self._labelled("answer", _answer(finding))
        self._curl(finding["reproduce"]["curl"])
        self._console.print()

    def _labelled(self, label: str, text: str) -> None:
        if text:
            line = Text.assemble((f"  {label:9}", "dim"), visible(text))
            self._console.print(line, soft_wrap=True)

    def _curl(self, curl: str) -> None:
        if not curl:
            return
        lines = curl.split("\n")
        if len(curl) <= MAX_CURL:
            for each in lines:
                self._labelled("curl" if each is lines[0] else "", each)
            return
        after = f" after {counted(len(lines) - 1, 'more request')}" if len(lines) > 1 else ""
        self._labelled("curl", f"{len(curl):,} characters{after}: {self._whole} has it whole")


def _request(finding: FindingRecord) -> str:
    request = finding["request"]
    if not request["method"]:
        return "none"
    line = f"{visible(request['method'])} {shown(path_of(request['url']))}"
    return f"{line} {shown(request['body'], MAX_BODY)}" if request["body"] else line


def _answer(finding: FindingRecord) -> str:
    response = finding["response"]
    if response is None:
        return "none"
    return f"{response['status']} {abbreviated(response['body'], MAX_BODY)}".strip()
