"""Findings in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from shapeproof.plugin.passive.output import finding_lines


def _entry(file: Path) -> dict[str, Any]:
    record = {
        "id": "i", "severity": "error", "check": "status", "service": "logs", "operation": "Op",
        "where": "status", "message": "m", "expected": "", "actual": "", "count": 1, "known": False,
    }  # fmt: skip
    return {"record": record, "sites": [[str(file), 1]]}


def test_a_path_is_shown_where_the_working_folder_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    monkeypatch.chdir(folder)
    inside = list(finding_lines(_entry(folder / "test_it.py")))
    folder.rmdir()

    assert any("call     test_it.py:1" in line for line in inside)
    assert any(
        f"{folder / 'test_it.py'}:1" in line
        for line in finding_lines(_entry(folder / "test_it.py"))
    )
