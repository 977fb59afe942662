import base64
import json
import math
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shapeproof.contract.model import Operation, Schema
from shapeproof.exchange import HttpRequest
from shapeproof.wire import codec_for
from tests.unit.wire.wire_samples import (
    BLOB,
    CONTRACT,
    OPERATION,
    STRING,
    operation,
    structure,
    with_payload,
)

CODEC = codec_for("rest-json")
LABELS = {"AppId": "a", "Path": "p"}
NESTED = structure(Name={"type": "string", "x-location-name": "name"})

STREAM = "application/vnd.amazon.eventstream"


def encode(params: dict[str, Any], of: Operation = OPERATION) -> HttpRequest:
    return CODEC.encode_request(CONTRACT, of, params)


def body(params: dict[str, Any], of: Operation = OPERATION) -> Any:
    return json.loads(encode(params, of).body)


def headers(params: dict[str, Any], of: Operation = OPERATION) -> dict[str, str]:
    return dict(encode(params, of).headers)


def test_members_travel_where_they_are_bound() -> None:
    request = encode(
        {
            "AppId": "a/b",
            "Path": "x/y z",
            "Limit": 0,
            "Names": ["n 1", "n2"],
            "Since": "2020-01-01T00:00:00Z",
            "More": {"k": "v", "limit": "9"},
            "Trace": "é",
            "Until": datetime(2020, 1, 1, tzinfo=UTC),
            "Flags": ["a,b", "c"],
            "Context": {"deep": [1]},
            "Meta": {"One": "1", "Two": None},
            "Kind": "A",
        }
    )
    assert request == HttpRequest(
        "PUT",
        "/apps/a%2Fb/files/x/y%20z?mode=x&limit=0&name=n%201&name=n2"
        "&since=2020-01-01T00%3A00%3A00Z&k=v",
        (
            ("X-Trace", "é"),
            ("X-Until", "Wed, 01 Jan 2020 00:00:00 GMT"),
            ("X-Flags", '"a,b", c'),
            ("X-Context", base64.b64encode(b'{"deep":[1]}').decode()),
            ("X-Meta-One", "1"),
            ("Content-Type", "application/json"),
        ),
        b'{"kind": "A"}',
    )


def test_body_members_have_their_wire_names_and_encodings_at_every_depth() -> None:
    node = {"Label": "x", "Weight": math.inf, "Made": "2020-01-01T00:00:00Z", "Raw": b"hi"}
    tree = {**node, "Children": [node, {}], "ByName": {"Label": node}}
    wire = {"label": "x", "weight": "Infinity", "made": 1577836800, "raw": "aGk="}
    assert body({"Root": tree}) == {
        "root": {**wire, "children": [wire, {}], "byName": {"Label": wire}}
    }


def test_formats_that_are_stated_win_in_the_body() -> None:
    moment = "2020-01-01T00:00:00Z"
    assert body({"Day": moment, "Stamp": moment}) == {
        "day": moment,
        "stamp": "Wed, 01 Jan 2020 00:00:00 GMT",
    }


def test_a_json_value_is_a_string_in_the_body_and_a_document_is_not() -> None:
    assert body({"Policy": {"a": 1}, "Anything": {"a": 1}}) == {
        "policy": '{"a":1}',
        "anything": {"a": 1},
    }


@pytest.mark.parametrize("value", [False, 0, "", [], {}, None])
def test_empty_values_are_kept(value: Any) -> None:
    assert body({"Plain": value}) == {"Plain": value}


def test_nulls_are_sent_at_every_depth() -> None:
    assert body({"Root": {"Label": None, "Children": [None]}, "Policy": None}) == {
        "root": {"label": None, "children": [None]},
        "policy": None,
    }


def test_nulls_outside_of_the_body_are_not_sent() -> None:
    request = encode(dict.fromkeys(("AppId", "Path", "Limit", "More", "Trace", "Flags", "Meta")))
    assert request.target == "/apps//files/?mode=x"
    assert dict(request.headers).keys() == {"Content-Type"}


def test_unknown_members_keep_their_names() -> None:
    params = {**LABELS, "Strange": {"Label": 1}, "appId": "x", "Root": {"label": "y", "Odd": True}}
    assert body(params) == {
        "Strange": {"Label": 1},
        "appId": "x",
        "root": {"label": "y", "Odd": True},
    }
    assert json.loads(encode({"Odd": 1}, operation()).body) == {"Odd": 1}


@pytest.mark.parametrize(
    "value", ["text", 5, True, ["Label"], {"Label": {"Label": 1}}, [[{"Label": 1}]]]
)
@pytest.mark.parametrize("member", ["Root", "Tags", "Anything", "Kind", "Day", "Plain"])
def test_values_of_a_wrong_type_are_passed_through(member: str, value: Any) -> None:
    wire_name = OPERATION.request["properties"][member].get("x-location-name", member)
    found = body({member: value})[wire_name]
    due = {"label": {"Label": 1}} if member == "Root" and isinstance(value, dict) else value
    assert found == due


def test_wrong_types_deep_inside_are_passed_through() -> None:
    params = {"Root": {"Children": {"Label": "x"}, "ByName": [{"Label": "x"}], "Made": [1]}}
    wire = {"children": {"Label": "x"}, "byName": [{"Label": "x"}], "made": [1]}
    assert body(params) == {"root": wire}


def test_wrong_types_outside_of_the_body_become_texts() -> None:
    request = encode(
        {
            "AppId": ["a"],
            "Path": False,
            "Limit": {"a": 1},
            "Names": "one",
            "More": 5,
            "Trace": [1],
            "Flags": {"a": 1},
            "Meta": "x",
        }
    )
    assert request.target == (
        "/apps/%5B%22a%22%5D/files/false?mode=x&limit=%7B%22a%22%3A1%7D&name=one&more=5"
    )
    assert dict(request.headers) == {
        "X-Trace": "[1]",
        "X-Flags": '{"a":1}',
        "X-Meta-": "x",
        "Content-Type": "application/json",
    }


def test_an_empty_list_is_an_empty_field_and_no_query() -> None:
    request = encode({**LABELS, "Flags": [], "Names": [None]})
    assert request.target == "/apps/a/files/p?mode=x"
    assert dict(request.headers)["X-Flags"] == ""


@pytest.mark.parametrize(
    ("schema", "params", "content", "media_type"),
    [
        (None, {}, b"", None),
        (structure(A=STRING), {}, b"{}", "application/json"),
        (structure(A={**STRING, "x-location": "header"}), {}, b"", None),
        (with_payload("P", P=NESTED), {}, b"{}", "application/json"),
        (with_payload("P", P=NESTED), {"P": None}, b"null", "application/json"),
        (with_payload("P", P=NESTED), {"P": 7}, b"7", "application/json"),
        (with_payload("P", P=NESTED), {"P": {"Name": "x"}}, b'{"name": "x"}', "application/json"),
        (
            with_payload("P", P=NESTED),
            {"P": {"Name": "x"}, "Odd": 1},
            b'{"name": "x", "Odd": 1}',
            "application/json",
        ),
        (with_payload("P", P=NESTED), {"Odd": 1}, b'{"Odd": 1}', "application/json"),
        (with_payload("P", P={**NESTED, "x-union": True}), {}, b"", None),
        (with_payload("P", P={"x-document": True}), {}, b"", None),
        (with_payload("P", P={"x-document": True}), {"P": "x"}, b'"x"', "application/json"),
        (with_payload("P", P=BLOB), {"P": "aGk="}, b"hi", "application/octet-stream"),
        (with_payload("P", P=BLOB), {"P": b"\xff"}, b"\xff", "application/octet-stream"),
        (with_payload("P", P=BLOB), {"P": "no base64"}, b"no base64", "application/octet-stream"),
        (with_payload("P", P=BLOB), {"P": [1]}, b"[1]", "application/octet-stream"),
        (with_payload("P", P=BLOB), {}, b"", None),
        (with_payload("P", P=STRING), {"P": "é"}, "é".encode(), "text/plain"),
        (with_payload("P", P=STRING), {"P": None}, b"", None),
        (with_payload("P", P={**NESTED, "x-eventstream": True}), {"P": {"Name": 1}}, b"", STREAM),
        (with_payload("P", P={**NESTED, "x-eventstream": True}), {"P": b"\0"}, b"\0", STREAM),
    ],
)
def test_bodies(
    schema: Schema | None, params: dict[str, Any], content: bytes, media_type: str | None
) -> None:
    request = encode(params, operation(schema))
    assert request.body == content
    assert dict(request.headers).get("Content-Type") == media_type


def test_a_content_type_that_is_given_stays() -> None:
    kind = {**STRING, "x-location": "header", "x-location-name": "content-type"}
    found = encode(
        {"Kind": "image/png", "P": b"x"}, operation(with_payload("P", Kind=kind, P=BLOB))
    )
    assert found.headers == (("content-type", "image/png"),)


def test_a_content_type_that_is_left_out_is_absent() -> None:
    kind = {**STRING, "x-location": "header", "x-location-name": "Content-Type"}
    found = encode({"P": "aGk="}, operation(with_payload("P", P=BLOB, Kind=kind)))
    assert (found.headers, found.body) == ((), b"hi")


def test_lone_surrogates_do_not_crash() -> None:
    request = encode({"AppId": "\ud800", "Kind": "\udfff", "Limit": "\ud800"})
    assert request.target.startswith("/apps/%ED%A0%80/")
    assert request.body == b'{"kind": "\\udfff"}'


def test_deep_values_are_encoded_and_endless_ones_refused() -> None:
    node: dict[str, Any] = {}
    for _ in range(100):
        node = {"Children": [node]}
    assert encode({"Root": node}).body.count(b"children") == 100
    node["Children"].append(node)
    with pytest.raises(ValueError, match="nests too deep"):
        encode({"Root": node})


def test_requests_are_the_same_each_time() -> None:
    params = {"Tags": ["b", "a"], "Kind": "A", **LABELS}
    assert encode(params) == encode(params)
    assert encode(params).body == b'{"tags": ["b", "a"], "kind": "A"}'


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters())
    | st.binary(max_size=5)
    | st.datetimes(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
MEMBERS = st.sampled_from([*OPERATION.request["properties"], "Odd"])


@pytest.mark.slow
@given(st.dictionaries(MEMBERS, ANYTHING))
def test_nothing_fails_to_be_encoded(params: dict[str, Any]) -> None:
    request = encode(params)
    request.target.encode("ascii")
    json.loads(request.body)
