from __future__ import annotations

import copy
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from shapeproof.exceptions import BadUsage
from shapeproof.exchange import Finding
from shapeproof.exchange.events import (
    Event,
    FindingFound,
    OperationFinished,
    RunFinished,
    Stats,
    Tally,
)
from shapeproof.report.document import Report
from shapeproof.report.json_report import read_report, render_json
from shapeproof.report.merge import merge_reports
from shapeproof.report.summary import exit_status

from ...report_schemas import validator
from .report_samples import CONTEXT, STARTED, collected, finding, ping


def shard(
    *operations: str, findings: tuple[Finding, ...] = (), stopped: str = "", **run: Any
) -> Report:
    """The report of a shard in which each operation took 2 cases and 5 requests."""
    count = len(operations)
    stats = Stats(
        requests=5 * count,
        operations=count,
        operations_reached=count,
        cases={"coverage": 2 * count, "fuzz": 1, "stateful": 0},
        checks=10,
        left_out=operations[:1] if stopped else (),
        coverage={"operations": Tally(count, count), "members": Tally(7, 3)},
    )
    events: list[Event] = [
        replace(STARTED, planned=tuple((each, 2) for each in operations), **run),
        *map(FindingFound, findings),
        *(OperationFinished(each, True, 2, 5) for each in operations),
        RunFinished(float(count), stats, stopped),
    ]
    report = collected(events, CONTEXT).report()
    assert report is not None
    return report


def test_figures_add_up() -> None:
    merged = merge_reports([shard("Ping", started="2"), shard("Get", "Put", started="1"), shard()])

    assert merged["stats"] == {
        "requests": 15,
        "operations": 3,
        "operations_reached": 3,
        "operations_available": 3,
        "search_requests": 0,
        "cases": {"coverage": 6, "fuzz": 3, "stateful": 0},
        "checks": 30,
        "left_out": [],
    }
    assert merged["coverage"]["operations"] == {"total": 3, "exercised": 3}
    assert merged["coverage"]["members"] == {"total": 21, "exercised": 9}
    assert [each["name"] for each in merged["operations"]] == ["Get", "Ping", "Put"]
    assert (merged["seconds"], merged["started"], merged["status"]) == (2.0, "1", "conforms")
    validator("report-1.json").validate(merged)


def test_findings_are_merged_by_id() -> None:
    big, small = finding(exchange=ping(b"xx")), finding(exchange=ping(b"x"))
    other = finding("other", operation="Get")

    merged = merge_reports(
        [shard("Ping", findings=(big, big, big)), shard("Get", findings=(other, small))]
    )

    assert [(each["operation"], each["count"]) for each in merged["findings"]] == [
        ("Get", 1),
        ("Ping", 4),
    ]
    assert merged["findings"][1]["request"]["body"] == "x"
    assert [each["findings"] for each in merged["operations"]] == [1, 1]
    assert merged["status"] == "findings"


def test_a_finding_is_known_only_where_all_shards_know_it() -> None:
    one, other = shard("Ping", findings=(finding(),)), shard("Get", findings=(finding(),))
    one["findings"][0]["known"] = True

    assert [each["known"] for each in merge_reports([one, other])["findings"]] == [False]


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (("conforms", "conforms"), "conforms"),
        (("conforms", "findings"), "findings"),
        (("incomplete", "findings"), "incomplete"),
    ],
)
def test_the_worst_status_counts(statuses: tuple[str, str], expected: str) -> None:
    shards = [shard("Ping"), shard("Get")]
    for each, status in zip(shards, statuses, strict=True):
        each["status"] = status

    assert merge_reports(shards)["status"] == expected


def test_findings_of_all_shards_are_grouped_anew() -> None:
    shards = [
        shard(name, findings=(finding("content_type", operation=name, where="header"),))
        for name in ("Ping", "Get", "Put")
    ]

    merged = merge_reports(shards)

    (group,) = merged["groups"]
    assert group["places"] == 3
    assert sorted(group["operations"]) == ["Get", "Ping", "Put"]
    assert {each["group"] for each in merged["findings"]} == {group["id"]}
    assert group["id"] == shards[0]["groups"][0]["id"]


def test_reports_of_older_versions_can_be_merged() -> None:
    shards = [shard("Ping", findings=(finding(),)), shard("Get", stopped="time")]
    for report in shards:
        for name in ("groups", "stopped", "fail_on"):
            del report[name]  # type: ignore[misc]
        for each in report["findings"]:
            del each["group"], each["constraint"]
        for operation in report["operations"]:
            del operation["tried"]

    merged = merge_reports(shards)

    validator("report-1.json").validate(merged)
    assert merged["status"] == "incomplete"
    assert len(merged["groups"]) == 1


def test_a_shard_that_reached_nothing_does_not_spoil_the_whole_run() -> None:
    empty, full = shard("Ping"), shard("Get")
    empty["stats"]["operations_reached"] = 0
    empty["status"] = "incomplete"

    assert merge_reports([empty, full])["status"] == "conforms"
    failing = shard("Get", findings=(finding(),))
    assert merge_reports([empty, failing])["status"] == "findings"
    assert exit_status(merge_reports([empty])) == 2


def test_the_baseline_s_entries_are_joined() -> None:
    one, other = shard("Ping"), shard("Get")
    one["baseline"] = {"stale": ["b"], "expired": ["x"]}
    other["baseline"] = {"stale": ["a"], "expired": ["x"]}

    assert merge_reports([one, other])["baseline"] == {"stale": ["a", "b"], "expired": ["x"]}


def test_the_order_of_the_files_does_not_matter() -> None:
    shards = [
        shard("Ping", findings=(finding(exchange=ping(b"b")),), started="1", stopped="time"),
        shard("Get", findings=(finding(exchange=ping(b"a")),), started="2"),
        shard("Put"),
    ]

    forward, backward = merge_reports(shards), merge_reports(shards[::-1])

    assert render_json(forward, CONTEXT) == render_json(backward, CONTEXT)


def test_the_shards_stay_as_they_are() -> None:
    shards = [shard("Ping", findings=(finding(),)), shard("Get", findings=(finding(),))]
    before = copy.deepcopy(shards)

    merge_reports(shards)

    assert shards == before


def test_an_operation_in_two_shards_is_one() -> None:
    merged = merge_reports([shard("Ping", "Get"), shard("Ping")])

    assert [(each["name"], each["cases"], each["requests"]) for each in merged["operations"]] == [
        ("Get", 2, 5),
        ("Ping", 4, 10),
    ]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"service": "other"}, "report 2 has the service other, the one before vault"),
        ({"seed": 8}, "report 2 has the seed 8, the one before 7"),
        ({"api_version": "1"}, "report 2 has the API version 1, the one before 2020-01-01"),
        ({"phases": ["fuzz"]}, "report 2 has the phases ['fuzz'], the one before"),
        (
            {"tool": {"name": "shapeproof", "version": "9"}},
            "report 2 has the version of shapeproof 9",
        ),
    ],
)
def test_reports_of_different_runs_are_refused(change: dict[str, Any], reason: str) -> None:
    other: Any = {**shard("Get"), **change}

    with pytest.raises(BadUsage) as caught:
        merge_reports([shard("Ping"), other])

    assert caught.value.reason.startswith(reason)


def test_the_same_shard_twice_is_refused() -> None:
    with pytest.raises(BadUsage, match="reports 1 and 3 are of the same operations"):
        merge_reports([shard("Ping"), shard("Get"), shard("Ping")])


def test_no_reports_are_refused() -> None:
    with pytest.raises(BadUsage, match="no reports are given"):
        merge_reports([])


def test_a_report_is_read_again(tmp_path: Path) -> None:
    report = shard("Ping", findings=(finding(),))
    path = tmp_path / "report.json"
    path.write_text(render_json(report, CONTEXT), encoding="utf-8")

    assert read_report(path) == report


def test_a_file_that_is_no_report_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text(json.dumps({**shard("Ping"), "stats": {"requests": -1}}))

    with pytest.raises(BadUsage, match="at /stats"):
        read_report(path)


def test_what_a_client_lacks_is_joined() -> None:
    shards = [shard("Ping"), shard("Get"), shard("Put")]
    shards[0]["stats"]["unsupported"] = {"operations": ["Ping"], "members": ["Ping/B"]}
    shards[1]["stats"]["unsupported"] = {"operations": [], "members": ["Get/A"]}
    merged = merge_reports(shards)
    assert merged["stats"]["unsupported"] == {
        "operations": ["Ping"],
        "members": ["Get/A", "Ping/B"],
    }
    validator("report-1.json").validate(json.loads(render_json(merged, CONTEXT)))
