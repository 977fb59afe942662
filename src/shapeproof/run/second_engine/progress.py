"""What is known of each operation while Schemathesis goes through them, phase after phase."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from shapeproof.contract.model import Contract, Operation
from shapeproof.exchange import Expect
from shapeproof.generate.coverage import coverage_cases
from shapeproof.run.events import OperationFinished, Tally
from shapeproof.run.schema_tally import SchemaTally, tally_of, total_of
from shapeproof.run.second_engine.judging import Judged


@dataclass
class OperationProgress:
    """One operation: its cases so far, and what of its request they have exercised."""

    operation: Operation
    faults: frozenset[str]
    begun: bool = False
    reached: bool = False
    cases: int = 0
    requests: int = 0
    trouble: str = ""
    phases_done: int = 0
    request: SchemaTally = field(default_factory=SchemaTally)
    faults_seen: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, contract: Contract, operation: Operation) -> OperationProgress:
        """An operation of which nothing has been sent yet."""
        cases = coverage_cases(contract, operation)
        faults = frozenset(each.id for each in cases if each.expect is Expect.REJECT)
        progress = cls(operation, faults)
        progress.request.plan(operation.request)
        return progress

    def count(self, judged: Judged) -> None:
        """Count one case."""
        exchange, case = judged.exchange, judged.exchange.case
        self.cases += 1
        self.requests += 1
        if case is not None and case.fault is not None:
            self.faults_seen.add(case.id)
            self.reached = True  # it was planted on a request that had been accepted
        elif exchange.accepted and judged.legal:
            self.reached = True
            self.request.count(exchange.params)

    def finished(self) -> OperationFinished:
        """The end of the operation."""
        reason = self.trouble or ("" if self.reached else "no legal request was accepted")
        return OperationFinished(
            self.operation.name, self.reached, self.cases, self.requests, reason
        )


def coverage_of(
    contract: Contract, progresses: Iterable[OperationProgress], errors: set[tuple[str, str]]
) -> dict[str, Tally]:
    """How much of the contract a run has exercised; ``errors`` are operations and codes seen."""
    listed = list(progresses)
    tallies = [each.request.tally() for each in listed]
    codes = {
        (each.operation.name, error.code)
        for each in listed
        for error in contract.errors_of(each.operation)
    }
    return {
        "operations": Tally(len(listed), sum(each.reached for each in listed)),
        "members": total_of(each["members"] for each in tallies),
        "enum_values": total_of(each["enum_values"] for each in tallies),
        "faults": total_of(tally_of(set(each.faults), each.faults_seen) for each in listed),
        "errors": tally_of(codes, errors),
    }
