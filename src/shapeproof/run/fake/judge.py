"""Refuses calls and answers of a fake client that break the contract."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from shapeproof.checks.parsed_calls import (
    RequestSchema,
    departure_findings,
    error_findings,
    output_findings,
)
from shapeproof.checks.schemas import BodySchema
from shapeproof.contract.model import Contract, ErrorContract, Operation
from shapeproof.exchange import Finding, Severity
from shapeproof.exchange.finding_lists import MOST_LINES
from shapeproof.run.checking import api_value, most_severe_first, parsed_call


@dataclass(eq=True)
class ContractViolation(AssertionError):
    """Values that break the contract: ``what`` of which operation, and the findings.

    It is neither a ``ClientError`` nor a ``BotoCoreError``, so that code under test does not handle
    it as one.
    """

    service: str
    operation: str
    what: str
    findings: tuple[Finding, ...]

    def __str__(self) -> str:
        title = f"{self.service}.{self.operation}: {self.what} breaks the contract"
        lines = [title, *(_line(each) for each in self.findings[:MOST_LINES])]
        more = len(self.findings) - MOST_LINES
        return "\n".join(lines + [f"  and {more:,} more"] * (more > 0))


ContractViolation.__module__ = "shapeproof"  # tracebacks name it as users import it


def _line(finding: Finding) -> str:
    said = f"  {finding.severity.label}: {finding.where.strip()}: {finding.message}"
    if not finding.expected:
        return said
    return f"{said} (expected {finding.expected}, got {finding.actual})"


@dataclass(frozen=True)
class FakeJudge:
    """Refuses values that break the contract of one operation."""

    contract: Contract
    operation: Operation

    def request(self, params: Mapping[str, Any], strict: bool) -> None:
        """Raises ContractViolation for parameters that are not legal."""
        seen = parsed_call(self.contract, self.operation, api_value(params))
        self._refuse("the call", RequestSchema().check(seen), strict)

    def output(self, output: Mapping[str, Any], strict: bool) -> None:
        """Raises ContractViolation for an output (as boto3 gives it) that is not legal."""
        value = api_value(output)
        seen = parsed_call(self.contract, self.operation, {}, value)
        schema = seen.schemas.response
        # By value, where a number is no time, and by type, where any other text is none: callers
        # of a fake get what boto3 gives.
        by_value = output_findings(seen, schema, value)
        by_type = departure_findings(seen, schema, output)
        found = {each.id: each for each in (*by_value, *by_type)}
        self._refuse("the answer", found.values(), strict)

    def error(self, code: str, status: int | None, strict: bool) -> None:
        """Raises ContractViolation for an error that the operation does not declare.

        Without ``strict`` only a wrong status is refused.
        """
        seen = parsed_call(self.contract, self.operation, {})
        found = error_findings(seen, code, status)
        self._refuse("the error", found, strict, Severity.NOTE)

    def members(self, error: ErrorContract, members: Mapping[str, Any], strict: bool) -> None:
        """Raises ContractViolation for members that an error does not have."""
        value = api_value(members)
        seen = parsed_call(self.contract, self.operation, {})
        found = (
            replace(each, check="error_shape", where=f"{error.code} {each.pointer}")
            for each in output_findings(seen, BodySchema(error.schema), value)
        )
        self._refuse("the error", found, strict)

    def _refuse(
        self,
        what: str,
        findings: Iterable[Finding],
        strict: bool,
        minimum: Severity = Severity.WARNING,
    ) -> None:
        threshold = minimum if strict else Severity.ERROR
        severe = tuple(each for each in most_severe_first(findings) if each.severity >= threshold)
        if severe:
            names = (self.contract.service, self.operation.python_name)
            raise ContractViolation(*names, what, severe)
