"""Shows exchanges to the checks and keeps what they find."""

from __future__ import annotations

from dataclasses import dataclass, field

from shapeproof.checks import ON_EVERY_ANSWER, Observation, OperationSchemas, ServerError
from shapeproof.checks.interface import Check
from shapeproof.contract.model import Contract, Operation
from shapeproof.exchange import Exchange, Expect, Finding
from shapeproof.wire.interface import Codec

_UNJUDGED = frozenset({Expect.OPEN, Expect.UNROUTED})


@dataclass
class Observer:
    """Collects the findings of one operation's run, its readers' included."""

    contract: Contract
    codec: Codec
    findings: list[Finding] = field(default_factory=list)
    checks: int = 0
    errors_seen: set[tuple[str, str]] = field(default_factory=set)
    _schemas: dict[str, OperationSchemas] = field(default_factory=dict)

    def observation(self, exchange: Exchange, before: tuple[Exchange, ...]) -> Observation:
        """An exchange with all that checks need."""
        operation = self.contract.operations[exchange.operation]
        return Observation(
            contract=self.contract,
            operation=operation,
            exchange=exchange,
            before=before,
            codec=self.codec,
            schemas=self._of(operation),
        )

    def _of(self, operation: Operation) -> OperationSchemas:
        if operation.name not in self._schemas:
            schemas = OperationSchemas(self.contract, operation, self.codec)
            self._schemas[operation.name] = schemas
        return self._schemas[operation.name]

    def watch(self, exchange: Exchange, before: tuple[Exchange, ...]) -> Observation:
        """Run the checks that need no confirmation."""
        seen = self.observation(exchange, before)
        failed = self.judge(ServerError(), seen)
        case = exchange.case
        if failed or exchange.response is None or (case and case.expect in _UNJUDGED):
            return seen
        if case is not None and case.fault is not None and exchange.accepted:
            return seen  # what an invalid request gives back proves nothing
        if exchange.response.status >= 400:
            code = self.codec.decode_error(exchange.response).code
            self.errors_seen.add((exchange.operation, code or ""))
        for check in ON_EVERY_ANSWER:
            self.judge(check, seen)
        return seen

    def judge(self, check: Check, seen: Observation) -> bool:
        """Run one check; true where it found something."""
        self.checks += 1
        found = list(check.check(seen))
        self.findings += found
        return bool(found)

    def add(self, findings: list[Finding]) -> None:
        """Keep findings that were made elsewhere."""
        self.checks += 1
        self.findings += findings
