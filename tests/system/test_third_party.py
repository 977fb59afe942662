"""Real servers that are not ours: the run ends, the report is whole, nothing of ours crashes."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from .cli_runner import shapeproof

COVERAGE = ("--phases", "coverage")
ALL_PHASES = ("--max-examples", "3")
"""For the smallest of the services alone: what the phases find elsewhere takes minutes."""


@pytest.fixture
def moto_server() -> Iterator[str]:
    """moto's own server, in a process of its own: here the bundled mock may be registered."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _wait_for(port: int) -> None:
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("moto's server does not listen")


@pytest.mark.slow
def test_moto_server_over_http(moto_server: str, tmp_path: Path) -> None:
    outcome = shapeproof(
        "server", "appconfig", moto_server, *COVERAGE, "--report", "json=a.json", cwd=tmp_path
    )
    _expect_findings(outcome, tmp_path / "a.json", reached=15)


@pytest.mark.slow
@pytest.mark.sampled(
    "service, reached, phases",
    [("mq", 20, COVERAGE)],
    [("mq", 20, COVERAGE), ("kafka", 5, ALL_PHASES)],
)
def test_moto_in_process(
    service: str, reached: int, phases: tuple[str, ...], tmp_path: Path
) -> None:
    arguments = ("--moto", *phases, "--report", "json=a.json")
    outcome = shapeproof("server", service, *arguments, cwd=tmp_path)
    _expect_findings(outcome, tmp_path / "a.json", reached)


def test_moto_does_not_have_amplifybackend(moto_server: str, tmp_path: Path) -> None:
    outcome = shapeproof(
        "server", "amplifybackend", moto_server, *COVERAGE, "--report", "json=a.json", cwd=tmp_path
    )
    assert (outcome.status, outcome.stderr) == (2, ""), outcome.stdout
    assert "nothing could be checked\n0 of 29 operations reached" in outcome.stdout
    assert "the target does not have 2 operations: CreateBackend, ListS3Buckets" in outcome.stdout
    report = json.loads((tmp_path / "a.json").read_text())
    unreached = {each["operation"] for each in report["findings"] if each["check"] == "not_reached"}
    assert unreached == {each["name"] for each in report["operations"] if each["available"]}
    assert len(unreached) == 29


def _expect_findings(outcome, path: Path, reached: int) -> None:
    assert outcome.status == 1, outcome.stderr
    assert "Traceback" not in outcome.stderr
    report = json.loads(path.read_text())
    assert report["status"] == "findings"
    assert report["stats"]["operations_reached"] >= reached
    assert report["stats"]["left_out"] == []
