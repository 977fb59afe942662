"""Every rule has a case, a class and a line in docs/reference/compatibility.md."""

from __future__ import annotations

from pathlib import Path

import pytest

from shapeproof.contract.diff import (
    RULES,
    SECTIONS,
    CompatibilityClass,
    ContractChange,
    diff_absent,
)
from shapeproof.contract.model import Contract

from .contract_diff_cases import CASES, WITHOUT_CASE, Case
from .contract_diff_samples import (
    BASE,
    INTEGER,
    STRING,
    changes,
    kinds,
    member,
    message,
    operation,
    structure,
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_a_rule_is_told_between_two_contracts_and_not_for_the_twin(case: Case) -> None:
    assert case.rule in kinds(case.old, case.new)
    assert case.rule not in kinds(case.old, case.twin)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_nothing_else_is_told_of_one_difference(case: Case) -> None:
    assert kinds(case.old, case.new) == [case.rule]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_every_change_has_a_place_and_one_sentence(case: Case) -> None:
    (change,) = changes(case.old, case.new)
    assert change.place == change.place.strip() != ""
    assert change.subject
    assert change.message[0].isupper() or change.message[0].islower()
    assert change.message.endswith(".")
    assert change.old != change.new


def test_every_rule_has_a_case() -> None:
    assert {case.rule for case in CASES} | WITHOUT_CASE == set(RULES)


def test_services_of_one_side_have_rules() -> None:
    (removed,) = diff_absent(BASE, "old", removed=True).changes
    (added,) = diff_absent(BASE, "new", removed=False).changes
    assert (removed.kind, removed.old, removed.new) == ("service-removed", "sample", None)
    assert (added.kind, added.old, added.new) == ("service-added", None, "sample")
    assert removed.breaking
    assert not added.breaking


def test_a_change_without_a_rule_cannot_be_made() -> None:
    with pytest.raises(KeyError):
        ContractChange("made-up", "", "", "")


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_what_breaks_someone_is_an_error_and_nothing_else_is(rule: object) -> None:
    assert (rule.severity == "error") == rule.compatibility.breaking  # type: ignore[attr-defined]


def test_every_rule_stands_in_one_section_under_its_own_id() -> None:
    listed = [kind for section in SECTIONS.values() for kind in section]
    assert sorted(listed) == sorted(RULES)
    assert all(rule.id == kind for kind, rule in RULES.items())


def test_the_classes_that_break() -> None:
    assert [each.value for each in CompatibilityClass if each.breaking] == [
        "breaking for callers",
        "breaking for servers",
    ]


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


DOCUMENT = Path(__file__).parents[4] / "docs/reference/compatibility.md"


def tables() -> str:
    lines: list[str] = []
    for title, ids in SECTIONS.items():
        lines += [f"### {title}", "", "| rule | class | severity | meaning |", "|---|---|---|---|"]
        for rule in map(RULES.__getitem__, ids):
            facts = (f"`{rule.id}`", rule.compatibility.value, rule.severity, rule.meaning)
            lines.append(f"| {' | '.join(facts)} |")
        lines.append("")
    return "\n".join(lines)


def test_the_document_has_all_rules_and_no_others() -> None:
    _, mark, listed = DOCUMENT.read_text(encoding="utf-8").partition("### Service\n")
    assert mark + listed == tables()


def test_the_document_names_all_classes() -> None:
    text = DOCUMENT.read_text(encoding="utf-8").partition("## Rules")[0]
    assert [each.value for each in CompatibilityClass if f"| {each.value} |" not in text] == []


if __name__ == "__main__":
    print(tables(), end="")
