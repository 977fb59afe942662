"""Checks of exchanges and calls, built-in and of other packages.

``docs/reference/checks.md`` lists them. To write a check, see ``docs/how-to/write-a-check.md``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shapeproof.checks.interface import Check, Observation, Subject
from shapeproof.checks.registry import register
from shapeproof.exchange import Finding, FindingTexts, Said, Severity, Shown, Text

if TYPE_CHECKING:
    from shapeproof.checks.client.interface import ClientObservation

__all__ = [
    "Check",
    "ClientObservation",
    "Finding",
    "FindingTexts",
    "Observation",
    "Said",
    "Severity",
    "Shown",
    "Subject",
    "Text",
    "register",
]


def __getattr__(name: str) -> Any:
    """What checks of clients need, imported when it is first used."""
    if name != "ClientObservation":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from shapeproof.checks.client.interface import ClientObservation

    return ClientObservation
