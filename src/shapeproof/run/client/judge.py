"""Has calls judged by the checks, and tells what can be had twice."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from shapeproof.checks.client import CLIENT_CHECKS
from shapeproof.checks.client.interface import ClientObservation
from shapeproof.contract.model import Contract, Operation
from shapeproof.exchange import ClientCase, ClientExchange, Finding
from shapeproof.run.client.line import ClientLine
from shapeproof.wire.interface import Codec


@dataclass
class ClientJudge:
    """Plays cases of one operation and keeps what is wrong.

    ``told`` are the ids of what was found already; ``invalid`` keeps the calls with a fault, which
    are judged together when all have been made.
    """

    contract: Contract
    operation: Operation
    codec: Codec
    line: ClientLine
    phase: str = "coverage"
    told: set[str] = field(default_factory=set)
    checks: int = 0
    invalid: list[ClientObservation] = field(default_factory=list)

    def run(self, case: ClientCase) -> tuple[ClientExchange, list[Finding]]:
        """Play a case. What is found for the first time is told only if it can be had again."""
        seen = self._seen(case)
        if case.fault is not None:
            self.invalid.append(seen)
        found = self._judged(seen)
        new = {each.id for each in found} - self.told
        if new and seen.result.breakdown is None:
            new &= {each.id for each in self._again(case, seen.previous)}
        told = [each for each in found if each.id in new or each.id in self.told]
        self.told |= {each.id for each in told}
        return seen.call, told

    def finds(self, case: ClientCase, finding_id: str) -> Finding | None:
        """What a case shows of one finding."""
        found = self._judged(self._seen(case))
        return next((each for each in found if each.id == finding_id), None)

    def _seen(self, case: ClientCase) -> ClientObservation:
        """Play a case, and remember what was played before it."""
        before = self.line.previous
        call = self.line.play(self.operation, case)
        return ClientObservation(self.contract, self.operation, self.codec, call, before)

    def _judged(self, seen: ClientObservation) -> list[Finding]:
        self.checks += len(CLIENT_CHECKS)
        found = (each for check in CLIENT_CHECKS for each in check.check(seen))
        return [replace(each, phase=self.phase) for each in found]

    def _again(self, case: ClientCase, before: ClientExchange | None) -> list[Finding]:
        """The findings of the same call by a fresh client, after the one that came before it."""
        self.line.fresh()
        if before is not None:
            self.line.play(self.contract.operations[before.case.operation], before.case)
        return self._judged(self._seen(case))
