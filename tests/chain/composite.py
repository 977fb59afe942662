"""Runs the scripts of a composite action as GitHub's runner does: steps, env, outputs, summary.

Expressions are read as far as the action uses them: ``inputs.NAME`` and ``steps.ID.outputs.NAME``.
Steps that use another action are left out.
"""

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.support.programs import REPOSITORY, environment

ACTION = REPOSITORY / "action.yml"
EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")


@dataclass(frozen=True)
class Outcome:
    """What is left of a run of steps."""

    status: int
    log: str
    outputs: Mapping[str, str]
    summary: str


@dataclass
class Runner:
    """A job in a folder: the workspace, and what the runner keeps between steps."""

    workspace: Path
    inputs: Mapping[str, str]
    steps: dict[str, dict[str, str]] = field(default_factory=dict)

    def value(self, text: str) -> str:
        return EXPRESSION.sub(lambda found: self._lookup(found[1]), text)

    def _lookup(self, expression: str) -> str:
        kind, *names = expression.split(".")
        if kind == "inputs":
            return self.inputs[names[0]]
        assert (kind, names[1]) == ("steps", "outputs"), expression
        return self.steps.get(names[0], {}).get(names[2], "")


def load_action() -> dict[str, Any]:
    return yaml.safe_load(ACTION.read_text(encoding="utf-8"))


def run_action(
    workspace: Path, given: Mapping[str, str], installed: str, **variables: str
) -> Outcome:
    """Run the action with inputs; ``installed`` is the Python that stands for the install step."""
    action = load_action()
    defaults = {name: each.get("default", "") for name, each in action["inputs"].items()}
    assert set(given) <= set(defaults)
    runner = Runner(workspace, {**defaults, **given})
    runner.steps["install"] = {"python": installed}
    step = next(each for each in action["runs"]["steps"] if each.get("id") == "check")
    env = {name: runner.value(value) for name, value in step["env"].items()}
    done = run_script(workspace, step["run"], {**env, **variables})
    runner.steps["check"] = dict(done.outputs)
    outputs = {name: runner.value(each["value"]) for name, each in action["outputs"].items()}
    return Outcome(done.status, done.log, outputs, done.summary)


def run_script(workspace: Path, script: str, env: Mapping[str, str]) -> Outcome:
    """Run one script as a step in bash, and read what it leaves in the files of the runner."""
    files = {
        name: workspace / f".{name.lower()}" for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")
    }
    for path in files.values():
        path.write_text("")
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script],
        cwd=workspace,
        env={
            **environment(),
            "GITHUB_ACTION_PATH": str(REPOSITORY),
            "RUNNER_TEMP": str(workspace),
            **{name: str(path) for name, path in files.items()},
            **env,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=240,
        check=False,
    )
    outputs = read_outputs(files["GITHUB_OUTPUT"].read_text(encoding="utf-8"))
    summary = files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")
    return Outcome(done.returncode, done.stdout, outputs, summary)


def read_outputs(text: str) -> dict[str, str]:
    """What GitHub reads from the file of outputs: NAME<<END, lines, END."""
    found, lines = {}, iter(text.splitlines())
    for line in lines:
        name, mark, end = line.partition("<<")
        assert mark, line
        value = []
        for each in lines:
            if each == end:
                break
            value.append(each)
        found[name] = os.linesep.join(value)
    return found
