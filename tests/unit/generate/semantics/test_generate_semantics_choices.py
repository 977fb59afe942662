from __future__ import annotations

from typing import Any

import pytest

from shapeproof.generate.cases.coverage import CoverageCases
from shapeproof.generate.draws import drawn
from shapeproof.generate.semantics import Fitting, with_choices
from shapeproof.generate.strategies import requests
from tests.unit.generate.schema_samples import BLOB, TEXT, contract, operation, structure

KIND = {**TEXT, "pattern": r"^(Text|Number|Bytes)(\..*)?$"}
CHOICE: dict[str, Any] = {
    "member": "Kind",
    "choices": {"Text": "Text", "Number": "Text", "Bytes": "Bytes"},
}
VALUE: dict[str, Any] = {
    **structure("Kind", Kind=KIND, Text=TEXT, Bytes=BLOB, Other=TEXT),
    "x-chosen-by": CHOICE,
}
ROOT = structure(Value=VALUE)


def consistent(**value: Any) -> Any:
    return with_choices(ROOT, {"Value": value})["Value"]


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ({"Kind": "Text", "Text": "a"}, {"Kind": "Text", "Text": "a"}),
        ({"Kind": "Text"}, {"Kind": "Text", "Text": "sample"}),
        ({"Kind": "Bytes.png"}, {"Kind": "Bytes.png", "Bytes": "c2FtcGxl"}),
        ({"Kind": "Text", "Bytes": "YQ=="}, {"Kind": "Bytes", "Bytes": "YQ=="}),
        ({"Kind": "Bytes", "Text": "a", "Bytes": "YQ=="}, {"Kind": "Bytes", "Bytes": "YQ=="}),
        ({"Kind": "Number", "Other": "a"}, {"Kind": "Number", "Other": "a", "Text": "sample"}),
        ({"Kind": "Unknown", "Bytes": "x"}, {"Kind": "Unknown", "Bytes": "x"}),
        ({"Kind": "Text", "Text": None}, {"Kind": "Text", "Text": None}),
        ({"Kind": "Text", "Text": 1}, {"Kind": "Text", "Text": 1}),
        ({"Kind": 1}, {"Kind": 1}),
        ({"Text": "a"}, {"Text": "a"}),
    ],
)
def test_the_member_that_is_chosen_is_there_and_no_other(given, made) -> None:
    assert consistent(**given) == made


def test_null_counts_as_absent_in_outputs() -> None:
    sent = {"Value": {"Kind": "Text", "Text": None}}

    assert with_choices(ROOT, sent, nulls=True) == with_choices(ROOT, {"Value": {"Kind": "Text"}})


def test_values_without_choices_are_the_same_objects() -> None:
    value = {"Text": "a"}

    assert with_choices(structure(Text=TEXT), value) is value


def test_all_legal_cases_are_consistent_and_faults_remain() -> None:
    put = operation("Put", "POST", "/", ROOT)
    kinds = {"Bytes": "Bytes"}
    for case in CoverageCases(contract(put), put).all():
        if case.fault is None and case.expect.value == "accept" and case.family.value != "null":
            value = case.params.get("Value")
            if value is not None:
                chosen = kinds.get(value["Kind"].partition(".")[0], "Text")
                assert [each for each in ("Text", "Bytes") if each in value] == [chosen]
        if case.fault is not None and case.pointer == "/Value/Text" and case.label == "null":
            assert case.params["Value"]["Text"] is None
        assert Fitting(put).params(case.params) is not None


def test_drawn_requests_are_consistent() -> None:
    put = operation("Put", "POST", "/", ROOT)

    made = drawn(requests(contract(put), put), 30, "choices", 0)
    values = [each["Value"] for each in made if "Value" in each]
    assert {value["Kind"].partition(".")[0] for value in values} == CHOICE["choices"].keys()
    for value in values:
        chosen = CHOICE["choices"][value["Kind"].partition(".")[0]]
        assert [each for each in ("Text", "Bytes") if each in value] == [chosen]
