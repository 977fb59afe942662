"""Values that are spelled otherwise, and mean the same."""

from typing import Any

import pytest

from shapeproof.checks.read_back import ReadBackDifference, severity_of_change
from shapeproof.checks.same_values import (
    known_members,
    same_as_shaped,
    same_meaning,
    tells_of_another,
)
from shapeproof.contract.shape import Shape

INSTANT = Shape.of({"type": "string", "x-timestamp": True, "x-timestamp-format": "iso8601"})
TEXT = Shape.of({"type": "string"})


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("2020-08-10T20:30:00-03:30", "2020-08-11T00:00:00Z", True),
        ("2020-08-11T00:00:00.999Z", "2020-08-11T00:00:00Z", True),
        ("2020-08-11T00:00:00Z", "2020-08-11T00:00:01Z", False),
        ("2020-08-11T00:00:00Z", "2020-08-11T01:00:00Z", False),
        ("2020-08-11T00:00:00Z", None, False),
        ("2020-08-11T00:00:00Z", "yesterday", False),
    ],
)
def test_instants(one: str, other: Any, equal: bool) -> None:
    assert same_as_shaped(INSTANT, one, other) is equal
    assert same_as_shaped(TEXT, one, other) is False


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ('{"a": [1, 2]}', '{"a":[1,2]}', True),
        ('{"a": 1}', {"a": 1}, True),
        ('{"a": 1}', "%7B%22a%22%3A%201%7D", True),
        ('{"a": 1}', '{"a": 2}', False),
        ("[", "[ ", False),
        ("1.50", "1.5", True),
        ("0.12345678901234567", "0.123456789", False),
        ("1", 1, False),
        ("a", "A", False),
        ("a", None, False),
    ],
)
def test_documents_and_numbers_in_texts(one: str, other: Any, equal: bool) -> None:
    assert same_meaning(one, other) is equal


def test_members_that_a_reader_does_not_have_are_not_compared() -> None:
    user = Shape.of({"type": "object", "properties": {"Name": {"type": "string"}}})
    assert known_members(user, [{"Name": "a", "Password": "b"}, "odd"]) == [{"Name": "a"}, "odd"]
    assert known_members(TEXT, ["a"]) == ["a"]


@pytest.mark.parametrize(
    ("how", "given", "guessed"),
    [
        ("changed", "a", "warning"),
        ("rounded", 1.5, "warning"),
        ("sorted", ["b", "a"], "note"),
        ("re-cased", "A", "note"),
        ("changed", "", "note"),
        ("changed", [], "note"),
    ],
)
def test_what_only_a_review_makes_sure(how: str, given: Any, guessed: str) -> None:
    assert severity_of_change(how, given, reviewed=False).label == guessed
    assert severity_of_change(how, given, reviewed=True).label == "error"


@pytest.mark.parametrize(
    ("written", "shown", "another"),
    [
        ({"VersionId": "a"}, {"VersionId": "b"}, True),
        ({"versionNumber": 2}, {"versionNumber": 1}, True),
        ({"VersionId": "a"}, {"VersionId": "a"}, False),
        ({"VersionId": "a"}, {"Name": "b"}, False),
        ({"VersionId": "a"}, {"VersionId": None}, False),
        ({"Name": "a"}, {"Name": "b"}, False),
    ],
)
def test_a_reader_may_show_another_version(written: Any, shown: Any, another: bool) -> None:
    assert tells_of_another(written, shown) is another


def test_a_service_may_add_to_a_list() -> None:
    more = ReadBackDifference(("Stages",), "changed", ["a"], ["a", "CURRENT"])
    other = ReadBackDifference(("Stages",), "changed", ["a"], ["CURRENT"])
    assert more.severity(reviewed=False).label == "note"
    assert other.severity(reviewed=False).label == "warning"
    assert more.severity(reviewed=True).label == "error"


@pytest.mark.parametrize(
    ("given", "got", "same"),
    [
        ("https://idp.example.com/a", "idp.example.com/a", True),
        ("https://idp.example.com", "other.example.com", False),
        ("idp.example.com", "https://idp.example.com", False),
        ("urn://a", "a", False),
    ],
)
def test_a_url_without_its_scheme(given: str, got: str, same: bool) -> None:
    assert same_meaning(given, got) is same
