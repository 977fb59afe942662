"""Paths in reports start from the repository, or from the folder of installed packages."""

from __future__ import annotations

from pathlib import Path

import pytest

from shapeproof.exchange.sites import Site
from shapeproof.report.locations import location_record, repository_root


@pytest.mark.parametrize(
    ("file", "expected", "within"),
    [
        ("{root}/src/app.py", "src/app.py", "repository"),
        ("{root}/a b/ü.py", "a b/ü.py", "repository"),
        ("{root}/.venv/lib/python3/site-packages/moto/kms/r.py", "moto/kms/r.py", "packages"),
        ("/usr/lib/python3/dist-packages/moto/r.py", "moto/r.py", "packages"),
        ("C:\\lib\\site-packages\\moto\\r.py", "moto/r.py", "packages"),
        ("/elsewhere/app.py", "/elsewhere/app.py", "elsewhere"),
    ],
)
def test_a_location(tmp_path: Path, file: str, expected: str, within: str) -> None:
    (tmp_path / ".git").mkdir()
    below = tmp_path / "sub"
    below.mkdir()
    record = location_record(Site(file.format(root=tmp_path), 7), below)
    assert record == {"file": expected, "line": 7, "within": within}


def test_links_lead_to_the_repository_as_well(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    record = location_record(Site(str(tmp_path / "real" / "app.py"), 1), tmp_path / "link")
    assert record["file"] == "app.py"


def test_without_a_repository_it_is_the_folder_itself(tmp_path: Path) -> None:
    assert repository_root(tmp_path) == tmp_path
