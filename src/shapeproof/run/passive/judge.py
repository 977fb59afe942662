"""What is wrong with a call that was seen in passing."""

from __future__ import annotations

from dataclasses import dataclass, field

from shapeproof.exchange import Finding, Severity
from shapeproof.run.checking import gravest_first
from shapeproof.run.passive.contracts import SeenContracts
from shapeproof.run.passive.echoes import Echoes
from shapeproof.run.passive.operation import OperationJudge
from shapeproof.targets.passive import SeenCall


@dataclass
class PassiveJudge:
    """Judges calls, each by the contract of its service.

    ``least`` is the least severity that is looked for: what weighs less is never told.
    """

    least: Severity = Severity.WARNING
    contracts: SeenContracts = field(default_factory=SeenContracts)
    _echoes: Echoes = field(default_factory=Echoes)
    _judges: dict[tuple[str, str, str, str], OperationJudge | None] = field(default_factory=dict)

    def findings(self, call: SeenCall) -> list[Finding]:
        """What is wrong with a call, the gravest first; mostly nothing."""
        judge = self._judge(call)
        if judge is None or judge.is_fine(call):
            return []
        found = self._echoes.left_out(judge.findings(call))
        return gravest_first(each for each in found if each.severity >= self.least)

    def forget(self) -> None:
        """Another test begins: nothing that it is given back was given by the one before."""
        self._echoes.forget()

    def _judge(self, call: SeenCall) -> OperationJudge | None:
        key = call.service, call.api_version, call.protocol, call.operation
        if key not in self._judges:
            contract = self.contracts.of(call)
            operation = contract.operations.get(call.operation) if contract else None
            self._judges[key] = (
                OperationJudge(contract, operation, call.protocol, self.least)
                if contract is not None and operation is not None
                else None
            )
        return self._judges[key]
