"""How much of the contract the calls of one operation have exercised."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from shapeproof.contract.model import Contract, Operation, Schema
from shapeproof.contract.pointer import join
from shapeproof.exchange import ClientCase, ClientExchange, Outcome
from shapeproof.generate.places import places
from shapeproof.run.events import Tally
from shapeproof.run.refusals import leaves

Place = tuple[str, str]
"""``request`` or ``response``, and a pointer."""


@dataclass
class ClientTallies:
    """Members, enum values (sent and received), faults and errors: planned and exercised."""

    contract: Contract
    operation: Operation
    members: set[Place] = field(default_factory=set)
    enum_values: set[tuple[Place, str]] = field(default_factory=set)
    faults: set[str] = field(default_factory=set)
    errors: set[tuple[str, str]] = field(default_factory=set)
    members_seen: set[Place] = field(default_factory=set)
    enum_values_seen: set[tuple[Place, str]] = field(default_factory=set)
    faults_seen: set[str] = field(default_factory=set)
    errors_seen: set[tuple[str, str]] = field(default_factory=set)

    def plan(self, cases: Iterable[ClientCase]) -> None:
        """Count what there is to exercise."""
        self._plan_schema("request", self.operation.request)
        self._plan_schema("response", self.operation.response)
        self.faults |= {case.id for case in cases if case.fault is not None}
        named = self.contract.errors_of(self.operation)
        self.errors |= {(self.operation.name, each.code) for each in named}

    def _plan_schema(self, side: str, root: Schema) -> None:
        for place in places(root):
            if place.kind == "member":
                self.members.add((side, place.pointer))
            for value in place.schema.get("enum", ()):
                self.enum_values.add(((side, place.pointer), str(value)))

    def count(self, call: ClientExchange) -> None:
        """Count one call."""
        case = call.case
        if case.fault is not None:
            self.faults_seen.add(case.id)
        elif call.requests:
            self._count_values("request", case.params)
        if case.outcome is Outcome.OUTPUT and call.result.succeeded:
            self._count_values("response", case.output)
        if case.error is not None and case.error.code and call.result.error is not None:
            self.errors_seen.add((case.operation, case.error.code))

    def _count_values(self, side: str, value: Any) -> None:
        for tokens, leaf in leaves(value):
            for length in range(1, len(tokens) + 1):
                self.members_seen.add((side, join(tokens[:length])))
            self.enum_values_seen.add(((side, join(tokens)), str(leaf)))

    def tally(self) -> dict[str, Tally]:
        """The figures of this operation."""
        return {
            "members": Tally(len(self.members), len(self.members & self.members_seen)),
            "enum_values": Tally(
                len(self.enum_values), len(self.enum_values & self.enum_values_seen)
            ),
            "faults": Tally(len(self.faults), len(self.faults & self.faults_seen)),
            "errors": Tally(len(self.errors), len(self.errors & self.errors_seen)),
        }
