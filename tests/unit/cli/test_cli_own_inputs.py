"""No command writes over a file that it reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from shapeproof.cli.main import run

from ..report.report_samples import report_of
from .test_cli_report import write

SERVER = ("server", "amplifybackend")


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("report", "show", "in.json", "--output", "./in.json"), "the command"),
        (("report", "diff", "in.json", "in.json", "--output", "in.json"), "the command"),
        (("report", "merge", "in.json", "--report", "html=in.json"), "the command"),
        (("contract", "diff", "in.json", "--output", "in.json"), "the command"),
        (("traffic", "in.json", "--learn", "in.json"), "the command"),
        (
            ("traffic", "in.json", "--overlay", "o.json", "--report=har-findings=o.json"),
            "--overlay",
        ),
        (
            (*SERVER, "--baseline", "new", "--update-baseline", "--report", "json=./new"),
            "--baseline",
        ),
        ((*SERVER, "--seeds", "in.json", "--report", "jsonl=in.json"), "--seeds"),
        ((*SERVER, "--contract", "in.json", "--report", "html=in.json"), "--contract"),
        ((*SERVER, "--report", "json=shapeproof.toml"), "the configuration"),
    ],
)
def test_a_report_does_not_take_the_place_of_an_input(
    arguments: tuple[str, ...],
    what: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    write("in.json", report_of())
    Path("shapeproof.toml").write_text("quiet = true\n", encoding="utf-8")
    before = {each: each.read_bytes() for each in tmp_path.iterdir()}

    assert run([*arguments]) == 2

    assert f"{what} reads the same file; give another file" in capsys.readouterr().err
    assert {each: each.read_bytes() for each in tmp_path.iterdir()} == before


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        *(
            ((*SERVER, option, ""), f"{option}: the path is empty; give one, or omit the option")
            for option in ("--baseline", "--contract", "--strategies", "--seeds", "--config")
        ),
        (("report", "show", "in.json", "--output", ""), "--output: the path is empty"),
        (("report", "merge", "in.json", ""), "FILE...: the path is empty; give one; is a variable"),
        (("traffic", ""), "FILE...: the path is empty"),
        (("contract", "pin", "mq", "--dir="), "--dir: the path is empty"),
        (("contract", "diff", "", "mq"), "OLD: the path is empty"),
        ((*SERVER, "--source", ""), "--source: the path is empty"),
    ],
)
def test_an_empty_path_is_not_the_working_folder(
    arguments: tuple[str, ...],
    what: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)

    assert run([*arguments]) == 2

    assert what in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_an_empty_path_in_the_configuration_names_its_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("shapeproof.toml").write_text('strategies = ""\n', encoding="utf-8")

    assert run([*SERVER]) == 2

    said = capsys.readouterr().err
    assert "strategies" in said
    assert "the path is empty" in said


@pytest.mark.parametrize("option", ["--output=~/out.html", "--report=html=~/out.html"])
def test_a_tilde_behind_an_equals_sign_is_the_home(
    option: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    write("in.json", report_of())

    assert run(["report", "merge", "in.json", option]) in (0, 1)

    assert (tmp_path / "home" / "out.html").is_file()
    assert not Path("~").exists()


def test_a_merged_report_may_take_the_place_of_one_that_it_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write("in.json", report_of())

    assert run(["report", "merge", "in.json", "--output", "in.json"]) in (0, 1)


@pytest.mark.parametrize(
    ("arguments", "option"),
    [
        ((*SERVER, "--min-reached", "nan"), "--min-reached"),
        (("client", "amplifybackend", "--boto3", "--call-timeout", "inf"), "--call-timeout"),
        (("mock", "amplifybackend", "--latency", "nan"), "--latency"),
        (("mock", "amplifybackend", "--error-rate", "NaN"), "--error-rate"),
        (("mock", "amplifybackend", "--throttle", "inf"), "--throttle"),
    ],
)
def test_a_number_is_finite(
    arguments: tuple[str, ...], option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*arguments]) == 2

    said = capsys.readouterr().err
    assert f"'{option}'" in said
    assert "is not a finite number" in said
