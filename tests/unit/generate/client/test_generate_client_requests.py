"""What a client is asked to send."""

from __future__ import annotations

from collections import Counter

from shapeproof.contract.model import Contract
from shapeproof.exchange import ClientCase, Outcome
from shapeproof.generate.cases.coverage import coverage_cases
from shapeproof.generate.client.selection import thinned
from tests.unit.generate.schema_samples import TEXT, bound, list_of, structure

from .client_samples import cases_of, operation, service


def of_family(cases: dict[str, list[ClientCase]], family: str) -> list[ClientCase]:
    return [case for each in cases.values() for case in each if case.family == family]


def holds_null(value: object) -> bool:
    if isinstance(value, dict):
        return any(map(holds_null, value.values()))
    return any(map(holds_null, value)) if isinstance(value, list) else value is None


def test_each_legal_call_expects_the_plain_success(
    few_cases_of: dict[str, list[ClientCase]],
) -> None:
    for case in of_family(few_cases_of, "request"):
        assert case.outcome is Outcome.OUTPUT, case.id
        assert case.attempts == (1, 1), case.id
        assert case.fault is None, case.id
        assert not holds_null(case.params), case.id
        assert "ShapeproofUnknownMember" not in str(case.params), case.id


def test_every_enum_value_and_every_optional_member_is_sent(
    amplifybackend: Contract, few_cases_of: dict[str, list[ClientCase]]
) -> None:
    for name, cases in few_cases_of.items():
        operation_ = amplifybackend.operations[name]
        wanted = {
            (case.family, case.pointer, str(case.params))
            for case in coverage_cases(amplifybackend, operation_)
            if case.family in ("enum", "alone", "empty", "list", "boolean", "number", "structure")
        }
        sent = {(case.pointer, str(case.params)) for case in cases}
        assert {(pointer, params) for _, pointer, params in wanted} <= sent


def test_each_label_gets_what_has_to_be_encoded(
    few_cases_of: dict[str, list[ClientCase]],
) -> None:
    labels = Counter(
        case.id.rpartition(":")[2] for case in few_cases_of["GetBackendJob"]
        if case.family == "request" and case.pointer == "/JobId"
    )  # fmt: skip
    for label in ("slash", "encoded-slash", "space", "non-ascii"):
        assert labels[f"label-{label}"] == 1
    everywhere = {case.id.rpartition(":")[2] for case in of_family(few_cases_of, "request")}
    for label in ("percent", "plus", "question-mark", "hash", "length-256", "control-length-300"):
        assert f"label-{label}" in everywhere
    assert "label-dots" not in everywhere


def test_all_texts_are_met_somewhere(few_cases_of: dict[str, list[ClientCase]]) -> None:
    found = {case.id.rpartition(":")[2] for case in of_family(few_cases_of, "request")}
    for text in ("text-markup", "text-non-ascii", "text-astral", "text-control", "length-100000"):
        assert text in found


def test_one_type_confusion_for_each_place_and_every_required_member_left_out(
    amplifybackend: Contract, few_cases_of: dict[str, list[ClientCase]]
) -> None:
    for name, cases in few_cases_of.items():
        operation_ = amplifybackend.operations[name]
        faulty = [case for case in cases if case.family == "invalid"]
        given = [case for case in coverage_cases(amplifybackend, operation_) if case.fault]
        wanted = {
            (each.fault.pointer, each.fault.constraint)
            for each in given
            if each.fault and each.distortion is None
        }
        members = operation_.request["properties"]
        wanted |= {
            (f"/{label}", "required")
            for label in operation_.request.get("required", ())
            if members[label].get("x-location") == "uri"
        }
        assert {
            (each.fault.pointer, each.fault.constraint) for each in faulty if each.fault
        } == wanted
        for case in faulty:
            assert case.outcome is Outcome.OPEN, case.id
            assert case.attempts == (0, None), case.id


def test_a_label_may_hold_a_colon_and_ids_stay_apart() -> None:
    modes = {"type": "string", "enum": ["a:b", "c:b", "b"]}
    request = structure("Id", Id=bound(TEXT, "uri", "id"), Mode=modes, Others=list_of(TEXT))
    found = cases_of(service(operation(request=request)))
    assert {"request:/Mode:enum-c:b", "request:/Mode:enum-b"} <= (found.keys())


def test_thinned_goes_on_from_group_to_group() -> None:
    items = [f"{group}{index}" for group in "abc" for index in range(4)] + ["-"]

    def group(item: str) -> str | None:
        return item[0] if item != "-" else None

    assert list(thinned(items, group, 1)) == ["a1", "b2", "c3", "-"]
    assert list(thinned(items, group, 0, 2)) == ["a0", "a1", "b2", "b3", "c0", "c1", "-"]
    assert list(thinned(items, group, 0, 9)) == items
