"""The site: all pages are in its navigation, it builds without a warning, and loads nothing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from .page import REPOSITORY, pages

ELSEWHERE = re.compile(r"<(?:script|link|img)\b[^>]*?(?:src|href)=[\"']?(?:https?:)?//[^\"'> ]*")


def test_every_page_is_in_the_navigation() -> None:
    navigation = (REPOSITORY / "mkdocs.yml").read_text(encoding="utf-8")
    named = re.findall(r"(\S+\.md)$", navigation, flags=re.MULTILINE)
    written = [page.removeprefix("docs/") for page in pages() if page.startswith("docs/")]
    assert sorted(named) == sorted({*written, "changelog.md"})


@pytest.mark.whole
def test_it_builds_without_a_warning_and_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    pytest.importorskip("material", reason="pip install --editable '.[docs]' installs mkdocs")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path)],
        cwd=REPOSITORY, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True, text=True, check=False, timeout=400,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    loaded = [
        found
        for page in tmp_path.rglob("*.html")
        for found in ELSEWHERE.findall(page.read_text(encoding="utf-8"))
        if 'rel="canonical"' not in found and "rel=canonical" not in found
    ]
    assert loaded == []
