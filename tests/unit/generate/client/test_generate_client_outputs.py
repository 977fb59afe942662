"""What a client has to read."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shapeproof.exchange import ClientCase, Outcome
from tests.unit.generate.schema_samples import COLOUR, TEXT, bound, list_of, structure

from .client_samples import CODEC, ITEM, cases_of, operation, service
from .reply_reader import read_reply

STRANGE = "ShapeproofUnknownMember"
FULL = {
    "Name": "sample",
    "Colour": "RED",
    "Count": 1,
    "Ratio": 1,
    "Ready": True,
    "Made": "2020-08-11T00:00:00Z",
    "Items": [{"Id": "sample", "Size": 1, "Colour": "RED"}],
    "Tags": {"sample": "sample"},
    "Tag": "sample",
}


@pytest.fixture(scope="module")
def found() -> dict[str, ClientCase]:
    return cases_of(service(operation()))


def body_of(case: ClientCase) -> Any:
    return json.loads(read_reply(case.replies[-1]).body)


def without_servers(case: ClientCase) -> dict[str, Any]:
    return {name: each for name, each in case.output.items() if name not in ("Length", "Status")}


def test_full_and_minimal(found: dict[str, ClientCase]) -> None:
    assert without_servers(found["output:full"]) == FULL
    assert found["output:full"].output["Status"] == 200
    assert found["output:full"].output["Length"] == len(read_reply(
        found["output:full"].replies[0]
    ).body)  # fmt: skip
    assert without_servers(found["output:minimal"]) == {}


@pytest.mark.parametrize("member", sorted(FULL))
def test_each_member_alone_absent_and_null(found: dict[str, ClientCase], member: str) -> None:
    lacking = {name: each for name, each in FULL.items() if name != member}
    assert set(without_servers(found[f"output:/{member}:alone"])) == {member}
    assert without_servers(found[f"output:/{member}:absent"]) == lacking
    if member != "Tag":
        null = found[f"output:/{member}:null"]
        assert without_servers(null) == lacking
        assert None in body_of(null).values()


def test_a_null_in_an_element(found: dict[str, ClientCase]) -> None:
    case = found["output:/Items/0/Size:null"]
    assert body_of(case)["Items"] == [{"Id": "sample", "Size": None, "Colour": "RED"}]
    assert case.output["Items"] == [{"Id": "sample", "Colour": "RED"}]


def test_unknown_members_at_each_depth(found: dict[str, ClientCase]) -> None:
    for label in ("text", "object", "null"):
        case = found[f"output:/{STRANGE}:unknown-member-{label}"]
        assert STRANGE in body_of(case)
        assert without_servers(case) == FULL
    case = found[f"output:/Items/0/{STRANGE}:unknown-member-object"]
    assert body_of(case)["Items"][0][STRANGE] == {"a": [1, {"b": None}], "c": "unknown"}
    assert case.output["Items"] == FULL["Items"]


@pytest.mark.parametrize("place", ["/Colour", "/Items/0/Colour"])
def test_unknown_enum_values_are_passed_through(found: dict[str, ClientCase], place: str) -> None:
    case = found[f"output:{place}:enum-unknown"]
    assert "SHAPEPROOF_NO_SUCH_VALUE" in str(case.output)


@pytest.mark.parametrize(
    ("id_", "literal"),
    [
        ("output:/Count:literal-float", b"1.0"),
        ("output:/Count:literal-exponent", b"1e0"),
        ("output:/Ratio:literal-exponent", b"1e0"),
        ("output:/Items/0/Size:literal-float", b"1.0"),
        ("output:/Made:timestamp-2020-08-11T00:00:00.5Z", b"1597104000.5"),
        ("output:/Made:timestamp-1970-01-01T00:00:00Z", b'"Made": 0'),
        ("output:/Ready:boolean-false", b"false"),
        ("output:/Count:number-zero", b'"Count": 0'),
        ("output:/Name:empty-empty", b'"name": ""'),
        ("output:/Items:list-empty", b"[]"),
        ("output:/Tags:map-0", b'"Tags": {}'),
        ("output:/Ratio:number-infinity", b'"Infinity"'),
    ],
)
def test_values_as_they_stand_in_the_body(
    found: dict[str, ClientCase], id_: str, literal: bytes
) -> None:
    assert literal in read_reply(found[id_].replies[0]).body


@pytest.mark.parametrize(
    ("label", "has", "has_not"),
    [
        ("raw", ["\U0001f600".encode()], [b"\\ud83d"]),
        ("escapes", [b"\\ud83d\\ude00", b'"name"'], ["\U0001f600".encode()]),
        ("all-escaped", [b"\\ud83d\\ude00", b'"\\u006e\\u0061\\u006d\\u0065":'], [b'"name"']),
        ("slashes", [b"\\/"], []),
        ("blanks", [b"\r\n\t"], []),
        ("compact", [b'"name":"'], [b": "]),
    ],
)
def test_spellings_of_one_body(
    found: dict[str, ClientCase], label: str, has: list[bytes], has_not: list[bytes]
) -> None:
    raw, case = found["output:body-raw"], found[f"output:body-{label}"]
    body = read_reply(case.replies[0]).body
    assert all(each in body for each in has)
    assert not any(each in body for each in has_not)
    assert body_of(case) == body_of(raw)
    assert without_servers(case) == without_servers(raw)


def test_reordered_keys(found: dict[str, ClientCase]) -> None:
    raw, case = body_of(found["output:body-raw"]), body_of(found["output:body-reordered"])
    assert list(case) == list(raw)[::-1]
    assert case == raw


def test_a_large_list_of_different_elements(found: dict[str, ClientCase]) -> None:
    items = found["output:/Items:list-1000"].output["Items"]
    assert len({json.dumps(each) for each in items}) == 1000


def test_long_text(found: dict[str, ClientCase]) -> None:
    case = found["output:/Items/0/Id:length-100000"]
    assert len(case.output["Items"][0]["Id"]) == 100_000


def test_no_body_only_where_nothing_is_required() -> None:
    assert read_reply(cases_of(service(operation()))["output:body-none"].replies[0]).body == b""
    needed = structure("Name", Name=TEXT)
    assert "output:body-none" not in cases_of(service(operation(response=needed)))


def test_a_body_that_nobody_asked_for() -> None:
    empty = cases_of(service(operation(response=structure())))
    assert read_reply(empty["output:body-unknown"].replies[0]).body == b'{"unknown": 1}'
    assert empty["output:body-unknown"].output == {}


def test_no_body_where_the_status_has_none() -> None:
    found = cases_of(service(operation(status=204)))
    for case in found.values():
        if case.outcome is Outcome.OUTPUT:
            data = case.replies[-1].data
            assert data.endswith(b"\r\n\r\n"), case.id
            assert b"content-length" not in data.lower(), case.id
            assert case.output.keys() <= {"Tag", "Status", "Length"}, case.id


def test_a_payload_of_a_structure() -> None:
    response = {**structure(Item=ITEM, Tag=bound(TEXT, "header", "x-tag")), "x-payload": "Item"}
    made = operation(response=response)
    found = cases_of(service(made))
    assert found["output:/Item/Size:absent"].output == {
        "Item": {"Id": "sample", "Colour": "RED"},
        "Tag": "sample",
    }
    for case in found.values():
        if case.family == "output":
            assert CODEC.decode_response(made, read_reply(case.replies[0])) == case.output


def test_header_members_travel() -> None:
    response = structure(
        Colour=bound(COLOUR, "header", "x-colour"), Many=bound(list_of(TEXT), "header", "x-many")
    )
    found = cases_of(service(operation(response=response)))
    unknown = found["output:/Colour:enum-unknown"]
    assert read_reply(unknown.replies[0]).header("x-colour") == "SHAPEPROOF_NO_SUCH_VALUE"
    assert found["output:/Many:list-two"].output["Many"] == ["beta", "alpha"]
