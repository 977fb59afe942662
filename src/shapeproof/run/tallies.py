"""How much of the contract a run has exercised."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from shapeproof.contract.model import Operation
from shapeproof.contract.pointer import join
from shapeproof.exchange import Case, Expect
from shapeproof.generate.places import places
from shapeproof.run.events import Tally
from shapeproof.run.refusals import leaves

_TOLD_BY = frozenset({"minimal", "full", "alone", "pairs"})


@dataclass
class Tallies:
    """Places, enum values, faults and errors of one operation: planned and exercised."""

    members: set[str] = field(default_factory=set)
    enum_values: set[tuple[str, str]] = field(default_factory=set)
    faults: set[str] = field(default_factory=set)
    members_seen: set[str] = field(default_factory=set)
    enum_values_seen: set[tuple[str, str]] = field(default_factory=set)
    faults_seen: set[str] = field(default_factory=set)

    def plan(self, operation: Operation, cases: Iterable[Case]) -> None:
        """Count what there is to exercise."""
        for place in places(operation.request):
            if place.kind == "member":
                self.members.add(place.pointer)
            for value in place.schema.get("enum", ()):
                self.enum_values.add((place.pointer, str(value)))
        self.faults |= {case.id for case in cases if case.expect is Expect.REJECT}

    def count(self, case: Case, outcome: str) -> None:
        """Count one case that was run."""
        if case.expect is Expect.REJECT and outcome != "not run":
            self.faults_seen.add(case.id)
        if case.expect is not Expect.ACCEPT or outcome != "accepted":
            return
        if case.family in _TOLD_BY or case.family == "enum":
            for tokens, value in leaves(case.params):
                for length in range(1, len(tokens) + 1):
                    self.members_seen.add(join(tokens[:length]))
                self.enum_values_seen.add((join(tokens), str(value)))

    def tally(self) -> dict[str, Tally]:
        """The figures of this operation."""
        return {
            "members": Tally(len(self.members), len(self.members & self.members_seen)),
            "enum_values": Tally(
                len(self.enum_values), len(self.enum_values & self.enum_values_seen)
            ),
            "faults": Tally(len(self.faults), len(self.faults & self.faults_seen)),
        }
