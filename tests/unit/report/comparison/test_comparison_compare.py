from __future__ import annotations

import copy
from typing import Any

import pytest

from shapeproof.exceptions import BadUsage
from shapeproof.exchange import Severity
from shapeproof.report.comparison.facts import CauseState, Comparison, SettingKind, UnseenKind
from shapeproof.report.document import Report

from .compared import at, compared, report


def places(comparison: Comparison) -> dict[str, list[str]]:
    """The last member of each finding, by what has become of it."""
    groups: dict[str, list[Any]] = {
        "new": [each.record for each in comparison.added],
        "gone": list(comparison.gone),
        "same": list(comparison.same),
        "unseen": [each.record for each in comparison.not_looked_at],
    }
    return {
        name: [each["where"].rpartition("/")[2] for each in found]
        for name, found in groups.items()
        if found
    }


def test_findings_are_compared_by_their_ids() -> None:
    old = report(at("a"), at("b", message="one text"))
    new = report(at("b", message="another text"), at("c"), seed=8)

    assert places(compared(old, new)) == {"new": ["c"], "gone": ["a"], "same": ["b"]}


def test_a_report_is_the_same_as_itself() -> None:
    one = report(at("a"), at("b"))

    found = compared(one, copy.deepcopy(one))

    assert found.counts == {"new": 0, "gone": 0, "same": 2, "not_looked_at": 0}
    assert [found.settings, found.severities, found.reached, found.lost] == [()] * 4


def without_check(new: Report) -> None:
    new["checks"] = ["extra"]


def left_out(new: Report) -> None:
    new["stats"]["left_out"] = ["Ping"]


def unavailable(new: Report) -> None:
    new["operations"][0] |= {"reached": False, "available": False}


def absent(new: Report) -> None:
    del new["operations"][0]


def without_phase(new: Report) -> None:
    new["phases"] = ["fuzz"]


def without_cases(new: Report) -> None:
    new["stats"]["cases"]["coverage"] = 0


def unreached(new: Report) -> None:
    new["operations"][0]["reached"] = False


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (without_check, UnseenKind.NO_CHECK),
        (left_out, UnseenKind.NOT_FINISHED),
        (unavailable, UnseenKind.NOT_AVAILABLE),
        (absent, UnseenKind.NO_OPERATION),
        (without_phase, UnseenKind.NO_PHASE),
        (without_cases, UnseenKind.NO_PHASE),
        (unreached, UnseenKind.NOT_REACHED),
    ],
)
def test_what_was_not_looked_at_is_not_gone(change: Any, kind: UnseenKind) -> None:
    new = report()
    change(new)

    found = compared(report(at("a")), new)

    assert places(found) == {"unseen": ["a"]}
    assert found.not_looked_at[0].unseen.kind is kind


def test_a_kind_of_case_that_was_not_sent_shows_nothing() -> None:
    accepted = at("a", check="accepts_invalid", constraint="maxLength", where="request /a")
    old = report(accepted, kinds=("maxLength", "enum"))

    assert places(compared(old, report(kinds=("maxLength",)))) == {"gone": ["a"]}
    found = compared(old, report(kinds=("enum",)))
    assert found.not_looked_at[0].unseen.kind is UnseenKind.NO_CASE


@pytest.mark.parametrize(
    ("new", "is_gone"),
    [
        (report(), True),
        (report(seed=8), False),
        (report(cases={"coverage": 9, "fuzz": 3, "stateful": 0}), False),
        (report(cases={"coverage": 9, "fuzz": 5, "stateful": 0}), True),
    ],
)
def test_fuzz_findings_are_gone_only_where_the_same_is_drawn(new: Report, is_gone: bool) -> None:
    found = compared(report(at("a", phase="fuzz")), new)

    assert places(found) == ({"gone": ["a"]} if is_gone else {"unseen": ["a"]})


def test_a_run_that_stopped_has_not_done_its_later_phases() -> None:
    old, new = report(at("a", phase="stateful"), at("b")), report()
    for each in (old, new):
        each["phases"] = ["coverage", "stateful"]
        each["stats"]["cases"]["stateful"] = 3
    new |= {"stopped": "time", "status": "incomplete"}

    found = compared(old, new)

    assert places(found) == {"gone": ["b"], "unseen": ["a"]}
    assert found.not_looked_at[0].unseen.kind is UnseenKind.STOPPED


def test_what_is_new_where_old_has_not_looked_says_so() -> None:
    found = compared(report(reached=("GetSecret",)), report(at("a"), at("b", "GetSecret")))

    unseen = {each.record["operation"]: each.unseen and each.unseen.kind for each in found.added}
    assert unseen == {"GetSecret": None, "Ping": UnseenKind.NOT_REACHED}


def test_operations_newly_and_no_longer_reached() -> None:
    found = compared(report(reached=("Ping",)), report(reached=("GetSecret",)))

    assert [each.operation for each in found.reached] == ["GetSecret"]
    (lost,) = found.lost
    assert (lost.operation, lost.unseen.kind) == ("Ping", UnseenKind.NOT_REACHED)
    assert lost.unseen.detail == "no legal request was accepted"


def test_a_changed_severity_is_neither_new_nor_gone() -> None:
    found = compared(report(at("a", severity=Severity.NOTE)), report(at("a")))

    (change,) = found.severities
    assert (change.old, change.new, places(found)) == ("note", "error", {"same": ["a"]})
    assert not found.failing(Severity.NOTE)


def test_root_causes_follow_their_findings() -> None:
    def typed(name: str) -> Any:
        return at("name", name, check="content_type", where="header", constraint="media")

    other = at("x", check="extra", constraint="odd")
    found = compared(report(typed("Ping"), other), report(typed("Ping"), typed("GetSecret")))

    states = {each.group["check"]: each for each in found.causes}
    assert states["extra"].state is CauseState.GONE
    assert states["content_type"].state is CauseState.SAME
    assert (states["content_type"].new, states["content_type"].same) == (1, 1)
    assert found.cause_counts == {"new": 0, "gone": 1, "same": 1, "not_looked_at": 0}


def test_a_root_cause_of_which_a_part_was_not_looked_at_is_not_gone() -> None:
    both = [at("x", name, check="extra", constraint="odd") for name in ("Ping", "GetSecret")]

    found = compared(report(*both), report(reached=("Ping",)))

    (cause,) = found.causes
    assert (cause.state, cause.gone, cause.not_looked_at) == (CauseState.NOT_LOOKED_AT, 1, 1)


def test_new_findings_at_or_above_the_threshold_fail() -> None:
    known, note = at("k"), at("n", severity=Severity.NOTE)
    new = report(known, note)
    for each in new["findings"]:
        each["known"] = each["where"].endswith("/k")
    found = compared(report(), new)

    assert [len(found.failing(each)) for each in (None, Severity.ERROR, Severity.NOTE)] == [0, 0, 1]


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [
        ("seed", 8, SettingKind.SEED),
        ("api_version", "2021-01-01", SettingKind.API_VERSION),
        ("protocol", "json", SettingKind.PROTOCOL),
        ("phases", ["coverage"], SettingKind.PHASES),
        ("tool", {"name": "shapeproof", "version": "9"}, SettingKind.TOOL),
        ("target", {"kind": "moto", "address": "moto"}, SettingKind.TARGET),
        ("started", "2023-01-01T00:00:00Z", SettingKind.ORDER),
        ("shard", {"of": 2, "parts": [1], "selection": "a"}, SettingKind.SHARD),
        ("status", "incomplete", SettingKind.WHOLE),
    ],
)
def test_runs_with_other_settings_are_comparable_but_said(
    field: str, value: Any, kind: SettingKind
) -> None:
    new: Any = {**report(), field: value}

    assert [each.kind for each in compared(report(), new).settings] == [kind]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"service": "other"}, "old.json is of vault, new.json of other"),
        ({"target": {"kind": "driver", "address": ""}}, "is of a server, new.json of a client"),
        ({"target": {"kind": "pytest", "address": ""}}, "new.json of the tests of a user"),
        ({"target": {"kind": "traffic", "address": ""}}, "new.json of recorded traffic"),
    ],
)
def test_reports_of_different_things_are_refused(change: dict[str, Any], reason: str) -> None:
    new: Any = {**report(), **change}

    with pytest.raises(BadUsage) as caught:
        compared(report(), new)

    assert reason in caught.value.reason


def test_reports_of_tests_are_compared_by_service() -> None:
    old, new = report(at("a")), report()
    for each in (old, new):
        each |= {
            "service": None,
            "phases": ["passive"],
            "target": {"kind": "pytest", "address": ""},
        }
        for one in each["findings"]:
            one["phase"] = "passive"
        each["operations"][0]["services"] = ["vault"]

    assert places(compared(old, new)) == {"gone": ["a"]}
    new["operations"][0]["services"] = ["other"]
    found = compared(old, new)
    assert found.not_looked_at[0].unseen.kind is UnseenKind.NOT_CALLED


def test_reports_of_older_versions_can_be_compared() -> None:
    old, new = report(at("a")), report(at("b"))
    for each in (old, new):
        for name in ("groups", "checks", "stopped", "fail_on"):
            del each[name]  # type: ignore[misc]
        for one in each["findings"]:
            del one["group"], one["constraint"]

    assert compared(old, new).cause_counts["new"] == 1
