"""The hooks for pre-commit: their manifest, and their commands on a project that pins contracts."""

import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.chain.judges import judge, program
from tests.support.programs import REPOSITORY
from tests.system.cli_runner import Outcome, shapeproof_here

MANIFEST = REPOSITORY / ".pre-commit-hooks.yaml"
HOOKS: dict[str, Any] = {each["id"]: each for each in yaml.safe_load(MANIFEST.read_text())}
PINNED = REPOSITORY / "contracts" / "amplifybackend" / "2020-08-11"


def test_the_manifest() -> None:
    judge("pre-commit", "validate-manifest", MANIFEST)


def run_hook(name: str, project: Path) -> Outcome:
    """What pre-commit runs, without its environment of its own: the entry and its arguments."""
    hook = HOOKS[name]
    assert hook["pass_filenames"] is False
    command = [*shlex.split(hook["entry"]), *hook.get("args", [])]
    assert command[0] == "shapeproof"
    return shapeproof_here(*command[1:], cwd=project)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(PINNED, tmp_path / "contracts" / "amplifybackend" / "2020-08-11")
    (tmp_path / "shapeproof.toml").write_text("")
    return tmp_path


def test_contracts_that_the_installed_botocore_keeps(project: Path) -> None:
    outcome = run_hook("shapeproof-contract-diff", project)
    assert outcome.status == 0, outcome
    assert "no changes" in outcome.stdout


def test_a_contract_that_the_installed_botocore_breaks(project: Path) -> None:
    path = project / "contracts" / "amplifybackend" / "2020-08-11" / "CreateBackend.json"
    document = json.loads(path.read_text())
    document["request"]["required"].remove("AppId")
    path.write_text(json.dumps(document))
    outcome = run_hook("shapeproof-contract-diff", project)
    assert outcome.status == 1, outcome
    assert "AppId" in outcome.stdout


@pytest.mark.parametrize(("text", "status"), [("", 0), ("fail_onn = 'error'\n", 2)])
def test_a_configuration(project: Path, text: str, status: int) -> None:
    (project / "shapeproof.toml").write_text(text)
    assert run_hook("shapeproof-config-check", project).status == status


@pytest.mark.parametrize(
    ("hook", "path", "expected"),
    [
        ("shapeproof-contract-diff", "contracts/sns/2010-03-31/Publish.json", True),
        ("shapeproof-contract-diff", "requirements-dev.txt", True),
        ("shapeproof-contract-diff", ".pre-commit-config.yaml", True),
        ("shapeproof-contract-diff", "src/contracts.py", False),
        ("shapeproof-config-check", "shapeproof.toml", True),
        ("shapeproof-config-check", "server/pyproject.toml", True),
        ("shapeproof-config-check", "notshapeproof.toml", False),
    ],
)
def test_files_that_start_a_hook(hook: str, path: str, expected: bool) -> None:
    assert bool(re.search(HOOKS[hook]["files"], path)) is expected


@pytest.mark.slow
@pytest.mark.whole
def test_pre_commit_installs_and_runs_the_hooks(project: Path, tmp_path_factory: Any) -> None:
    """As a user would: pre-commit clones this repository and installs it, which needs an index."""
    pre_commit = program("pre-commit")
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@localhost"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "x"]):
        subprocess.run([*git, *command], cwd=project, check=True, timeout=60)
    home = tmp_path_factory.mktemp("pre-commit")
    command = [pre_commit, "try-repo", str(REPOSITORY), "--all-files", "--verbose"]
    done = subprocess.run(
        command,
        cwd=project,
        env={
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "HOME": str(home),
            "PRE_COMMIT_HOME": str(home),
        },
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    if "Could not find a version" in done.stdout or "ConnectionError" in done.stdout:
        pytest.skip("no index of packages is reachable")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("Passed") == 2
