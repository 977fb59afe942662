"""docs/reference/traffic.md has a row for every tolerance, with its reason."""

from __future__ import annotations

from pathlib import Path

from shapeproof.run.traffic.tolerances import TOLERANCES

PAGE = Path(__file__).parents[4] / "docs/reference/traffic.md"


def test_every_tolerance_has_a_row() -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    for name, reason in TOLERANCES.items():
        assert f"| `{name}` | {reason} |" in lines
