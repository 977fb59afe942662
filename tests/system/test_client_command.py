"""``shapeproof client`` from the command line: what it prints, writes and leaves behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.support.programs import environment, module_command_line

from .cli_runner import Outcome, shapeproof, wait_for_lines

REPOSITORY = Path(__file__).parents[2]
SCHEMAS = REPOSITORY / "src/shapeproof/report/schemas"
SMALL = module_command_line("tests.clients.small_client")
FEW = ("--operation", "GetToken", "--operation", "CreateBackendConfig")
COVERAGE = ("--phases", "coverage")


def client(*arguments: str, cwd: Path) -> Outcome:
    return shapeproof("client", "amplifybackend", *FEW, *arguments, cwd=cwd)


def report_of(path: Path) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    schema = json.loads((SCHEMAS / "report-1.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(report)
    return report


@pytest.mark.long
@pytest.mark.slow
def test_boto3_conforms_and_its_report_is_valid(tmp_path: Path) -> None:
    outcome = client("--boto3", "--report", "json=r.json", "--report", "jsonl=r.jsonl",
                     "--report", "junit=r.xml", "--report", "markdown=r.md",
                     "--max-examples", "10", cwd=tmp_path)  # fmt: skip

    assert outcome.status == 0, outcome
    report = report_of(tmp_path / "r.json")
    assert report["target"]["kind"] == "boto3"
    assert report["status"] == "conforms"
    assert report["stats"]["operations_reached"] == 2
    assert report["stats"]["cases"]["coverage"] > 100
    assert report["stats"]["cases"]["fuzz"] == 20
    assert {each["check"] for each in report["findings"]} <= {"robustness", "local_validation"}
    members = report["coverage"]["members"]
    assert members["exercised"] == members["total"] > 0
    lines = [json.loads(each) for each in (tmp_path / "r.jsonl").read_text().splitlines()]
    schema = json.loads((SCHEMAS / "events-1.json").read_text(encoding="utf-8"))
    judge = Draft202012Validator(schema)
    assert all(judge.is_valid(each) for each in lines)


@pytest.mark.long
@pytest.mark.slow
def test_a_defective_driver_is_told_of_and_its_program_shows_it(tmp_path: Path) -> None:
    driver = f"{SMALL} --defect code-only-from-header"
    first = client("--driver", driver, "--report", "json=a.json", *COVERAGE, cwd=tmp_path)
    again = client("--driver", driver, "--report", "json=b.json", *COVERAGE, "--seed", "7",
                   "--workers", "2", cwd=tmp_path)  # fmt: skip

    assert first.status == again.status == 1, first
    reports = [report_of(tmp_path / name) for name in ("a.json", "b.json")]
    ids = [[each["id"] for each in report["findings"]] for report in reports]
    assert ids[0] == ids[1]
    found = [each for each in reports[0]["findings"] if each["check"] == "error"]
    assert found
    assert found == [each for each in reports[1]["findings"] if each["check"] == "error"]
    program = tmp_path / "finding.py"
    program.write_text(found[0]["reproduce"]["python"])
    done = subprocess.run(
        [sys.executable, program, *SMALL.split()],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert found[0]["request"]["url"].rpartition("/")[2] in done.stdout
    assert '"ok": false' in done.stdout


@pytest.mark.long
@pytest.mark.slow
def test_a_baseline_makes_known_findings_pass(tmp_path: Path) -> None:
    driver = f"{SMALL} --defect message-lost"
    known = ("--driver", driver, "--baseline", "known.json", *COVERAGE)
    assert client(*known, "--update-baseline", cwd=tmp_path).status in (0, 1)
    assert client(*known, cwd=tmp_path).status == 0


@pytest.mark.long
def test_cases_are_listed_without_a_client(tmp_path: Path) -> None:
    first = client("--list-cases", cwd=tmp_path)
    assert first.status == 0
    lines = first.stdout.splitlines()
    assert len(lines) > 100
    assert len(set(lines)) == len(lines)
    assert client("--list-cases", cwd=tmp_path).stdout == first.stdout


@pytest.mark.long
@pytest.mark.sampled("number", [signal.SIGTERM], [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_keeps_what_it_saw_and_leaves_no_driver(
    number: signal.Signals, tmp_path: Path
) -> None:
    driver = tmp_path / "driver.py"
    driver.write_text(
        "import os, runpy, sys\n"
        f"open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))\n"
        "runpy.run_module('tests.clients.small_client', run_name='__main__')\n"
    )
    command = [
        sys.executable, "-c", "from shapeproof.cli.main import main; main()",
        "client", "amplifybackend", "--driver", f"{sys.executable} {driver}",
        "--report", "jsonl=a.jsonl", "--report", "json=a.json",
    ]  # fmt: skip
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        wait_for_lines(tmp_path / "a.jsonl", 50)
        os.kill(process.pid, number)
        _, errors = process.communicate(timeout=250)
    assert process.returncode == 3, errors
    assert "Traceback" not in errors
    assert report_of(tmp_path / "a.json")["status"] == "incomplete"
    assert _is_gone(int((tmp_path / "pid").read_text()))


def _is_gone(pid: int) -> bool:
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False
