"""Real servers that are not ours: the run ends, the report is whole, nothing of ours crashes."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.real_servers import MOTO

from .cli_runner import shapeproof

COVERAGE = ("--phases", "coverage")
ALL_PHASES = ("--max-examples", "3")
"""For the smallest of the services alone: what the phases find elsewhere takes minutes."""


@pytest.fixture
def moto_server(tmp_path: Path) -> Iterator[str]:
    """moto's own server, in a process of its own: here the bundled mock may be registered."""
    with MOTO.running(tmp_path) as running:
        yield running.url


@pytest.mark.long
@pytest.mark.slow
def test_moto_server_over_http(moto_server: str, tmp_path: Path) -> None:
    outcome = shapeproof(
        "server", "appconfig", moto_server, *COVERAGE, "--report", "json=a.json", cwd=tmp_path
    )
    _expect_findings(outcome, tmp_path / "a.json", reached=15)


@pytest.mark.long
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


@pytest.mark.long
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
