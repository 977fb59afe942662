import json
import math
from typing import Any

import pytest

from shapeproof.contract.model import Operation, Schema
from shapeproof.exchange import Headers, HttpResponse
from shapeproof.wire import codec_for
from shapeproof.wire.interface import UnreadableError
from tests.unit.wire.wire_samples import (
    BLOB,
    NUMBER,
    OPERATION,
    STRING,
    TIMESTAMP,
    operation,
    structure,
    with_payload,
)

CODEC = codec_for("rest-json")
NESTED = structure(Name={"type": "string", "x-location-name": "name"})
DATE = "Mon, 16 Dec 2019 23:48:18 GMT"


def decode(body: Any, headers: Headers = (), of: Operation = OPERATION) -> Any:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return CODEC.decode_response(of, HttpResponse(201, headers, raw))


def test_members_come_from_where_they_are_bound() -> None:
    headers = (
        ("x-trace", "t"),
        ("X-TRACE", "second"),
        ("X-Dates", DATE),
        ("x-dates", DATE),
        ("X-Ratio", "-Infinity"),
        ("X-META-One", "1"),
        ("Date", DATE),
    )
    assert decode({"kind": "A", "Trace": "no", "status": 5}, headers) == {
        "Status": 201,
        "Trace": "t",
        "Dates": ["2019-12-16T23:48:18Z", "2019-12-16T23:48:18Z"],
        "Ratio": -math.inf,
        "Meta": {"One": "1"},
        "Kind": "A",
    }


def test_body_members_have_their_api_names_at_every_depth() -> None:
    wire = {"label": "x", "weight": "Infinity", "made": 1577836800.5, "raw": "aGk="}
    node = {"Label": "x", "Weight": math.inf, "Made": "2020-01-01T00:00:00.5Z", "Raw": "aGk="}
    found = decode({"root": {**wire, "children": [wire, {}], "byName": {"label": wire}}})
    assert found["Root"] == {**node, "Children": [node, {}], "ByName": {"label": node}}


def test_all_forms_of_timestamps_are_read() -> None:
    found = decode({"day": 1577836800, "stamp": "2020-01-01T00:00:00Z"})
    assert found["Day"] == found["Stamp"] == "2020-01-01T00:00:00Z"


def test_json_values_are_parsed() -> None:
    assert decode({"policy": '{"a":1}', "anything": '{"a":1}'}) == {
        "Status": 201,
        "Policy": {"a": 1},
        "Anything": '{"a":1}',
    }


def test_null_is_absent_save_in_lists_and_documents() -> None:
    body = {
        "kind": None,
        "tags": ["a", None],
        "anything": {"a": None},
        "root": {"label": None, "byName": {"a": None, "b": {}}},
    }
    assert decode(body) == {
        "Status": 201,
        "Tags": ["a", None],
        "Anything": {"a": None},
        "Root": {"ByName": {"b": {}}},
    }


def test_null_elements_and_entries_of_any_type() -> None:
    nulls = {"list": [None, 0], "map": {"a": None, "b": 0}}
    dates = {"type": "array", "items": TIMESTAMP}
    documents = {"type": "object", "x-map": True, "additionalProperties": {"x-document": True}}
    found = decode(nulls, of=operation(response=structure(list=dates, map=documents)))
    assert found == {"list": [None, "1970-01-01T00:00:00Z"], "map": {"a": None, "b": 0}}


def test_unknown_members_are_dropped() -> None:
    assert decode({"odd": 1, "Kind": "A", "root": {"Label": "x"}}) == {"Status": 201, "Root": {}}


@pytest.mark.parametrize("value", ["text", 5, True, ["label"], [[1]], 1.5])
@pytest.mark.parametrize("member", ["root", "tags", "anything", "kind", "Plain"])
def test_wrong_types_are_passed_through(member: str, value: Any) -> None:
    assert list(decode({member: value}).values()) == [201, value]


def test_an_empty_body_is_an_empty_object() -> None:
    assert decode(b"") == {"Status": 201}
    assert decode(b"", of=operation(response=structure(A=STRING))) == {}


def test_a_body_that_is_not_described_is_not_read() -> None:
    assert decode(b"OK", of=operation()) == {}


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"<html>", "not JSON: Expecting value: line 1 column 1 (char 0) (in body)"),
        (b'{"a": 1', "not JSON"),
        (b"\xff", "not UTF-8 at byte 0 (in body)"),
        (b"[]", "expected a JSON object, found an array (in body)"),
        (b"null", "expected a JSON object, found null"),
        (b'"x"', "expected a JSON object, found a string"),
        (b"1", "expected a JSON object, found a number"),
        (b"true", "expected a JSON object, found a boolean"),
        (
            b'{"day": "soon"}',
            "timestamp 'soon' is no date-time, HTTP date or epoch seconds (in body /day)",
        ),
        (b'{"root": {"children": [{}, {"made": true}]}}', "(in body /root/children/1/made)"),
        (b'{"root": {"byName": {"a/b": {"made": []}}}}', "(in body /root/byName/a~1b/made)"),
        (b'{"policy": "{"}', "(in body /policy)"),
        (b'{"anything": ' + b"[" * 200 + b"]" * 200 + b"}", "nested deeper than"),
        (b"[" * 100_000, "nested deeper than"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(body: bytes, text: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        decode(body)
    assert text in str(caught.value)


def test_what_cannot_be_read_is_a_value_error() -> None:
    assert issubclass(UnreadableError, ValueError)


def test_recursion_is_bounded() -> None:
    node: dict[str, Any] = {}
    for _ in range(100):
        node = {"children": [node]}
    with pytest.raises(UnreadableError, match="nested"):
        decode({"root": node})


def test_headers_that_cannot_be_read_are_named() -> None:
    with pytest.raises(UnreadableError, match=r"\(in header X-Dates\)"):
        decode({}, (("x-dates", "soon"),))


NULLABLE = {"P": {**NESTED, "x-union": True}}


@pytest.mark.parametrize(
    ("schema", "body", "output"),
    [
        (with_payload("P", P=NESTED), b'{"name": "x"}', {"P": {"Name": "x"}}),
        (with_payload("P", P=NESTED), b"", {"P": {}}),
        (with_payload("P", P=NESTED), b"null", {}),
        (with_payload("P", **NULLABLE), b"", {}),
        (with_payload("P", P={"x-document": True}), b'"x"', {"P": "x"}),
        (
            with_payload("P", P={"type": "array", "items": TIMESTAMP}),
            b"[0]",
            {"P": ["1970-01-01T00:00:00Z"]},
        ),
        (with_payload("P", P=BLOB), b"\xff", {"P": "/w=="}),
        (with_payload("P", P=BLOB), b"", {}),
        (with_payload("P", P={**BLOB, "x-streaming": True}), b"", {"P": ""}),
        ({**with_payload("P", P=BLOB), "required": ["P"]}, b"", {"P": ""}),
        (with_payload("P", P=STRING), "é".encode(), {"P": "é"}),
        (with_payload("P", P=STRING), b"", {}),
        (with_payload("P", P={**NESTED, "x-eventstream": True}), b"", {"P": []}),
        (structure(N=NUMBER), b'{"N": 1}', {"N": 1}),
        (structure(A={**STRING, "x-location": "querystring"}), b'{"A": "x"}', {"A": "x"}),
    ],
)
def test_bodies(schema: Schema, body: bytes, output: dict[str, Any]) -> None:
    assert decode(body, of=operation(response=schema)) == output


@pytest.mark.parametrize("payload", [NESTED, STRING])
def test_payloads_that_cannot_be_read(payload: Schema) -> None:
    of = operation(response=with_payload("P", P=payload))
    with pytest.raises(UnreadableError, match=r"\(in body\)"):
        decode(b"[\xff]", of=of)


def test_a_payload_of_another_kind_is_refused() -> None:
    of = operation(response=with_payload("P", P=NESTED))
    with pytest.raises(UnreadableError, match="expected a JSON object, found an array"):
        decode(b"[]", of=of)
