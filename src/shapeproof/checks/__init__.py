"""Checks of exchanges and calls, built-in and of other packages: ``docs/checks.md`` lists them.

To write a check, see ``docs/extending.md``.
"""

from shapeproof.checks.client.interface import ClientObservation
from shapeproof.checks.interface import Check, Observation, Subject
from shapeproof.checks.registry import register
from shapeproof.exchange import Finding, FindingTexts, Said, Severity, Shown, Text

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
