"""How much each kind of finding weighs: one table (docs/checks.md prints it).

What the model is sure of is an error. What it is often wrong about, or does not say, is a warning
or a note. ``sure_if_reviewed`` marks what rests on knowledge of the service beyond its model.
"""

from __future__ import annotations

from collections.abc import Mapping

from shapeproof.exchange import Severity

_SURE = frozenset({"required", "type", "enum", "body"})
"""Constraints that every server should hold its callers to."""

_RESPONSE: Mapping[str, Severity] = {
    "required": Severity.ERROR,
    "type": Severity.ERROR,
    "enum": Severity.ERROR,
    "const": Severity.ERROR,
    "name": Severity.ERROR,
    "format": Severity.ERROR,
    "anyOf": Severity.ERROR,
    "unknown": Severity.WARNING,
}


def of_accepted_fault(constraint: str) -> Severity:
    """An invalid request that was accepted: bounds and patterns weigh less."""
    return Severity.ERROR if constraint in _SURE else Severity.WARNING


def of_response(constraint: str) -> Severity:
    """A response that breaks its schema; bounds and patterns are often wrong in models."""
    return _RESPONSE.get(constraint, Severity.NOTE)


def sure_if_reviewed(reviewed: bool, otherwise: Severity = Severity.WARNING) -> Severity:
    """What follows from the lifecycle or from error lists: an error only where these are sure."""
    return Severity.ERROR if reviewed else otherwise
