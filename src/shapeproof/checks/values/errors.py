"""An error's code and status against the modeled errors of its operation."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.checks.error_shape import COMMON_CODES
from shapeproof.checks.occasion import Occasion
from shapeproof.checks.severities import of_fact
from shapeproof.exchange import Finding, Severity

ERROR_CHECK = "error_shape"
_FEW = 2
"""A service that models fewer errors than this lists none on purpose (ec2, s3)."""


def error_findings(seen: Occasion, code: str, status: int | None) -> Iterator[Finding]:
    """What is wrong with an error: a code that is not declared, or a status that is not its own.

    A status of None is not judged. Codes that any service may answer with are always right, and so
    are statuses: botocore takes them for the code where there is no body (HEAD).
    """
    declared = {each.code: each for each in seen.contract.errors_of(seen.operation)}
    error = declared.get(code)
    if error is None:
        yield from _undeclared(seen, code, tuple(declared))
    elif status is not None and error.status not in (None, status):
        yield seen.finding(
            ERROR_CHECK, of_fact(seen.contract, "error-status"), "error status",
            f"status {code}", f"{code} has status {error.status}",
            expected=str(error.status), actual=str(status),
        )  # fmt: skip


def _undeclared(seen: Occasion, code: str, declared: tuple[str, ...]) -> Iterator[Finding]:
    modeled = {each.code for each in seen.contract.errors.values()}
    if code in COMMON_CODES or code.isdigit() or not declared or len(modeled) < _FEW:
        return
    if code in modeled:
        severity, message = Severity.NOTE, f"the operation does not declare the error {code}"
    else:
        severity = of_fact(seen.contract, "error-undeclared")
        message = f"the service has no error {code}"
    yield seen.finding(
        ERROR_CHECK, severity, "error code", f"undeclared {code}", message,
        expected=" or ".join(declared[:12]), actual=code,
    )  # fmt: skip
