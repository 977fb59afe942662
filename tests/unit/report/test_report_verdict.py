from __future__ import annotations

from typing import Any

import pytest

from shapeproof.exchange import Severity
from shapeproof.report.advice import advice
from shapeproof.report.document import Report
from shapeproof.report.summary import Demands, exit_status
from shapeproof.report.verdict import names, reach_lines, verdict

from .report_samples import CONTEXT, finding, report_of

ALL = {"operations": 3, "operations_reached": 3, "operations_available": 3}
NONE = {"operations": 3, "operations_reached": 0, "operations_available": 3}
ERROR, WARNING = finding(), finding("echo", Severity.WARNING)


def with_figures(report: Report, status: str = "", stopped: str = "", **figures: Any) -> Report:
    stats: Any = {**report["stats"], **figures}
    return {**report, "status": status or report["status"], "stopped": stopped, "stats": stats}


def known_report() -> Report:
    report = report_of(ERROR)
    report["findings"][0]["known"] = True
    return {**report, "status": "conforms"}


@pytest.mark.parametrize(
    ("report", "begins", "status"),
    [
        pytest.param(
            with_figures(report_of(), **ALL),
            "conforms: no findings; 3 of 3 operations",
            0,
            id="all",
        ),
        pytest.param(
            report_of(),
            "conforms as far as reached: 2 of 3 operations, 20 requests",
            0,
            id="partly",
        ),
        pytest.param(
            with_figures(report_of(), operations_available=2),
            "conforms: no findings; 2 of 2 operations reached",
            0,
            id="all-that-it-has",
        ),
        pytest.param(
            report_of(WARNING), "passes: 1 warning, none that fails the run; 2 of 3", 0, id="below"
        ),
        pytest.param(known_report(), "no new findings (1 known); 2 of 3", 0, id="known"),
        pytest.param(report_of(ERROR), "findings: 1 error; 2 of 3 operations", 1, id="findings"),
        pytest.param(
            with_figures(report_of(), "incomplete", **NONE),
            "nothing could be checked; 0 of 3 operations reached",
            2,
            id="nothing",
        ),
        pytest.param(
            with_figures(report_of(ERROR), "incomplete", **NONE),
            "nothing could be checked; 0 of 3",
            2,
            id="nothing-but-findings",
        ),
        pytest.param(
            with_figures(report_of(), "incomplete", "target gone", **NONE),
            "nothing could be checked",
            2,
            id="gone-at-once",
        ),
        pytest.param(
            with_figures(report_of(), "incomplete", "time", **NONE),
            "incomplete: no findings; 0 of 3",
            3,
            id="no-time",
        ),
        pytest.param(
            with_figures(report_of(ERROR), "incomplete", "target gone"),
            "incomplete: 1 error",
            3,
            id="gone-later",
        ),
        pytest.param(report_of(stopped="time"), "incomplete: no findings", 3, id="time"),
    ],
)
def test_a_verdict_says_no_more_than_is_known(report: Report, begins: str, status: int) -> None:
    assert verdict(report).startswith(begins)
    assert exit_status(report) == status


@pytest.mark.parametrize(
    ("percent", "figures", "status"),
    [
        (60, {}, 0),
        (67, {}, 1),
        (67, {"operations_available": 2}, 0),
        (None, {}, 0),
        (0, {}, 0),
    ],
)
def test_a_run_fails_that_reaches_less_than_is_asked_for(
    percent: float | None, figures: dict[str, int], status: int
) -> None:
    report = with_figures(report_of(), **figures)

    assert exit_status(report, Demands(min_reached=percent)) == status


def test_an_empty_shard_reaches_all_that_it_has() -> None:
    report = with_figures(report_of(), operations=0, operations_available=0, operations_reached=0)
    assert exit_status(report, Demands(min_reached=100)) == 0


def test_what_is_just_too_little_is_not_rounded_up() -> None:
    figures = {"operations": 1000, "operations_available": 1000, "operations_reached": 899}
    (line,) = Demands(min_reached=90).unmet(with_figures(report_of(), **figures))
    assert line == "89.9 % of the operations were reached, fewer than --min-reached 90"


def test_what_stops_a_run_counts_more_than_findings_and_demands() -> None:
    demands = Demands(min_reached=100)

    assert exit_status(report_of(ERROR, stopped="time"), demands) == 3
    assert exit_status(with_figures(report_of(ERROR), "incomplete", **NONE), demands) == 2


def unreached(reason: str) -> Report:
    report = with_figures(report_of(), "incomplete", **NONE)
    for each in report["operations"]:
        each.update(reached=False, reason=reason)
    return report


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("no legal request was accepted (last answer: 403)", "--credentials"),
        ("no legal request was accepted (last answer: 400 IncompleteSignature)", "--credentials"),
        ("no legal request was accepted (last answer: 404)", "the right URL"),
        ("the target does not have it (answer: 501)", "--protocol"),
        ("no legal request was accepted (last answer: 500)", "log of the target"),
        ("3 requests were not answered in time", "timed out"),
        ("no legal request was accepted (last answer: 400 ValidationException)", "--seeds"),
        ("nothing makes a Vault", "--seeds"),
        ("", "the right URL"),
    ],
)
def test_where_nothing_was_reached_the_report_says_what_to_try(reason: str, expected: str) -> None:
    lines = list(reach_lines(unreached(reason)))

    tries = [each for each in lines if each.startswith("try: ")]
    assert tries == [f"try: {each}" for each in advice([reason])]
    assert any(expected in each for each in tries)


def test_the_most_frequent_reason_is_named_without_values() -> None:
    report = unreached("")
    for each, reason in zip(
        report["operations"], ("400 no 'a' here", "400 no 'b' here", "nothing makes a Vault"),
        strict=True,
    ):  # fmt: skip
        each["reason"] = reason

    (line, *_) = reach_lines(report)

    assert line == "not reached: 3 operations; 2 of them: 400 no … here"


def test_operations_that_the_target_does_not_have_are_a_line() -> None:
    report = report_of()
    report["operations"][1].update(available=False)

    (line,) = (each for each in reach_lines(report) if "does not have" in each)

    assert line == "the target does not have 1 operation: GetSecret"


def test_what_a_client_lacks_is_a_line_and_what_to_do_about_it_another() -> None:
    """It cannot say what it lacks of a reply: only a contract of its age knows."""
    lacks = {"operations": ["OfNextYear"], "members": ["Get/Size"]}
    lines = list(reach_lines(with_figures(report_of(), unsupported=lacks)))

    assert lines[:2] == [
        "the client does not have 1 operation: OfNextYear",
        "the client does not have 1 member: Get/Size",
    ]
    assert "--contract PATH" in lines[2]


def test_a_phase_without_a_case_is_told() -> None:
    report = report_of()
    report["phases"].append("stateful")

    assert "no case was run in: stateful" in reach_lines(report)
    assert not any("no case" in each for each in reach_lines(report_of()))


@pytest.mark.parametrize(
    ("room", "line"),
    [
        (None, "x: aa, bb, cc"),
        (14, "x: aa, bb, cc"),
        (12, "x: aa … and 2 more"),
        (0, "x: aa … and 2 more"),
    ],
)
def test_names_that_have_no_room_are_counted(room: int | None, line: str) -> None:
    assert names("x: ", ["aa", "bb", "cc"], room) == line


def test_the_threshold_is_that_of_the_run() -> None:
    assert report_of()["fail_on"] == CONTEXT.fail_on.label


@pytest.mark.parametrize(
    ("operations", "members", "line"),
    [
        (["Get", "Put"], [], "the client does not have 2 operations: Get, Put"),
        ([], ["Put/Size"], "the client does not have 1 member: Put/Size"),
        (["Get"], ["Put/A"], "the client does not have 1 member: Put/A"),
    ],
)
def test_what_a_client_lacks(operations: list[str], members: list[str], line: str) -> None:
    unsupported = {"operations": operations, "members": members}
    assert line in list(reach_lines(with_figures(report_of(), **ALL, unsupported=unsupported)))
