"""What each kind of difference comes to, as the project decided it; not read off the table."""

import pytest

from shapeproof.contract.diff import CompatibilityClass
from shapeproof.contract.model import Contract

from .contract_diff_samples import INTEGER, STRING, changes, member, message, operation, structure

CALLERS = CompatibilityClass.BREAKING_FOR_CALLERS
SERVERS = CompatibilityClass.BREAKING_FOR_SERVERS
NARROWING = CompatibilityClass.NARROWING
WIDENING = CompatibilityClass.WIDENING
ADDITIVE = CompatibilityClass.ADDITIVE

ENUM = {"type": "string", "enum": ["A", "B"]}
MORE = {"type": "string", "enum": ["A", "B", "C"]}
SHORT = {**STRING, "maxLength": 5}
SHORTER = {**STRING, "maxLength": 4}
OPTIONAL = structure({"M": STRING})
REQUIRED = structure({"M": STRING}, ("M",))
QUERY = {**STRING, "x-location": "querystring"}


@pytest.mark.parametrize(
    ("old", "new", "in_request", "in_response"),
    [
        (None, STRING, (ADDITIVE, "note"), (ADDITIVE, "note")),
        (STRING, None, (CALLERS, "error"), (CALLERS, "error")),
        (STRING, INTEGER, (CALLERS, "error"), (CALLERS, "error")),
        (ENUM, MORE, (WIDENING, "note"), (WIDENING, "warning")),
        (MORE, ENUM, (CALLERS, "error"), (NARROWING, "note")),
        (STRING, SHORT, (NARROWING, "warning"), (NARROWING, "note")),
        (SHORT, SHORTER, (CALLERS, "error"), (NARROWING, "note")),
        (SHORT, STRING, (WIDENING, "note"), (WIDENING, "note")),
        (STRING, QUERY, (CALLERS, "error"), (CALLERS, "error")),
        (STRING, {**STRING, "pattern": "a"}, (NARROWING, "warning"), (NARROWING, "note")),
    ],
)
def test_members(
    old: dict | None,
    new: dict | None,
    in_request: tuple[CompatibilityClass, str],
    in_response: tuple[CompatibilityClass, str],
) -> None:
    for way, expected in (("request", in_request), ("response", in_response)):
        (change,) = changes(member(way, old), member(way, new))
        assert (change.compatibility, change.severity) == expected
        assert change.breaking == (expected[1] == "error")


@pytest.mark.parametrize(
    ("way", "old", "new", "expected"),
    [
        ("request", OPTIONAL, REQUIRED, CALLERS),
        ("request", REQUIRED, OPTIONAL, WIDENING),
        ("request", structure({}), REQUIRED, CALLERS),
        ("response", OPTIONAL, REQUIRED, SERVERS),
        ("response", REQUIRED, OPTIONAL, CALLERS),
        ("response", structure({}), REQUIRED, SERVERS),
    ],
)
def test_required_members(way: str, old: dict, new: dict, expected: CompatibilityClass) -> None:
    (change,) = changes(message(way, old), message(way, new))
    assert change.compatibility is expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (operation(), operation(errors=()), (NARROWING, "note")),
        (operation(errors=()), operation(), (WIDENING, "warning")),
        (operation(), operation(deprecated=True), (CompatibilityClass.DOCUMENTATION, "note")),
    ],
)
def test_operations(old: Contract, new: Contract, expected: tuple[CompatibilityClass, str]) -> None:
    (change,) = changes(old, new)
    assert (change.compatibility, change.severity) == expected
