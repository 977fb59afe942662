"""How a run ended: its status, exit status, and summary in a few words."""

from __future__ import annotations

from collections.abc import Iterable

from shapeproof.exchange import Severity
from shapeproof.report.document import FindingRecord, Report
from shapeproof.report.text import counted

CONFORMS = "conforms"
FINDINGS = "findings"
INCOMPLETE = "incomplete"

_EXIT = {CONFORMS: 0, FINDINGS: 1, INCOMPLETE: 3}


def fails(finding: FindingRecord, fail_on: Severity) -> bool:
    """Whether a finding fails the run: not known, and at or above the threshold."""
    return not finding["known"] and severity_of(finding) >= fail_on


def severity_of(finding: FindingRecord) -> Severity:
    """The severity of a finding of a report."""
    return Severity.parse(finding["severity"])


def run_status(findings: Iterable[FindingRecord], fail_on: Severity, *, complete: bool) -> str:
    """``incomplete`` if the run stopped early, with or without findings; else by its findings."""
    if not complete:
        return INCOMPLETE
    return FINDINGS if any(fails(each, fail_on) for each in findings) else CONFORMS


def exit_status(report: Report) -> int:
    """The exit status of the command line: 0 conforms, 1 findings, 3 incomplete.

    An incomplete run is 3 even with findings: 0 and 1 are for whole runs only.
    """
    return _EXIT[report["status"]]


_COVERAGE_WORDS = {
    "operations": "operations",
    "members": "members",
    "enum_values": "enum values",
    "faults": "faults",
    "errors": "errors",
}


def verdict(report: Report) -> str:
    """The last line: how it ended, what was found and how much was done."""
    stats = report["stats"]
    done = (
        f"{stats['operations_reached']:,} of {counted(stats['operations'], 'operation')} reached",
        counted(stats["requests"], "request"),
        f"{report['seconds']:.1f} s",
    )
    return f"{report['status']}: {severities(report['findings'])}; {', '.join(done)}"


def severities(findings: Iterable[FindingRecord]) -> str:
    """How many findings there are of each severity, and how many of them are known."""
    all_of_them = list(findings)
    if not all_of_them:
        return "no findings"
    counts = {
        each: sum(finding["severity"] == each.label for finding in all_of_them)
        for each in sorted(Severity, reverse=True)
    }
    text = ", ".join(counted(count, each.label) for each, count in counts.items() if count)
    known = sum(each["known"] for each in all_of_them)
    return f"{text} ({known:,} known)" if known else text


def operation_of(finding: FindingRecord) -> str:
    """The operation, with its service if the report has several (a passive one)."""
    operation = finding["operation"]
    return f"{finding['service']}.{operation}" if "test" in finding else operation


def coverage_line(report: Report) -> str:
    """How much of the contract was exercised; empty if nothing was counted."""
    return ", ".join(
        f"{_COVERAGE_WORDS.get(kind, kind)} {tally['exercised']:,}/{tally['total']:,}"
        for kind, tally in report["coverage"].items()
        if tally["total"]
    )


def heading(report: Report) -> str:
    """What was tested, in which protocol, where, and with which seed."""
    protocol = report.get("protocol", "")
    tool, target = report["tool"], report["target"]
    parts = (
        f"{tool['name']} {tool['version']}",
        " ".join(filter(None, (report["service"], report["api_version"], protocol))),
        f"{target['kind']} {target['address']}".strip(),
        f"seed {report['seed']}",
    )
    return " · ".join(filter(None, parts))


def left_out_line(report: Report, stopped: str = "") -> str:
    """That the run stopped early, and which operations were left out; empty for a whole run."""
    left_out = report["stats"]["left_out"]
    if report["status"] != "incomplete" and not left_out:
        return ""
    why = f" ({stopped})" if stopped else ""
    names = f"; not finished: {', '.join(left_out)}" if left_out else ""
    return f"stopped early{why}{names}" if report["status"] == "incomplete" else names[2:]
