"""The configuration file in a real process: a target by its name, from a folder of a repository."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.report_schemas import validator

from .cli_runner import shapeproof

FILE = """
[tool.shapeproof]
phases = ["coverage"]
no-color = true

[tool.shapeproof.server]
max-requests = 12
fail-on = "warning"

[tool.shapeproof.server.report]
json = "out/report.json"

[tool.shapeproof.targets.staging]
service = "amplifybackend"
target = "own:make"
credentials = "hush:secret-key"
"""
OWN = """
from shapeproof.mock import wsgi_app
from shapeproof.targets.wsgi_app import WsgiTarget

def make():
    return WsgiTarget(wsgi_app("amplifybackend"), "own mock")
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder below the root of a repository with a configuration file."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "pyproject.toml").write_text(FILE, encoding="utf-8")
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "own.py").write_text(OWN, encoding="utf-8")
    return inner


@pytest.mark.long
def test_a_target_by_its_name(folder: Path) -> None:
    done = shapeproof("server", "@staging", cwd=folder, SHAPEPROOF_CONFIG="")

    assert done.status == 3, done.stderr  # 12 requests are not enough
    assert "· @staging (" in done.stdout
    text = (folder.parent / "out/report.json").read_text(encoding="utf-8")
    report = json.loads(text)
    validator("report-1.json").validate(report)
    assert report["target"]["name"] == "staging"
    assert report["fail_on"] == "warning"
    assert report["stats"]["requests"] == 12
    assert "hush" not in text + done.stdout + done.stderr


def test_show_in_a_process(folder: Path) -> None:
    done = shapeproof("config", "show", "@staging", cwd=folder, SHAPEPROOF_CONFIG="")

    assert (done.status, done.stderr) == (0, "")
    assert f"{folder.parent}/pyproject.toml: tool.shapeproof.targets.staging.target" in done.stdout
    assert "hush" not in done.stdout
