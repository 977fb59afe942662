from __future__ import annotations

from typing import Any

import pytest

from shapeproof.contract.model import Contract
from shapeproof.exceptions import BadUsage
from shapeproof.report.document import Report
from shapeproof.report.merge import merge_notes, merge_reports
from shapeproof.report.shards import missing_line
from shapeproof.report.summary import exit_status
from shapeproof.report.verdict import reach_lines
from shapeproof.run.plan import Plan

from .report_samples import CONTRACT, finding
from .test_report_merge import shard


def part(index: int, of: int = 3, selection: str = "a", **more: Any) -> Report:
    report = shard(f"Operation{index}", **more)
    report["shard"] = {"of": of, "parts": [index], "selection": selection}
    return report


def of_run(contract: str = "c", options: str = "--max-examples 50", **more: Any) -> Report:
    """The second shard, with what decides what is sent."""
    report = part(2, **more)
    report["shard"] |= {"contract": contract, "options": options}
    return report


def first_of_run() -> Report:
    report = of_run()
    report["shard"]["parts"] = [1]
    report["operations"] = part(1)["operations"]
    return report


def test_all_shards_make_a_whole_run() -> None:
    merged = merge_reports([part(3), part(1), part(2)])

    assert merged["shard"] == {"of": 3, "parts": [1, 2, 3], "selection": "a"}
    assert (merged["status"], exit_status(merged)) == ("conforms", 0)


def test_a_missing_shard_is_named_and_the_run_is_incomplete() -> None:
    given = [part(1), part(3)]

    merged = merge_reports(given)

    assert merged["shard"]["missing"] == [2]
    assert (merged["status"], exit_status(merged)) == ("incomplete", 3)
    assert missing_line(merged) == "shard 2 of 3 is missing"
    assert "shard 2 of 3 is missing" in list(reach_lines(merged))
    (note,) = merge_notes(given, merged)
    assert note == "shard 2 of 3 is missing: the merged report is incomplete"


def test_a_missing_shard_can_be_merged_later() -> None:
    findings = (finding(operation="Operation2"),)
    merged = merge_reports([merge_reports([part(1), part(3)]), part(2, findings=findings)])

    assert "missing" not in merged["shard"]
    assert merged["status"] == "findings"


def test_a_shard_that_stopped_stays_incomplete() -> None:
    merged = merge_reports([merge_reports([part(1), part(3, stopped="time")]), part(2)])

    assert merged["status"] == "incomplete"


@pytest.mark.parametrize(
    ("others", "reason"),
    [
        ([part(1)], "shard 1 is given twice: a.json and b.json"),
        ([part(2), part(2)], "shard 2 is given twice: b.json and c.json"),
        ([part(2, of=4)], "a.json is of shard 1 of 3, b.json of shard 2 of 4"),
        ([part(2, selection="b")], "a.json and b.json are shards of different selections"),
        ([shard("Ping")], "b.json is of a whole run, a.json of shard 1 of 3"),
    ],
)
def test_shards_that_do_not_fit_are_refused(others: list[Report], reason: str) -> None:
    names = ["a.json", "b.json", "c.json"]

    with pytest.raises(BadUsage) as caught:
        merge_reports([part(1), *others], names[: 1 + len(others)])

    assert caught.value.reason.startswith(reason)


def repeated() -> Report:
    report = part(2)
    report["operations"] = part(1)["operations"]
    return report


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        (
            first_of_run(),
            of_run(contract="d"),
            "a.json and b.json are shards of runs with different contracts",
        ),
        (
            first_of_run(),
            of_run(options="--max-examples 9"),
            "a.json is of a run with --max-examples 50, b.json of one with --max-examples 9",
        ),
        (part(1), of_run(), "a.json and b.json are shards of runs with different contracts"),
        (part(1), repeated(), "the operation Operation1 is in two shards, a.json and b.json"),
        (part(1), part(4), "shard 4 of 3"),
        (part(1), part(2, seed=9), "b.json has the seed 9, the one before"),
        (part(1), part(2, phases=["fuzz"]), "b.json has the phases"),
    ],
)
def test_shards_of_different_plans_are_refused(first: Report, second: Report, reason: str) -> None:
    with pytest.raises(BadUsage) as caught:
        merge_reports([first, second], ["a.json", "b.json"])

    assert caught.value.reason.startswith(reason)


def test_a_merged_report_says_of_which_plan_it_is() -> None:
    merged = merge_reports([of_run(), first_of_run()])

    assert merged["shard"]["contract"] == "c"
    assert merged["shard"]["options"] == "--max-examples 50"
    assert merged["shard"]["missing"] == [3]
    with pytest.raises(BadUsage, match="shard 1 is given twice"):
        merge_reports([merged, first_of_run()])


@pytest.mark.parametrize("contract", [CONTRACT])
def test_the_shards_of_one_plan_have_one_selection(contract: Contract) -> None:
    shards = [Plan(shard=(index, 2)).shard_of(contract) for index in (1, 2)]
    other = Plan(shard=(1, 2), excluded=("Ping",)).shard_of(contract)

    assert Plan().shard_of(contract) is None
    assert [each and each.index for each in shards] == [1, 2]
    assert len({each and each.selection for each in shards}) == 1
    assert other is not None
    assert shards[0] is not None
    assert other.selection != shards[0].selection
    assert len({each and (each.contract, each.options) for each in shards}) == 1
    assert other.contract != shards[0].contract
    more = Plan(shard=(1, 2), max_examples=9, robustness=True).shard_of(contract)
    assert more is not None
    assert more.options == "--max-examples 9 --robustness"


def kind(name: str, *operations: str, **more: Any) -> Report:
    report: Any = {**shard(*operations), **more}
    report["target"] = {"kind": name, "address": ""}
    if name == "pytest":
        report |= {"service": None, "phases": ["passive"]}
    return report


def test_reports_of_different_kinds_are_refused() -> None:
    with pytest.raises(BadUsage) as caught:
        merge_reports([kind("pytest", "Ping"), kind("driver", "Ping")], ["p.json", "c.json"])

    assert "c.json is of a client, p.json of the tests of a user" in caught.value.reason


def test_reports_of_traffic_do_not_add_up() -> None:
    with pytest.raises(BadUsage, match="give all recordings to one 'shapeproof traffic'"):
        merge_reports([kind("traffic", "Ping"), kind("traffic", "Get")])


def test_runs_of_tests_may_call_the_same_operations() -> None:
    given = [kind("pytest", "Ping", "Get"), kind("pytest", "Ping")]

    merged = merge_reports(given)

    assert [each["name"] for each in merged["operations"]] == ["Get", "Ping"]
    assert merged["stats"]["operations"] == 2
    assert merged["stats"]["requests"] == 15
    assert merged["coverage"]["members"] == {"total": 0, "exercised": 0}
    assert "does not add up" in next(merge_notes(given, merged))


def test_the_coverage_of_the_only_run_of_tests_that_has_one_is_kept() -> None:
    other = kind("pytest", "Get")
    other["coverage"] = {name: {"total": 0, "exercised": 0} for name in other["coverage"]}
    given = [kind("pytest", "Ping"), other]

    assert merge_reports(given)["coverage"]["members"] == {"total": 7, "exercised": 3}
    assert not list(merge_notes(given, merge_reports(given)))


def told(index: int, check: str, where: str, constraint: str, text: str = "a") -> Report:
    """A shard of a client with one finding of its operation."""
    name = f"Operation{index}"
    report = part(index, findings=(finding(operation=name),))
    report["target"] = {"kind": "driver", "address": ""}
    record = report["findings"][0]
    record |= {"id": f"{text}{index}", "check": check, "where": where, "constraint": constraint}
    return report


@pytest.mark.parametrize(
    ("check", "constraint", "where", "operations"),
    [
        ("robustness", "crash", "reply cut off", ["Operation1"]),
        ("output", "special-number", "output /Ratio", ["Operation1"]),
        ("local_validation", "sent", "constraint pattern", ["Operation1"]),
        ("local_validation", "inconsistent pattern", "request /A", ["Operation1", "Operation2"]),
        ("output", "type", "output /Ratio", ["Operation1", "Operation2"]),
    ],
)
def test_what_does_not_depend_on_the_operation_is_reported_once_of_a_client(
    check: str, constraint: str, where: str, operations: list[str]
) -> None:
    given = [told(index, check, where, constraint) for index in (2, 1)]

    merged = merge_reports(given)

    assert [each["operation"] for each in merged["findings"]] == operations
    assert [each["findings"] for each in merged["operations"]] == (
        [1, 1] if len(operations) == 2 else [1, 0]
    )
