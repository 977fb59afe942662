from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from shapeproof.contract import user_files
from shapeproof.exceptions import BadUsage
from shapeproof.exchange import Finding, Severity
from shapeproof.exchange.events import Event, Shard
from shapeproof.report.document import Report
from shapeproof.report.groups import with_groups
from shapeproof.report.interface import OutputFile, ReportContext
from shapeproof.report.json_report import render_json
from shapeproof.report.markdown_report import render_markdown
from shapeproof.report.passive import PassiveLines, PassiveRecords
from shapeproof.report.reading import read_any_report
from shapeproof.report.reports import open_reports
from tests.support.sample_reports import sample_report

from .report_samples import CONTEXT, STARTED, finding, ping, report_of, run

GROUPS = '{"event": "groups", "groups": []}\n'


def lines_of(path: Path, events: list[Event], context: ReportContext = CONTEXT) -> Report:
    """Write the lines of a run; returns its report."""
    with open_reports([f"jsonl={path}"], context, {}) as reports:
        for event in events:
            reports.handle(event)
    report = reports.collected.report()
    assert report is not None
    return report


def known_of(report: Report) -> Report:
    """What lines tell of a report: all but a lifecycle, and what a target has last said."""
    found: Any = {name: value for name, value in report.items() if name != "lifecycle"}
    return found


def examples() -> tuple[Finding, ...]:
    return (
        *(finding(exchange=ping(b"x" * size)) for size in (2, 3, 1)),
        finding("extra", Severity.WARNING, operation="PutSecret"),
    )


@pytest.mark.parametrize("stopped", ["", "time"])
def test_lines_make_the_report_of_the_run(tmp_path: Path, stopped: str) -> None:
    context = replace(CONTEXT, fail_on=Severity.WARNING, checks=("response_schema", "extra"))
    shard = Shard(2, 3, "0123456789abcdef")
    events = [replace(STARTED, shard=shard), *run(*examples(), stopped=stopped)[1:]]

    report = lines_of(tmp_path / "r.jsonl", events, context)

    assert known_of(read_any_report(tmp_path / "r.jsonl")) == known_of(report)


def test_a_killed_run_is_read_up_to_its_last_whole_line(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    lines_of(path, run(*examples()))
    whole = path.read_bytes().splitlines(keepends=True)
    end = next(index for index, line in enumerate(whole) if b"operation_finished" in line)
    path.write_bytes(b"".join(whole[: end + 1]) + whole[end + 1][:20])

    report = read_any_report(path)

    assert (report["status"], report["stopped"]) == ("incomplete", "interrupted")
    assert [each["count"] for each in report["findings"]] == [3, 1]
    assert [each["name"] for each in report["operations"] if each["reached"]] == ["Ping"]
    assert report["stats"]["left_out"] == ["GetSecret", "PutSecret"]


def passive(path: Path, *, end: bool) -> Report:
    records = PassiveRecords()
    records.calls.update({("vault", "Ping"): 3, ("vault", "GetSecret"): 1})
    found = report_of(finding())["findings"][0]
    del found["group"]
    lines = PassiveLines(OutputFile.open("x", path), "2024-05-01T12:00:00Z")
    for _ in range(2):
        records.findings.append({**found, "test": "test_a.py::test", "protocol": "rest-json"})
        lines.finding(records.findings[-1])
    report = records.report("2024-05-01T12:00:00Z", 1.5, Severity.ERROR, {})
    if end:
        lines.finish(report)
    return report


def test_lines_of_tests_make_their_report(tmp_path: Path) -> None:
    report = passive(tmp_path / "r.jsonl", end=True)

    read = read_any_report(tmp_path / "r.jsonl")

    assert {**read, "stopped": ""} == {**report, "api_version": None, "stopped": ""}
    assert [each["services"] for each in read["operations"]] == [["vault"], ["vault"]]


def test_a_report_without_some_of_its_findings_is_grouped_anew(tmp_path: Path) -> None:
    report = sample_report(6)
    kept = report["findings"][1:3]
    path = tmp_path / "r.json"
    path.write_text(render_json({**report, "findings": kept}, CONTEXT), encoding="utf-8")

    read = read_any_report(path)

    ids = {each["id"] for each in kept}
    assert {key for group in read["groups"] for key in group["findings"]} == ids
    assert read_any_report(path) == with_groups({**report, "findings": kept})
    assert render_markdown(read, CONTEXT)


def test_lines_of_traffic_make_their_report(tmp_path: Path) -> None:
    report = sample_report(3, "traffic")
    lines = PassiveLines(OutputFile.open("x", tmp_path / "r.jsonl"), "2024", "traffic", "traffic")
    for each in report["findings"]:
        lines.finding(each)
    lines.finish(report)

    read = read_any_report(tmp_path / "r.jsonl")

    assert read["stats"] == report["stats"]
    assert read["operations"] == report["operations"]
    assert {each["id"]: each for each in read["findings"]} == {
        each["id"]: each for each in report["findings"]
    }


def test_killed_tests_have_the_operations_of_their_findings(tmp_path: Path) -> None:
    passive(tmp_path / "r.jsonl", end=False)

    read = read_any_report(tmp_path / "r.jsonl")

    assert read["status"] == "incomplete"
    assert [(each["name"], each["findings"]) for each in read["operations"]] == [("Ping", 1)]
    assert [each["count"] for each in read["findings"]] == [2]


def test_a_json_report_is_read_whatever_its_name_is(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text(render_json(report_of(finding()), CONTEXT))
    assert read_any_report(path)["service"] == "vault"
    path.write_text(json.dumps(report_of(finding())))
    assert read_any_report(path)["service"] == "vault"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"event": "odd"}\n', "line 1 has no known event"),
        ('{"event": ["odd"]}\n', "line 1 has no known event"),
        ('{"event": "run_started"}\n', "line 1"),
        ('{"event": "operation_started", "operation": "A", "cases": "x"}\n', "line 1 at /cases"),
        ('{"event": "operation_started", "operation": "A", "cases": 1}\nx\n', "line 2 is not JSON"),
        ('{"event": "operation_started", "operation": "A", "cases": 1}\n', "not the start of a"),
        (GROUPS + '{"x": NaN}\n', "line 2 is not JSON"),
        (GROUPS + '{"x": 1e999}\n', "line 2 is not JSON"),
        (GROUPS + "[" * 300 + "]" * 300 + "\n", "line 2 is nested more than 200"),
        (GROUPS + "[" * 9_000 + "]" * 9_000 + "\n", "line 2 is nested too"),
    ],
)
def test_other_lines_are_refused_with_their_number(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text(text)

    with pytest.raises(BadUsage, match=reason) as caught:
        read_any_report(path)

    assert caught.value.what == str(path)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (gzip.compress(b"{}", mtime=0), "compressed by gzip; unpack it"),
        (b'{"version": 2}', "at /version: it is of version 2, later than 1; update"),
        (b'{"version": 1e999}', "1e999 is too large a number"),
        (b'{"version": NaN}', "NaN is not a number"),
        (b"[" * 300 + b"]" * 300, "nested more than 200 levels deep"),
    ],
)
def test_what_is_no_report_is_refused_for_its_reason(
    tmp_path: Path, data: bytes, reason: str
) -> None:
    path = tmp_path / "r.json"
    path.write_bytes(data)

    with pytest.raises(BadUsage, match=reason):
        read_any_report(path)


def test_counts_are_bounded(tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    report = report_of(finding())
    for count in (10**16, 10**400):
        path.write_text(json.dumps({**report, "stats": {**report["stats"], "requests": count}}))
        with pytest.raises(BadUsage, match="at /stats/requests: 1000000"):
            read_any_report(path)


def test_a_pipe_is_refused_as_it_may_never_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.setattr(user_files, "PIPE_OPENS_SECONDS", 0.0)
    with pytest.raises(BadUsage, match="a pipe that nobody writes to; give a regular file"):
        read_any_report(tmp_path / "pipe")
    for path in (Path("/dev/zero"), Path("/dev/null")):
        with pytest.raises(BadUsage, match="no regular file; save it to one first"):
            read_any_report(path)


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_a_report_comes_out_of_a_pipe(tmp_path: Path, form: str) -> None:
    event = {"event": "run_started"}
    text = json.dumps(report_of(finding())) if form == "json" else json.dumps(event) + "\n"
    end, start = os.pipe()
    os.write(start, text.encode())
    os.close(start)
    path = Path(f"/dev/fd/{end}")
    try:
        if form == "json":
            assert read_any_report(path)["findings"]
        else:
            with pytest.raises(BadUsage, match="line 1"):
                read_any_report(path)
    finally:
        os.close(end)


def test_a_large_file_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "r.json").open("wb") as file:
        file.truncate(300 * 1024 * 1024)
    with pytest.raises(BadUsage, match="larger than 67,108,864 bytes"):
        read_any_report(tmp_path / "r.json")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda text: b"\xef\xbb\xbf" + text, id="byte order mark"),
        pytest.param(lambda text: text.replace(b"\n", b"\r\n"), id="lines of Windows"),
    ],
)
def test_a_report_that_an_editor_has_saved_is_read(
    tmp_path: Path, change: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / "r.json"
    report = report_of(finding())
    path.write_bytes(change(render_json(report, CONTEXT).encode()))
    assert read_any_report(path) == report


def test_a_report_whose_findings_were_changed_is_grouped_anew(tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    report = report_of(*examples())
    last = report["findings"][-1]
    path.write_text(json.dumps({**report, "findings": [last, last]}))

    read = read_any_report(path)

    (kept,) = read["findings"]
    assert (kept["id"], kept["count"]) == (last["id"], 2 * last["count"])
    assert [each["findings"] for each in read["groups"]] == [[kept["id"]]]


@pytest.mark.parametrize("text", [None, "", "{", "[]", "\x00"])
def test_what_is_no_report_is_refused(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "r.json"
    if text is not None:
        path.write_text(text)

    with pytest.raises(BadUsage) as caught:
        read_any_report(path)

    assert caught.value.what == str(path)
