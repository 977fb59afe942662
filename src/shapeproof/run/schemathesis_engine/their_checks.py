"""Findings as failures of Schemathesis's checks, and failures of its own checks as findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from schemathesis.core.failures import Failure
from schemathesis.core.failures import Severity as TheirSeverity

from shapeproof.contract.model import Contract
from shapeproof.exchange import Exchange, Finding, FindingTexts, Said, Severity, Text
from shapeproof.run.schemathesis_engine.judging import Judged

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


PREFIX = "schemathesis:"
"""What the names of these checks begin with in findings."""

_OF_ANSWERS = (
    "not_a_server_error",
    "response_schema_conformance",
    "response_headers_conformance",
    "content_type_conformance",
)
_OF_DATA_AND_STATE = (
    "status_code_conformance",
    "negative_data_rejection",
    "positive_data_acceptance",
    "missing_required_header",
    "use_after_free",
    "ensure_resource_availability",
)
"""What fails on conforming servers as well: null members, names that are taken, slow removals."""
LEFT_OUT = (
    "unsupported_method",
    "allow_header_conformance",
    "ignored_auth",
    "object_level_authorization",
)
"""What contracts do not describe: methods without operation, and whether a mock checks keys."""
QUIET_IN_TESTS = (*LEFT_OUT, *_OF_DATA_AND_STATE)
"""Checks that are off by default where each failure counts."""
THEIR_CHECKS = tuple(PREFIX + name for name in (*_OF_ANSWERS, *_OF_DATA_AND_STATE))
"""The names of all checks that run, as findings have them."""
_CONFIRMED_BY: Mapping[str, frozenset[str]] = {
    "not_a_server_error": frozenset({"server_error"}),
    "response_schema_conformance": frozenset(
        {"response_schema", "error_shape", "malformed_json", "malformed_xml", "malformed_cbor"}
    ),
    "content_type_conformance": frozenset({"content_type"}),
    "status_code_conformance": frozenset({"status"}),
}
"""Shapeproof's checks of the same kind."""


def weight_of(name: str, findings: Iterable[Finding]) -> Severity:
    """How much a failure of a check weighs, by what shapeproof found in the same answer.

    ``name`` is Schemathesis's; failures of checks that users have added are warnings.
    """
    least = Severity.NOTE if PREFIX + name in THEIR_CHECKS else Severity.WARNING
    confirming = _CONFIRMED_BY.get(name, frozenset())
    return max((least, *(each.severity for each in findings if each.check in confirming)))


_OF_REQUESTS = frozenset(
    {"negative_data_rejection", "positive_data_acceptance", "missing_required_header"}
)
_MOST_TEXT = 300


def their_finding(
    contract: Contract, name: str, failure: Failure, judged: Judged, before: tuple[Exchange, ...]
) -> Finding:
    """The finding of a failed check. Its id holds nothing that was drawn."""
    exchange = judged.exchange
    answer = exchange.response
    return Finding(
        check=PREFIX + name,
        severity=weight_of(name, judged.findings),
        service=contract.service,
        operation=exchange.operation,
        where="request" if name in _OF_REQUESTS else "response",
        constraint=type(failure).__name__,
        texts=FindingTexts.of(
            Text.only(Said(_message(failure))),
            actual=f"status {answer.status}" if answer else exchange.failure or "no answer",
        ),
        exchange=exchange,
        before=before,
    )


def _message(failure: Failure) -> str:
    """The title and the first paragraph; parts of the document may follow it."""
    first = failure.message.partition("\n\n")[0]
    line = " ".join(f"{failure.title}: {first}".split()) if first else failure.title
    return line if len(line) <= _MOST_TEXT else f"{line[:_MOST_TEXT]} ..."
