"""How a run ended: its status and its exit status."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import floor

from shapeproof.exchange import Severity
from shapeproof.exchange.reasons import StopReason
from shapeproof.report.document import FindingRecord, Report, StatsRecord

CONFORMS = "conforms"
FINDINGS = "findings"
INCOMPLETE = "incomplete"

_OK, _FAILED, _UNUSABLE, _STOPPED = 0, 1, 2, 3
_LIMITS = frozenset({StopReason.REQUESTS, StopReason.TIME, StopReason.INTERRUPTED})
"""What a user or an option stops a run for. Anything else is up to the target."""


def fails(finding: FindingRecord, fail_on: Severity) -> bool:
    """Whether a finding fails the run: not known, and at or above the threshold."""
    return not finding["known"] and severity_of(finding) >= fail_on


def severity_of(finding: FindingRecord) -> Severity:
    """The severity of a finding of a report."""
    return Severity.parse(finding["severity"])


def run_status(findings: Iterable[FindingRecord], fail_on: Severity, *, complete: bool) -> str:
    """``incomplete`` if the run stopped early, with or without findings; else by its findings.

    A run that has reached no operation is not complete.
    """
    if not complete:
        return INCOMPLETE
    return FINDINGS if any(fails(each, fail_on) for each in findings) else CONFORMS


def reached_nothing(stats: StatsRecord) -> bool:
    """Whether a run has operations, and has reached none of them."""
    return stats["operations"] > 0 and stats["operations_reached"] == 0


def nothing_checked(report: Report) -> bool:
    """Whether nothing was reached although neither a user nor a limit has stopped the run."""
    return reached_nothing(report["stats"]) and report.get("stopped", "") not in _LIMITS


def available(stats: StatsRecord) -> int:
    """How many operations the target has, as far as its answers tell."""
    return stats.get("operations_available", stats["operations"])


def percent_reached(stats: StatsRecord) -> float:
    """How many of the operations that the target has were reached, in percent."""
    if not stats["operations"]:
        return 100.0  # a shard may have none
    total = available(stats)
    return 100 * stats["operations_reached"] / total if total else 0.0


@dataclass(frozen=True)
class Demands:
    """What a user asks of a run besides having no findings.

    ``accepts`` says that its findings go into the baseline, and fail nothing.
    """

    min_reached: float | None = None
    strict_baseline: bool = False
    accepts: bool = False

    def unmet(self, report: Report) -> list[str]:
        """The demands that a report does not meet, in words."""
        found = []
        percent = percent_reached(report["stats"])
        if self.min_reached is not None and percent < self.min_reached:
            shown = floor(10 * percent) / 10  # 89.97 % is fewer than 90
            reached = f"{shown:g} % of the operations were reached"
            found.append(f"{reached}, fewer than --min-reached {self.min_reached:g}")
        entries = report.get("baseline")
        outdated = bool(entries and (entries["stale"] or entries["expired"]))
        if self.strict_baseline and not self.accepts and outdated:
            found.append("--strict-baseline: the baseline has stale or expired entries")
        return found


NO_DEMANDS = Demands()


def exit_status(report: Report, demands: Demands = NO_DEMANDS) -> int:
    """The exit status of the command line. The first of these that holds counts.

    3: interrupted, or out of time or requests: the other statuses are for whole runs. 2: no
    operation was reached, so nothing could be checked. 3: stopped early for another reason. 1:
    findings at or above the threshold, or a demand that is not met. 0: none of these.
    """
    if report["status"] == INCOMPLETE and report.get("stopped", "") in _LIMITS:
        return _STOPPED
    if nothing_checked(report):
        return _UNUSABLE
    if report["status"] == INCOMPLETE:
        return _STOPPED
    if (report["status"] == FINDINGS and not demands.accepts) or demands.unmet(report):
        return _FAILED
    return _OK
