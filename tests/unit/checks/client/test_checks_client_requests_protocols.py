"""Requests compared in other protocols than those of JSON, and what clients may do there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from shapeproof.checks.client.comparison import request_differences
from shapeproof.checks.client.comparison.views import WireView, api_gaps
from shapeproof.checks.client.interface import ClientObservation
from shapeproof.checks.client.requests import RequestContentType, WireRequest
from shapeproof.compile import compile_service
from shapeproof.contract.model import Schema
from shapeproof.contract.shape import Shape
from shapeproof.exchange import (
    ClientCase,
    ClientError,
    ClientExchange,
    ClientFamily,
    ClientResult,
    HttpRequest,
    Outcome,
)
from shapeproof.wire import codec_for

PROTOCOL = "smithy-rpc-v2-cbor"
CONTRACT = compile_service("cloudwatch", PROTOCOL)
OPERATION = CONTRACT.operations["DeleteAlarms"]
CODEC = codec_for(PROTOCOL)
PARAMS = {"AlarmNames": ["a"]}


def with_header(request: HttpRequest, name: str, value: str | None) -> HttpRequest:
    kept = [each for each in request.headers if each[0] != name]
    return replace(request, headers=(*kept, *(((name, value),) if value else ())))


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda sent: sent, []),
        (lambda sent: replace(sent, target="/"), [("request path", "path")]),
        (
            lambda sent: replace(sent, target=sent.target.replace("DeleteAlarms", "PutAlarms")),
            [("request path", "path")],
        ),
        (
            lambda sent: with_header(sent, "smithy-protocol", None),
            [("request message", "smithy-protocol")],
        ),
        (
            lambda sent: with_header(sent, "smithy-protocol", "rpc-v2-json"),
            [("request message", "smithy-protocol")],
        ),
        (
            lambda sent: replace(sent, body=b"\xa1\x6aAlarmNames\x81\x41a"),
            [("request body /AlarmNames/0", "value")],
        ),
    ],
)
def test_what_differs(
    change: Callable[[HttpRequest], HttpRequest], found: list[tuple[str, str]]
) -> None:
    sent = change(CODEC.encode_request(CONTRACT, OPERATION, PARAMS))

    differences = list(request_differences(CONTRACT, OPERATION, CODEC, PARAMS, sent))
    assert [(each.where, each.constraint) for each in differences] == found


ENCODED = {"type": "string", "x-encoded-by-sdks": "base64"}
QUOTED = {"type": "string", "x-encoded-by-sdks": "percent"}


@pytest.mark.parametrize(
    ("schema", "sent", "kind"),
    [
        (ENCODED, "c2VjcmV0", None),
        (ENCODED, "secret", None),
        (ENCODED, "c2VjcmV1", "value"),
        (ENCODED, "%73ecret", "value"),
        (QUOTED, "%73ecret", None),
        (QUOTED, "%74ecret", "value"),
        (QUOTED, "c2VjcmV0", "value"),
        ({"type": "string"}, "c2VjcmV0", "value"),
        ({"type": "string", "x-sensitive": True}, "c2VjcmV0", "value"),
    ],
)
def test_some_texts_may_be_sent_encoded(schema: Schema, sent: str, kind: str | None) -> None:
    assert WireView().scalar(Shape.of(schema), "secret", sent) == kind


@pytest.mark.slow
@pytest.mark.parametrize(
    ("header", "found"),
    [("application/xml", 0), (None, 0), ("application/json", 1)],
)
def test_an_xml_body_needs_no_content_type(header: str | None, found: int) -> None:
    contract = compile_service("route53")
    operation, codec = contract.operations["CreateHostedZone"], codec_for("rest-xml")
    params = {"Name": "a", "CallerReference": "b"}
    sent = with_header(codec.encode_request(contract, operation, params), "Content-Type", header)
    case = ClientCase("id", operation.name, ClientFamily.REQUEST, "", params, (), Outcome.OUTPUT)
    call = ClientExchange(case, (sent,), ClientResult(output={}))
    seen = ClientObservation(contract, operation, codec, call)

    assert len(list(RequestContentType().check(seen))) == found


@pytest.mark.parametrize(
    ("algorithm", "found"), [("MD5", 0), ("CRC64NVME", 0), ("SHA256", 1), ("CRC32", 1), (None, 1)]
)
def test_a_client_need_not_have_all_algorithms(algorithm: str | None, found: int) -> None:
    contract = compile_service("s3")
    operation, codec = contract.operations["DeleteObjects"], codec_for("rest-xml")
    params = {"Bucket": "a", "Delete": {"Objects": []}, "ChecksumAlgorithm": algorithm}
    case = ClientCase("id", operation.name, ClientFamily.REQUEST, "", params, (), Outcome.OUTPUT)
    refused = ClientResult(error=ClientError("validation", "E", "no"))
    seen = ClientObservation(contract, operation, codec, ClientExchange(case, (), refused))

    assert len(list(WireRequest().check(seen))) == found


POLICY = {"type": "string", "contentMediaType": "application/json"}


@pytest.mark.parametrize(
    ("schema", "read", "kind"),
    [
        (POLICY, '{"a": [1]}', None),
        (POLICY, {"a": [1]}, None),
        (POLICY, {"a": [2]}, "value"),
        ({"type": "string"}, {"a": [1]}, "type"),
    ],
)
def test_json_in_a_string_may_be_read(schema: Schema, read: object, kind: str | None) -> None:
    root = {"type": "object", "properties": {"A": schema}}
    gaps = list(api_gaps(Shape.of(root), {"A": '{"a": [1]}'}, {"A": read}))
    assert [each.kind for each in gaps] == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("pattern", "sent", "read", "found"),
    [
        ("^[0-9]+$", "100", 100, []),
        ("^[0-9]+$", "100", "100", []),
        ("^[0-9]+$", "100", 101, ["type"]),
        ("^[0-9]+$", "100", True, ["type"]),
        ("^[0-9]*$", "100", 100, ["type"]),
    ],
)
def test_a_text_of_digits_may_be_read_as_a_number(
    pattern: str, sent: str, read: object, found: list[str]
) -> None:
    shape = Shape.of({"properties": {"A": {"type": "string", "pattern": pattern}}})
    assert [each.kind for each in api_gaps(shape, {"A": sent}, {"A": read})] == found


ONE = {"type": "string", "x-location-name": "C"}
MANY = {"type": "array", "items": {"type": "string"}, "x-flattened": True, "x-location-name": "C"}


@pytest.mark.parametrize(
    ("sent", "read", "gaps"),
    [
        ({"One": "a"}, {"One": "a"}, []),
        ({"One": "a"}, {"Many": ["a"]}, []),
        ({"One": "a"}, {"One": "a", "Many": ["a"]}, []),
        ({"One": "a", "Many": ["b"]}, {"One": "b", "Many": ["a", "b"]}, []),
        ({"One": "a", "Many": ["b"]}, {"One": ["?", "?"], "Many": ["a", "b"]}, []),
        ({"One": "a", "Many": ["b"]}, {"One": "b", "Many": ["a", "z"]}, [("Many", "value")]),
        ({}, {"Many": []}, []),
        ({"One": "a"}, {}, [("One", "missing")]),
        ({"One": "a"}, {"One": "z"}, [("One", "value")]),
        ({"One": "a"}, {"One": "a", "Many": ["z"]}, [("Many", "value")]),
        ({"Many": ["a", "b"]}, {"Many": ["a"]}, [("Many", "value")]),
        ({}, {"One": "z"}, [("One", "extra")]),
    ],
)
def test_members_with_one_name_on_the_wire_are_compared_together(
    sent: dict[str, object], read: dict[str, object], gaps: list[tuple[str, str]]
) -> None:
    inner = {"type": "object", "properties": {"One": ONE, "Many": MANY}}
    shape = Shape.of({"type": "object", "properties": {"Inner": inner}})

    found = list(api_gaps(shape, {"Inner": sent}, {"Inner": read}))
    assert [(each.tokens, each.kind) for each in found] == [(("Inner", n), k) for n, k in gaps]


S3 = compile_service("s3")
REST_XML = codec_for("rest-xml")


def found_in(name: str, params: Mapping[str, object], **headers: str) -> list[tuple[str, str]]:
    """The differences of a request that has other header fields, or another body (``body``)."""
    operation, body = S3.operations[name], headers.pop("body", None)
    sent = REST_XML.encode_request(S3, operation, params)
    for field, value in headers.items():
        sent = with_header(sent, field.replace("_", "-"), value)
    sent = sent if body is None else replace(sent, body=body.encode())
    differences = request_differences(S3, operation, REST_XML, params, sent)
    return [(each.where, each.constraint) for each in differences if not each.allowed]


KEY = "x-amz-server-side-encryption-customer-key"
KEYS = {"Bucket": "a", "Key": "b", "SSECustomerKey": "sample", "SSECustomerKeyMD5": "given"}


def test_a_client_may_compute_the_digest_of_a_key() -> None:
    field = f"{KEY}-MD5"
    assert found_in("GetObject", KEYS, **{field: "Xo/5v1W6NQgZnSLphBKb5g=="}) == []
    assert found_in("GetObject", KEYS, **{field: "other"}) == [(f"request header {field}", "value")]


def test_a_body_may_end_where_its_length_says() -> None:
    params = {"Bucket": "a", "Key": "b", "Body": "c2FtcGxl"}
    assert found_in("PutObject", {**params, "ContentLength": 1}, body="s") == []
    assert found_in("PutObject", params, body="s") == [("request body", "value")]


DATE = "2020-08-11T00:00:00Z"


@pytest.mark.parametrize(
    ("read", "found"),
    [
        ({"Expires": DATE, "ExpiresString": "Tue, 11 Aug 2020 00:00:00 GMT"}, []),
        ({"Expires": DATE}, []),
        ({"Expires": DATE, "ExpiresString": "Tue, 11 Aug 2020 00:00:09 GMT"}, ["value"]),
        ({"Expires": DATE, "ExpiresString": "soon"}, ["value"]),
        ({"Expires": DATE, "ExpiresString": 1597104000}, ["value"]),
        ({"Expires": DATE, "ETagString": "soon"}, ["unknown"]),
        ({"ExpiresString": "Tue, 11 Aug 2020 00:00:00 GMT"}, ["missing"]),
    ],
)
def test_the_text_of_a_date_in_a_header_may_be_in_an_output(
    read: dict[str, object], found: list[str]
) -> None:
    shape = Shape.of(S3.operations["GetObject"].response)
    assert [each.kind for each in api_gaps(shape, {"Expires": DATE}, read)] == found


def test_a_date_that_is_not_in_the_reply_has_no_text() -> None:
    shape = Shape.of(S3.operations["GetObject"].response)
    assert [each.kind for each in api_gaps(shape, {}, {"ExpiresString": "soon"})] == ["extra"]


@pytest.mark.parametrize(
    ("cut", "found"), [("", []), ("/", []), ("/rrset/", [("request path", "path")])]
)
def test_a_slash_at_the_end_of_a_path(cut: str, found: list[tuple[str, str]]) -> None:
    contract = compile_service("route53")
    operation = contract.operations["ChangeResourceRecordSets"]
    params = {"HostedZoneId": "a", "ChangeBatch": {"Changes": []}}
    sent = REST_XML.encode_request(contract, operation, params)
    sent = replace(sent, target=sent.target.removesuffix(cut))

    differences = request_differences(contract, operation, REST_XML, params, sent)
    assert [(each.where, each.constraint) for each in differences] == found
