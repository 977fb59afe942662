"""The example project: its tests pass, and its three planted drifts are found."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2] / "examples/pytest_project"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    copy = tmp_path / "project"
    shutil.copytree(PROJECT, copy, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


def pytest_in(project: Path, *arguments: str) -> str:
    command = (sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments)
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


@pytest.mark.long
def test_without_the_plugin_only_the_checked_fake_fails(project: Path) -> None:
    output = pytest_in(project)

    assert "1 failed, 6 passed" in output, output
    assert "FAILED tests/test_with_magicmock.py::test_environments_drifts" in output


@pytest.mark.long
def test_the_three_drifts_are_found(project: Path) -> None:
    output = pytest_in(project, "--shapeproof")

    assert "3 failed, 4 passed" in output, output
    for name, line in {
        "test_with_moto.py::test_a_cheap_log_is_opened_drifts": 'actual   "CHEAP"',
        "test_with_stubber.py::test_a_job_is_done_drifts": (
            "the required member BackendEnvironmentName is missing"
        ),
        "test_with_magicmock.py::test_environments_drifts": (
            "output /BackendEnvironmentList/0: expected a string, got an object"
        ),
    }.items():
        assert f"FAILED tests/{name}" in output, output
        assert line in output, output
    assert "ERROR  request_schema  logs.CreateLogGroup  request /logGroupClass" in output
    assert "client.create_log_group(logGroupName=name, logGroupClass=kind)" in output
