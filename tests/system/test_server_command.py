"""``shapeproof server`` from the command line: what it prints, writes and returns."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from shapeproof.mock import serve
from tests.amplifybackend.defects import DEFECTS
from tests.support.programs import environment

from .cli_runner import shapeproof, shapeproof_here, wait_for_lines

REPOSITORY = Path(__file__).parents[2]
SCHEMAS = REPOSITORY / "src/shapeproof/report/schemas"
FEW = (
    "--operation",
    "CreateToken",
    "--operation",
    "GetToken",
    "--operation",
    "UpdateBackendConfig",
)
DEFECTIVE = """
from tests.amplifybackend.defects import DEFECTS
from shapeproof.mock import wsgi_app

app = wsgi_app("amplifybackend")
for name in {names!r}:
    app = DEFECTS[name].wrap(app)
"""
DEEP = """
from tests.amplifybackend.deep_defects import DEEP
from shapeproof.mock import wsgi_app

app = DEEP["long-list-crashes"].wrap(wsgi_app("amplifybackend"))
"""
PLANTED = (
    "UpdateBackendConfig.accepts_invalid.region-type",
    "CreateToken.status.created",
    "GetToken.error_shape.error-as-200",
)


@pytest.fixture
def defective(tmp_path: Path) -> Path:
    text = DEFECTIVE.format(names=PLANTED)
    (tmp_path / "defective.py").write_text(text)
    return tmp_path


@pytest.mark.long
def test_the_bundled_mock_conforms(tmp_path: Path) -> None:
    outcome = shapeproof_here("server", "amplifybackend", *FEW, cwd=tmp_path)
    assert outcome.status == 0
    assert "conforms: no findings; 3 of 3 operations reached" in outcome.stdout
    assert "Traceback" not in outcome.stderr


@pytest.mark.long
def test_an_endpoint_is_checked_over_http(tmp_path: Path) -> None:
    with serve("amplifybackend") as server:
        outcome = shapeproof_here("server", "amplifybackend", server.url, *FEW, cwd=tmp_path)
    assert outcome.status == 0, outcome.stdout


@pytest.mark.long
def test_findings_make_exit_status_1_and_reports_in_every_format(defective: Path) -> None:
    formats = {"json": "a.json", "jsonl": "a.jsonl", "junit": "a.xml", "markdown": "a.md"}
    reports = [part for form, path in formats.items() for part in ("--report", f"{form}={path}")]
    outcome = shapeproof(
        "server", "amplifybackend", "--wsgi", "defective:app", *FEW, *reports,
        cwd=defective, GITHUB_STEP_SUMMARY=str(defective / "summary.md"),
    )  # fmt: skip
    assert outcome.status == 1
    report = json.loads((defective / "a.json").read_text())
    _expect_valid("report-1.json", report)
    assert report["status"] == "findings"
    assert {each["check"] for each in report["findings"]} >= {"accepts_invalid", "status"}
    for line in (defective / "a.jsonl").read_text().splitlines():
        _expect_valid("events-1.json", json.loads(line))
    assert "<testsuite" in (defective / "a.xml").read_text()
    markdown = (defective / "a.md").read_text()
    assert "UpdateBackendConfig" in markdown
    assert "UpdateBackendConfig" in (defective / "summary.md").read_text()


def _expect_valid(schema: str, document: object) -> None:
    validator = Draft202012Validator(json.loads((SCHEMAS / schema).read_text()))
    assert [error.message for error in validator.iter_errors(document)] == []


@pytest.mark.long
def test_the_same_seed_gives_the_same_bytes_but_for_times(defective: Path) -> None:
    texts = []
    for name in ("one.json", "two.json"):
        outcome = shapeproof_here(
            "server", "amplifybackend", "--wsgi", "defective:app", *FEW,
            "--seed", "7", "--report", f"json={name}", "--quiet", cwd=defective,
        )  # fmt: skip
        assert outcome.status == 1
        text = (defective / name).read_text()
        assert json.loads(text)["findings"]
        lines = text.splitlines()
        texts.append(
            [each for each in lines if '"started"' not in each and '"seconds"' not in each]
        )
    assert len(texts[0]) > 25  # a line for each record
    assert texts[0] == texts[1]


@pytest.mark.long
def test_ids_do_not_depend_on_the_seed_nor_on_workers(defective: Path) -> None:
    found = []
    for options in (("--seed", "1"), ("--seed", "2"), ("--seed", "1", "--workers", "3")):
        arguments = ("--wsgi", "defective:app", *FEW, *options, "--report", "json=a.json")
        shapeproof_here("server", "amplifybackend", *arguments, cwd=defective)
        report = json.loads((defective / "a.json").read_text())
        found.append({each["id"]: each["count"] for each in report["findings"]})
    assert found[0]
    assert found[0] == found[2]
    # Other requests are drawn, so that other numbers of them show the same.
    assert found[0].keys() == found[1].keys()


@pytest.mark.long
def test_what_failed_is_tried_first_in_the_next_run_unless_a_seed_is_given(tmp_path: Path) -> None:
    (tmp_path / "deep.py").write_text(DEEP)
    sent = []
    for options in ((), (), ("--seed", "0")):
        arguments = ("--wsgi", "deep:app", "--operation", "CreateBackendAPI", "--phases", "fuzz")
        outcome = shapeproof(
            "server",
            "amplifybackend",
            *arguments,
            *options,
            "--report",
            "json=a.json",
            cwd=tmp_path,
        )
        assert outcome.status == 1
        sent.append(json.loads((tmp_path / "a.json").read_text())["stats"]["cases"]["fuzz"])
    assert any((tmp_path / ".hypothesis" / "examples").rglob("*"))
    assert sent[1] > sent[0] == sent[2]


@pytest.mark.long
def test_shards_join_to_the_whole_run(defective: Path) -> None:
    common = ("server", "amplifybackend", "--wsgi", "defective:app", *FEW, "--quiet", "--seed", "0")
    shapeproof_here(*common, "--report", "json=whole.json", cwd=defective)
    shards = [f"{index}.json" for index in (1, 2)]
    for index, path in enumerate(shards, start=1):
        arguments = ("--shard", f"{index}/2", "--report", f"json={path}")
        shapeproof_here(*common, *arguments, cwd=defective)
    merged = shapeproof_here("report", "merge", *shards, "--output", "merged.json", cwd=defective)
    assert merged.status == 1
    whole, joined = (
        json.loads((defective / f"{name}.json").read_text()) for name in ("whole", "merged")
    )
    assert [each["id"] for each in joined["findings"]] == [each["id"] for each in whole["findings"]]
    assert joined["stats"]["cases"] == whole["stats"]["cases"]
    assert joined["coverage"] == whole["coverage"]
    shown = shapeproof_here("report", "show", "merged.json", "--format", "markdown", cwd=defective)
    assert shown.status == 0
    assert "UpdateBackendConfig" in shown.stdout


@pytest.mark.long
def test_a_baseline_makes_known_findings_pass(defective: Path) -> None:
    common = (
        "server",
        "amplifybackend",
        "--wsgi",
        "defective:app",
        *FEW,
        "--baseline",
        "known.json",
    )
    first = shapeproof_here(*common, "--update-baseline", cwd=defective)
    assert first.status == 0
    second = shapeproof_here(*common, "--report", "json=a.json", cwd=defective)
    assert second.status == 0
    assert "no new findings (" in second.stdout.splitlines()[-1]
    findings = json.loads((defective / "a.json").read_text())["findings"]
    assert findings
    assert all(each["known"] for each in findings)
    # One of them is mended.
    text = (defective / "defective.py").read_text().replace(repr(PLANTED[1]), repr(PLANTED[2]))
    (defective / "defective.py").write_text(text)
    third = shapeproof_here(*common, "--strict-baseline", cwd=defective)
    assert third.status == 1
    assert "baseline: 1 stale entry: CreateToken status response status" in third.stdout


DEAD = """
def app(environ, start_response):
    start_response({status!r}, [("Content-Type", "text/html")])
    return [b"<html>gone</html>"]
"""


@pytest.mark.parametrize("status", ["403 Forbidden", "404 Not Found", "500 Server Error"])
@pytest.mark.parametrize("phases", ["coverage", "fuzz", "stateful"])
def test_a_target_that_answers_nothing_was_not_checked(
    status: str, phases: str, tmp_path: Path
) -> None:
    (tmp_path / "dead.py").write_text(DEAD.format(status=status))

    outcome = shapeproof_here(
        "server", "amplifybackend", "--wsgi", "dead:app", *FEW[:2], "--phases", phases, cwd=tmp_path
    )

    assert outcome.status == 2
    assert outcome.stdout.splitlines()[-1].startswith("nothing could be checked; 0 of ")
    assert "\ntry: " in outcome.stdout


HALF = """
from shapeproof.mock import wsgi_app

conforming = wsgi_app("amplifybackend")


def app(environ, start_response):
    if environ["PATH_INFO"].endswith("/details"):
        start_response("409 Conflict", [("x-amzn-errortype", "Conflict")])
        return [b"{}"]
    return conforming(environ, start_response)
"""


@pytest.mark.parametrize(("percent", "status"), [("50", 0), ("51", 1)])
def test_a_run_that_reached_too_little_fails(percent: str, status: int, tmp_path: Path) -> None:
    (tmp_path / "half.py").write_text(HALF)
    run = ("server", "amplifybackend", "--wsgi", "half:app", "--phases", "coverage", "--quiet")
    run += ("--operation", "ListBackendJobs", "--operation", "GetBackend", "--fail-on", "error")
    reports = ("--baseline", "known.json", "--update-baseline", "--min-reached", percent)

    outcome = shapeproof_here(*run, *reports, cwd=tmp_path)

    assert outcome.status == status, outcome
    told = "50 % of the operations were reached, fewer than --min-reached 51" in outcome.stderr
    assert told is bool(status)


@pytest.mark.long
@pytest.mark.parametrize(("least", "status"), [("error", 0), ("warning", 1), ("note", 1)])
def test_fail_on_sets_the_least_severity_that_fails(
    least: str, status: int, defective: Path
) -> None:
    text = DEFECTIVE.format(
        names=(next_defect("request_id"),),
    )
    (defective / "defective.py").write_text(text)
    operation = next_defect("request_id").partition(".")[0]
    outcome = shapeproof_here(
        "server", "amplifybackend", "--wsgi", "defective:app",
        "--operation", operation, "--fail-on", least, cwd=defective,
    )  # fmt: skip
    assert outcome.status == status


def next_defect(family: str) -> str:
    return next(name for name, each in DEFECTS.items() if each.family == family)


@pytest.mark.parametrize(
    "bound", [("--max-requests", "40"), ("--time-limit", "0.05")], ids=["requests", "time"]
)
def test_a_run_out_of_its_bounds_is_incomplete(bound: tuple[str, str], tmp_path: Path) -> None:
    outcome = shapeproof_here(
        "server", "amplifybackend", *FEW, *bound, "--report", "json=a.json", cwd=tmp_path
    )
    assert outcome.status == 3
    report = json.loads((tmp_path / "a.json").read_text())
    assert report["status"] == "incomplete"
    assert report["stats"]["left_out"]
    if bound[0] == "--max-requests":
        assert report["stats"]["requests"] == 40


@pytest.mark.long
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_an_interrupted_run_keeps_what_it_saw(number: signal.Signals, defective: Path) -> None:
    command = [
        sys.executable, "-c", "from shapeproof.cli.main import main; main()",
        "server", "amplifybackend", "--wsgi", "defective:app",
        "--report", "jsonl=a.jsonl", "--report", "json=a.json",
    ]  # fmt: skip
    with subprocess.Popen(
        command,
        cwd=defective,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        wait_for_lines(defective / "a.jsonl", 200)
        os.kill(process.pid, number)
        _, errors = process.communicate(timeout=250)
    assert "Traceback" not in errors
    lines = [json.loads(line) for line in (defective / "a.jsonl").read_text().splitlines()]
    assert len(lines) >= 200
    if number is signal.SIGKILL:
        return
    assert process.returncode == 3
    report = json.loads((defective / "a.json").read_text())
    _expect_valid("report-1.json", report)
    assert report["status"] == "incomplete"


def test_list_cases_sends_nothing_and_is_stable(tmp_path: Path) -> None:
    # Port 9 is closed: whatever was sent would fail.
    arguments = ("server", "amplifybackend", "http://127.0.0.1:9", "--list-cases", *FEW)
    first, second = (shapeproof_here(*arguments, cwd=tmp_path) for _ in range(2))
    assert first.status == 0
    assert first.stdout == second.stdout
    lines = first.stdout.splitlines()
    assert any(line.startswith("accept") and "CreateToken:minimal" in line for line in lines)
    assert any(line.startswith("reject") and "(type: " in line for line in lines)


def test_no_color_and_no_progress_where_nobody_looks(tmp_path: Path) -> None:
    outcome = shapeproof_here(
        "server", "amplifybackend", "--operation", "ListS3Buckets", cwd=tmp_path
    )
    assert "\x1b" not in outcome.stdout + outcome.stderr
    quiet = shapeproof_here(
        "server", "amplifybackend", "--operation", "ListS3Buckets", "--quiet", cwd=tmp_path
    )
    assert quiet.stdout.count("\n") == 1
