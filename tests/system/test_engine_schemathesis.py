"""``shapeproof server --engine schemathesis``, as a user runs it."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from shapeproof.mock import serve

from .cli_runner import Outcome, shapeproof, shapeproof_here

REPOSITORY = Path(__file__).parents[2]
SCHEMAS = REPOSITORY / "src/shapeproof/report/schemas"
DEFECTIVE = """
from tests.amplifybackend.defects import DEFECTS
from shapeproof.mock import wsgi_app

app = wsgi_app("amplifybackend")
for name in {names!r}:
    app = DEFECTS[name].wrap(app)
"""
PLANTED = {
    "UpdateBackendConfig.accepts_invalid.region-type": ("accepts_invalid", "UpdateBackendConfig"),
    "GetToken.response_schema.ttl-number": ("response_schema", "GetToken"),
    "ImportBackendStorage.wrong_rejection.wrong-service-404": (
        "wrong_rejection",
        "ImportBackendStorage",
    ),
}
FEW = ("--operation", "*Token", "--operation", "UpdateBackendConfig")


ENGINE = ("--engine", "schemathesis", "--max-examples", "2")


def run(*arguments: str, cwd: Path) -> Outcome:
    return shapeproof("server", "amplifybackend", *arguments, *ENGINE, cwd=cwd)


def report(path: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(path.read_text())
    Draft202012Validator(json.loads((SCHEMAS / "report-1.json").read_text())).validate(read)
    return read


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.sampled("operations, count", [(FEW, 4)], [((), 31)])
def test_the_bundled_mock_conforms(operations: tuple[str, ...], count: int, tmp_path: Path) -> None:
    outcome = run(*operations, "--report", "json=r.json", cwd=tmp_path)
    assert outcome.status == 0, outcome.stdout
    assert outcome.stderr == ""
    assert f"{count} of {count} operations reached" in outcome.stdout
    found = report(tmp_path / "r.json")
    assert {each["severity"] for each in found["findings"]} <= {"note"}
    faults = found["coverage"]["faults"]
    assert faults["exercised"] == faults["total"] > (1_000 if count == 31 else 10)
    assert all(found["stats"]["cases"].values())


@pytest.mark.long
@pytest.mark.slow
def test_planted_defects_are_found_and_reported(tmp_path: Path) -> None:
    text = DEFECTIVE.format(names=tuple(PLANTED))
    (tmp_path / "defective.py").write_text(text)
    operations = [part for _, name in PLANTED.values() for part in ("--operation", name)]
    reports = ("json=r.json", "jsonl=r.jsonl", "junit=r.xml", "markdown=r.md")
    outcome = run(
        "--wsgi", "defective:app", *operations, "--phases", "coverage,fuzz",
        *(part for each in reports for part in ("--report", each)), cwd=tmp_path,
    )  # fmt: skip
    assert outcome.status == 1, outcome.stdout + outcome.stderr
    errors = [each for each in report(tmp_path / "r.json")["findings"]
              if each["severity"] == "error"]  # fmt: skip
    ours = [each for each in errors if not each["check"].startswith("schemathesis:")]
    assert {(each["check"], each["operation"]) for each in ours} == set(PLANTED.values())
    assert all(each["reproduce"]["curl"] for each in errors)
    events = [json.loads(line) for line in (tmp_path / "r.jsonl").read_text().splitlines()]
    validator = Draft202012Validator(json.loads((SCHEMAS / "events-1.json").read_text()))
    for event in events:
        validator.validate(event)
    assert "accepts_invalid" in (tmp_path / "r.xml").read_text()
    assert "accepts\\_invalid" in (tmp_path / "r.md").read_text()


@pytest.mark.long
@pytest.mark.slow
def test_a_server_is_reached_and_a_baseline_keeps_what_is_known(tmp_path: Path) -> None:
    with serve("amplifybackend") as server:
        keep = ("--baseline", "b.json", "--fail-on", "note", "--phases", "coverage")
        url, one = server.url, ("--operation", "ListS3Buckets", "--seed", "7")
        first = run(url, *one, *keep, "--update-baseline", cwd=tmp_path)
        assert first.status == 0, first.stdout + first.stderr  # what is written down is accepted
        assert "schemathesis:negative_data_rejection" in first.stdout
        second = run(url, *one, *keep, cwd=tmp_path)
    assert second.status == 0, second.stdout + second.stderr
    assert "no new findings (1 known)" in second.stdout
    assert "1 known finding: --verbose shows it" in second.stdout


@pytest.mark.long
@pytest.mark.parametrize(
    "arguments, service, line",
    [
        (
            ("--list-cases",),
            "amplifybackend",
            "--list-cases: Schemathesis makes its cases during the run",
        ),
        (
            ("--strategies", "."),
            "amplifybackend",
            "--strategies: Schemathesis makes its own values",
        ),
        (("--moto",), "dynamodb", "Schemathesis on service dynamodb: it speaks json; it tests"),
        (
            ("http://192.0.2.1",),
            "amplifybackend",
            "refusing to send to http://192.0.2.1: it",
        ),
        (("http://127.0.0.1:1",), "amplifybackend", "cannot reach http://127.0.0.1:1: nothing"),
    ],
)
def test_what_does_not_fit_is_one_line(
    tmp_path: Path, arguments: tuple[str, ...], service: str, line: str
) -> None:
    outcome = shapeproof_here("server", service, *arguments, *ENGINE, cwd=tmp_path)
    assert outcome.status == 2
    assert outcome.stdout == ""
    assert outcome.stderr.startswith(f"shapeproof: {line}")
    assert outcome.stderr.count("\n") == 1


@pytest.mark.long
def test_a_run_within_bounds_says_what_was_left_out(tmp_path: Path) -> None:
    outcome = run(*FEW, "--max-requests", "20", "--report", "json=r.json", cwd=tmp_path)
    assert outcome.status == 3, outcome.stdout
    found = report(tmp_path / "r.json")
    assert (found["status"], found["stats"]["requests"]) == ("incomplete", 20)
    assert (
        "stopped early (requests); not finished: 4 operations: CreateToken … and 3 more"
        in outcome.stdout
    )
