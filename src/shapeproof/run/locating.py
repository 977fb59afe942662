"""Finds the line of code that a finding is about, where the target is in this process."""

from __future__ import annotations

from collections.abc import Callable

from shapeproof.contract.model import Contract, Operation
from shapeproof.exchange import Finding, HttpRequest
from shapeproof.exchange.sites import Site
from shapeproof.targets.interface import ClientTarget, SourcedTarget, Target

Locate = Callable[[Finding], Site | None]
"""The line that a finding is about; None where it is not known."""


def nowhere(finding: Finding) -> Site | None:
    """No line: the target is not in this process."""
    return None


def locator(contract: Contract, target: Target | ClientTarget) -> Locate:
    """Finds the lines of a target.

    For an exception it is the line that raised it, else the line that handles the operation.
    """
    if not isinstance(target, SourcedTarget):
        return nowhere

    def located(finding: Finding) -> Site | None:
        response = finding.exchange.response
        if finding.call is None and response is not None and response.raised_at is not None:
            return response.raised_at
        operation = contract.operations.get(finding.operation)
        return _site(target, operation, finding.exchange.request) if operation else None

    return located


def _site(target: SourcedTarget, operation: Operation, request: HttpRequest) -> Site | None:
    """The line of a target; None where it cannot be told, as a finding stands without it."""
    try:
        return target.site_of(operation, request)
    except Exception:
        return None
