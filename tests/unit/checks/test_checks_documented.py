"""The pages of checks and of clients have a row for every check and every tolerance."""

from __future__ import annotations

from pathlib import Path

from shapeproof.checks.client.tolerances import DECLARED, TOLERANCES
from shapeproof.checks.registry import client_check_names, server_check_names
from shapeproof.run.traffic.judge import traffic_checks

DOCS = Path(__file__).parents[3] / "docs/reference"


def rows(page: str) -> list[str]:
    return [line for line in (DOCS / page).read_text().splitlines() if line.startswith("| ")]


def test_every_check_of_servers_tests_and_traffic_has_a_row() -> None:
    named = [row for row in rows("checks.md") if row.startswith("| `")]
    assert sorted(row.split("`")[1] for row in named) == sorted(
        {*server_check_names(), *traffic_checks()}
    )


def test_every_check_and_tolerance_of_clients_has_a_row() -> None:
    table = rows("clients.md")

    for name in client_check_names():
        assert any(f"`{name}`" in row for row in table), name
    for each in (*TOLERANCES, *DECLARED):
        row = next(row for row in table if row.startswith(f"| `{each.name}` |"))
        assert each.allowed in row
        assert each.reason in row
