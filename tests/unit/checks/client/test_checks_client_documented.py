"""docs/clients.md tells of every check and every tolerance."""

from __future__ import annotations

from pathlib import Path

from shapeproof.checks.client.tolerances import TOLERANCES
from shapeproof.checks.registry import client_check_names

PAGE = Path(__file__).parents[4] / "docs/clients.md"


def test_all_checks_and_tolerances_are_on_the_page() -> None:
    text = PAGE.read_text()
    lines = text.splitlines()

    for name in client_check_names():
        assert any(line.startswith("|") and f"`{name}`" in line for line in lines), name
    for each in TOLERANCES:
        row = next(line for line in lines if line.startswith(f"| `{each.name}` |"))
        assert each.allowed in row
        assert each.reason in row
