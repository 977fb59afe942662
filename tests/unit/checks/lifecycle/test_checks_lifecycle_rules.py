"""The rules of state, one exchange at a time."""

import pytest

from shapeproof.checks import CHECK_NAMES
from shapeproof.checks.lifecycle import existence as dangling_identifier
from shapeproof.checks.lifecycle import existence as leftovers
from shapeproof.checks.lifecycle import existence as made_twice
from shapeproof.checks.lifecycle import existence as not_removed
from shapeproof.checks.lifecycle import listings as filters
from shapeproof.checks.lifecycle import listings as listing
from shapeproof.checks.lifecycle import listings as pagination
from shapeproof.checks.lifecycle import writes as atomicity
from shapeproof.checks.lifecycle import writes as copies
from shapeproof.checks.lifecycle import writes as isolation
from shapeproof.checks.lifecycle import writes as lost_update
from shapeproof.checks.lifecycle import writes as lost_write
from shapeproof.checks.lifecycle.interface import ReadingProblem
from shapeproof.contract.lifecycle import Reader
from shapeproof.exchange import Severity

from .lifecycle_samples import seen

RULES = (
    atomicity, copies, dangling_identifier, filters, isolation, leftovers, listing, lost_update,
    lost_write, made_twice, not_removed, pagination,
)  # fmt: skip
VALUE = ReadingProblem("changed", '"a"', '"b"', "/Status")
ABSENT = ReadingProblem("unreadable", "a success", "status 404")


def test_each_rule_has_a_name_of_its_own_that_is_known() -> None:
    names = [rule.NAME for rule in RULES]
    assert len(set(names)) == len(names)
    assert set(names) <= set(CHECK_NAMES)


def test_a_lost_write_is_the_makers() -> None:
    found = lost_write.lost_write(seen("GetToken", 404), "CreateToken", ABSENT)
    assert (found.operation, found.constraint, found.phase) == (
        "CreateToken", "unreadable", "stateful",
    )  # fmt: skip
    assert found.severity is Severity.ERROR


def test_the_second_lost_update_is_another_finding() -> None:
    reading = seen("GetBackendJob")
    first = lost_update.lost_update(reading, "UpdateBackendJob", VALUE, again=False)
    again = lost_update.lost_update(reading, "UpdateBackendJob", VALUE, again=True)
    assert first.id != again.id
    assert first.where == again.where == "response of GetBackendJob /Status"


@pytest.mark.parametrize(
    ("problem", "constraint"), [(VALUE, "changed"), (ABSENT, "removed")], ids=["value", "all of it"]
)
def test_what_was_disturbed_is_changed_or_removed(problem: ReadingProblem, constraint: str) -> None:
    reading = seen("GetToken")
    assert isolation.disturbed(reading, "DeleteToken", "Token", problem).constraint == constraint
    assert (
        atomicity.took_effect(reading, "DeleteToken", "refused", problem).constraint == constraint
    )


def test_copies_that_lack_a_part_or_share_it() -> None:
    reading = seen("GetBackendAuth", 404)
    lacking = copies.not_copied(reading, "CloneBackend", "Auth", ABSENT)
    shared = copies.not_deep(reading, "CloneBackend", "Auth", "UpdateBackendAuth", VALUE)
    assert (lacking.constraint, shared.constraint) == ("missing", "shared")
    assert lacking.operation == shared.operation == "CloneBackend"


# --- Removed


def listed(*names: str):
    return seen("GetBackend", body={"appId": "a", "backendEnvironmentList": list(names)})


CONTAINS = Reader("GetBackend", contains={"BackendEnvironmentList": "BackendEnvironmentName"})
NAMED = {"BackendEnvironmentName": "dev"}


def test_whether_an_answer_shows_a_thing() -> None:
    assert not_removed.is_there(seen("GetToken"), None, {}) is True
    assert not_removed.is_there(seen("GetToken", 404), None, {}) is False
    assert not_removed.is_there(seen("GetToken", 400), None, {}) is None
    assert not_removed.is_there(seen("GetToken", 500), None, {}) is None
    assert not_removed.is_there(seen("GetToken", 0), None, {}) is None
    assert not_removed.is_there(listed("dev", "test"), CONTAINS, NAMED) is True
    assert not_removed.is_there(listed("test"), CONTAINS, NAMED) is False


def test_an_error_told_as_a_success_shows_nothing() -> None:
    answer = seen("GetToken", 200, {"message": "no"}, error="NotFoundException")
    assert not_removed.is_there(answer, None, {}) is None


def test_absence_is_told_by_the_not_found_error() -> None:
    (found,) = not_removed.otherwise_refused(seen("GetToken", 403), "DeleteToken", "Token")
    assert (found.operation, found.constraint) == ("GetToken", "other error")
    for status in (200, 404, 500, 0):
        answer = seen("GetToken", status)
        assert not list(not_removed.otherwise_refused(answer, "DeleteToken", "Token"))


# --- Made twice, made again


@pytest.mark.parametrize(
    ("status", "constraints"),
    [(200, ["accepted"]), (409, ["other error"]), (404, ["other error"]), (400, []), (500, [])],
)
def test_making_what_exists(status: int, constraints: list[str]) -> None:
    found = list(made_twice.made_twice(seen("CreateBackend", status), "Backend"))
    assert [each.constraint for each in found] == constraints


def test_old_values() -> None:
    answer = seen("GetToken", body={"appId": "a", "sessionId": "s", "ttl": "old-mark"})
    (found,) = leftovers.old_values(answer, "CreateToken", "Token", ["new", "old-mark"])
    assert found.actual == "old-mark"
    assert not list(leftovers.old_values(answer, "CreateToken", "Token", ["new"]))


def test_refused_again() -> None:
    (found,) = leftovers.refused_again(seen("CreateBackend", 400), "DeleteBackend", "Backend")
    assert found.operation == "CreateBackend"
    for status in (200, 500):
        answer = seen("CreateBackend", status)
        assert not list(leftovers.refused_again(answer, "DeleteBackend", "Backend"))


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
    (found,) = listing.listed_wrongly(answer, "Backend", names, ["a", "b"], ["gone"], exact=True)
    assert found.constraint == constraint


def test_lists_that_are_right() -> None:
    answer = seen("ListBackendJobs")
    assert not list(listing.listed_wrongly(answer, "Job", ["b", "a"], ["a", "b"], [], exact=True))
    others = listing.listed_wrongly(answer, "Job", ["b", "x", "a"], ["a", "b"], [], exact=False)
    assert not list(others)


def test_filters_that_let_too_much_or_too_little_through() -> None:
    answer, asked = seen("ListBackendJobs"), {"Status": "A"}
    (wrong,) = filters.filter_broken(answer, asked, ["1", "2"], ["1"], ["2"])
    (lacking,) = filters.filter_broken(answer, asked, [], ["1"], ["2"])
    assert (wrong.constraint, lacking.constraint) == ("not kept", "drops items")
    assert wrong.where == lacking.where == "request /Status"
    assert not list(filters.filter_broken(answer, asked, ["1", "other"], ["1"], ["2"]))
    (refused,) = filters.filter_broken(seen("ListBackendJobs", 400), asked, [], ["1"], [])
    assert refused.constraint == "refused"


# --- Pages


def pages(*keys: str, size: int | None = 2, ended: bool = True, refused: bool = False):
    return pagination.PageWalk(size, tuple(tuple(page) for page in keys), ended, refused)


@pytest.mark.parametrize(
    ("walked", "constraint"),
    [
        (pages("ab", "cd", ended=False, refused=True), "token refused"),
        (pages("abc", "d"), "page size"),
        (pages("ab", "bc", "d"), "duplicate"),
        (pages("ab", "cd", ended=False), "endless"),
        (pages("ab", "c"), "gap"),
    ],
)
def test_pages_that_are_wrong(walked: pagination.PageWalk, constraint: str) -> None:
    (found,) = pagination.pages_broken(seen("ListBackendJobs"), walked, "abcd")
    assert found.constraint == constraint


@pytest.mark.parametrize(
    "walked",
    [
        pages("ab", "cd"),
        pages("ab", "cd", ""),
        pages("a", "b", "c", "d"),
        pages("dcba", size=None),
        pages("ab", "cd", "e"),
    ],
    ids=["full", "an empty last page", "smaller pages", "without a size", "others as well"],
)
def test_pages_that_are_right(walked: pagination.PageWalk) -> None:
    assert not list(pagination.pages_broken(seen("ListBackendJobs"), walked, "abcd"))


def test_sizes_give_the_same_items() -> None:
    answer = seen("ListBackendJobs")
    (found,) = pagination.union_differs(answer, pages("ab"), pages("a", "b", "c"))
    assert (found.constraint, found.expected) == ("gap", "c")
    assert not list(pagination.union_differs(answer, pages("ab", "c"), pages("c", "b", "a")))


@pytest.mark.parametrize(
    ("status", "constraints"),
    [
        (200, ["made-up token"]),
        (404, ["made-up token: other error"]),
        (400, []),
        (500, []),
        (0, []),
    ],
)
def test_tokens_that_were_made_up(status: int, constraints: list[str]) -> None:
    found = list(pagination.token_accepted(seen("ListBackendJobs", status)))
    assert [each.constraint for each in found] == constraints


def test_items_are_told_apart_by_identifier_or_as_a_whole() -> None:
    assert pagination.key_of({"JobId": "1", "Status": "A"}, "JobId") == "1"
    assert pagination.key_of("dev", "JobId") == "dev"
    one, other = {"a": 1, "b": 2}, {"b": 2, "a": 1}
    assert pagination.key_of(one, None) == pagination.key_of(other, None)


def test_identifiers_that_lead_nowhere() -> None:
    answer = seen("GetBackendJob", 404)
    found = dangling_identifier.does_not_resolve(answer, "CloneBackend", "JobId")
    unlisted = dangling_identifier.not_listed(answer, "CloneBackend", "JobId", "1")
    assert found.operation == unlisted.operation == "CloneBackend"
    assert found.id != unlisted.id
