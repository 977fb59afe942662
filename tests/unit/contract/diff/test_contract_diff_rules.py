import pytest

from shapeproof.contract.diff import (
    RULES,
    SECTIONS,
    CompatibilityClass,
    ContractChange,
    diff_absent,
)

from .contract_diff_cases import CASES, WITHOUT_CASE, Case
from .contract_diff_samples import BASE, changes, kinds


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
