"""The list of all checks, from their descriptions and the registry."""

from __future__ import annotations

from shapeproof.checks.catalogue import DESCRIPTIONS, described, highest_severity
from shapeproof.checks.catalogue.of_clients import OF_CLIENTS
from shapeproof.checks.catalogue.of_lifecycles import OF_LIFECYCLES
from shapeproof.checks.catalogue.of_servers import OF_SERVERS
from tools.site.examples import EXAMPLES
from tools.site.markdown import cell, table

BEGIN = """\
# All checks

Each check by its name, as in reports, baselines and marks. The severity is the highest one that its
findings have; most follow the [trust](contract.md#trust) in the fact that is broken.
[checks.md](checks.md) and [clients.md](clients.md#checks) have the cases, and what is tolerated.
"""
_GROUPS = (
    ("Answers, cases and requests", OF_SERVERS),
    ("Lifecycles", OF_LIFECYCLES),
    ("Clients", OF_CLIENTS),
)
HEAD = ("check", "severity", "what is wrong", "an example, and its finding", "what to do")


def page() -> str:
    """The page, with a table for each group of checks."""
    parts = [BEGIN]
    for title, group in _GROUPS:
        rows = [_row(name) for name in DESCRIPTIONS if name in group]
        parts.append(f"## {title}\n\n{table(HEAD, rows)}\n")
    return "\n".join(parts)


def _row(name: str) -> tuple[str, str, str, str, str]:
    row = described(name)
    link = f"[`{name}`]({row.page.removeprefix('reference/')})"
    defect, finding = EXAMPLES[name]
    example = f"{cell(defect)}: *{cell(finding)}*"
    severity = highest_severity(name).name.lower()
    return link, severity, cell(row.wrong), example, cell(row.remedy)
