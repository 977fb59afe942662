from typing import Any

import pytest

from shapeproof.exchange import Case, Expect, Family
from shapeproof.exchange.events import Tally
from shapeproof.generate.cases.coverage import coverage_cases
from shapeproof.run.tallies import Tallies

from .run_servers import CONTRACT, Server, run

OPERATION = CONTRACT.operations["CreateBackendStorage"]
CASES = coverage_cases(CONTRACT, OPERATION)


def planned() -> Tallies:
    found = Tallies()
    found.plan(OPERATION)
    found.made(CASES)
    return found


def case(family: str, expect: Expect = Expect.ACCEPT, **params: Any) -> Case:
    return Case(f"x:{family}", OPERATION.name, Family(family), "", params, expect)


def test_what_there_is() -> None:
    found = planned().tally()
    assert found["members"] == Tally(9, 0)
    assert found["enum_values"] == Tally(7, 0)
    assert found["faults"].total == sum(each.expect is Expect.REJECT for each in CASES) > 50


CONFIG = {"Permissions": {"Authenticated": ["READ", "DELETE"]}, "ServiceName": "S3"}


@pytest.mark.parametrize("family", ["minimal", "full", "alone", "pairs", "enum"])
def test_an_accepted_case_exercises_what_it_holds(family: str) -> None:
    found = planned()
    found.count(case(family, AppId="a", ResourceConfig=CONFIG), "accepted")
    assert found.tally()["members"].exercised == 5
    assert found.tally()["enum_values"].exercised == 2
    assert found.tally()["faults"].exercised == 0


@pytest.mark.parametrize(
    ("family", "expect", "outcome"),
    [
        ("minimal", Expect.ACCEPT, "refused"),
        ("minimal", Expect.ACCEPT, "crashed"),
        ("minimal", Expect.ACCEPT, "not run"),
        ("minimal", Expect.OPEN, "accepted"),
        ("unknown-member", Expect.ACCEPT, "accepted"),
    ],
)
def test_what_exercises_no_member(family: str, expect: Expect, outcome: str) -> None:
    found = planned()
    found.count(case(family, expect, ResourceConfig=CONFIG), outcome)
    assert found.tally()["members"].exercised == 0


@pytest.mark.parametrize(
    ("outcome", "exercised"), [("refused", 1), ("accepted", 1), ("crashed", 1), ("not run", 0)]
)
def test_a_fault_counts_where_it_was_sent(outcome: str, exercised: int) -> None:
    found = planned()
    fault = next(each for each in CASES if each.expect is Expect.REJECT)
    found.count(fault, outcome)
    found.count(fault, outcome)
    assert found.tally()["faults"].exercised == exercised


def test_strange_members_do_not_count() -> None:
    found = planned()
    found.count(case("full", Strange=1), "accepted")
    assert found.tally()["members"] == Tally(9, 0)


@pytest.mark.slow
def test_a_whole_run_exercises_everything() -> None:
    coverage = run(Server(), "CreateBackendStorage").end.stats.coverage
    for kind in ("operations", "members", "enum_values", "faults"):
        assert coverage[kind].exercised == coverage[kind].total > 0
    assert coverage["errors"] == Tally(4, 2)
