"""The checks of a run as rules of SARIF."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from shapeproof.checks.catalogue import described, highest_severity
from shapeproof.exchange import Severity

PROJECT = "https://github.com/shapeproof/shapeproof"
_PAGES = f"{PROJECT}/blob/main/docs/"
_PROBLEMS: Mapping[Severity, str] = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.NOTE: "recommendation",
}
"""How GitHub names the weight of a rule that is not about security."""


def rules(checks: Sequence[str]) -> list[dict[str, Any]]:
    """A rule for each check, in this order."""
    return [_rule(each) for each in checks]


def _rule(check: str) -> dict[str, Any]:
    about, severity = described(check), highest_severity(check)
    uri = _PAGES + about.page
    markdown = f"{about.wrong}\n\n**What to do:** {about.remedy}\n\n[About this check]({uri})"
    return {
        "id": check,
        "name": "".join(each.capitalize() for each in check.split("_")),
        "shortDescription": {"text": f"{about.title}."},
        "fullDescription": {"text": about.wrong},
        "help": {"text": f"{about.wrong}\n\nWhat to do: {about.remedy}", "markdown": markdown},
        "helpUri": uri,
        "defaultConfiguration": {"level": severity.label},
        "properties": {
            "tags": ["api", "aws", "contract"],
            "precision": "high",
            "problem.severity": _PROBLEMS[severity],
        },
    }
