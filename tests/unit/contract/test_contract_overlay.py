from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from shapeproof.contract.document import to_documents
from shapeproof.contract.lifecycle_document import lifecycle_document
from shapeproof.contract.model import Contract
from shapeproof.contract.overlay import OVERLAY_SCHEMA, Overlay
from shapeproof.contract.reading import from_documents
from shapeproof.contract.trust import DEFAULTS, Trust
from shapeproof.exceptions import BrokenContract

from .contract_samples import documents

CONTRACT = from_documents("root", documents())


def correction(**fields: Any) -> dict[str, Any]:
    return {
        "file": "GetThing.json",
        "pointer": "/request/x-new",
        "value": 1,
        "reason": "because",
        **fields,
    }


def read(*corrections: Any) -> Overlay:
    return Overlay.of("root/overlay.json", {"corrections": list(corrections)})


def apply(*corrections: Any) -> Contract:
    return read(*corrections).apply_all(CONTRACT)


def test_a_value_is_set_in_one_file() -> None:
    found = apply(correction())

    assert found.operations["GetThing"].request["x-new"] == 1
    without = [name for name in CONTRACT.operations if name != "GetThing"]
    assert [found.operations[name] for name in without] == [
        CONTRACT.operations[name] for name in without
    ]
    assert found.operations["GetThing"].response is CONTRACT.operations["GetThing"].response
    assert found.errors == CONTRACT.errors


def test_a_star_means_every_operation_that_has_the_place() -> None:
    found = apply(correction(file="*", pointer="/errors/Oops/required", value=["Message"]))

    assert found.errors["Oops"].schema["required"] == ["Message"]
    assert found.operations == CONTRACT.operations
    assert {**found.errors, "Oops": None} == {**CONTRACT.errors, "Oops": None}


def test_an_error_is_corrected_through_an_operation_that_lists_it() -> None:
    pointer = "/errors/Oops/required"

    found = apply(correction(pointer=pointer, value=["Message"]))
    assert found.errors["Oops"].schema["required"] == ["Message"]

    silent = replace(CONTRACT.operations["ListThings"], errors=())
    contract = replace(CONTRACT, operations={**CONTRACT.operations, "ListThings": silent})
    overlay = read(correction(file="ListThings.json", pointer=pointer, value=["Message"]))
    with pytest.raises(BrokenContract, match="there is no /errors/Oops/required in ListThings"):
        overlay.apply_all(contract)


def test_a_shape_is_corrected_wherever_it_stands() -> None:
    pointer = "/properties/Kind/enum"

    found = apply(correction(file="*", shape="Thing", pointer=pointer, value=["A"]))
    for operation in found.operations.values():
        assert operation.request["properties"]["Kind"]["enum"] == ["A"]

    one = apply(correction(file="GetThing.json", shape="Thing", pointer=pointer, value=["A"]))
    assert one.operations["GetThing"].request["properties"]["Kind"]["enum"] == ["A"]
    assert one.operations["ListThings"] == CONTRACT.operations["ListThings"]


def test_a_schema_that_others_share_is_corrected_in_the_shape_alone() -> None:
    kind = {"type": "string", "enum": ["A", "B"]}
    thing = {"type": "object", "x-shape": "Thing", "properties": {"Kind": kind}}
    request = {"type": "object", "x-shape": "ListThings", "properties": {"Kind": kind}}
    operation = replace(CONTRACT.operations["ListThings"], request=request, response=thing)
    contract = replace(CONTRACT, operations={"ListThings": operation})

    overlay = read(correction(file="*", shape="Thing", pointer="/properties/Kind/enum", value=[]))
    with pytest.raises(BrokenContract):
        overlay.apply_all(contract)
    overlay = read(
        correction(file="*", shape="Thing", pointer="/properties/Kind/enum", value=["A"])
    )
    found = overlay.apply_all(contract).operations["ListThings"]

    assert found.response["properties"]["Kind"]["enum"] == ["A"]
    assert found.request is request


def test_a_list_is_extended_by_what_it_lacks() -> None:
    added = {**correction(pointer="/request/properties/Kind/enum"), "add": ["B", "C"]}
    del added["value"]

    found = apply(added)

    assert found.operations["GetThing"].request["properties"]["Kind"]["enum"] == ["A", "B", "C"]


def test_a_key_is_removed() -> None:
    removed = {**correction(pointer="/request/required"), "remove": True}
    del removed["value"]

    assert "required" not in apply(removed).operations["GetThing"].request


@pytest.mark.parametrize("value", [None, False, 0, [], {"x": 1}, "text"])
def test_any_value_may_be_set(value: Any) -> None:
    found = apply(correction(value=value))

    assert found.operations["GetThing"].request["x-new"] == value


def test_pointers_are_unescaped() -> None:
    found = apply(correction(value={}), correction(pointer="/request/x-new/a~1b~0"))

    assert found.operations["GetThing"].request["x-new"] == {"a/b~": 1}


def test_the_service_and_its_lifecycle_are_corrected() -> None:
    found = apply(
        correction(file="service.json", pointer="/errors/Oops/status", value=409),
        correction(file="service.json", pointer="/operations/GetThing/http/status", value=201),
        correction(file="lifecycle.json", pointer="/reviewed", value=False),
        correction(),
    )

    assert found.errors["Oops"].status == 409
    assert found.operations["GetThing"].http.status == 201
    assert found.operations["GetThing"].request["x-new"] == 1
    assert (CONTRACT.lifecycle.reviewed, found.lifecycle.reviewed) == (True, False)
    assert found.lifecycle.resources == CONTRACT.lifecycle.resources


def test_facts_of_the_service_as_a_whole_are_corrected() -> None:
    """Without reading every operation."""
    found = apply(correction(file="service.json", pointer="/metadata/noErrorWrapping", value=True))

    assert found.metadata == {**CONTRACT.metadata, "noErrorWrapping": True}
    assert "noErrorWrapping" not in CONTRACT.metadata


def test_nothing_that_is_given_is_changed() -> None:
    before = deepcopy({**to_documents(CONTRACT), "": lifecycle_document(CONTRACT.lifecycle)})
    value: dict[str, Any] = {"x": {}}
    found = apply(correction(value=value))
    found.operations["GetThing"].request["x-new"]["x"]["y"] = 1

    assert {**to_documents(CONTRACT), "": lifecycle_document(CONTRACT.lifecycle)} == before
    assert value == {"x": {}}


def test_no_corrections() -> None:
    assert Overlay.of("x", {}).apply_all(CONTRACT) == CONTRACT


def test_the_schema_of_overlays_may_be_linked() -> None:
    assert Overlay.of("x", {"$schema": "overlay-1.json"}).apply_all(CONTRACT) == CONTRACT


def test_trust_is_taken_over() -> None:
    trust = [{"kind": "response-enum", "level": "sure", "reason": "because"}]
    found = Overlay.of("x", {"trust": trust}).apply(CONTRACT)

    assert found.trust == {**CONTRACT.trust, "response-enum": Trust.SURE}


def test_the_schema_knows_every_kind_and_level_of_trust() -> None:
    fields = OVERLAY_SCHEMA.schema["$defs"]["trust"]["properties"]

    assert fields["kind"]["enum"] == list(DEFAULTS)
    assert fields["level"]["enum"] == [each.value for each in Trust]


def test_what_does_not_apply_is_skipped_where_operations_are_read_one_by_one() -> None:
    found = read(correction(file="Nope.json"), correction()).apply(CONTRACT)

    assert found.operations["GetThing"].request["x-new"] == 1


FIRST = "/corrections/0"


@pytest.mark.parametrize(
    ("overlay", "pointer", "reason"),
    [
        ([], "", "expected an object, found a list"),
        (None, "", "expected an object, found null"),
        ({"corrections": {}}, "/corrections", "expected a list, found an object"),
        ({"corrections": ["x"]}, FIRST, "expected an object, found a string"),
        ({"corrections": [correction(reason=None)]}, f"{FIRST}/reason", "expected a string"),
        ({"corrections": [correction(file=1)]}, f"{FIRST}/file", "expected a string"),
        ({"corrections": [correction(pointer=[])]}, f"{FIRST}/pointer", "expected a string"),
        ({"corrections": [correction(pointer="")]}, f"{FIRST}/pointer", "expected a JSON pointer"),
        ({"corrections": [correction(pointer="a")]}, f"{FIRST}/pointer", "expected a JSON pointer"),
        ({"corrections": [correction(add=[])]}, FIRST, "'value' and 'add' exclude each other"),
        (
            {"corrections": [correction(resaon="x")]},
            f"{FIRST}/resaon",
            "unknown key 'resaon'; did you mean 'reason'?",
        ),
        (
            {"correction": []},
            "/correction",
            "unknown key 'correction'; did you mean 'corrections'?",
        ),
        ({"x": []}, "/x", "unknown key 'x'; choose service, corrections or trust"),
        (
            {"trust": [{"kind": "x", "level": "sure", "reason": ""}]},
            "/trust/0/kind",
            "unknown value",
        ),
        (
            {"trust": [{"kind": "response-enum", "level": "high", "reason": ""}]},
            "/trust/0/level",
            "unknown value 'high'; choose sure, usual or doubtful",
        ),
    ],
)
def test_what_is_no_overlay(overlay: Any, pointer: str, reason: str) -> None:
    with pytest.raises(BrokenContract) as caught:
        Overlay.of("root/overlay.json", overlay)

    assert (caught.value.path, caught.value.pointer) == ("root/overlay.json", pointer)
    assert caught.value.reason.startswith(reason)
    assert caught.value.remedy == "correct the overlay"


@pytest.mark.parametrize("field", ["file", "pointer", "value", "reason"])
def test_every_field_must_be_there(field: str) -> None:
    with pytest.raises(BrokenContract) as caught:
        read({key: each for key, each in correction().items() if key != field})

    assert (caught.value.pointer, caught.value.reason) == (f"{FIRST}/{field}", "it is missing")


@pytest.mark.parametrize(
    ("corrections", "place", "reason"),
    [
        ([correction(file="Nope.json")], FIRST, "there is no /request/x-new in Nope.json"),
        ([correction(pointer="/nope/new")], FIRST, "there is no /nope/new in GetThing.json"),
        ([correction(pointer="/request/required/0/x")], FIRST, "there is no /request/required/0/x"),
        ([correction(file="*", pointer="/nope/new")], FIRST, "there is no /nope/new in *"),
        ([correction(shape="Nope", pointer="/x")], FIRST, "there is no /x in Nope to correct"),
        ([correction(), correction(file="Nope.json")], "/corrections/1", "there is no"),
    ],
)
def test_a_correction_that_changes_nothing(corrections: list[Any], place: str, reason: str) -> None:
    with pytest.raises(BrokenContract) as caught:
        apply(*corrections)

    assert (caught.value.path, caught.value.pointer) == ("root/overlay.json", place)
    assert caught.value.reason.startswith(reason)


def test_a_correction_may_leave_no_broken_schema() -> None:
    with pytest.raises(BrokenContract) as caught:
        apply(correction(pointer="/request/properties/Kind/enum", value=[]))

    assert caught.value.pointer == "/request/properties/Kind/enum"
    with pytest.raises(BrokenContract, match="at /request: expected the schema of a structure"):
        apply(correction(pointer="/request", value=[]))


def test_a_structure_is_made_a_union() -> None:
    reason = "because"
    found = apply({"shape": "Thing", "union": True, "reason": reason})
    thing = found.operations["GetThing"].request
    assert (thing["x-union"], thing["minProperties"], thing["maxProperties"]) == (True, 1, 1)
    assert "required" not in thing

    at_place = {"file": "GetThing.json", "pointer": "/request", "union": True, "reason": reason}
    assert apply(at_place).operations["GetThing"].request == thing

    with pytest.raises(BrokenContract, match="to correct"):
        apply({**at_place, "pointer": "/request/properties/ByName"})


@pytest.mark.parametrize(
    "fields",
    [
        {"shape": "Thing", "unoin": True},
        {"shape": "Thing", "union": False},
        {"shape": "Thing", "union": True, "value": 1, "pointer": "/x"},
        {"shape": "Thing"},
        {"shape": "Thing", "value": 1},
    ],
)
def test_what_is_no_statement_of_a_union_is_refused(fields) -> None:
    with pytest.raises(BrokenContract):
        read({**fields, "reason": "because"})


@pytest.mark.parametrize(
    ("keyword", "value", "reason"),
    [
        ("x-digest", {"algorithm": "md6", "sibling": "Name"}, "md5, message-attributes-md5"),
        ("x-digest", {"algorithm": "md5"}, "either request"),
        ("x-digest", {"algorithm": "md5", "sibling": "Name", "request": "/Name"}, "either request"),
        ("x-digest", {"algorithm": "md5", "sibling": "Name", "form": "hex"}, "either request"),
        ("x-digest", {"algorithm": "md5", "request": "Name"}, "JSON Pointer"),
        ("x-digest", {"algorithm": "md5", "request": "/Tags/*/Name"}, "with by"),
        ("x-digest", "md5", "an object with algorithm"),
        ("x-address", "uri", "one of url, origin, host"),
        ("x-digset", {"algorithm": "md5", "sibling": "Name"}, "did you mean 'x-digest'"),
        ("x-adress", "url", "did you mean 'x-address'"),
    ],
)
def test_digests_and_addresses_are_checked(keyword, value, reason) -> None:
    with pytest.raises(BrokenContract, match=reason):
        apply(
            correction(file="*", shape="Thing", pointer=f"/properties/Kind/{keyword}", value=value)
        )
