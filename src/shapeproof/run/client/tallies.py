"""How much of the contract the calls of one operation have exercised."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from shapeproof.contract.model import Contract, Operation
from shapeproof.exchange import ClientCase, ClientExchange, Outcome
from shapeproof.run.events import Tally
from shapeproof.run.schema_tally import SchemaTally, tally_of, total_of


@dataclass
class ClientTallies:
    """Members, enum values (sent and received), faults and errors: planned and exercised."""

    contract: Contract
    operation: Operation
    request: SchemaTally = field(default_factory=SchemaTally)
    response: SchemaTally = field(default_factory=SchemaTally)
    faults: set[str] = field(default_factory=set)
    errors: set[str] = field(default_factory=set)
    faults_seen: set[str] = field(default_factory=set)
    errors_seen: set[str] = field(default_factory=set)

    def plan(self, cases: Iterable[ClientCase]) -> None:
        """Count what there is to exercise."""
        self.request.plan(self.operation.request)
        self.response.plan(self.operation.response)
        self.faults |= {case.id for case in cases if case.fault is not None}
        self.errors |= {each.code for each in self.contract.errors_of(self.operation)}

    def count(self, call: ClientExchange) -> None:
        """Count one call."""
        case = call.case
        if case.fault is not None:
            self.faults_seen.add(case.id)
        elif call.requests:
            self.request.count(case.params)
        if case.outcome is Outcome.OUTPUT and call.result.succeeded:
            self.response.count(case.output)
        if case.error is not None and case.error.code and call.result.error is not None:
            self.errors_seen.add(case.error.code)

    def tally(self) -> dict[str, Tally]:
        """The figures of this operation."""
        request, response = self.request.tally(), self.response.tally()
        return {
            **{kind: total_of((request[kind], response[kind])) for kind in request},
            "faults": tally_of(self.faults, self.faults_seen),
            "errors": tally_of(self.errors, self.errors_seen),
        }
