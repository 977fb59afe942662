"""Shapeproof's findings as failures of Schemathesis's checks."""

from __future__ import annotations

from typing import ClassVar

from schemathesis.core.failures import Failure
from schemathesis.core.failures import Severity as TheirSeverity

from shapeproof.exchange import Finding, Severity

_SEVERITIES = {
    Severity.ERROR: TheirSeverity.HIGH,
    Severity.WARNING: TheirSeverity.MEDIUM,
    Severity.NOTE: TheirSeverity.LOW,
}


class ContractFailure(Failure):
    """A finding. Two are the same if their findings have the same id."""

    kind_title: ClassVar[str] = "AWS contract broken"

    def __init__(self, finding: Finding, label: str) -> None:
        super().__init__(
            operation=label,
            title=f"AWS contract broken: {finding.check}",
            message=_text(finding),
            severity=_SEVERITIES[finding.severity],
        )
        self.finding = finding

    @property
    def _unique_key(self) -> str:
        return self.finding.id


def _text(finding: Finding) -> str:
    lines = [f"{finding.operation}: {finding.message}", f"where: {finding.where}"]
    lines += [f"expected: {finding.expected}"] if finding.expected else []
    lines += [f"actual: {finding.actual}"] if finding.actual else []
    return "\n".join(lines)
