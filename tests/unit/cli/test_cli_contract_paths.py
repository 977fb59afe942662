"""Models at a path in all commands that take contracts: pinned, shown, compared, tested."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from shapeproof.cli.main import run
from tests.unit.compile.smithy.boxes import QUERY, boxes

Invoke = Callable[..., "Answer"]


@dataclass(frozen=True)
class Answer:
    """How a command ended, and what it printed."""

    exit_code: int
    output: str
    errors: str


@pytest.fixture
def invoke(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Invoke:
    """Runs a command in a folder that has two ages of a model."""
    monkeypatch.chdir(tmp_path)
    old, new = boxes(), boxes()
    new["shapes"]["boxes#PutBoxInput"]["members"]["size"] = {"target": "smithy.api#Integer"}
    Path("old.json").write_text(json.dumps(old))
    Path("new.json").write_text(json.dumps(new))

    def invoked(*arguments: str) -> Answer:
        status = run([*arguments])
        return Answer(status, *capsys.readouterr())

    return invoked


def test_pin_show_openapi_and_diff(invoke: Invoke, tmp_path: Path) -> None:
    pinned = invoke("contract", "pin", "box-keeper", "--from", "old.json", "--dir", "mine")
    assert pinned.exit_code == 0, pinned.output
    assert "mine/box-keeper/2020-01-02: 1 operations" in pinned.output
    service = json.loads((tmp_path / "mine/box-keeper/2020-01-02/service.json").read_text())
    assert service["source"] == {"kind": "smithy", "version": "2.0"}
    assert "PutBox" in invoke("contract", "show", "boxes", "--contract", "new.json").output
    written = invoke("contract", "openapi", "box-keeper", "--contract", "new.json")
    assert json.loads(written.output)["info"]["title"] == "Keeper of Boxes"
    again = invoke("contract", "pin", "box-keeper", "--from", "mine", "--dir", "other")
    assert again.exit_code == 0
    same = (tmp_path / "other/box-keeper/2020-01-02/service.json").read_text()
    assert json.loads(same) == service
    diff = invoke("contract", "diff", "mine", "new.json", "--format", "json")
    assert "/size" in diff.output
    assert "no changes" in invoke("contract", "diff", "mine", "old.json").output


def test_cases_of_a_client_are_those_of_its_model(invoke: Invoke) -> None:
    old = invoke("client", "box-keeper", "--contract", "old.json", "--list-cases")
    new = invoke("client", "box-keeper", "--contract", "new.json", "--list-cases")

    assert old.exit_code == new.exit_code == 0
    assert "size" in new.output
    assert "size" not in old.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("contract", "pin", "lids", "--from", "old.json"), "old.json has no service 'lids'"),
        (("contract", "pin", "lids", "--from", "text"), "text: it is not JSON"),
        (("contract", "show", "lids", "--contract", "none"), "no such file or folder"),
        (("contract", "diff", "text", "mq"), "text: it is not JSON"),
        (("contract", "show", "sqs", "--contract", "https://e.example/x.json"), "it is an address"),
        (("mock", "lids", "--contract", "old.json"), "old.json has no service 'lids'"),
        (("mock", "sqs", "--contract", "old.json", "--moto"), "--moto: it serves one service"),
        (("server", "boxes", "--contract", "text", "--list-cases"), "text: it is not JSON"),
        (("client", "boxes", "--contract", "text", "--list-cases"), "text: it is not JSON"),
    ],
)
def test_mistakes_are_one_line(arguments: tuple[str, ...], told: str, invoke: Invoke) -> None:
    Path("text").write_text("no model")

    result = invoke(*arguments)

    assert result.exit_code == 2
    assert told in result.errors
    assert (result.output, result.errors.count("\n")) == ("", 1)


def test_boto3_does_not_speak_the_protocol_of_an_older_model(invoke: Invoke) -> None:
    ast = boxes(QUERY)
    ast["shapes"]["boxes#Boxes"]["traits"]["aws.api#service"] = {"sdkId": "SQS"}
    Path("sqs.json").write_text(json.dumps(ast))

    result = invoke("client", "sqs", "--boto3", "--contract", "sqs.json", "--protocol", "query")

    assert result.exit_code == 2
    assert "boto3 speaks json, the contract is of query" in result.errors


def test_the_home_of_a_user_is_known(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(Path.cwd()))
    Path("below").mkdir()
    monkeypatch.chdir("below")

    shown = invoke("contract", "show", "box-keeper", "--contract=~/new.json")
    compared = invoke("contract", "diff", "~/old.json", "~/new.json")

    assert "PutBox" in shown.output
    assert "/size" in compared.output
