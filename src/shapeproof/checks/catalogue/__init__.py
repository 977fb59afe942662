"""What each built-in check is about, for reports and documentation: one row per name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from shapeproof.checks.catalogue.interface import CheckDescription
from shapeproof.checks.catalogue.of_clients import OF_CLIENTS
from shapeproof.checks.catalogue.of_lifecycles import OF_LIFECYCLES
from shapeproof.checks.catalogue.of_servers import OF_SERVERS
from shapeproof.checks.interface import Check, Subject
from shapeproof.checks.registry import REGISTRY
from shapeproof.exchange import Severity

DESCRIPTIONS: Mapping[str, CheckDescription] = {**OF_SERVERS, **OF_LIFECYCLES, **OF_CLIENTS}
"""The built-in checks, in the order of reports."""
EXTENDING: Final = "how-to/write-a-check.md"
"""The page about checks of other packages."""


def described(check: str) -> CheckDescription:
    """The description of a check; of one that another package adds, the words of its class."""
    found = DESCRIPTIONS.get(check)
    if found is not None:
        return found
    words = _words(next((each for each in REGISTRY.added(*Subject) if each.name == check), None))
    title = words.partition(". ")[0].rstrip(".") or f"A finding of {check}"
    return CheckDescription(title, words or f"{title}.", "See the findings.", EXTENDING)


def highest_severity(check: str) -> Severity:
    """The highest severity that the findings of a check have; an error if it is unknown."""
    found = (each.severity for each in REGISTRY.checks(*Subject) if each.name == check)
    return max(found, default=Severity.ERROR)


def _words(check: Check[Any] | None) -> str:
    """The docstring of the class of a check, on one line."""
    if check is None:
        return ""
    added = getattr(check, "added", check)
    return " ".join((getattr(added, "__doc__", None) or "").split())
