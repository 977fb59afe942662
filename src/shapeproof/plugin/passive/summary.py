"""What is told at the end of a passive run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pytest

from shapeproof.exchange import Severity
from shapeproof.plugin.passive.failure import finding_lines
from shapeproof.plugin.passive.ledger import Ledger, percent, total
from shapeproof.plugin.passive.settings import Settings
from shapeproof.report.document import FindingRecord
from shapeproof.report.status import severity_of
from shapeproof.report.summary import severities
from shapeproof.report.text import counted
from shapeproof.run.events import Tally
from shapeproof.run.passive.coverage import KINDS

_TITLES = ("operations", "members", "enum values", "errors", "pages")
_MOST = 20
"""How many findings are told in full without -v."""


def write_summary(
    reporter: pytest.TerminalReporter, ledger: Ledger, settings: Settings, problems: Iterable[str]
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


def _is_told(finding: FindingRecord, ledger: Ledger, settings: Settings, verbose: bool) -> bool:
    """Whether a finding is told at the end: where tests fail, only what none has failed for."""
    if verbose:
        return True
    if finding["known"] or finding["id"] in ledger.shown:
        return False
    least = settings.severity if settings.failing else Severity.WARNING
    return severity_of(finding) >= least


def _findings(
    reporter: pytest.TerminalReporter, ledger: Ledger, findings: Sequence[FindingRecord]
) -> None:
    for record in findings:
        entry = {**ledger.entries[record["id"]], "record": record}
        tests = sorted(ledger.tests[record["id"]] - {""})
        for line in finding_lines(entry):
            reporter.line(line)
        others = f" and {counted(len(tests) - 1, 'more test')}" if len(tests) > 1 else ""
        reporter.line(f"  test     {tests[0] if tests else 'none: outside of tests'}{others}")
        reporter.line("")


def _coverage(reporter: pytest.TerminalReporter, ledger: Ledger, verbose: bool) -> None:
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


def _verdict(reporter: pytest.TerminalReporter, ledger: Ledger, fail_under: float | None) -> None:
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
