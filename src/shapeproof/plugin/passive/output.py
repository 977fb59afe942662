"""Findings as the failure of a test, and the summary at the end of a passive run."""

from __future__ import annotations

import linecache
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from _pytest._code.code import (
    ExceptionChainRepr,
    ReprEntryNative,
    ReprFileLocation,
    ReprTraceback,
)

from shapeproof.exchange import Severity
from shapeproof.exchange.events import Tally
from shapeproof.plugin.passive.session_totals import SessionTotals
from shapeproof.plugin.passive.settings import PassiveSettings
from shapeproof.report.document import FindingRecord
from shapeproof.report.summary import severity_of
from shapeproof.report.text import counted, shown
from shapeproof.report.verdict import severities
from shapeproof.run.passive.coverage import KINDS

_REMEDIES = (
    "Fix the call or the mock. If the model is wrong, ignore the finding:",
    '  @pytest.mark.shapeproof(ignore=["{id}"])  for a test, a class or a module',
    "  --shapeproof-baseline FILE --shapeproof-update-baseline  permanently",
)


def failure_of(findings: Sequence[dict[str, Any]], nodeid: str) -> ExceptionChainRepr:
    """The findings as pytest represents a failure, at the line that made the first call."""
    first = findings[0]
    path, line = (first["sites"] or [(nodeid.partition("::")[0], 0)])[0]
    record: FindingRecord = first["record"]
    more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
    message = f"{_operation(record)}: {shown(record['message'])}{more}, {shown(record['where'])}"
    lines = [*_failure_lines(findings)]
    location = ReprFileLocation(path, line, message)
    entries = [ReprEntryNative([f"{each}\n" for each in lines])]
    traceback = ReprTraceback(entries, None, "native")
    return ExceptionChainRepr([(traceback, location, None)])


def finding_lines(entry: dict[str, Any]) -> Iterator[str]:
    """One finding: what is wrong and where, what is expected, and the line that made the call."""
    record: FindingRecord = entry["record"]
    times = f"  ({record['count']:,} times)" if record["count"] > 1 else ""
    known = "  (known)" if record["known"] else ""
    yield f"{record['severity'].upper()}  {_title(record)}{times}{known}"
    yield f"  {shown(record['message'], 400)}"
    if record["expected"]:
        yield f"  expected {shown(record['expected'], 300)}"
    if record["actual"]:
        yield f"  actual   {shown(record['actual'], 300)}"
    label = "call"
    for path, line in entry["sites"]:
        source = shown(linecache.getline(path, line).strip())
        yield f"  {label:8} {_relative(path)}:{line}  {source}".rstrip()
        label = "in"
    yield f"  id       {record['id']}"


def _failure_lines(findings: Sequence[dict[str, Any]]) -> Iterator[str]:
    yield f"{counted(len(findings), 'violation')} of AWS's contract by the calls of this test"
    for each in findings:
        yield ""
        yield from finding_lines(each)
    yield ""
    yield from (each.format(id=findings[0]["record"]["id"]) for each in _REMEDIES)


def _title(record: FindingRecord) -> str:
    return f"{record['check']}  {_operation(record)}  {shown(record['where'])}"


def _operation(record: FindingRecord) -> str:
    return f"{record['service']}.{record['operation']}"


def _relative(path: str) -> str:
    """A path as pytest shows it: relative to the working directory if it is below it."""
    here = Path.cwd()
    return str(Path(path).relative_to(here)) if Path(path).is_relative_to(here) else path


_TITLES = ("operations", "members", "enum values", "errors", "pages")
_MOST = 20
"""How many findings are shown in full without -v."""


def write_summary(
    reporter: pytest.TerminalReporter,
    totals: SessionTotals,
    settings: PassiveSettings,
    problems: Iterable[str],
) -> None:
    """Findings, coverage, and problems of shapeproof itself."""
    reporter.section("shapeproof", "=")
    verbose = reporter.config.get_verbosity() > 0
    findings = totals.records.merged()
    listed = [each for each in findings if _is_listed(each, totals, settings, verbose)]
    _findings(reporter, totals, listed if verbose else listed[:_MOST])
    if len(listed) > _MOST and not verbose:
        more = counted(len(listed) - _MOST, "more finding")
        reporter.line(f"{more}: -v shows them, --shapeproof-report json=PATH writes them to a file")
    calls, operations = totals.records.calls.total(), len(totals.records.calls)
    checked = f"{counted(calls, 'call')} of {counted(operations, 'operation')} checked"
    if totals.records.unread:
        checked += f", {totals.records.unread:,} with an answer that botocore could not read"
    others = len(findings) - len({each["id"] for each in listed} | totals.shown)
    hint = f" ({others:,} not shown: -v)" if others else ""
    reporter.line(f"{severities(findings)}{hint}; {checked}")
    for each in problems:
        reporter.line(each, yellow=True)
    if settings.coverage:
        _coverage(reporter, totals, verbose)
        _verdict(reporter, totals, settings.fail_under)


def _is_listed(
    finding: FindingRecord, totals: SessionTotals, settings: PassiveSettings, verbose: bool
) -> bool:
    """Whether a finding is listed at the end: if tests fail, only those that no test failed for."""
    if verbose:
        return True
    if finding["known"] or finding["id"] in totals.shown:
        return False
    minimum = settings.severity if settings.failing else Severity.WARNING
    return severity_of(finding) >= minimum


def _findings(
    reporter: pytest.TerminalReporter, totals: SessionTotals, findings: Sequence[FindingRecord]
) -> None:
    for record in findings:
        entry = {**totals.entries[record["id"]], "record": record}
        tests = sorted(totals.tests[record["id"]] - {""})
        for line in finding_lines(entry):
            reporter.line(line)
        others = f" and {counted(len(tests) - 1, 'more test')}" if len(tests) > 1 else ""
        reporter.line(f"  test     {tests[0] if tests else 'none: outside of tests'}{others}")
        reporter.line("")


def _coverage(reporter: pytest.TerminalReporter, totals: SessionTotals, verbose: bool) -> None:
    coverage = totals.coverage
    rows: list[tuple[str, ...]] = [("contract coverage", *_TITLES)]
    for service, tallies in coverage.services.items():
        rows.append((service, *_cells(tallies)))
        if verbose:
            inner = totals.coverage_of(service)
            rows += [(f"  {name}", *_cells(each)) for name, each in inner.items()]
    if len(coverage.services) > 1:
        rows.append(("all services", *_cells(coverage.total)))
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
    reporter.line("")
    for name, *cells in rows:
        padded = (each.rjust(width) for each, width in zip(cells, widths[1:], strict=True))
        reporter.line("  ".join([name.ljust(widths[0]), *padded]))


def _cells(tallies: Mapping[str, Tally]) -> tuple[str, ...]:
    return tuple(
        f"{tallies[kind].exercised}/{tallies[kind].total}" if tallies[kind].total else "-"
        for kind in KINDS
    )


def _verdict(
    reporter: pytest.TerminalReporter, totals: SessionTotals, fail_under: float | None
) -> None:
    reached = totals.coverage.percent
    if fail_under is None:
        reporter.line(f"{reached:.1f} % of the contracts exercised")
        return
    below = reached < fail_under
    verdict = "below the" if below else "at least the"
    reporter.line(
        f"{reached:.1f} % of the contracts exercised, {verdict} minimum of {fail_under:g} %",
        red=below,
    )
