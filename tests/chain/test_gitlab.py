"""The GitLab template: its scripts, run in bash as a runner does, against the bundled mock."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from shapeproof.mock import serve
from tests.chain.judges import judge, program
from tests.support.programs import REPOSITORY, environment
from tests.support.sample_reports import sample_report

pytestmark = pytest.mark.long

TEMPLATE: dict[str, Any] = yaml.safe_load(
    (REPOSITORY / "ci-templates" / "gitlab.yml").read_text(encoding="utf-8")
)
ARGS = "--operation ListS3Buckets --phases coverage"


def run(job: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the script of a job; programs of its environment are those of this one."""
    programs = folder / ".shapeproof-venv" / "bin"
    programs.mkdir(parents=True, exist_ok=True)
    for name, command in {
        "python": sys.executable,
        "shapeproof": f"{sys.executable} -m shapeproof",
        "sarif": program("sarif"),
    }.items():
        (programs / name).write_text(f'#!/bin/sh\nexec {command} "$@"\n')
        (programs / name).chmod(0o755)
    given = {"SHAPEPROOF_SERVICE": "amplifybackend", "SHAPEPROOF_ARGS": ARGS}
    return subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", "\n".join(TEMPLATE[job]["script"])],
        cwd=folder,
        env={**environment(), **TEMPLATE["variables"], **given, **variables},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def test_shellcheck(tmp_path: Path) -> None:
    jobs = [each for name, each in TEMPLATE.items() if name.startswith(".")]
    scripts = [each.get(key, []) for each in jobs for key in ("before_script", "script")]
    for number, lines in enumerate(filter(None, scripts)):
        (tmp_path / f"{number}.sh").write_text("#!/bin/bash\n" + "\n".join(lines) + "\n")
    judge("shellcheck", *sorted(tmp_path.iterdir()))


def test_shards_and_their_merge(tmp_path: Path) -> None:
    with serve("amplifybackend") as server:
        for index in ("1", "2"):
            variables = {"CI_NODE_INDEX": index, "CI_NODE_TOTAL": "2"}
            done = run(".shapeproof", tmp_path, SHAPEPROOF_URL=server.url, **variables)
            assert done.returncode == 0, done.stdout + done.stderr
    reports = tmp_path / "shapeproof-reports"
    found = {path.name for path in reports.iterdir()}
    assert {"amplifybackend-1.json", "amplifybackend-1.xml", "amplifybackend-1.html"} <= found
    quality = json.loads((reports / "codequality-1.json").read_text())
    assert isinstance(quality, list)
    done = run(".shapeproof-merge", tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (reports / "amplifybackend.xml").read_text().startswith("<?xml")


def test_a_merge_with_findings_writes_all_reports(tmp_path: Path) -> None:
    reports = tmp_path / "shapeproof-reports"
    reports.mkdir()
    (reports / "amplifybackend-1.json").write_text(json.dumps(sample_report(3)))
    done = run(".shapeproof-merge", tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "<failure" in (reports / "amplifybackend.xml").read_text()
    assert "3 findings" in (reports / "amplifybackend.html").read_text()


def test_a_server_that_does_not_start(tmp_path: Path) -> None:
    variables = {"SHAPEPROOF_URL": "http://127.0.0.1:9", "SHAPEPROOF_WAIT_SECONDS": "1"}
    done = run(".shapeproof", tmp_path, SHAPEPROOF_START="echo no", **variables)
    assert done.returncode == 1
    assert "http://127.0.0.1:9 has not answered" in done.stderr


@pytest.mark.parametrize("job", [".shapeproof", ".shapeproof-merge"])
def test_artifacts_are_kept_when_a_job_fails(job: str) -> None:
    artifacts = TEMPLATE[job]["artifacts"]
    assert artifacts["when"] == "always"
    assert artifacts["paths"] == ["shapeproof-reports/"]
