"""Known findings: what a baseline says of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shapeproof.report.document import FindingRecord


@dataclass(frozen=True, order=True)
class KnownFinding:
    """A finding as the baseline keeps it. The id identifies it; ``expires`` ends its being known.

    Ordered by operation, check and place. The rest is for readers: ``reason`` is a user's own
    words, ``phase`` is empty in older entries; ``protocol`` is that of a client in passive mode.
    """

    operation: str
    check: str
    where: str
    id: str
    message: str = ""
    service: str = ""
    phase: str = ""
    reason: str = ""
    expires: date | None = None
    protocol: str = ""

    @classmethod
    def of(cls, finding: FindingRecord) -> KnownFinding:
        """A finding of a report."""
        return cls(
            finding["operation"],
            finding["check"],
            finding["where"],
            finding["id"],
            finding["message"],
            finding["service"],
            finding["phase"],
            protocol=finding.get("protocol", ""),
        )

    def is_expired(self, today: date) -> bool:
        """Whether its last day is over."""
        return self.expires is not None and self.expires < today
