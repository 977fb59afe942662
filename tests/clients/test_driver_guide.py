"""The driver in docs/reference/client-driver.md runs as it stands."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from shapeproof.mock import serve

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs/reference/client-driver.md").read_text(encoding="utf-8")
LINES = 45
CALLS = [
    ("CreateBackend", {"AppId": "a", "AppName": "n", "BackendEnvironmentName": "dev"}),
    ("GetBackend", {"AppId": "none"}),
    ("GetBackend", {}),
    ("Missing", {}),
]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What the driver of the guide answers to the calls, in one process."""
    driver = tmp_path_factory.mktemp("guide") / "driver.py"
    driver.write_text(_program(), encoding="utf-8")
    calls = [
        {"id": number, "operation": name, "params": params}
        for number, (name, params) in enumerate(CALLS)
    ]
    with serve("amplifybackend") as server:
        done = subprocess.run(
            [sys.executable, str(driver), "amplifybackend"],
            input="".join(json.dumps(call) + "\n" for call in calls),
            env=os.environ
            | {
                "SHAPEPROOF_ENDPOINT": server.url,
                "AWS_DEFAULT_REGION": "us-east-1",
                "AWS_ACCESS_KEY_ID": "key",
                "AWS_SECRET_ACCESS_KEY": "secret",
            },
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_it_is_short() -> None:
    assert len([line for line in _program().splitlines() if line]) <= LINES


def test_it_answers_each_call(answers: list[dict[str, Any]]) -> None:
    assert [each["id"] for each in answers] == [0, 1, 2, 3]


def test_it_reports_a_success(answers: list[dict[str, Any]]) -> None:
    assert answers[0]["output"]["BackendEnvironmentName"] == "dev"


@pytest.mark.parametrize(("number", "kind"), [(1, "service"), (2, "validation")])
def test_it_reports_errors(answers: list[dict[str, Any]], number: int, kind: str) -> None:
    assert answers[number]["error"]["kind"] == kind


def test_it_says_what_its_client_does_not_have(answers: list[dict[str, Any]]) -> None:
    assert answers[3] == {"id": 3, "unsupported": True}


def _program() -> str:
    (program,) = re.findall(r"^```python\n(.*?)^```$", GUIDE, flags=re.DOTALL | re.MULTILINE)
    return program
