"""The public API is typed for its users, and documentation imports from documented places only."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import shapeproof

REPOSITORY = Path(__file__).parents[2]
DOCUMENTED = {
    "shapeproof",
    "shapeproof.checks",
    "shapeproof.clients",
    "shapeproof.exceptions",
    "shapeproof.mock",
    "shapeproof.plugin.schemathesis_fixtures",
    "shapeproof.report",
    "shapeproof.strategies",
    "shapeproof.targets",
}

USER = """
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import shapeproof
from shapeproof.clients import ContractViolation, FakeClient, Finding, ValidationFailure
from shapeproof.strategies import Fault, domain

values = domain("sqs")
values.members({"QueueName": st.just("jobs")})


@given(shapeproof.requests("amplifybackend", "CreateBackend"))
def test_create(params: dict[str, Any]) -> None:
    findings: list[Finding] = shapeproof.check_request("amplifybackend", "CreateBackend", params)
    assert not findings


@shapeproof.given_invalid_request("amplifybackend", "CreateBackend")
def test_refused(params: dict[str, Any], fault: Fault) -> None:
    assert fault.pointer


@shapeproof.parametrize("amplifybackend", url="http://127.0.0.1:5000", operations=("*Token",))
def test_backend() -> None: ...


def test_fake() -> None:
    fake: FakeClient = shapeproof.fake_client("amplifybackend", strict=False)
    fake.get_backend.returns(AppId="a")
    calls: list[dict[str, Any]] = fake.get_backend.calls
    try:
        fake.get_backend(AppId="a")
    except (ContractViolation, ValidationFailure):
        assert calls
"""
WRONG = {
    "shapeproof.requests(3, 'CreateBackend')": "arg-type",
    "shapeproof.requests('amplifybackend')": "call-arg",
    "shapeproof.requests('amplifybackend', 'CreateBackend', view='xml')": "arg-type",
    "shapeproof.fake_client('amplifybackend', strict='no')": "arg-type",
    "shapeproof.check_request('amplifybackend', 'CreateBackend', [1])": "arg-type",
    "shapeproof.parametrize('amplifybackend', url=5000)": "arg-type",
    "shapeproof.parametrize('amplifybackend', operation='GetToken')": "call-arg",
    "shapeproof.load_contract('sqs').operations['SendMessage'].http.verb": "attr-defined",
    "shapeproof.request('amplifybackend', 'CreateBackend')": "attr-defined",
}
RIGHT = "shapeproof.requests('no-such-service', 'CreateBackend')"


def _mypy(folder: Path, text: str) -> list[str]:
    path = folder / "user_of_shapeproof.py"
    path.write_text(text)
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", str(path)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout.splitlines()


@pytest.mark.long
def test_correct_use_is_clean(tmp_path: Path) -> None:
    assert _mypy(tmp_path, USER) == []


def test_a_wrong_argument_is_an_error_and_a_wrong_service_name_is_not(tmp_path: Path) -> None:
    lines = ["import shapeproof", *WRONG, RIGHT, ""]

    found = _mypy(tmp_path, "\n".join(lines))

    errors = dict(
        re.findall(r"user_of_shapeproof\.py:(\d+): error: .*\[([a-z-]+)\]", "\n".join(found))
    )
    assert errors == {str(line): code for line, code in enumerate(WRONG.values(), start=2)}


def test_every_lazy_name_is_typed() -> None:
    stub = (REPOSITORY / "src/shapeproof/__init__.pyi").read_text()
    by_name = {name: module for module, name in re.findall(
        r"from shapeproof\.([\w.]+) import (\w+) as \2", stub)}  # fmt: skip

    assert by_name == shapeproof._WHERE


def _documents() -> list[Path]:
    markdown = [
        *REPOSITORY.glob("*.md"),
        *REPOSITORY.glob("docs/*.md"),
        *REPOSITORY.glob("strategies/*"),
    ]
    examples = [*REPOSITORY.rglob("examples/**/*.md"), *REPOSITORY.rglob("examples/**/*.py")]
    return [path for path in (*markdown, *examples) if path.suffix in (".md", ".py")]


@pytest.mark.parametrize("path", _documents(), ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_documentation_imports_from_documented_places(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    imported = re.findall(r"^\s*(?:from|import) (shapeproof[\w.]*)", text, re.MULTILINE)

    assert set(imported) <= DOCUMENTED
