"""What each trait of a Smithy model becomes in the contract."""

from __future__ import annotations

from typing import Any

import pytest

from shapeproof.contract.model import Paginator
from tests.unit.compile.smithy.boxes import (
    CBOR,
    EC2,
    JSON,
    QUERY,
    REST_JSON,
    REST_XML,
    boxes,
    compiled,
    structure,
)

LENGTH, RANGE = "smithy.api#length", "smithy.api#range"
COLOURS = {
    "type": "enum",
    "members": {
        "RED": {"target": "smithy.api#Unit", "traits": {"smithy.api#enumValue": "red"}},
        "blue": {"target": "smithy.api#Unit"},
    },
}
OLD_COLOURS = {"type": "string", "traits": {"smithy.api#enum": [{"value": "red", "name": "RED"}]}}
ONE = {"target": "smithy.api#Unit", "traits": {"smithy.api#enumValue": 1}}
WIDTHS = {"type": "intEnum", "members": {"ONE": ONE}}
TEXTS = {"type": "list", "member": {"target": "smithy.api#String"}}
OLD_SET = {"type": "set", "member": {"target": "smithy.api#String"}}
WORDS = {"type": "map", "key": {"target": "smithy.api#String"},
         "value": {"target": "smithy.api#String"}}  # fmt: skip


def traits(shape: dict[str, Any], **given: Any) -> dict[str, Any]:
    return {**shape, "traits": {f"smithy.api#{name}": each for name, each in given.items()}}


@pytest.mark.parametrize(
    ("target", "given", "expected"),
    [
        ("Integer", {RANGE: {"min": 1, "max": 5}}, {"type": "integer", "minimum": 1, "maximum": 5}),
        ("Long", {}, {"type": "integer", "x-integer": "long"}),
        ("Double", {}, {"type": "number", "x-number": "double"}),
        ("String", {LENGTH: {"min": 2}}, {"type": "string", "minLength": 2}),
        ("String", {"smithy.api#pattern": "^a$"}, {"type": "string", "pattern": "^a$"}),
        ("String", {"smithy.api#jsonName": "n"}, {"type": "string", "x-location-name": "n"}),
        (
            "String",
            {"smithy.api#httpQuery": "q"},
            {"type": "string", "x-location": "querystring", "x-location-name": "q"},
        ),
        (
            "String",
            {"smithy.api#httpHeader": "X-Box"},
            {"type": "string", "x-location": "header", "x-location-name": "X-Box"},
        ),
        (
            "String",
            {"smithy.api#idempotencyToken": {}},
            {"type": "string", "x-idempotency-token": True},
        ),
        ("String", {"smithy.api#hostLabel": {}}, {"type": "string", "x-host-label": True}),
        (
            "String",
            {"smithy.rules#contextParam": {"name": "Box"}},
            {"type": "string", "x-context-param": {"name": "Box"}},
        ),
        (
            "String",
            {"smithy.api#deprecated": {"message": "no", "since": "1"}},
            {"type": "string", "deprecated": True, "x-deprecated-message": "no",
             "x-deprecated-since": "1"},
        ),
        (
            "String",
            {"smithy.api#mediaType": "application/json"},
            {"type": "string", "contentMediaType": "application/json"},
        ),
        ("String", {"smithy.api#default": "x"}, {"type": "string"}),
        ("String", {"smithy.api#clientOptional": {}}, {"type": "string"}),
        ("String", {"my.own#trait": 5}, {"type": "string"}),
        ("Boolean", {}, {"type": "boolean"}),
        ("Document", {}, {"x-document": True, "x-shape": "Document"}),
        ("Colour", {}, {"type": "string", "enum": ["red", "blue"]}),
        ("OldColour", {}, {"type": "string", "enum": ["red"]}),
        ("Width", {}, {"type": "integer"}),
        ("Secret", {}, {"type": "string", "x-sensitive": True}),
        (
            "Few",
            {},
            {"type": "array", "items": {"type": "string"}, "minItems": 1,
             "x-traits": {"uniqueItems": True}},
        ),
        ("OldSet", {}, {"type": "array", "items": {"type": "string"}}),
        (
            "Words",
            {},
            {"type": "object", "x-map": True, "propertyNames": {"type": "string"},
             "additionalProperties": {"type": "string"}, "x-sparse": True},
        ),
        (
            "Words",
            {"smithy.api#httpQueryParams": {}},
            {"type": "object", "x-map": True, "propertyNames": {"type": "string"},
             "additionalProperties": {"type": "string"}, "x-sparse": True,
             "x-location": "querystring"},
        ),
        (
            "Timestamp",
            {"smithy.api#timestampFormat": "http-date"},
            {"type": "string", "format": "date-time", "x-timestamp": True,
             "x-timestamp-format": "rfc822"},
        ),
        (
            "Either",
            {},
            {"type": "object", "x-shape": "Either", "x-union": True, "minProperties": 1,
             "maxProperties": 1, "properties": {"a": {"type": "string"}, "b": {
                 "type": "boolean"}}},
        ),
        (
            "Stream",
            {"smithy.api#httpPayload": {}},
            {"type": "string", "contentEncoding": "base64", "x-blob": True, "x-streaming": True,
             "x-requires-length": True},
        ),
    ],
)  # fmt: skip
def test_traits_of_members(target: str, given: dict[str, Any], expected: dict[str, Any]) -> None:
    ast = boxes(
        PutBoxInput=structure(it=(target, given)),
        Colour=COLOURS,
        OldColour=OLD_COLOURS,
        Width=WIDTHS,
        Secret=traits({"type": "string"}, sensitive={}),
        Few=traits(TEXTS, uniqueItems={}, length={"min": 1}),
        OldSet=OLD_SET,
        Words=traits(WORDS, sparse={}),
        Either={**structure(a="String", b="Boolean"), "type": "union"},
        Stream=traits({"type": "blob"}, streaming={}, requiresLength={}),
    )

    assert compiled(ast).operations["PutBox"].request["properties"]["it"] == expected


@pytest.mark.parametrize(
    ("protocol", "given", "expected"),
    [
        (JSON, {"smithy.api#jsonName": "n", "smithy.api#httpQuery": "q"}, {}),
        (REST_JSON, {"smithy.api#xmlName": "n"}, {}),
        (REST_XML, {"smithy.api#xmlName": "n"}, {"x-location-name": "n"}),
        (REST_XML, {"smithy.api#xmlAttribute": {}}, {"x-xml-attribute": True}),
        (
            REST_XML,
            {"smithy.api#xmlNamespace": {"uri": "u", "prefix": "p"}},
            {"x-xml-namespace": {"prefix": "p", "uri": "u"}},
        ),
        (QUERY, {"smithy.api#xmlName": "n", "smithy.api#jsonName": "j"}, {"x-location-name": "n"}),
        (EC2, {"aws.protocols#ec2QueryName": "N"}, {"x-query-name": "N"}),
        (CBOR, {"smithy.api#xmlName": "n", "smithy.api#jsonName": "j"}, {}),
    ],
)
def test_names_depend_on_the_protocol(
    protocol: str, given: dict[str, Any], expected: dict[str, Any]
) -> None:
    ast = boxes(protocol, PutBoxInput=structure(it=("String", given)))

    found = compiled(ast).operations["PutBox"].request["properties"]["it"]

    assert found == {"type": "string", **expected}


def test_a_flattened_list() -> None:
    flat = {"smithy.api#xmlFlattened": {}, "smithy.api#xmlName": "Text"}
    ast = boxes(REST_XML, PutBoxInput=structure(them=("Texts", flat)), Texts=TEXTS)

    found = compiled(ast).operations["PutBox"].request["properties"]["them"]

    assert (found["x-flattened"], found["x-location-name"]) == (True, "Text")


def test_labels_payloads_and_status() -> None:
    label: dict[str, Any] = {"smithy.api#httpLabel": {}, "smithy.api#required": {}}
    ast = boxes(
        PutBoxInput=structure(name=("String", label), box=("Box", {"smithy.api#httpPayload": {}})),
        PutBoxOutput=structure(
            code=("Integer", {"smithy.api#httpResponseCode": {}}),
            meta=("Words", {"smithy.api#httpPrefixHeaders": "x-meta-"}),
            next=("String", {"smithy.api#httpQuery": "ignored in outputs"}),
        ),
        Box=structure(size="Integer"),
        Words=WORDS,
    )

    operation = compiled(ast).operations["PutBox"]

    name = operation.request["properties"]["name"]
    assert (name["x-location"], name["x-location-name"]) == ("uri", "name")
    assert (operation.request["required"], operation.request["x-payload"]) == (["name"], "box")
    places = {key: each.get("x-location") for key, each in operation.response["properties"].items()}
    assert places == {"code": "statusCode", "meta": "headers", "next": None}
    http = operation.http
    assert (http.method, http.uri, http.status) == ("PUT", "/boxes", 201)


def test_events() -> None:
    ast = boxes(
        PutBoxOutput=structure(events=("Events", {"smithy.api#httpPayload": {}})),
        Events={
            **structure({"smithy.api#streaming": {}}, tick="Tick", gone="NoBox"),
            "type": "union",
        },
        Tick=structure(
            at=("Timestamp", {"smithy.api#eventHeader": {}}),
            body=("Blob", {"smithy.api#eventPayload": {}}),
        ),
    )

    events = compiled(ast).operations["PutBox"].response["properties"]["events"]

    tick, gone = (events["items"]["properties"][each] for each in ("tick", "gone"))
    assert events["x-eventstream"] is True
    assert (tick["x-event"], gone.get("x-event")) == (True, None)
    assert tick["properties"]["at"]["x-event-header"] is True
    assert tick["properties"]["body"]["x-event-payload"] is True


@pytest.mark.parametrize(
    ("protocol", "given", "expected"),
    [
        (REST_JSON, {}, ("NoBox", None, "client", None)),
        (REST_JSON, {"smithy.api#httpError": 404}, ("NoBox", 404, "client", None)),
        (REST_JSON, {"smithy.api#error": "server"}, ("NoBox", None, "server", None)),
        (
            REST_JSON,
            {"smithy.api#retryable": {"throttling": True}},
            ("NoBox", None, "client", {"throttling": True}),
        ),
        (JSON, {"smithy.api#httpError": 404}, ("NoBox", None, "client", None)),
        (
            QUERY,
            {"aws.protocols#awsQueryError": {"code": "Box.None", "httpResponseCode": 410}},
            ("Box.None", 410, "client", None),
        ),
        (
            JSON,
            {"aws.protocols#awsQueryError": {"code": "Box.None", "httpResponseCode": 410}},
            ("NoBox", None, "client", None),
        ),
    ],
)
def test_errors(protocol: str, given: dict[str, Any], expected: tuple[Any, ...]) -> None:
    shape = structure({"smithy.api#error": "client", **given}, message="String")

    error = compiled(boxes(protocol, NoBox=shape)).errors["NoBox"]

    assert (error.code, error.status, error.fault, error.retryable) == expected


def test_query_compatible_codes() -> None:
    traits = {"smithy.api#error": "client", "aws.protocols#awsQueryError": {"code": "Box.None"}}
    ast = boxes(JSON, NoBox=structure(traits))
    ast["shapes"]["boxes#Boxes"]["traits"]["aws.protocols#awsQueryCompatible"] = {}

    contract = compiled(ast)

    assert contract.metadata["awsQueryCompatible"] == {}
    assert contract.errors["NoBox"].codes == {"NoBox", "Box.None"}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"smithy.api#readonly": {}}, {"readonly": True}),
        ({"smithy.api#idempotent": {}}, {"idempotent": True}),
        ({"smithy.api#endpoint": {"hostPrefix": "a."}}, {"endpoint": {"hostPrefix": "a."}}),
        ({"smithy.api#auth": []}, {"auth": ["smithy.api#noAuth"]}),
        ({"smithy.api#httpChecksumRequired": {}}, {"httpChecksumRequired": True}),
        (
            {"aws.protocols#httpChecksum": {"requestChecksumRequired": True}},
            {"httpChecksum": {"requestChecksumRequired": True}},
        ),
        ({"aws.iam#iamAction": {"name": "x"}}, {}),
    ],
)
def test_traits_of_operations(given: dict[str, Any], expected: dict[str, Any]) -> None:
    ast = boxes()
    ast["shapes"]["boxes#PutBox"]["traits"].update(given)

    assert compiled(ast).operations["PutBox"].traits == expected


def test_pages_waiters_and_examples() -> None:
    ast = boxes()
    ast["shapes"]["boxes#Boxes"]["traits"]["smithy.api#paginated"] = {"pageSize": "limit"}
    ast["shapes"]["boxes#PutBox"]["traits"] |= {
        "smithy.api#paginated": {"inputToken": "in", "outputToken": "out.next", "items": "boxes"},
        "smithy.api#examples": [{"input": {"name": "a"}}, {"input": {}, "error": {}}],
        "smithy.waiters#waitable": {
            "Kept": {
                "minDelay": 5,
                "acceptors": [
                    {"state": "failure", "matcher": {"errorType": "boxes#NoBox"}},
                    {"state": "success", "matcher": {"output": {
                        "path": "all", "comparator": "booleanEquals", "expected": "true"}}},
                ],
            },
            "Odd": {"acceptors": [{"state": "success", "matcher": {"inputOutput": {}}}]},
        },
    }  # fmt: skip

    contract = compiled(ast)

    pages = Paginator("PutBox", ("in",), ("out.next",), ("boxes",), "limit")
    assert contract.paginators == {"PutBox": pages}
    assert contract.examples == {"PutBox": [{"input": {"name": "a"}, "output": {}}]}
    assert list(contract.waiters) == ["Kept"]
    waiter = contract.waiters["Kept"]
    assert [(each.matcher, each.expected, each.state) for each in waiter.acceptors] == [
        ("error", "NoBox", "failure"),
        ("path", True, "success"),
    ]


def test_the_service_itself() -> None:
    contract = compiled(boxes(JSON))

    assert (contract.service, contract.api_version) == ("box-keeper", "2020-01-02")
    assert (contract.full_name, contract.service_id) == ("Keeper of Boxes", "Box Keeper")
    wanted = {"targetPrefix": "Boxes", "jsonVersion": "1.0", "signingName": "boxes"}
    assert wanted.items() <= contract.metadata.items()
    assert contract.operations["PutBox"].python_name == "put_box"


def test_requests_and_answers_of_query_and_rest_xml() -> None:
    xml = compiled(boxes(REST_XML)).operations["PutBox"].request
    query = compiled(boxes(QUERY)).operations["PutBox"]

    assert (xml["x-xml-name"], xml["x-xml-namespace"]) == (
        "PutBoxInput",
        {"uri": "https://boxes.example/"},
    )
    assert query.response["x-result-wrapper"] == "PutBoxResult"
    assert (query.http.method, query.http.uri) == ("POST", "/")
