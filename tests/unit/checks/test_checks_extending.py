"""The check of the how-to: installed, and used by a run, a report and passive mode."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from shapeproof.checks.interface import Subject
from shapeproof.checks.registry import REGISTRY, AddedCheck, Registry
from shapeproof.exceptions import BadUsage
from shapeproof.run.passive import PassiveJudge, check_names
from shapeproof.run.passive.quick import ApiCall
from shapeproof.targets.passive import SeenCall

from .check_samples import TOKEN, TOKEN_ASKED

PAGE = Path(__file__).parents[3] / "docs/how-to/write-a-check.md"


def blocks() -> list[str]:
    """The module and the entry point of the page."""
    page = PAGE.read_text(encoding="utf-8")
    return re.findall(r"```(?:python|toml)\n(.*?)```", page, re.DOTALL)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An environment in which the package of the documentation is installed."""
    module, entries = blocks()
    (tmp_path / "not_cached.py").write_text(module)
    metadata = tmp_path / "not_cached-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: not-cached\nVersion: 1.0\n")
    group, line = entries.strip().split("\n")[-2:]
    assert group == '[project.entry-points."shapeproof.checks"]'
    (metadata / "entry_points.txt").write_text(
        f"[shapeproof.checks]\n{line.replace(chr(34), '')}\n"
    )
    paths = [str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


def run(*command: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        env=environment, capture_output=True, text=True, check=False, timeout=250,
    )  # fmt: skip


SERVER = (
    "-m", "shapeproof", "server", "amplifybackend", "--operation", "GetToken",
    "--phases", "coverage",
)  # fmt: skip


@pytest.mark.long
@pytest.mark.slow
def test_a_run_reports_its_findings(environment: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    done = run(*SERVER, "--report", f"json={path}", environment=environment)

    assert done.returncode in (0, 1), done.stderr
    report = json.loads(path.read_text())
    found = [each for each in report["findings"] if each["check"] == "not_cached"]
    assert {each["where"] for each in found} == {"response header Cache-Control"}
    assert {each["severity"] for each in found} == {"warning"}
    assert found[0]["message"] == "caches may store the response"


@pytest.mark.usefixtures("environment")
def test_a_broken_package_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "not_cached.py").write_text("import no_such_module")
    monkeypatch.syspath_prepend(tmp_path)

    with pytest.raises(BadUsage) as refused:
        Registry().added(Subject.ANSWER)

    assert str(refused.value) == (
        "check 'not_cached' of not-cached 1.0: it cannot be loaded: ModuleNotFoundError: "
        "No module named 'no_such_module'; fix or uninstall that package"
    )


def test_passive_mode_asks_it_about_every_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    namespace: dict[str, Any] = {}
    exec(blocks()[0], namespace)
    monkeypatch.setattr(REGISTRY, "_added", [AddedCheck(namespace["NotCached"](), "here")])
    answer = {"status_code": 200, "headers": {}, "body": json.dumps(TOKEN).encode()}
    call = SeenCall(
        "amplifybackend", "2020-08-11", "rest-json", "GetToken", TOKEN_ASKED,
        {"AppId": "a1"}, 200, "sent", None, answer,
    )  # fmt: skip

    assert [each.check for each in PassiveJudge().findings(ApiCall(call))] == ["not_cached"]
    assert check_names()[-1] == "not_cached"
