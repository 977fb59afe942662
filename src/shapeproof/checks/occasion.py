"""What findings are about: an exchange, with the contract of its operation."""

from __future__ import annotations

from dataclasses import dataclass

from shapeproof.contract.model import Contract, Operation
from shapeproof.exchange import Exchange, Finding, FindingTexts, Severity, Text


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """One exchange; ``before`` are the exchanges that set up the state."""

    contract: Contract
    operation: Operation
    exchange: Exchange
    before: tuple[Exchange, ...] = ()

    def finding(
        self,
        check: str,
        severity: Severity,
        where: str,
        constraint: str,
        message: str | Text,
        *,
        expected: str | Text = "",
        actual: str | Text = "",
        pointer: str = "",
        place: str = "",
    ) -> Finding:
        """A finding about this exchange."""
        return Finding(
            check=check,
            severity=severity,
            service=self.contract.service,
            operation=self.operation.name,
            where=where,
            constraint=constraint,
            texts=FindingTexts.of(message, expected, actual),
            exchange=self.exchange,
            before=self.before,
            pointer=pointer,
            place=place,
        )
