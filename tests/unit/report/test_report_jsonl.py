from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from shapeproof.exceptions import BadUsage
from shapeproof.exchange.events import Event, OperationFinished
from shapeproof.report.collector import RunReport
from shapeproof.report.interface import OutputFile
from shapeproof.report.jsonl_report import JsonlReporter

from ...report_schemas import validator
from .report_samples import CONTEXT, REASON, STARTED, finding, ping, put_exchange, report_of, run


def reporter(path: Path, collected: RunReport | None = None) -> JsonlReporter:
    return JsonlReporter(OutputFile.open(f"jsonl={path}", path), collected or RunReport(CONTEXT))


def lines(path: Path, events: list[Event]) -> list[dict[str, Any]]:
    collected = RunReport(CONTEXT)
    writer = reporter(path, collected)
    for event in events:
        collected.handle(event)
        writer.handle(event)
    writer.close()
    return [json.loads(line) for line in path.read_bytes().split(b"\n")[:-1]]


def test_a_line_for_each_event(tmp_path: Path) -> None:
    examples = [finding(exchange=ping(b"x" * size)) for size in (2, 3, 1)]

    found = lines(tmp_path / "r.jsonl", run(*examples))

    assert [each["event"] for each in found] == [
        "run_started",
        "operation_started",
        "case_finished",
        "case_finished",
        "finding",
        "finding_repeated",
        "finding",
        "operation_finished",
        "operation_finished",
        "operation_finished",
        "groups",
        "run_finished",
    ]
    assert found[-2]["groups"] == report_of(*examples)["groups"]
    assert found[5] == {"event": "finding_repeated", "id": examples[0].id, "count": 2}
    assert found[8]["reason"] == REASON


def test_lines_fit_their_schema(tmp_path: Path) -> None:
    secret = finding(operation="PutSecret", exchange=put_exchange({"Password": "hunter2"}))

    for line in lines(tmp_path / "r.jsonl", run(finding(), finding(), secret, stopped="time")):
        validator("events-1.json").validate(line)


def test_the_last_line_of_a_finding_is_that_of_the_report(tmp_path: Path) -> None:
    examples = [finding(exchange=ping(b"x" * size)) for size in (2, 1)]

    found = lines(tmp_path / "r.jsonl", run(*examples))

    findings = [each["finding"] for each in found if each["event"] == "finding"]
    (whole,) = report_of(*examples)["findings"]
    assert {**findings[-1], "group": whole["group"]} == whole


def test_what_is_sensitive_is_masked(tmp_path: Path) -> None:
    secret = finding(operation="PutSecret", exchange=put_exchange({"Password": "hunter2"}))
    reason = 'refused: {"pass_word": "hunter3"}'
    events = [*run(secret), OperationFinished("PutSecret", False, 1, 1, reason)]

    lines(tmp_path / "r.jsonl", events)

    assert "hunter" not in (tmp_path / "r.jsonl").read_text()


def test_lines_are_there_while_the_run_goes(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    writer = reporter(path)

    writer.handle(STARTED)

    assert json.loads(path.read_text())["event"] == "run_started"
    writer.close()


def test_an_old_file_is_written_over(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text("old\n")

    assert lines(path, [STARTED])[0]["event"] == "run_started"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_an_error() -> None:
    writer = reporter(Path("/dev/full"))

    with pytest.raises(BadUsage, match="No space left"):
        writer.handle(STARTED)
