"""``contract lifecycle``, as it is called and answers."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from shapeproof.cli.contract_command import contract
from shapeproof.cli.main import run
from shapeproof.compile import compile_service
from shapeproof.contract.lifecycle_document import read_lifecycle

CONTRACTS = Path(__file__).parents[3] / "contracts"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where no contract is pinned."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def printed(*arguments: str) -> str:
    command = ["lifecycle", *arguments]
    return CliRunner().invoke(contract, command, catch_exceptions=False).output


def test_a_reviewed_lifecycle_is_shown() -> None:
    lines = printed("amplifybackend").splitlines()

    assert lines[0] == "AmplifyBackend  amplifybackend, 8 resources, reviewed"
    assert lines[1] == "├── Backend: named by AppId, BackendEnvironmentName"
    assert (
        "│   ├── made by CloneBackend: BackendEnvironmentName is TargetEnvironmentName, needs it, "
        "refused without" in lines
    )
    assert "│   │       └── shown by GetBackendAPIModels: needs it, refused without API" in lines
    assert lines[-2:] == [
        "└── 1 operations without a part in them",
        "    └── ListS3Buckets: needs nothing",
    ]
    assert not any("because" in each for each in lines)


def test_the_guess_is_shown_where_a_reviewed_one_is() -> None:
    text = printed("amplifybackend", "--inferred")

    assert text.startswith("AmplifyBackend  amplifybackend, 8 resources, not reviewed\n")
    assert "BackendAPI: named by AppId, BackendEnvironmentName, ResourceName, at most one" in text
    assert "because its parent is Backend" not in text.splitlines()[1]
    assert "confidence high" in text
    assert "because no operation creates it alone, but CreateBackendAPI" in text


def test_an_inferred_lifecycle_shows_its_evidence_and_what_lies_within() -> None:
    lines = printed("mq").splitlines()

    assert lines[0] == "AmazonMQ  mq, 3 resources, not reviewed"
    assert lines[1] == "├── Broker: named by BrokerId (chosen by the server), confidence high"
    assert "│   └── User: named by BrokerId, Username, confidence high" in lines
    assert "│       ├── made by CreateUser: needs Broker, refused without, confidence high" in lines


def test_the_document_can_be_saved_as_it_is_printed() -> None:
    guess = compile_service("mq")
    document = json.loads(printed("mq", "--json"))

    assert not document["reviewed"]
    assert document["resources"]["Broker"]["confidence"] == "high"
    assert read_lifecycle("here", document, frozenset(guess.operations)) == guess.lifecycle


def test_the_pinned_document_is_printed() -> None:
    pinned = CONTRACTS / "amplifybackend" / "2020-08-11" / "lifecycle.json"

    lines = pinned.read_text(encoding="utf-8").splitlines(keepends=True)
    without_link = "".join(line for line in lines if '"$schema"' not in line)
    assert printed("amplifybackend", "--json") == without_link
    found = json.loads(printed("amplifybackend", "--json", "--contract", str(CONTRACTS)))
    assert found["reviewed"]
    assert not json.loads(printed("amplifybackend", "--json", "--inferred"))["reviewed"]


def test_an_unknown_service_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["contract", "lifecycle", "amplifyback"]) == 2
    assert "amplifybackend" in capsys.readouterr().err


def test_an_operation_is_explained() -> None:
    lines = printed("pipes", "tag_resource").splitlines()

    assert lines == [
        "TagResource  needs nothing that is known",
        "└── resourceArn: may come from another call",
        "    ├── CreatePipe returns it as /Arn",
        "    └── StartPipe returns it as /Arn",
        "--report FILE of a run adds what was refused, and what to try",
    ]


@pytest.mark.slow
def test_a_report_of_a_run_says_what_to_try(elsewhere: Path) -> None:
    run(["server", "pipes", "--moto", "--max-requests", "2", "--quiet", "--report", "json=r.json"])
    lines = printed("pipes", "--report", "r.json").splitlines()
    assert lines[0].endswith("of 10 operations not reached")
    assert lines[-1].startswith("what to try: shapeproof contract lifecycle pipes OPERATION")

    shown = printed("pipes", "TagResource", "--report", "r.json")
    assert "in the report: not reached" in shown
    assert "shapeproof server pipes --moto --operation TagResource --seeds seeds.json" in shown


def test_a_report_of_another_service_is_refused(
    elsewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["server", "pipes", "--moto", "--max-requests", "1", "--quiet", "--report", "json=r.json"])

    assert run(["contract", "lifecycle", "sqs", "--report", "r.json"]) == 2
    assert "r.json: it is a report of pipes, not of sqs" in capsys.readouterr().err
