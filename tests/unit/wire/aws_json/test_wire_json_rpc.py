"""The codec of the json protocol, piece by piece; the protocol tests judge it as a whole."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shapeproof.contract.model import Contract, ErrorContract, Schema
from shapeproof.exceptions import BrokenContract
from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.wire import codec_for
from shapeproof.wire.interface import UnreadableError, WireError
from tests.unit.wire.wire_samples import (
    BODY_MEMBERS,
    CONTRACT,
    NODE,
    OPERATION,
    STRING,
    operation,
    structure,
)

CODEC = codec_for("json")
METADATA = {"jsonVersion": "1.0", "targetPrefix": "Sample_2020"}
SERVICE = replace(CONTRACT, protocol="json", metadata=METADATA)
WHOLE: Schema = {
    **structure("Root", Trace={**STRING, "x-location": "header"}, **BODY_MEMBERS),
    "$defs": {"Node": NODE},
}
DO = operation(WHOLE, WHOLE)
PARAMS = {
    "Trace": "t",
    "Root": {"Label": "x", "Weight": 1.5, "Made": "2020-01-01T00:00:00.25Z", "Raw": "aGk="},
    "Tags": [],
    "Kind": "A",
    "Day": "2020-01-01T00:00:00Z",
}
BODY = {
    "Trace": "t",
    "root": {"label": "x", "weight": 1.5, "made": 1577836800.25, "raw": "aGk="},
    "tags": [],
    "kind": "A",
    "day": "2020-01-01T00:00:00Z",
}
ERROR = ErrorContract("Gone", "Gone", None, "client", structure(Why=STRING))


def test_a_request_holds_everything_in_its_body() -> None:
    request = CODEC.encode_request(SERVICE, DO, PARAMS)
    assert (request.method, request.target) == ("POST", "/")
    assert request.headers == (
        ("X-Amz-Target", "Sample_2020.Do"),
        ("Content-Type", "application/x-amz-json-1.0"),
    )
    assert json.loads(request.body) == BODY
    assert CODEC.decode_request(DO, request) == PARAMS


def test_http_bindings_are_ignored() -> None:
    params = {"AppId": "a", "Path": "p", "Names": ["n"], "Meta": {"k": "v"}, "Root": {}}
    request = CODEC.encode_request(SERVICE, OPERATION, params)
    assert (request.method, request.target) == ("POST", "/")
    assert json.loads(request.body) == {
        "appId": "a", "path": "p", "name": ["n"], "X-Meta-": {"k": "v"}, "root": {},
    }  # fmt: skip
    payload = operation({**structure(A=STRING, B=STRING), "x-payload": "A"})
    assert json.loads(CODEC.encode_request(SERVICE, payload, {"A": "a"}).body) == {"A": "a"}


@pytest.mark.parametrize("of", [operation(), operation(structure(A=STRING))])
def test_no_parameters_are_an_empty_object(of: Any) -> None:
    request = CODEC.encode_request(SERVICE, of, {})
    assert request.body == b"{}"
    assert CODEC.decode_request(of, replace(request, body=b"")) == {}


def test_what_is_unknown_or_of_a_wrong_type_travels() -> None:
    request = CODEC.encode_request(SERVICE, DO, {"Root": 1, "Odd": [None], "Kind": None})
    assert json.loads(request.body) == {"root": 1, "Odd": [None], "kind": None}


def test_a_service_that_spoke_query_is_asked_in_query_mode() -> None:
    former = replace(SERVICE, metadata={**METADATA, "awsQueryCompatible": {}})
    assert CODEC.encode_request(former, DO, {}).header("x-amzn-query-mode") == "true"
    assert CODEC.encode_request(SERVICE, DO, {}).header("x-amzn-query-mode") is None


@pytest.mark.parametrize("key", METADATA)
def test_a_contract_that_does_not_say_how(key: str) -> None:
    mute = replace(SERVICE, metadata={name: METADATA[name] for name in METADATA if name != key})
    with pytest.raises(BrokenContract, match=f"sample at /metadata/{key}: expected a text"):
        CODEC.encode_request(mute, DO, {})


@pytest.mark.parametrize(
    ("request_", "text"),
    [
        (HttpRequest("POST", "/"), "(in header X-Amz-Target)"),
        (HttpRequest("POST", "/", (("x-amz-target", "S.Other"),)), "(in header X-Amz-Target)"),
        (HttpRequest("POST", "/", (("x-amz-target", "S.Do"),), b"{"), "(in body)"),
        (HttpRequest("POST", "/", (("x-amz-target", "S.Do"),), b"[]"), "expected a JSON object"),
    ],
)
def test_requests_that_cannot_be_read(request_: HttpRequest, text: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        CODEC.decode_request(DO, request_)
    assert text in str(caught.value)


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_a_response(version: str) -> None:
    service = replace(SERVICE, metadata={**METADATA, "jsonVersion": version})
    response = CODEC.encode_response(service, DO, PARAMS)
    assert response.status == 200
    assert response.header("content-type") == f"application/x-amz-json-{version}"
    assert response.header("content-type") == CODEC.media_type(service)
    assert json.loads(response.body) == BODY
    assert CODEC.decode_response(DO, response) == PARAMS


def test_a_response_that_holds_nothing() -> None:
    empty = HttpResponse(200, (("Content-Type", "application/x-amz-json-1.0"),), b"")
    assert CODEC.encode_response(SERVICE, operation(), {}) == empty
    assert CODEC.encode_response(SERVICE, DO, {}).body == b"{}"
    for body in (b"", b"{}", b'{"odd": 1}'):
        for of in (operation(), operation(response=structure(A=STRING))):
            assert CODEC.decode_response(of, replace(empty, body=body)) == {}


def test_an_error() -> None:
    response = CODEC.encode_error(SERVICE, ERROR, {"Why": "x", "message": "m"})
    assert response.status == 400
    assert response.header("x-amzn-errortype") is None
    assert json.loads(response.body) == {"__type": "Gone", "Why": "x", "message": "m"}
    found = CODEC.decode_error(response)
    assert found == WireError("Gone", "m", "__type", {"Why": "x"})
    assert found.reported_code == "Gone"
    assert CODEC.decode_output(ERROR.schema, response) == {"Why": "x"}
    assert CODEC.encode_error(SERVICE, replace(ERROR, fault="server"), {}).status == 500
    assert CODEC.encode_error(SERVICE, replace(ERROR, status=410), {}).status == 410


@pytest.mark.parametrize(("fault", "told"), [("client", "Sender"), ("server", "Receiver")])
def test_an_error_with_a_code_of_the_query_protocol(fault: Any, told: str) -> None:
    error = replace(ERROR, code="Sample.Gone", fault=fault)
    response = CODEC.encode_error(SERVICE, error, {})
    assert response.header("x-amzn-query-error") == f"Sample.Gone;{told}"
    found = CODEC.decode_error(response)
    assert (found.code, found.query_code, found.reported_code) == (
        "Gone",
        "Sample.Gone",
        "Sample.Gone",
    )


@pytest.mark.parametrize(
    ("header", "code", "query_code"),
    [
        ("A;Sender", "Gone", "A"),
        (" A ;Sender", "Gone", "A"),
        (";Sender", "Gone", None),
        ("A", "Gone", None),
        ("A;B;C", "Gone", None),
        ("", "Gone", None),
    ],
)
def test_codes_of_the_query_protocol(header: str, code: str, query_code: str | None) -> None:
    response = HttpResponse(400, (("X-Amzn-Query-Error", header),), b'{"__type": "a#Gone"}')
    found = CODEC.decode_error(response)
    assert (found.code, found.query_code) == (code, query_code)


def test_a_code_that_stands_in_the_header_only() -> None:
    found = CODEC.decode_error(HttpResponse(400, (("x-amzn-query-error", "A;Sender"),)))
    assert found == WireError("A", None, "header", query_code="A")


@given(st.binary(max_size=40), st.text(max_size=10))
def test_no_error_makes_it_raise(body: bytes, header: str) -> None:
    found = CODEC.decode_error(HttpResponse(400, (("x-amzn-query-error", header),), body))
    assert found.code is None or found.code


def test_the_schema_of_a_body_has_all_members() -> None:
    schema = CODEC.body_schema(WHOLE)
    assert schema is not None
    assert schema["required"] == ["root"]
    assert schema["properties"].keys() == {
        "Trace", "root", "tags", "anything", "policy", "kind", "day", "stamp", "Plain",
    }  # fmt: skip
    node = schema["$defs"]["Node"]["properties"]
    assert node["made"]["type"] == "number"
    assert node["label"]["x-member"] == "Label"


def test_a_body_without_members_is_described_as_well() -> None:
    empty = CODEC.body_schema({"type": "object", "properties": {}})
    assert empty == {"type": "object", "properties": {}}


def test_both_protocols_describe_a_body_alike() -> None:
    schema: Schema = {**structure("Root", **BODY_MEMBERS), "$defs": {"Node": NODE}}
    assert CODEC.body_schema(schema) == codec_for("rest-json").body_schema(schema)


def test_contracts_are_not_mixed_up() -> None:
    other: Contract = replace(SERVICE, metadata={**METADATA, "targetPrefix": "Other"})
    assert CODEC.encode_request(SERVICE, DO, {}).header("x-amz-target") == "Sample_2020.Do"
    assert CODEC.encode_request(other, DO, {}).header("x-amz-target") == "Other.Do"
