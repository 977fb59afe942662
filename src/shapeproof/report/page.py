"""The parts of a report on a terminal. Every value goes through ``shown`` or ``visible``."""

from __future__ import annotations

import re

from rich.console import Console
from rich.text import Text

from shapeproof.report.client_example import client_example
from shapeproof.report.document import FindingRecord, GroupRecord, OperationRecord
from shapeproof.report.groups.answers import cause_of
from shapeproof.report.interface import ReportContext
from shapeproof.report.masking.urls import path_of
from shapeproof.report.short_curl import before, short_curl
from shapeproof.report.text import abbreviated, counted, cut, shown, shown_apart, visible
from shapeproof.report.verdict import names, operation_of

MAX_CURL = 2_000
MAX_BODY = 300
MAX_ROWS = 40
UNREACHED_LINES = 4
"""Lines of the terminal for the operations that were not reached for one reason."""
SHORT_CURL_LINES = 3
"""Lines of the terminal that the curl line of a group may fill."""
FINDING_CURL = 500
"""Characters of the short curl line of a finding; few findings are shown at once."""
WHOLE = "--report json=PATH"
STYLES = {"error": "bold red", "warning": "yellow", "note": "cyan"}
"""The style of each severity."""
_OPENINGS = re.compile(
    r"^(an invalid request is accepted: |a valid request is refused: "
    r"|the server fails on (a request with a fault \()?)"
)
_OWN_WORDS = frozenset({"accepts_invalid", "server_error"})
"""Checks whose answers are told by their titles."""


class Page:
    """Prints the parts of a report."""

    def __init__(self, console: Console, context: ReportContext, whole: str = WHOLE) -> None:
        self._console = console
        self._context = context
        self._whole = whole

    @property
    def width(self) -> int:
        """Characters in a line of the terminal."""
        return self._console.width

    def line(self, text: str, style: str = "") -> None:
        """One line, however long; none for an empty text."""
        if text:
            self._console.print(Text(visible(text), style), soft_wrap=True)

    def styled(self, head: str, style: str, rest: str) -> None:
        """One line that begins with a styled text."""
        line = Text.assemble((visible(head), style), f" {visible(rest)}")
        self._console.print(line, soft_wrap=True)

    def gap(self) -> None:
        """An empty line."""
        self._console.print()

    def group(self, number: int, group: GroupRecord, example: FindingRecord) -> None:
        """A root cause: what it is, the place to look at, and a request that shows it."""
        of = f" of {group['of']:,}" if group["of"] is not None else ""
        title = Text.assemble(
            f"{number:2} ",
            (group["severity"], STYLES[group["severity"]]),
            f"  {visible(group['title'])}: ",
            (f"{group['places']:,}{of}", "bold"),
        )
        self._console.print(title, soft_wrap=True)
        room = max(20, self.width - 4)
        if "cause" in example:
            for line in client_example(example, None if self._context.verbose else room):
                self._indented(line)
            return
        place = _place(group, example)
        self._indented(place if self._context.verbose else cut(place, room))
        source = f"in {shown(example['source'])}" if "source" in example else ""
        limit = max(80, SHORT_CURL_LINES * self.width - 3)
        curl = short_curl(example, MAX_CURL if self._context.verbose else limit)
        self._indented(source or curl, "dim")

    def _indented(self, text: str, style: str = "") -> None:
        if text:
            self._console.print(Text(f"   {visible(text)}", style), soft_wrap=True)

    def operations(self, operations: list[OperationRecord]) -> None:
        """Operations with findings, or that were not finished; those not reached by the reason."""
        reached = (each for each in operations if each["reached"])
        rows = [each for each in reached if each["findings"] or each["reason"]]
        if rows:
            self.line("findings   cases  requests  operation", "bold")
        for each in rows if self._context.verbose else rows[:MAX_ROWS]:
            figures = f"{each['findings']:>8,}{each['cases']:>8,}{each['requests']:>10,}"
            reason = f": {shown(each['reason'])}" if each["reason"] else ""
            self.line(f"{figures}  {shown(each['name'])}{reason}")
        if not self._context.verbose and len(rows) > MAX_ROWS:
            self.line(f"{counted(len(rows) - MAX_ROWS, 'more operation')}: --verbose shows them")
        causes: dict[str, list[str]] = {}
        for each in operations:
            if not each["reached"] and each.get("available", True):
                causes.setdefault(cause_of(each["reason"]), []).append(each["name"])
        for cause, listed in causes.items():
            opening = f"not reached{f' ({shown(cause)})' if cause else ''}: "
            room = None if self._context.verbose else UNREACHED_LINES * self.width
            self.line(names(opening, listed, room), "yellow")

    def finding(self, finding: FindingRecord, *, short: bool = False) -> None:
        """One finding in full; ``short``: with the short curl line of groups."""
        title = Text.assemble(
            (finding["severity"].upper(), STYLES[finding["severity"]]),
            (f"  {visible(finding['check'])}  {visible(operation_of(finding))}", "bold"),
            f"  {shown(finding['where'])}",
        )
        marks = [f"{finding['count']:,} times"] if finding["count"] > 1 else []
        marks += ["known"] if finding["known"] else []
        if marks:
            title.append(f"  ({', '.join(marks)})", "dim")
        self._console.print(title, soft_wrap=True)
        self.line(f"  {shown(finding['message'], 400)}")
        expected, actual = shown_apart(finding["expected"], finding["actual"])
        self._labelled("expected", expected)
        self._labelled("actual", actual)
        self._labelled("in", shown(finding.get("source", "")))
        self._labelled("request", _request(finding))
        if self._context.verbose:
            self._labelled("answer", _answer(finding))
        if short and finding["reproduce"]["curl"]:
            self._short_curl(finding)
        else:
            self._curl(finding["reproduce"]["curl"])
        self._console.print()

    def _labelled(self, label: str, text: str) -> None:
        if text:
            line = Text.assemble((f"  {label:9}", "dim"), visible(text))
            self._console.print(line, soft_wrap=True)

    def _short_curl(self, finding: FindingRecord) -> None:
        number = before(finding)
        if number:
            self._labelled("after", f"{counted(number, 'request')}: --verbose shows them")
        curl = short_curl(finding, MAX_CURL)
        self._labelled("curl", cut(curl, FINDING_CURL))
        self._labelled("", "--verbose shows the whole line" if len(curl) > FINDING_CURL else "")

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


def _place(group: GroupRecord, finding: FindingRecord) -> str:
    """Operation and place of the example, and what is wrong there."""
    where = finding["where"]
    words = _OPENINGS.sub("", finding["message"])
    said = words.replace(f" at /{where.partition('/')[2]}", "") if "/" in where else words
    if "with a fault (" in finding["message"]:
        said = said.removesuffix(")")
    parts = [f"{operation_of(finding)}, {shown(where)}"]
    parts += [f": {shown(said)}"] if said not in group["title"] else []
    actual = finding["actual"]
    if actual and group["check"] not in _OWN_WORDS and actual not in said + group["title"]:
        parts.append(f", got {shown_apart(finding['expected'], actual)[1]}")
    number = before(finding)
    return "".join(parts) + (f" (after {counted(number, 'request')})" if number else "")


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
