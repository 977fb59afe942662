"""What was seen during a part of a test, in plain values: it travels with pytest's reports."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

ATTRIBUTE = "shapeproof"
"""Where a test report carries them. pytest-xdist hands attributes on that are plain values."""


@dataclass(frozen=True)
class Sightings:
    """Findings (each a record and the sites of its call), numbers of calls, and coverage.

    ``shown`` are the ids of the findings that a test has failed for.
    """

    findings: list[dict[str, Any]] = field(default_factory=list)
    calls: list[list[Any]] = field(default_factory=list)
    coverage: list[dict[str, Any]] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)

    @property
    def anything(self) -> bool:
        """Whether anything was seen."""
        return bool(self.calls or self.findings)

    def plain(self) -> dict[str, Any]:
        """As lists, dicts, texts and numbers."""
        return asdict(self)

    def and_then(self, later: Sightings) -> Sightings:
        """These and what was seen later."""
        return Sightings(
            self.findings + later.findings,
            self.calls + later.calls,
            self.coverage + later.coverage,
            self.shown + later.shown,
        )
