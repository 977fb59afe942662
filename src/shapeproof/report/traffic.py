"""The report of recorded traffic: findings of many services, each in an entry of a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from shapeproof.exchange import Finding, Severity
from shapeproof.exchange.secret_values import SecretValues
from shapeproof.report.document import FindingRecord, Report, TargetRecord, TrafficStats
from shapeproof.report.findings import FindingBook
from shapeproof.report.groups import with_groups
from shapeproof.report.interface import ReportContext
from shapeproof.report.merge import merged_findings
from shapeproof.report.passive import PassiveRecords

PHASE = KIND = "traffic"
_BATCH = 200
"""Findings that are kept with their messages before they become records."""


@dataclass
class TrafficRecords:
    """The findings of recorded traffic as records; of each, the smallest example is kept.

    ``context`` makes the context of a report, with the contracts that are known by then.
    """

    context: Callable[[], ReportContext]
    calls: PassiveRecords = field(default_factory=PassiveRecords)
    _pending: list[tuple[Finding, str, str]] = field(default_factory=list)
    _secrets: SecretValues = field(default_factory=SecretValues)
    _merged: dict[str, FindingRecord] = field(default_factory=dict)

    def count(self, service: str, operation: str, *, unread: bool) -> None:
        """Count a call that was judged."""
        self.calls.calls[service, operation] += 1
        self.calls.unread += unread

    @property
    def services(self) -> int:
        """How many services were called."""
        return len({service for service, _ in self.calls.calls})

    def add(
        self, findings: list[Finding], source: str, protocol: str, secrets: SecretValues
    ) -> list[FindingRecord]:
        """Keep the findings of an entry; ``secrets`` are the sensitive values of its file.

        The records that were made meanwhile of earlier findings are returned.
        """
        made: list[FindingRecord] = []
        if secrets is not self._secrets or len(self._pending) >= _BATCH:
            made = self.flush()
            self._secrets = secrets
        self._pending += [(each, source, protocol) for each in findings]
        return made

    def flush(self) -> list[FindingRecord]:
        """Make records of the findings that were added last; these are returned."""
        if not self._pending:
            return []
        book = FindingBook(self.context())
        book.masker.marked = self._secrets
        protocols: dict[str, str] = {}
        for finding, source, protocol in self._pending:
            book.add(finding, source)
            protocols[finding.id] = protocol
        self._pending = []
        made = [_record(book.record(key), protocol) for key, protocol in protocols.items()]
        for each in made:
            seen = self._merged.get(each["id"])
            both = [each] if seen is None else [seen, each]
            self._merged[each["id"]] = merged_findings(both)[0]
        return made

    def report(
        self,
        address: str,
        stats: TrafficStats,
        started: str,
        seconds: float,
        fail_on: Severity,
        stopped: str = "",
    ) -> Report:
        """The whole report. ``address`` names the files, ``stopped`` why it ended early."""
        self.flush()
        self.calls.findings = list(self._merged.values())
        report = self.calls.report(started, seconds, fail_on, {}, complete=not stopped)
        target: TargetRecord = {"kind": KIND, "address": address}
        return with_groups(
            {
                **report,
                "target": target,
                "phases": [PHASE],
                "stopped": stopped,
                "stats": {**report["stats"], "traffic": stats},
            }
        )


def _record(record: FindingRecord, protocol: str) -> FindingRecord:
    """A record of passive mode with the entry in place of a test; nothing is there to be run."""
    found = {**record, "source": record["test"], "protocol": protocol, "phase": PHASE}
    del found["test"]
    found["reproduce"] = {"curl": "", "python": ""}
    return cast("FindingRecord", found)
