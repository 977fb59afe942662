"""How a run ended, in one word and as an exit status."""

from __future__ import annotations

from collections.abc import Iterable

from shapeproof.exchange import Severity
from shapeproof.report.document import FindingRecord, Report

CONFORMS = "conforms"
FINDINGS = "findings"
INCOMPLETE = "incomplete"

_EXIT = {CONFORMS: 0, FINDINGS: 1, INCOMPLETE: 3}


def fails(finding: FindingRecord, fail_on: Severity) -> bool:
    """Whether a finding fails the run: not known, and at or above the threshold."""
    return not finding["known"] and severity_of(finding) >= fail_on


def severity_of(finding: FindingRecord) -> Severity:
    """The severity of a finding of a report."""
    return Severity[finding["severity"].upper()]


def run_status(findings: Iterable[FindingRecord], fail_on: Severity, *, complete: bool) -> str:
    """``incomplete`` where the run stopped early, whatever it found; else by its findings."""
    if not complete:
        return INCOMPLETE
    return FINDINGS if any(fails(each, fail_on) for each in findings) else CONFORMS


def exit_status(report: Report) -> int:
    """The exit status of the command line: 0 conforms, 1 findings, 3 incomplete.

    An incomplete run is 3 even where it has findings: 0 and 1 are said only of a whole run.
    """
    return _EXIT[report["status"]]
