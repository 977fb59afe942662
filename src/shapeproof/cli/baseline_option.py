"""``--baseline`` and ``--update-baseline``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from shapeproof.report.baseline import (
    KnownFinding,
    known_ids,
    read_baseline,
    updated_baseline,
    write_baseline,
)
from shapeproof.report.document import Report


@dataclass(frozen=True)
class Baseline:
    """Findings that are known already, and the file that keeps them."""

    path: Path | None
    known: tuple[KnownFinding, ...]
    to_update: bool

    @classmethod
    def of(cls, path: Path | None, *, update: bool) -> Baseline:
        """Read the file. One that is to be updated need not be there yet. Raises BadUsage."""
        if path is None or (update and not path.exists()):
            return cls(path, (), update)
        return cls(path, read_baseline(path), update)

    @property
    def ids(self) -> frozenset[str]:
        """The ids of the known findings."""
        return known_ids(self.known)

    def update(self, report: Report) -> None:
        """Write the findings of a run, if that was asked for."""
        if self.to_update and self.path is not None:
            write_baseline(self.path, updated_baseline(self.known, report))
