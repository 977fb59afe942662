"""How much of the contract a run has exercised."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from shapeproof.contract.model import Operation
from shapeproof.exchange import Case, Expect
from shapeproof.run.events import Tally
from shapeproof.run.schema_tally import SchemaTally, tally_of

_TOLD_BY = frozenset({"minimal", "full", "alone", "pairs", "enum"})


@dataclass
class Tallies:
    """Members, enum values and faults of one operation's request: planned and exercised."""

    request: SchemaTally = field(default_factory=SchemaTally)
    faults: set[str] = field(default_factory=set)
    faults_seen: set[str] = field(default_factory=set)

    def plan(self, operation: Operation, cases: Iterable[Case]) -> None:
        """Count what there is to exercise."""
        self.request.plan(operation.request)
        self.faults |= {case.id for case in cases if case.expect is Expect.REJECT}

    def count(self, case: Case, outcome: str) -> None:
        """Count one case that was run."""
        if case.expect is Expect.REJECT and outcome != "not run":
            self.faults_seen.add(case.id)
        if case.expect is Expect.ACCEPT and outcome == "accepted" and case.family in _TOLD_BY:
            self.request.count(case.params)

    def tally(self) -> dict[str, Tally]:
        """The figures of this operation."""
        return {**self.request.tally(), "faults": tally_of(self.faults, self.faults_seen)}
