"""The steps of the matrix workflow: the plan, and shards that are joined to one report."""

import hashlib
import json
import sys
from pathlib import Path

import pytest

from tests.chain.composite import Outcome, run_script
from tests.support.programs import REPOSITORY
from tests.system.cli_runner import shapeproof_here

pytestmark = pytest.mark.long

STEP = f'"{sys.executable}" "{REPOSITORY}/action"'
FEW = ["--operation", "ListS3Buckets", "--operation", "GetToken", "--phases", "coverage"]


def plan(folder: Path, services: str, shards: str) -> Outcome:
    return run_script(folder, f"{STEP} plan", {"INPUT_SERVICE": services, "INPUT_SHARDS": shards})


def test_a_job_for_each_shard_of_each_service(tmp_path: Path) -> None:
    outcome = plan(tmp_path, "sns sqs sns", "2")
    jobs = json.loads(outcome.outputs["matrix"])["include"]
    assert [(each["service"], each["shard"], each["shards"]) for each in jobs] == [
        ("sns", 1, 2),
        ("sns", 2, 2),
        ("sqs", 1, 2),
        ("sqs", 2, 2),
    ]


def test_more_jobs_than_github_allows(tmp_path: Path) -> None:
    outcome = plan(tmp_path, "sns sqs", "200")
    assert outcome.status == 2
    assert "::error title=shapeproof::shards: 2 services in 200 shards are more than" in outcome.log


@pytest.fixture(scope="module")
def shards(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Artifacts of two jobs, as actions/download-artifact leaves them."""
    folder = tmp_path_factory.mktemp("job")
    for number in (1, 2):
        path = folder / "shards" / f"shapeproof-shard-amplifybackend-{number}"
        path.mkdir(parents=True)
        report = f"json={path / 'amplifybackend.json'}"
        options = ["--shard", f"{number}/2", "--report", report, *FEW]
        assert shapeproof_here("server", "amplifybackend", *options, cwd=folder).status in (0, 3)
    return folder


def merge(folder: Path, **env: str) -> Outcome:
    given = {"INPUT_SERVICE": "amplifybackend", "INPUT_SHARDS": "2", "INPUT_FORMATS": "junit"}
    return run_script(folder, f"{STEP} merge", {**given, **env})


def test_shards_become_one_report(shards: Path) -> None:
    outcome = merge(shards)
    assert outcome.status == 0, outcome.log
    folder = shards / "shapeproof-reports"
    assert outcome.outputs == {
        "status": "conforms",
        "findings": "0",
        "reports": str(folder),
        "sarif": "",
    }
    report = json.loads((folder / "amplifybackend.json").read_text())
    assert {each["name"] for each in report["operations"]} == {"GetToken", "ListS3Buckets"}
    assert sorted(each.suffix for each in folder.iterdir()) == [".json", ".md", ".xml"]
    assert outcome.summary.startswith("# Conformance of amplifybackend: conforms\n")


def test_findings_count_at_the_chosen_severity(shards: Path, tmp_path: Path) -> None:
    for number in (1, 2):
        name = f"shapeproof-shard-amplifybackend-{number}"
        report = json.loads((shards / "shards" / name / "amplifybackend.json").read_text())
        if report["operations"]:
            report["findings"] = [finding(report["operations"][0]["name"])]
        (tmp_path / "shards" / name).mkdir(parents=True)
        (tmp_path / "shards" / name / "amplifybackend.json").write_text(json.dumps(report))
    outcome = merge(tmp_path)
    assert (outcome.status, outcome.outputs["findings"]) == (0, "0"), outcome.log
    outcome = merge(tmp_path, INPUT_FAIL_ON="warning")
    assert (outcome.status, outcome.outputs["status"]) == (1, "findings"), outcome.log


def finding(operation: str) -> dict[str, object]:
    texts = ("check", "where", "message", "expected", "actual", "phase")
    return {
        **{each: f"{each}-{operation}" for each in texts},
        "id": hashlib.sha256(operation.encode()).hexdigest()[:16],
        "severity": "warning",
        "service": "amplifybackend",
        "operation": operation,
        "known": False,
        "count": 1,
        "request": {"method": "GET", "url": "http://127.0.0.1/", "headers": {}, "body": ""},
        "response": {"status": 200, "headers": {}, "body": ""},
        "reproduce": {"curl": "curl", "python": ""},
    }


def test_a_shard_that_has_left_no_report(shards: Path) -> None:
    outcome = merge(shards, INPUT_SHARDS="3", INPUT_REPORTS="other")
    assert outcome.status == 2
    assert outcome.outputs["status"] == "error"
    message = "amplifybackend: no report of shard 3 of 3; see the job"
    assert f"::error title=shapeproof::{message}\n" in outcome.log
    assert message in outcome.summary
