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
from shapeproof.plugin.passive.session_totals import SessionTotals, percent, total
from shapeproof.plugin.passive.settings import PassiveSettings
from shapeproof.report.document import FindingRecord
from shapeproof.report.summary import severities, severity_of
from shapeproof.report.text import counted, shown
from shapeproof.run.passive.coverage import KINDS

_REMEDIES = (
    "Mend the call, or whatever answers it. Where the model is wrong, leave the finding out:",
    '  @pytest.mark.shapeproof(ignore=["{id}"])  for a test, a class or a module',
    "  --shapeproof-baseline FILE --shapeproof-update-baseline  for good",
)


def failure_of(findings: Sequence[dict[str, Any]], nodeid: str) -> ExceptionChainRepr:
    """The findings in pytest's own form of a failure, at the line that made the first call."""
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
    """One finding: what is wrong where, what was due, and the line that made the call."""
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
    """A path as pytest shows it: from the working directory, where it is below that."""
    here = Path.cwd()
    return str(Path(path).relative_to(here)) if Path(path).is_relative_to(here) else path


_TITLES = ("operations", "members", "enum values", "errors", "pages")
_MOST = 20
"""How many findings are told in full without -v."""


def write_summary(
    reporter: pytest.TerminalReporter,
    ledger: SessionTotals,
    settings: PassiveSettings,
    problems: Iterable[str],
) -> None:
    """Findings, coverage, and what went wrong in shapeproof itself."""
    reporter.section("shapeproof", "=")
    verbose = reporter.config.get_verbosity() > 0
    findings = ledger.records.merged()
    told = [each for each in findings if _is_told(each, ledger, settings, verbose)]
    _findings(reporter, ledger, told if verbose else told[:_MOST])
    if len(told) > _MOST and not verbose:
        more = counted(len(told) - _MOST, "more finding")
        reporter.line(f"{more}: -v shows them, --shapeproof-report json=PATH writes them down")
    calls, operations = ledger.records.calls.total(), len(ledger.records.calls)
    checked = f"{counted(calls, 'call')} of {counted(operations, 'operation')} checked"
    others = len(findings) - len({each["id"] for each in told} | ledger.shown)
    hint = f" ({others:,} not shown: -v)" if others else ""
    reporter.line(f"{severities(findings)}{hint}; {checked}")
    for each in problems:
        reporter.line(each, yellow=True)
    if settings.coverage:
        _coverage(reporter, ledger, verbose)
        _verdict(reporter, ledger, settings.fail_under)


def _is_told(
    finding: FindingRecord, ledger: SessionTotals, settings: PassiveSettings, verbose: bool
) -> bool:
    """Whether a finding is told at the end: where tests fail, only what none has failed for."""
    if verbose:
        return True
    if finding["known"] or finding["id"] in ledger.shown:
        return False
    least = settings.severity if settings.failing else Severity.WARNING
    return severity_of(finding) >= least


def _findings(
    reporter: pytest.TerminalReporter, ledger: SessionTotals, findings: Sequence[FindingRecord]
) -> None:
    for record in findings:
        entry = {**ledger.entries[record["id"]], "record": record}
        tests = sorted(ledger.tests[record["id"]] - {""})
        for line in finding_lines(entry):
            reporter.line(line)
        others = f" and {counted(len(tests) - 1, 'more test')}" if len(tests) > 1 else ""
        reporter.line(f"  test     {tests[0] if tests else 'none: outside of tests'}{others}")
        reporter.line("")


def _coverage(reporter: pytest.TerminalReporter, ledger: SessionTotals, verbose: bool) -> None:
    coverage = ledger.coverage()
    rows: list[tuple[str, ...]] = [("contract coverage", *_TITLES)]
    for service, tallies in coverage.items():
        rows.append((service, *_cells(tallies)))
        if verbose:
            inner = ledger.coverage_of(service)
            rows += [(f"  {name}", *_cells(each)) for name, each in inner.items()]
    if len(coverage) > 1:
        rows.append(("all services", *_cells(total(coverage))))
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
    reporter: pytest.TerminalReporter, ledger: SessionTotals, fail_under: float | None
) -> None:
    reached = percent(total(ledger.coverage()))
    if fail_under is None:
        reporter.line(f"{reached:.1f} % of the contracts exercised")
        return
    below = reached < fail_under
    verdict = "less than the" if below else "at least the"
    reporter.line(
        f"{reached:.1f} % of the contracts exercised, {verdict} {fail_under:g} % asked for",
        red=below,
    )
