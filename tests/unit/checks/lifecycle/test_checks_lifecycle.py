"""The rules of state, one exchange at a time."""

from dataclasses import replace

import pytest

from shapeproof.checks.interface import Subject
from shapeproof.checks.lifecycle import effects, existence, listings, pages, writes
from shapeproof.checks.lifecycle.interface import ReadingProblem, StateCheck
from shapeproof.checks.registry import REGISTRY
from shapeproof.contract.lifecycle import Reader
from shapeproof.exchange import Severity, Text

from ..check_samples import CONTRACT, error, observe
from .lifecycle_samples import seen

VALUE = ReadingProblem("changed", Text('"a"'), Text('"b"'), "/Status")
ABSENT = ReadingProblem("unreadable", Text("a success"), Text("status 404"))


def test_every_check_of_the_modules_is_registered() -> None:
    checks = {
        each
        for module in (writes, existence, listings, pages, effects)
        for each in vars(module).values()
        if isinstance(each, StateCheck)
    }
    registered = REGISTRY.checks(Subject.LIFECYCLE)
    assert checks == set(registered)
    assert len({each.name for each in registered}) == len(registered)


def test_a_lost_write_is_the_makers() -> None:
    found = writes.lost_write(seen("GetToken", 404), "CreateToken", ABSENT)
    assert (found.operation, found.constraint, found.phase) == (
        "CreateToken", "unreadable", "stateful",
    )  # fmt: skip
    assert found.severity is Severity.ERROR


def test_the_second_lost_update_is_another_finding() -> None:
    reading = seen("GetBackendJob")
    first = writes.lost_update(reading, "UpdateBackendJob", VALUE, again=False)
    again = writes.lost_update(reading, "UpdateBackendJob", VALUE, again=True)
    assert first.id != again.id
    assert first.where == again.where == "response of GetBackendJob /Status"


@pytest.mark.parametrize(
    ("problem", "constraint"), [(VALUE, "changed"), (ABSENT, "removed")], ids=["value", "all of it"]
)
def test_what_was_disturbed_is_changed_or_removed(problem: ReadingProblem, constraint: str) -> None:
    reading = seen("GetToken")
    assert writes.disturbed(reading, "DeleteToken", "Token", problem).constraint == constraint
    assert writes.took_effect(reading, "DeleteToken", "refused", problem).constraint == constraint


def test_copies_that_lack_a_part_or_share_it() -> None:
    reading = seen("GetBackendAuth", 404)
    lacking = writes.not_copied(reading, "CloneBackend", "Auth", ABSENT)
    shared = writes.not_deep(reading, "CloneBackend", "Auth", "UpdateBackendAuth", VALUE)
    assert (lacking.constraint, shared.constraint) == ("missing", "shared")
    assert lacking.operation == shared.operation == "CloneBackend"


# --- Removed


def listed(*names: str):
    return seen("GetBackend", body={"appId": "a", "backendEnvironmentList": list(names)})


CONTAINS = Reader("GetBackend", contains={"BackendEnvironmentList": "BackendEnvironmentName"})
NAMED = {"BackendEnvironmentName": "dev"}


def test_whether_an_answer_shows_a_resource() -> None:
    assert existence.is_there(seen("GetToken"), None, {}) is True
    assert existence.is_there(seen("GetToken", 404), None, {}) is False
    assert existence.is_there(seen("GetToken", 400), None, {}) is None
    assert existence.is_there(seen("GetToken", 500), None, {}) is None
    assert existence.is_there(seen("GetToken", 0), None, {}) is None
    assert existence.is_there(listed("dev", "test"), CONTAINS, NAMED) is True
    assert existence.is_there(listed("test"), CONTAINS, NAMED) is False


def test_an_error_with_the_status_of_a_success_shows_nothing() -> None:
    answer = seen("GetToken", 200, {"message": "no"}, error="NotFoundException")
    assert existence.is_there(answer, None, {}) is None


def test_a_missing_resource_gets_the_not_found_error() -> None:
    (found,) = existence.otherwise_refused(seen("GetToken", 403), "DeleteToken", "Token")
    assert (found.operation, found.constraint) == ("GetToken", "other error")
    for status in (200, 404, 500, 0):
        answer = seen("GetToken", status)
        assert not list(existence.otherwise_refused(answer, "DeleteToken", "Token"))


# --- Made twice, made again


@pytest.mark.parametrize(
    ("status", "constraints"),
    [(200, ["accepted"]), (409, ["other error"]), (404, ["other error"]), (400, []), (500, [])],
)
def test_making_what_exists(status: int, constraints: list[str]) -> None:
    found = list(existence.made_twice(seen("CreateBackend", status), "Backend"))
    assert [each.constraint for each in found] == constraints


def test_old_values() -> None:
    answer = seen("GetToken", body={"appId": "a", "sessionId": "s", "ttl": "old-mark"})
    (found,) = existence.old_values(answer, "CreateToken", "Token", ["new", "old-mark"])
    assert found.actual == "old-mark"
    assert not list(existence.old_values(answer, "CreateToken", "Token", ["new"]))


def test_refused_again() -> None:
    (found,) = existence.refused_again(seen("CreateBackend", 400), "DeleteBackend", "Backend")
    assert found.operation == "CreateBackend"
    for status in (200, 500):
        answer = seen("CreateBackend", status)
        assert not list(existence.refused_again(answer, "DeleteBackend", "Backend"))


# --- Listed, filtered


@pytest.mark.parametrize(
    ("names", "constraint"),
    [
        (["a"], "not listed"),
        (["a", "b", "a"], "listed twice"),
        (["a", "b", "gone"], "listed after removal"),
        (["a", "b", "c"], "unknown"),
    ],
)
def test_lists_that_are_wrong(names: list[str], constraint: str) -> None:
    answer = seen("GetBackend")
    (found,) = listings.listed_wrongly(answer, "Backend", names, ["a", "b"], ["gone"], exact=True)
    assert found.constraint == constraint


def test_lists_that_are_right() -> None:
    answer = seen("ListBackendJobs")
    assert not list(listings.listed_wrongly(answer, "Job", ["b", "a"], ["a", "b"], [], exact=True))
    others = listings.listed_wrongly(answer, "Job", ["b", "x", "a"], ["a", "b"], [], exact=False)
    assert not list(others)


def test_filters_that_let_too_much_or_too_little_through() -> None:
    answer, params = seen("ListBackendJobs"), {"Status": "A"}
    (wrong,) = listings.filter_broken(answer, params, ["1", "2"], ["1"], ["2"])
    (lacking,) = listings.filter_broken(answer, params, [], ["1"], ["2"])
    assert (wrong.constraint, lacking.constraint) == ("not kept", "drops items")
    assert wrong.where == lacking.where == "request /Status"
    assert not list(listings.filter_broken(answer, params, ["1", "other"], ["1"], ["2"]))
    (refused,) = listings.filter_broken(seen("ListBackendJobs", 400), params, [], ["1"], [])
    assert refused.constraint == "refused"


def test_items_are_distinguished_by_identifier_or_as_a_whole() -> None:
    assert listings.key_of({"JobId": "1", "Status": "A"}, "JobId") == "1"
    assert listings.key_of("dev", "JobId") == "dev"
    one, other = {"a": 1, "b": 2}, {"b": 2, "a": 1}
    assert listings.key_of(one, None) == listings.key_of(other, None)


@pytest.mark.parametrize("value", [["1"], {"Id": "1"}, True, 1.5, None])
def test_what_a_server_gives_as_an_identifier_can_be_compared(value: object) -> None:
    assert len({listings.key_of({"JobId": value}, "JobId")}) == 1


def test_identifiers_that_lead_nowhere() -> None:
    answer = seen("GetBackendJob", 404)
    found = existence.does_not_resolve(answer, "CloneBackend", "JobId")
    unlisted = existence.not_listed(answer, "CloneBackend", "JobId", "1")
    assert found.operation == unlisted.operation == "CloneBackend"
    assert found.id != unlisted.id


@pytest.mark.parametrize(
    ("code", "status", "reviewed", "told"),
    [
        ("EntityAlreadyExistsException", 409, False, False),
        ("EntityAlreadyExistsException", 409, True, True),
        ("LimitExceededException", 400, True, False),
        ("BadRequestException", 400, False, True),
    ],
)
def test_a_further_one_that_is_refused(code: str, status: int, reviewed: bool, told: bool) -> None:
    """Without a review something else than the known identifiers may tell two things apart."""
    contract = replace(CONTRACT, lifecycle=replace(CONTRACT.lifecycle, reviewed=reviewed))
    answered = observe("CreateToken", error(code, {"message": "no"}, status), contract=contract)
    assert bool(list(effects.no_further(answered, "Token", 2))) is told
