"""Mock servers of others are reached, and none of what they do ends a run or breaks a report."""

import json
import shlex
from collections import Counter
from pathlib import Path

import pytest

from tests.report_schemas import validator
from tests.system.cli_runner import shapeproof

from .real_servers import DYNALITE, KINESALITE, MINISTACK, ServerProgram

FEW = ("--phases", "coverage", "--seed", "1", "--quiet")
REQUESTS = 600
"""The first rounds: every operation has its share of them."""
MORE = 1_500
"""A new table or stream is not ready at once."""


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.parametrize(
    "program, service, reached, requests",
    [
        pytest.param(*each, id=f"{each[0].name}-{each[1]}")
        for each in (
            (DYNALITE, "dynamodb", 12, MORE),
            (KINESALITE, "kinesis", 14, MORE),  # one more in the walks
            (MINISTACK, "scheduler", 12, REQUESTS),
            (MINISTACK, "secretsmanager", 18, REQUESTS),
            (MINISTACK, "pipes", 9, REQUESTS),
        )
    ],
)
def test_a_mock_server_is_reached(
    program: ServerProgram, service: str, reached: int, requests: int, tmp_path: Path
) -> None:
    path = tmp_path / "report.json"
    with program.running(tmp_path) as server:
        done = shapeproof(
            "server", service, server.url, *FEW, "--max-requests", str(requests),
            "--restart-cmd", shlex.join(server.command), "--report", f"json={path}", cwd=tmp_path,
        )  # fmt: skip
    assert done.status in (1, 3), done.stdout  # findings; more to be found
    assert done.stderr == ""
    report = json.loads(path.read_text())
    validator("report-1.json").validate(report)
    assert report["stats"]["operations_reached"] >= reached, done.stdout
    said = Counter(each["severity"] for each in report["findings"])
    assert said["error"] >= 1, said
