from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from shapeproof import __version__
from shapeproof.exchange import Severity
from shapeproof.exchange.events import OperationFinished, RunFinished, RunStarted, Stats, TargetInfo
from shapeproof.report.collector import RunReport
from shapeproof.report.json_report import render_json
from shapeproof.report.summary import exit_status

from ...report_schemas import validator
from .report_samples import (
    CONTEXT,
    COVERAGE,
    REASON,
    STARTED,
    collected,
    finding,
    ping,
    put_exchange,
    report_of,
    run,
)


def known(*findings: Any) -> Any:
    return replace(CONTEXT, known=frozenset(each.id for each in findings))


def test_the_whole_report() -> None:
    report = report_of()

    assert report == {
        "version": 1,
        "tool": {"name": "shapeproof", "version": __version__},
        "service": "vault",
        "api_version": "2020-01-01",
        "protocol": "",
        "target": {"kind": "http", "address": "http://127.0.0.1:5000"},
        "seed": 7,
        "phases": ["coverage", "fuzz"],
        "started": "2024-05-01T12:00:00Z",
        "seconds": 12.346,
        "status": "conforms",
        "stopped": "",
        "fail_on": "error",
        "stats": {
            "requests": 20,
            "operations": 3,
            "operations_reached": 2,
            "operations_available": 3,
            "search_requests": 7,
            "cases": {"coverage": 9, "fuzz": 4, "stateful": 0},
            "checks": 50,
            "left_out": [],
        },
        "coverage": {
            "operations": {"total": 3, "exercised": 2},
            "members": {"total": 12, "exercised": 10},
            "enum_values": {"total": 0, "exercised": 0},
            "faults": {"total": 0, "exercised": 0},
            "errors": {"total": 3, "exercised": 1},
        },
        "operations": [
            operation("Ping", 2, 3),
            operation("GetSecret", 1, 5, reached=False, reason=REASON),
            operation("PutSecret", 4, 9),
        ],
        "groups": [],
        "findings": [],
    }


def operation(
    name: str,
    cases: int,
    requests: int,
    *,
    reached: bool = True,
    available: bool = True,
    reason: str = "",
    findings: int = 0,
) -> dict[str, Any]:
    return {
        "name": name,
        "cases": cases,
        "requests": requests,
        "reached": reached,
        "available": available,
        "reason": reason,
        "findings": findings,
        "tried": {},
    }


@pytest.mark.parametrize(
    "events",
    [
        run(),
        run(end=False),
        run(finding(), finding(exchange=ping(b"\xff")), stopped="time"),
        run(finding(exchange=replace(ping(), response=None, failure="reset"))),
        run(finding(operation="PutSecret", exchange=put_exchange({"Password": "hunter2"}))),
        [replace(STARTED, service="", api_version="", target=TargetInfo("pytest", ""))],
        [STARTED, RunFinished(0.0, Stats())],
    ],
)
def test_reports_fit_their_schema(events: Any) -> None:
    report = collected(events).report()
    assert report is not None

    validator("report-1.json").validate(json.loads(render_json(report, CONTEXT)))


@pytest.mark.parametrize("name", ["report-1.json", "events-1.json", "baseline-1.json"])
def test_schemas_fit_the_metaschema(name: str) -> None:
    schema = validator(name)

    schema.check_schema(schema.schema)


def test_events_and_reports_define_the_same_things_alike() -> None:
    reports, events = (validator(f"{name}-1.json").schema["$defs"] for name in ("report", "events"))

    assert {name: events[name] for name in events.keys() & reports.keys()} == {
        name: reports[name] for name in events.keys() & reports.keys()
    }


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"status": "fine"},
        {"findings": [{}]},
        {"surprise": 1},
        {"coverage": {}},
        {"operations": [{"name": "x"}]},
    ],
)
def test_the_schema_refuses_what_is_no_report(change: dict[str, Any]) -> None:
    report = {**report_of(finding()), **change}

    assert not validator("report-1.json").is_valid(report)


def test_the_same_events_give_the_same_bytes() -> None:
    findings = [finding(), finding("b", exchange=put_exchange({"Password": "hunter2"}))]

    texts = {render_json(report_of(*findings), CONTEXT) for _ in range(3)}

    assert len(texts) == 1
    assert texts.pop().endswith("}\n")


ERROR, WARNING, NOTE = (finding(severity=each) for each in sorted(Severity, reverse=True))


@pytest.mark.parametrize(
    ("found", "fail_on", "stopped", "status", "code"),
    [
        ([], Severity.ERROR, "", "conforms", 0),
        ([ERROR], Severity.ERROR, "", "findings", 1),
        ([WARNING], Severity.ERROR, "", "conforms", 0),
        ([WARNING], Severity.WARNING, "", "findings", 1),
        ([NOTE], Severity.WARNING, "", "conforms", 0),
        ([NOTE], Severity.NOTE, "", "findings", 1),
        ([], Severity.ERROR, "requests", "incomplete", 3),
        ([ERROR], Severity.ERROR, "time", "incomplete", 3),
    ],
)
def test_status(found: Any, fail_on: Severity, stopped: str, status: str, code: int) -> None:
    report = report_of(*found, context=replace(CONTEXT, fail_on=fail_on), stopped=stopped)

    assert (report["status"], exit_status(report)) == (status, code)


def test_known_findings_do_not_fail() -> None:
    other = finding("other")

    assert report_of(ERROR, context=known(ERROR))["status"] == "conforms"
    assert report_of(ERROR, other, context=known(ERROR))["status"] == "findings"


def test_a_run_that_ends_without_a_word_is_incomplete() -> None:
    report = report_of(finding(), finding(), end=False)

    assert report["status"] == "incomplete"
    assert report["stats"] == {
        "requests": 8,
        "operations": 3,
        "operations_reached": 1,
        "operations_available": 3,
        "search_requests": 0,
        "cases": {"coverage": 1, "fuzz": 1, "stateful": 0},
        "checks": 0,
        "left_out": ["PutSecret"],
    }
    assert report["operations"][2] == operation(
        "PutSecret", 0, 0, reached=False, reason="not finished"
    )
    assert report["operations"][0]["findings"] == 1


def test_operations_that_the_target_lacks() -> None:
    lacked = OperationFinished("GetSecret", False, 0, 3, REASON, available=False)

    report = collected([STARTED, lacked]).report()

    assert report is not None
    assert report["operations"][1]["available"] is False
    assert report["operations"][0]["available"] is True
    assert report["stats"]["operations_available"] == 2


def test_what_the_run_as_a_whole_says_is_lacking() -> None:
    """Phases without coverage do not finish operations one by one."""
    stats = Stats(operations=3, not_available=("Ping",))

    report = collected([STARTED, RunFinished(1.0, stats)]).report()

    assert report is not None
    available = {each["name"]: each["available"] for each in report["operations"]}
    assert available == {"Ping": False, "GetSecret": True, "PutSecret": True}
    assert report["stats"]["operations_available"] == 2


def test_an_operation_may_finish_several_times_and_unplanned() -> None:
    events = [
        STARTED,
        OperationFinished("Ping", True, 2, 3),
        OperationFinished("Ping", False, 1, 1, "stopped"),
        OperationFinished("Extra", True, 1, 1),
    ]

    report = collected(events).report()

    assert report is not None
    assert report["operations"][0] == operation("Ping", 3, 4, reason="stopped")
    assert report["operations"][3]["name"] == "Extra"


def test_there_is_no_report_before_the_start() -> None:
    assert RunReport(CONTEXT).report() is None


def test_a_report_follows_what_happens() -> None:
    collector = collected(run(end=False))
    before = collector.report()

    collector.handle(RunFinished(1.0, Stats(coverage=COVERAGE)))

    after = collector.report()
    assert before is not None
    assert after is not None
    assert (before["status"], after["status"]) == ("incomplete", "conforms")
    assert collector.report() is after


def test_a_passive_report_has_no_service() -> None:
    started: RunStarted = replace(
        STARTED, service="", api_version="", target=TargetInfo("pytest", "")
    )

    report = collected([started]).report()

    assert report is not None
    assert (report["service"], report["api_version"], report["target"]["kind"]) == (
        None,
        None,
        "pytest",
    )
