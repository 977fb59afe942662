from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from junitparser import JUnitXml

from shapeproof.cli.main import run
from shapeproof.report.document import Report
from shapeproof.report.json_report import render_json

from ...report_schemas import validator
from ..report.report_samples import CONTEXT, finding, report_of
from ..report.test_report_shards import kind, part


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str, report: Report) -> str:
    Path(name).write_text(render_json(report, CONTEXT), encoding="utf-8")
    return name


@pytest.mark.usefixtures("folder")
def test_merge_writes_every_format(capsys: pytest.CaptureFixture[str]) -> None:
    shards = [write(f"{index}.json", part(index, of=2)) for index in (1, 2)]
    formats = ("json", "junit", "markdown", "html")
    specs = [f"--report={form}=out/report.{form}" for form in formats]

    assert run(["report", "merge", *shards, *specs]) == 0

    assert "conforms" in capsys.readouterr().out.splitlines()[-1]
    assert sorted(each.name for each in Path("out").iterdir()) == [
        f"report.{form}" for form in sorted(formats)
    ]
    validator("report-1.json").validate(json.loads(Path("out/report.json").read_text()))
    assert JUnitXml.fromfile("out/report.junit").tests > 0


@pytest.mark.usefixtures("folder")
def test_merge_writes_no_two_reports_to_one_path(capsys: pytest.CaptureFixture[str]) -> None:
    file = write("r.json", part(1, of=1))

    assert run(["report", "merge", file, "--report", "html=x", "--output", "./x"]) == 2

    assert "two reports cannot share a path" in capsys.readouterr().err


@pytest.mark.usefixtures("folder")
def test_merge_writes_the_others_where_one_report_cannot_be_written(
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = write("r.json", part(1, of=1))
    specs = ("--report=html=/dev/full", "--report=junit=r.xml", "--output=all.json")

    assert run(["report", "merge", file, *specs]) == 2

    assert "html=/dev/full: cannot write /dev/full" in capsys.readouterr().err
    assert Path("r.xml").is_file()
    assert Path("all.json").is_file()


@pytest.mark.usefixtures("folder")
def test_merge_names_a_missing_shard(capsys: pytest.CaptureFixture[str]) -> None:
    shards = [write(f"{index}.json", part(index)) for index in (1, 3)]

    assert run(["report", "merge", *shards, "--output", "all.json"]) == 3

    captured = capsys.readouterr()
    assert captured.err == (
        "shapeproof: shard 2 of 3 is missing: the merged report is incomplete\n"
    )
    assert json.loads(Path("all.json").read_text())["shard"]["missing"] == [2]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("reports", "said"),
    [
        ([part(1), part(1)], "shard 1 is given twice: 0.json and 1.json"),
        ([kind("pytest", "A"), kind("boto3", "A")], "merge those of each kind on their own"),
    ],
)
def test_merge_refuses_in_one_line(
    reports: list[Report], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [write(f"{index}.json", each) for index, each in enumerate(reports)]

    assert run(["report", "merge", *files]) == 2

    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.err.count("\n") == 1


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("form", ["terminal", "json", "junit", "markdown", "html"])
def test_show_writes_to_a_file(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    file = write("r.json", report_of(finding()))

    assert run(["report", "show", file, "--format", form, "--output", "out/r"]) == 0

    assert capsys.readouterr().out == ""
    assert finding().id in Path("out/r").read_text() or form == "terminal"


@pytest.mark.usefixtures("folder")
def test_show_says_which_formats_cannot_be_made_from_a_report(
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = write("r.json", report_of())

    assert run(["report", "show", file, "--format", "jsonl"]) == 2

    assert "jsonl reports are written while a run goes; choose" in capsys.readouterr().err


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("options", "status"),
    [
        ([], 1),
        (["--fail-on", "note"], 1),
        (["--fail-on", "never"], 0),
        (["--format", "markdown"], 1),
        (["--format", "json", "--output", "d.json"], 1),
    ],
)
def test_diff_fails_for_new_findings(options: list[str], status: int) -> None:
    old, new = write("old.json", report_of()), write("new.json", report_of(finding()))

    assert run(["report", "diff", old, new, *options]) == status
    assert run(["report", "diff", new, old, *options]) == 0
    assert run(["report", "diff", new, new, *options]) == 0


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("other", "said"),
    [
        (None, "no-such.json: No such file or directory"),
        (kind("driver", "Ping"), "their findings have nothing in common"),
        ({**report_of(), "service": "other"}, "compare two reports of one service"),
        ({"version": 7}, "other.json"),
    ],
)
def test_diff_refuses_in_one_line(
    other: Any, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = write("old.json", report_of()), "no-such.json"
    if other is not None:
        new = "other.json"
        Path(new).write_text(json.dumps(other))

    assert run(["report", "diff", old, new]) == 2

    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.err.count("\n") == 1
    assert not captured.out
