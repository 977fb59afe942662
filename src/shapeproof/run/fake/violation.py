"""What a test is told when its code, or the test itself, breaks the contract."""

from __future__ import annotations

from dataclasses import dataclass

from shapeproof.exchange import Finding


@dataclass(eq=True)
class ContractViolation(AssertionError):
    """Values that break the contract: ``what`` of which operation, and the findings.

    It is no ``ClientError`` and no ``BotoCoreError``, so that code under test which handles those
    does not take it for one.
    """

    service: str
    operation: str
    what: str
    findings: tuple[Finding, ...]

    def __str__(self) -> str:
        lines = [f"{self.service}.{self.operation}: {self.what} breaks the contract"]
        return "\n".join((*lines, *(_line(each) for each in self.findings)))


def _line(finding: Finding) -> str:
    said = f"  {finding.severity.label}: {finding.where.strip()}: {finding.message}"
    if not finding.expected:
        return said
    return f"{said} (expected {finding.expected}, got {finding.actual})"
