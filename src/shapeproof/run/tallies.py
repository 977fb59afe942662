"""How much of the contract a run has exercised."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from shapeproof.contract.model import Operation, Schema
from shapeproof.contract.pointer import join
from shapeproof.exchange import Case, Expect, Family
from shapeproof.exchange.events import Tally
from shapeproof.generate.cases.places import places
from shapeproof.run.server.factors import leaves

T = TypeVar("T")


@dataclass
class SchemaTally:
    """Places and enum values of a document: planned and exercised."""

    members: set[str] = field(default_factory=set)
    enum_values: set[tuple[str, str]] = field(default_factory=set)
    members_seen: set[str] = field(default_factory=set)
    enum_values_seen: set[tuple[str, str]] = field(default_factory=set)

    def plan(self, root: Schema) -> None:
        """Count what there is to exercise."""
        for place in places(root):
            if place.kind == "member":
                self.members.add(place.pointer)
            for value in place.shape.enum:
                self.enum_values.add((place.pointer, str(value)))

    def count(self, value: Any) -> None:
        """Count what a value has exercised."""
        for tokens, leaf in leaves(value):
            for length in range(1, len(tokens) + 1):
                self.members_seen.add(join(tokens[:length]))
            self.enum_values_seen.add((join(tokens), str(leaf)))

    def tally(self) -> dict[str, Tally]:
        """The figures of both kinds."""
        return {
            "members": tally_of(self.members, self.members_seen),
            "enum_values": tally_of(self.enum_values, self.enum_values_seen),
        }


def tally_of(planned: set[T], seen: set[T]) -> Tally:
    """How much of what was planned was seen."""
    return Tally(len(planned), len(planned & seen))


def total_of(tallies: Iterable[Tally]) -> Tally:
    """The sum of tallies."""
    listed = list(tallies)
    return Tally(sum(each.total for each in listed), sum(each.exercised for each in listed))


_COUNTED = frozenset({Family.MINIMAL, Family.FULL, Family.ALONE, Family.PAIRS, Family.ENUM})


@dataclass
class Tallies:
    """Members, enum values and faults of one operation's request: planned and exercised."""

    request: SchemaTally = field(default_factory=SchemaTally)
    faults: set[str] = field(default_factory=set)
    faults_seen: set[str] = field(default_factory=set)

    def plan(self, operation: Operation) -> None:
        """Count the members and enum values that there are to exercise."""
        self.request.plan(operation.request)

    def made(self, cases: Iterable[Case]) -> None:
        """Count the faults among cases that are to be run."""
        self.faults |= {case.id for case in cases if case.expect is Expect.REJECT}

    def count(self, case: Case, outcome: str) -> None:
        """Count one case that was run."""
        if case.expect is Expect.REJECT and outcome != "not run":
            self.faults_seen.add(case.id)
        if case.expect is Expect.ACCEPT and outcome == "accepted" and case.family in _COUNTED:
            self.request.count(case.params)

    def tally(self) -> dict[str, Tally]:
        """The figures of this operation."""
        return {**self.request.tally(), "faults": tally_of(self.faults, self.faults_seen)}
