from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from shapeproof.exceptions import BadUsage
from shapeproof.exchange.events import Event
from shapeproof.report.interface import OutputFile
from shapeproof.report.registry import BUILT_IN, document_format, format_names, open_outputs
from shapeproof.report.reports import open_reports

from .report_samples import CONTEXT, finding, run


def test_all_formats_are_written(tmp_path: Path) -> None:
    specs = [f"{form}={tmp_path}/new/folder/report.{form}" for form in BUILT_IN]

    with open_reports(specs, CONTEXT, {}) as reports:
        for event in run(finding()):
            reports.handle(event)

    files = {each.name: each.read_text() for each in (tmp_path / "new" / "folder").iterdir()}
    assert sorted(files) == [f"report.{each}" for each in sorted(BUILT_IN)]
    assert json.loads(files["report.json"]) == reports.collected.report()
    assert all(finding().id in each for each in files.values())


def test_reports_are_written_where_the_run_is_interrupted(tmp_path: Path) -> None:
    path = tmp_path / "report.json"

    def interrupted() -> None:
        with open_reports([f"json={path}"], CONTEXT, {}) as reports:
            for event in run(finding(), end=False):
                reports.handle(event)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()

    assert json.loads(path.read_text())["status"] == "incomplete"


def test_nothing_is_written_of_a_run_that_never_began(tmp_path: Path) -> None:
    with open_reports([f"json={tmp_path}/r.json"], CONTEXT, {}):
        pass

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("spec", "reason", "remedy"),
    [
        (
            "xml=x",
            "unknown format 'xml'",
            "choose one of har, har-findings, html, json, jsonl, junit, markdown, sarif",
        ),
        (
            "x",
            "unknown format 'x'",
            "choose one of har, har-findings, html, json, jsonl, junit, markdown, sarif",
        ),
        ("json", "no path is given", "write json=PATH"),
        ("json=", "no path is given", "write json=PATH"),
    ],
)
def test_wrong_reports_are_usage_errors(spec: str, reason: str, remedy: str | None) -> None:
    with pytest.raises(BadUsage) as caught:
        open_reports([spec], CONTEXT, {})

    assert (caught.value.what, caught.value.reason) == (f"--report {spec}", reason)
    assert remedy in (None, caught.value.remedy)


@pytest.mark.parametrize("form", BUILT_IN)
@pytest.mark.parametrize("path", ["a-file/below", "a-folder", "x" * 300])
def test_what_cannot_be_written_is_an_error_at_the_start(
    form: str, path: str, tmp_path: Path
) -> None:
    (tmp_path / "a-file").touch()
    (tmp_path / "a-folder").mkdir()

    with pytest.raises(BadUsage, match="cannot write"):
        open_reports([f"{form}={tmp_path}/{path}"], CONTEXT, {})


def test_two_reports_cannot_share_a_path(tmp_path: Path) -> None:
    with pytest.raises(BadUsage, match="share a path"):
        open_reports([f"json={tmp_path}/x", f"junit={tmp_path}/./x"], CONTEXT, {})


class Broken:
    """A reporter that cannot finish."""

    def handle(self, event: Event) -> None:
        pass

    def close(self) -> None:
        raise BadUsage("--report x", "broken")


def test_one_reporter_that_fails_does_not_keep_others_from_writing(tmp_path: Path) -> None:
    reports = open_reports([], CONTEXT, {"GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md")})
    reports.attach(Broken())
    reports.attach(
        BUILT_IN["json"].open(OutputFile.open("x", tmp_path / "r.json"), reports.collected)
    )
    for event in run():
        reports.handle(event)

    with pytest.raises(BadUsage, match="broken"):
        reports.close()

    assert sorted(each.name for each in tmp_path.iterdir()) == ["r.json", "summary.md"]


def test_all_formats_but_json_lines_are_documents() -> None:
    assert format_names() == sorted(BUILT_IN)
    for name in set(BUILT_IN) - {"jsonl"}:
        assert document_format(name, "--format") is BUILT_IN[name]

    with pytest.raises(
        BadUsage, match="choose one of har, har-findings, html, json, junit, markdown"
    ):
        document_format("jsonl", "--format jsonl")


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    path.write_text("old")
    output = OutputFile.open("x", path)

    with path.open() as reader:
        output.write("new\ud800é")
        assert reader.read() == "old"

    assert path.read_text(encoding="utf-8") == "new\\ud800é"
    assert [each.name for each in tmp_path.iterdir()] == ["r.json"]


def test_a_link_is_written_through(tmp_path: Path) -> None:
    real = tmp_path / "real.json"
    link = tmp_path / "link.json"
    real.write_text("old")
    link.symlink_to(real)

    OutputFile.open("x", link).write("new")

    assert link.is_symlink()
    assert real.read_text() == "new"


def test_a_device_is_not_replaced() -> None:
    OutputFile.open("x", Path(os.devnull)).write("text")

    assert not Path(os.devnull).is_file()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_write_that_fails_is_an_error() -> None:
    output = OutputFile.open("--report json=/dev/full", Path("/dev/full"))

    with pytest.raises(BadUsage, match="No space left"):
        output.write("text")


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        ("json=r.json,junit=r.xml", "it is more than one report; repeat the option for each"),
        ("html=http://127.0.0.1/r.html", "it is a URL, no path"),
        ("json=s3://bucket/r.json", "it is a URL, no path"),
    ],
)
def test_what_is_no_path_of_one_report_is_refused(spec: str, reason: str) -> None:
    with pytest.raises(BadUsage, match=f"--report {spec}: {reason}"):
        open_outputs([spec])


@pytest.mark.parametrize("name", ["a,b.json", "a,b=c.json", "a=b.json", "a:b.json"])
def test_a_path_may_have_signs(name: str, tmp_path: Path) -> None:
    ((_, output),) = open_outputs([f"json={tmp_path / name}"])

    assert output.path == tmp_path / name
