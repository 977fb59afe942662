"""The codec of RPC v2 CBOR, judged by cbor2 and by botocore's serializer and parser."""

from __future__ import annotations

import base64
import math
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

import botocore.session
import cbor2
import pytest
from botocore.model import ServiceModel
from botocore.parsers import RpcV2CBORParser
from botocore.serialize import RpcV2CBORSerializer

from shapeproof.compile import compile_service
from shapeproof.contract.model import Contract, ErrorContract, Schema
from shapeproof.exceptions import BrokenContract
from shapeproof.exchange import HttpRequest, HttpResponse, Outcome
from shapeproof.generate.values.plain import PlainValues
from shapeproof.wire import codec_for
from shapeproof.wire.interface import MessageKind, UnreadableError
from shapeproof.wire.rpc_v2.cbor_reading import read_cbor
from shapeproof.wire.rpc_v2.cbor_writing import CborStyle, write_cbor
from tests.unit.wire.wire_samples import (
    BLOB,
    CONTRACT,
    NUMBER,
    STRING,
    TIMESTAMP,
    operation,
    structure,
)

CBOR = "smithy-rpc-v2-cbor"
CODEC = codec_for(CBOR)
SERVICE = replace(CONTRACT, protocol=CBOR, metadata={"targetPrefix": "Sample_2020"})
WHOLE: Schema = structure(
    "Whole",
    Text=STRING,
    Made=TIMESTAMP,
    Raw=BLOB,
    Weight=NUMBER,
    Half={"type": "number", "x-number": "float"},
    Count={"type": "integer"},
    Big={"type": "integer", "x-integer": "big"},
    On={"type": "boolean"},
    Texts={"type": "array", "items": STRING},
    Times={"type": "object", "x-map": True, "additionalProperties": TIMESTAMP},
)
DO = operation(WHOLE, WHOLE)
PARAMS = {
    "Text": "x",
    "Made": "2020-01-01T00:00:00.25Z",
    "Raw": "aGk=",
    "Weight": 2,
    "Half": 1.5,
    "Count": -500,
    "On": False,
    "Texts": ["a"],
    "Times": {"now": "2020-01-01T00:00:00Z"},
}
AS_READ: dict[str, Any] = {
    "Text": "x",
    "Made": datetime(2020, 1, 1, 0, 0, 0, 250_000, UTC),
    "Raw": b"hi",
    "Weight": 2.0,
    "Half": 1.5,
    "Count": -500,
    "On": False,
    "Texts": ["a"],
    "Times": {"now": datetime(2020, 1, 1, tzinfo=UTC)},
}
HEAD = (("smithy-protocol", "rpc-v2-cbor"),)
GONE = ErrorContract("Gone", "Gone", 404, "client", structure(Why=STRING))


def response(body: bytes, headers: tuple[tuple[str, str], ...] = HEAD) -> HttpResponse:
    return HttpResponse(200, headers, body)


def test_a_request() -> None:
    request = CODEC.encode_request(SERVICE, DO, PARAMS)
    assert (request.method, request.target) == ("POST", "/service/Sample_2020/operation/Do")
    assert request.headers == (
        *HEAD,
        ("Accept", "application/cbor"),
        ("Content-Type", "application/cbor"),
    )
    assert cbor2.loads(request.body) == AS_READ
    assert CODEC.decode_request(DO, request) == PARAMS
    assert list(CODEC.request_deviations(SERVICE, DO, request)) == []


def test_requests_without_input_have_no_body_and_those_without_parameters_an_empty_one() -> None:
    bare = CODEC.encode_request(SERVICE, operation({"type": "object", "properties": {}}), {})
    assert (bare.body, bare.header("Content-Type")) == (b"", None)
    assert CODEC.encode_request(SERVICE, DO, {}).body == b"\xa0"
    assert cbor2.loads(CODEC.encode_request(SERVICE, DO, {"Text": None}).body) == {"Text": None}
    assert CODEC.decode_request(DO, replace(bare, body=b"\xbf\xff")) == {}


@pytest.mark.parametrize(
    ("target", "found"),
    [
        ("/service/Sample_2020/operation/Do", True),
        ("/prefix/service/Sample_2020/operation/Do?x=1", True),
        ("/service/Other/operation/Do", False),
        ("/service/Sample_2020/operation/Other", False),
        ("/", False),
    ],
)
def test_routes(target: str, found: bool) -> None:
    contract = replace(SERVICE, operations={"Do": DO})
    assert (CODEC.route(contract, HttpRequest("POST", target)) is DO) == found
    assert CODEC.route(contract, HttpRequest("GET", target)) is None


def test_a_contract_that_does_not_say_how() -> None:
    with pytest.raises(BrokenContract, match="/metadata/targetPrefix"):
        CODEC.encode_request(replace(SERVICE, metadata={}), DO, {})


@pytest.mark.parametrize(
    ("target", "body", "text"),
    [
        ("/", b"", "the operation has another path (in target)"),
        ("/service/S/operation/Do", b"\xa1", "cut off (in body)"),
        ("/service/S/operation/Do", b"\x80", "expected a CBOR map, found a list (in body)"),
        ("/service/S/operation/Do", b"\xa1\x64Made\x61x", "is no date-time"),
    ],
)
def test_requests_that_cannot_be_read(target: str, body: bytes, text: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        CODEC.decode_request(DO, HttpRequest("POST", target, (), body))
    assert text in str(caught.value)


def test_a_response() -> None:
    found = CODEC.encode_response(SERVICE, DO, PARAMS)
    assert found.headers == (*HEAD, ("Content-Type", "application/cbor"))
    assert cbor2.loads(found.body) == AS_READ
    assert CODEC.decode_response(DO, found) == PARAMS
    empty = CODEC.encode_response(SERVICE, operation(), {})
    assert empty == HttpResponse(200, HEAD)
    assert CODEC.decode_response(operation(), replace(empty, body=b"\xa0")) == {}


@pytest.mark.parametrize("number", [math.inf, -math.inf, math.nan])
def test_numbers_that_are_not_finite(number: float) -> None:
    body = CODEC.encode_response(SERVICE, DO, {"Weight": number}).body
    assert repr(CODEC.decode_response(DO, response(body))["Weight"]) == repr(number)
    tree = CODEC.parse_body(WHOLE, body, MessageKind.OUTPUT)
    assert tree == {"Weight": {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}[repr(number)]}


def test_the_tree_of_a_body() -> None:
    body = CODEC.encode_response(SERVICE, DO, PARAMS).body
    assert CODEC.parse_body(WHOLE, body, MessageKind.OUTPUT) == {
        **PARAMS, "Made": 1577836800.25, "Times": {"now": 1577836800},
    }  # fmt: skip
    assert CODEC.parse_body(WHOLE, b"", MessageKind.OUTPUT) == {}
    described = CODEC.body_schema(WHOLE)
    assert described is not None
    assert described["properties"]["Made"]["type"] == "number"


DEVIATIONS: list[tuple[Any, list[tuple[str, str]]]] = [
    ({"Text": b"hi"}, [("/Text", "major type")]),
    ({"Raw": "aGk="}, [("/Raw", "major type")]),
    ({"Made": 5}, [("/Made", "timestamp tag")]),
    ({"Times": {"a": 1.5}}, [("/Times/a", "timestamp tag")]),
    ({"Made": cbor2.CBORTag(0, "2020-01-01T00:00:00Z")}, [("/Made", "tag")]),
    ({"Made": cbor2.CBORTag(1, "x")}, [("/Made", "tag")]),
    ({"Count": cbor2.CBORTag(1, 5)}, [("/Count", "tag")]),
    ({"Count": 2**70}, [("/Count", "tag")]),
    ({"Count": 2.0}, [("/Count", "major type")]),
    ({"Texts": ["a", b"b"]}, [("/Texts/1", "major type")]),
    ({"Weight": "NaN"}, [("/Weight", "major type")]),
    # Legal: smaller numbers, big ones where the model has them, nulls, what nobody knows.
    ({"Weight": 2, "Half": 0, "Big": 2**70, "Text": None, "Unknown": b"x"}, []),
    ({"Made": cbor2.CBORTag(1, 5), "Times": {"a": cbor2.CBORTag(1, 5.5)}}, []),
    # The tree shows these.
    ({"Text": 5, "Count": 2.5, "On": "true", "Made": "yesterday"}, []),
    ([], []),
]


@pytest.mark.parametrize(("value", "expected"), DEVIATIONS)
def test_what_the_tree_hides(value: Any, expected: list[tuple[str, str]]) -> None:
    body = cbor2.dumps(value)
    seen = response(body)
    found = CODEC.response_deviations(SERVICE, DO, seen, WHOLE, MessageKind.OUTPUT)
    assert [(each.pointer, each.constraint) for each in found] == expected
    asked = HttpRequest("POST", "/service/S/operation/Do", HEAD, body)
    told = CODEC.request_deviations(SERVICE, DO, asked)
    assert [(each.pointer, each.constraint) for each in told] == expected


def test_headers_and_bodies_that_deviate() -> None:
    found = CODEC.response_deviations(SERVICE, DO, response(b"", ()), WHOLE, MessageKind.OUTPUT)
    assert [(each.constraint, each.actual) for each in found] == [
        ("smithy-protocol", "no such header")
    ]
    asked = HttpRequest("POST", "/", (("smithy-protocol", "rpc-v2-json"),), b"\xa0")
    told = CODEC.request_deviations(SERVICE, operation(), asked)
    assert [(each.constraint, each.is_misread) for each in told] == [
        ("smithy-protocol", True),
        ("no body", False),
    ]


def test_an_error() -> None:
    found = CODEC.encode_error(SERVICE, GONE, {"message": "m", "Why": "w"})
    assert found.status == 404
    assert cbor2.loads(found.body) == {
        "__type": "com.amazonaws.sample#Gone", "message": "m", "Why": "w",
    }  # fmt: skip
    told = CODEC.decode_error(found)
    assert (told.code, told.message, told.source, told.query_code) == ("Gone", "m", "__type", None)
    assert told.fields == {"Why": "w"}
    assert CODEC.decode_output(GONE.schema, found) == {"Why": "w"}
    for naming in CODEC.error_namings(()):
        assert CODEC.decode_error(naming.apply(found, "Other")).code == "Other"
    assert CODEC.decode_error(CODEC.unnamed_error(found)).code is None
    for _, other in CODEC.equal_errors(found):
        assert CODEC.decode_error(other) == told


@pytest.mark.parametrize("body", [b"", b"\x80", b"\xff", b"\xa1\x66__type\x01"])
def test_errors_that_nothing_names(body: bytes) -> None:
    assert CODEC.decode_error(HttpResponse(500, (), body)).code is None
    assert CODEC.unnamed_error(HttpResponse(500, (), body)).status == 500


def test_codes_of_the_query_protocol() -> None:
    former = replace(SERVICE, metadata={**SERVICE.metadata, "awsQueryCompatible": {}})
    assert CODEC.encode_request(former, DO, {}).header("x-amzn-query-mode") == "true"
    found = CODEC.encode_error(former, replace(GONE, code="Sample.Gone"), {})
    assert found.header("x-amzn-query-error") == "Sample.Gone;Sender"
    told = CODEC.decode_error(found)
    assert (told.code, told.reported_code) == ("Gone", "Sample.Gone")


def test_repeated_members_and_canonical_bodies() -> None:
    twice = bytes.fromhex("a1 6141 81 a2 616101 616102".replace(" ", ""))
    assert list(CODEC.repeated_members(twice)) == [("A", "0", "a")]
    body = CODEC.encode_response(SERVICE, DO, PARAMS).body
    for style in (CborStyle(indefinite=True), CborStyle(reordered=True), CborStyle(width=8)):
        assert CODEC.canonical_body(write_cbor(read_cbor(body), style)) == CODEC.canonical_body(
            body
        )
    assert CODEC.canonical_body(b"\xff") == b"\xff"


def test_other_encodings_say_the_same_and_broken_bodies_do_not() -> None:
    body = CODEC.encode_response(SERVICE, DO, PARAMS).body
    for _, other in CODEC.variants.encodings(body):
        assert CODEC.decode_response(DO, response(other)) == PARAMS
        assert other != body
    for broken in CODEC.variants.broken:
        if broken.outcome is Outcome.FAILURE:
            with pytest.raises(ValueError, match="CBOR"):
                CODEC.decode_response(DO, response(broken.change(body)))
    rename = CODEC.variants.renaming("Text", "text")
    assert rename is not None
    assert "text" in cbor2.loads(rename(body))


@pytest.mark.parametrize("full", [b"\xa0", write_cbor({"Text": "a"})])
def test_distortions_are_broken_where_they_must_be_refused(full: bytes) -> None:
    for each in CODEC.variants.distortions(True):
        rewrite = each.distortion.rewrite
        if each.fault is None or rewrite is None or each.label == "empty":
            continue
        with pytest.raises(UnreadableError):
            CODEC.decode_response(DO, response(rewrite(full)))


# botocore's serializer and parser, on whole services.


@cache
def service(name: str) -> tuple[Contract, ServiceModel]:
    model = botocore.session.Session().get_service_model(name)
    return compile_service(name, CBOR), model


def native(shape: Any, value: Any) -> Any:
    """A value of the API view as boto3 gives it."""
    as_native: dict[str, Callable[[Any], Any]] = {
        "timestamp": datetime.fromisoformat,
        "blob": base64.b64decode,
        "structure": lambda given: {k: native(shape.members[k], v) for k, v in given.items()},
        "map": lambda given: {k: native(shape.value, v) for k, v in given.items()},
        "list": lambda given: [native(shape.member, each) for each in given],
    }
    return as_native.get(shape.type_name, lambda given: given)(value)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["cloudwatch", "codeconnections", "cloudwatchomni"])
def test_botocore_writes_and_reads_the_same(name: str) -> None:
    contract, model = service(name)
    for each in contract.operations.values():
        theirs = model.operation_model(each.name)
        if theirs.has_event_stream_input or theirs.has_event_stream_output:
            continue
        params = PlainValues(each.request, full=True).value() if theirs.input_shape else {}
        due = RpcV2CBORSerializer().serialize_to_request(
            native(theirs.input_shape, params) if params else {}, theirs
        )
        request = CODEC.encode_request(contract, each, params)
        assert (request.target, request.body) == (due["url_path"], due["body"])
        assert {key.lower(): value for key, value in request.headers} == {
            key.lower(): value for key, value in due["headers"].items()
        }
        if theirs.output_shape is not None:
            output = PlainValues(each.response, full=True).value()
            answer = CODEC.encode_response(contract, each, output)
            stated = {"headers": dict(answer.headers), "body": answer.body, "status_code": 200}
            parsed = RpcV2CBORParser().parse(stated, theirs.output_shape)
            parsed.pop("ResponseMetadata")
            assert parsed == native(theirs.output_shape, output)
