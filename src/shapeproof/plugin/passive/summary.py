"""The summary at the end of a passive run: errors, then warnings as a table, then notes by number.

With ``-v`` every finding is written in full; with ``-q`` errors are rows of a table as well, and
with ``-qq`` there is only the last line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from textwrap import wrap

import pytest

from shapeproof.exchange import Severity
from shapeproof.plugin.passive.coverage_table import write_coverage
from shapeproof.plugin.passive.output import finding_lines, operation_name
from shapeproof.plugin.passive.session_totals import SessionTotals
from shapeproof.plugin.passive.settings import PassiveSettings
from shapeproof.report.document import FindingRecord, GroupRecord
from shapeproof.report.groups import grouped
from shapeproof.report.summary import severity_of
from shapeproof.report.text import counted, cut, shown
from shapeproof.report.verdict import severities

_MOST = 10
"""How many root causes are shown without -v."""
_NAME_WIDTH = 34
_ROW_LINES = 2
"""How many lines a title may take in a table: most say what is wrong at their end."""
_WHOLE = "--shapeproof-report json=PATH"
_NO_CALL = "{tests}, no call of a real client seen"
_NO_TEST = "no test was run, no call of a client seen"
_REPLACED = (
    ": are clients replaced by MagicMock?\n"
    "shapeproof.fake_client and botocore's Stubber make clients whose calls are checked."
)


def write_summary(
    reporter: pytest.TerminalReporter,
    totals: SessionTotals,
    settings: PassiveSettings,
    problems: Sequence[str],
) -> None:
    """Findings, coverage, and problems of shapeproof itself; nothing if there was nothing to see.

    Without a library of AWS no call was to be expected.
    """
    verbosity = reporter.config.get_verbosity()
    is_idle = not (totals.records.calls or totals.records.findings or totals.libraries)
    if is_idle and not problems and verbosity <= 0 and not settings.coverage:
        return
    if verbosity > -2:
        reporter.section("shapeproof", "=")
    findings = totals.records.merged()
    if verbosity > -2:
        _Findings(reporter, totals, findings).write(verbosity)
    reporter.line(_last_line(findings, totals, verbosity))
    for each in problems:
        reporter.line(each, yellow=True)
    if settings.coverage:
        write_coverage(reporter, totals, settings.fail_under)


def _last_line(findings: Sequence[FindingRecord], totals: SessionTotals, verbosity: int) -> str:
    calls, operations = totals.records.calls.total(), len(totals.records.calls)
    if not calls and not findings:
        if not totals.tests_run:
            return _NO_TEST
        said = _NO_CALL.format(tests=counted(totals.tests_run, "test"))
        return said + _REPLACED if totals.mocks and totals.libraries else said
    checked = f"{counted(calls, 'call')} of {counted(operations, 'operation')} checked"
    if totals.records.unread:
        checked += f", {totals.records.unread:,} with an answer that botocore could not read"
    hidden = 0 if verbosity > 0 else sum(_is_hidden(each, totals) for each in findings)
    hint = f" ({hidden:,} not shown: -v)" if hidden else ""
    return f"{severities(findings)}{hint}; {checked}"


def _is_hidden(finding: FindingRecord, totals: SessionTotals) -> bool:
    """Whether it is known or a note, and no test failed for it."""
    is_note = severity_of(finding) < Severity.WARNING
    return (finding["known"] or is_note) and finding["id"] not in totals.shown


class _Findings:
    """Writes those findings that no test has failed for: there they were shown."""

    def __init__(
        self,
        reporter: pytest.TerminalReporter,
        totals: SessionTotals,
        findings: Sequence[FindingRecord],
    ) -> None:
        self._reporter, self._totals, self._findings = reporter, totals, findings
        self._by_id = {each["id"]: each for each in findings}

    def write(self, verbosity: int) -> None:
        if verbosity > 0:
            self._in_full(self._findings)
            return
        listed = [
            each for each in self._findings if not (each["known"] or each["id"] in self._shown)
        ]
        errors, warnings = (
            [each for each in listed if severity_of(each) is severity]
            for severity in (Severity.ERROR, Severity.WARNING)
        )
        if verbosity < 0:
            self._limited("error", errors, self._rows)
        else:
            self._limited("error", errors, self._examples)
        self._limited("warning", warnings, self._rows)

    @property
    def _shown(self) -> set[str]:
        return self._totals.shown

    def _limited(
        self,
        severity: str,
        findings: Sequence[FindingRecord],
        write: Callable[[Sequence[GroupRecord]], None],
    ) -> None:
        """Write the first root causes, and how many more there are."""
        groups = grouped(findings, ())
        if not groups:
            return
        causes = f" in {counted(len(groups), 'root cause')}" if len(groups) < len(findings) else ""
        self._reporter.line(f"{counted(len(findings), severity)}{causes}")
        write(groups[:_MOST])
        if len(groups) > _MOST:
            more = counted(len(groups) - _MOST, "more root cause")
            self._reporter.line(f"{more}: -v shows all findings, {_WHOLE} writes them to a file")
        self._reporter.line("")

    def _rows(self, groups: Sequence[GroupRecord]) -> None:
        rows = [(each, self._names(each)) for each in groups]
        width = min(_NAME_WIDTH, max(len(name) for _, name in rows))
        room = max(30, self._reporter._tw.fullwidth - width - 9)
        for group, name in rows:
            title = shown(group["title"], 400)
            first, *second = wrap(title, room, max_lines=_ROW_LINES, placeholder="…") or [""]
            self._reporter.line(f"{group['places']:5,}  {cut(name, width):{width}}  {first}")
            for line in second:
                self._reporter.line(" " * (width + 9) + line)

    def _names(self, group: GroupRecord) -> str:
        names = [operation_name(self._by_id[each]) for each in group["findings"]]
        example = operation_name(self._by_id[group["example"]])
        others = len(set(names)) - 1
        more = f" +{others}" if others else ""
        return f"{cut(example, _NAME_WIDTH - len(more))}{more}"

    def _examples(self, groups: Sequence[GroupRecord]) -> None:
        for each in groups:
            self._reporter.line("")
            self._one(self._by_id[each["example"]])
            if each["places"] > 1:
                alike = counted(each["places"] - 1, "more finding")
                self._reporter.line(f"  and      {alike}: {shown(each['title'])}")

    def _in_full(self, findings: Iterable[FindingRecord]) -> None:
        for each in findings:
            self._one(each)
            self._reporter.line("")

    def _one(self, record: FindingRecord) -> None:
        for line in self._lines(record):
            self._reporter.line(line)

    def _lines(self, record: FindingRecord) -> Iterator[str]:
        yield from finding_lines({**self._totals.entries[record["id"]], "record": record})
        tests = sorted(self._totals.tests[record["id"]] - {""})
        others = f" and {counted(len(tests) - 1, 'more test')}" if len(tests) > 1 else ""
        yield f"  test     {tests[0] if tests else 'none: outside of tests'}{others}"
