from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from shapeproof.contract.overlay import apply_overlay
from shapeproof.exceptions import BrokenContract

DOCUMENTS: dict[str, Any] = {
    "service.json": {"errors": {"Oops": {"code": "Oops"}}},
    "lifecycle.json": {"errors": {"Oops": {}}},
    "A.json": {"request": {"a/b~": {}, "list": [{}]}, "errors": {"Oops": {"type": "object"}}},
    "B.json": {"request": {}, "errors": {"Other": {}}},
    "C.json": {"errors": {"Oops": {"required": ["Old"]}}},
}


def correction(**fields: Any) -> dict[str, Any]:
    return {
        "file": "A.json",
        "pointer": "/request/new",
        "value": 1,
        "reason": "because",
        **fields,
    }


def apply(*corrections: Any) -> dict[str, Any]:
    return apply_overlay("root/overlay.json", {"corrections": list(corrections)}, DOCUMENTS)


def test_a_value_is_added_to_one_file() -> None:
    found = apply(correction())

    assert found["A.json"]["request"]["new"] == 1
    assert {**found, "A.json": None} == {**DOCUMENTS, "A.json": None}


def test_a_star_means_all_files_of_operations_that_have_the_place() -> None:
    found = apply(correction(file="*", pointer="/errors/Oops/required", value=["New"]))

    assert found["A.json"]["errors"]["Oops"] == {"type": "object", "required": ["New"]}
    assert found["C.json"]["errors"]["Oops"] == {"required": ["New"]}
    others = ("B.json", "service.json", "lifecycle.json")
    assert [found[name] for name in others] == [DOCUMENTS[name] for name in others]


@pytest.mark.parametrize("value", [None, False, 0, [], {"x": 1}, "text"])
def test_any_value_may_be_set(value: Any) -> None:
    assert apply(correction(value=value))["A.json"]["request"]["new"] == value


def test_pointers_are_unescaped() -> None:
    found = apply(correction(pointer="/request/a~1b~0/x"))

    assert found["A.json"]["request"]["a/b~"] == {"x": 1}


def test_a_later_correction_sees_an_earlier_one() -> None:
    found = apply(correction(value={}), correction(pointer="/request/new/x"))

    assert found["A.json"]["request"]["new"] == {"x": 1}


def test_nothing_that_is_given_is_changed() -> None:
    before = deepcopy(DOCUMENTS)
    value: dict[str, Any] = {"x": {}}
    found = apply(correction(value=value))
    found["A.json"]["request"]["new"]["x"]["y"] = 1

    assert before == DOCUMENTS
    assert value == {"x": {}}


def test_no_corrections() -> None:
    assert apply_overlay("x", {}, DOCUMENTS) == DOCUMENTS


FIRST = "/corrections/0"


@pytest.mark.parametrize(
    ("overlay", "pointer", "reason"),
    [
        ([], "", "an object is due, not a list"),
        (None, "", "an object is due, not null"),
        ({"corrections": {}}, "/corrections", "a list is due, not an object"),
        ({"corrections": ["x"]}, FIRST, "an object is due, not a string"),
        ({"corrections": [correction(reason=None)]}, f"{FIRST}/reason", "a string is due"),
        ({"corrections": [correction(file=1)]}, f"{FIRST}/file", "a string is due"),
        ({"corrections": [correction(pointer=[])]}, f"{FIRST}/pointer", "a string is due"),
        ({"corrections": [correction(pointer="")]}, f"{FIRST}/pointer", "a JSON pointer is due"),
        ({"corrections": [correction(pointer="a")]}, f"{FIRST}/pointer", "a JSON pointer is due"),
        (
            {"corrections": [correction(file="Nope.json")]},
            FIRST,
            "there is no /request/new in Nope.json to correct",
        ),
        (
            {"corrections": [correction(pointer="/nope/new")]},
            FIRST,
            "there is no /nope/new in A.json to correct",
        ),
        (
            {"corrections": [correction(pointer="/request/list/0/x")]},
            FIRST,
            "there is no /request/list/0/x in A.json to correct",
        ),
        (
            {"corrections": [correction(file="*", pointer="/nope/new")]},
            FIRST,
            "there is no /nope/new in * to correct",
        ),
        (
            {"corrections": [correction(), correction(file="Nope.json")]},
            "/corrections/1",
            "there is no",
        ),
    ],
)
def test_what_cannot_be_applied(overlay: Any, pointer: str, reason: str) -> None:
    with pytest.raises(BrokenContract) as caught:
        apply_overlay("root/overlay.json", overlay, DOCUMENTS)

    assert (caught.value.path, caught.value.pointer) == ("root/overlay.json", pointer)
    assert caught.value.reason.startswith(reason)


@pytest.mark.parametrize("field", ["file", "pointer", "value", "reason"])
def test_every_field_must_be_there(field: str) -> None:
    with pytest.raises(BrokenContract) as caught:
        apply({key: each for key, each in correction().items() if key != field})

    assert (caught.value.pointer, caught.value.reason) == (f"{FIRST}/{field}", "it is missing")
