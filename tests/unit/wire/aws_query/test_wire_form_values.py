"""Parameters in forms: what is written, read, and reported."""

from typing import Any

import pytest

from shapeproof.contract.model import Contract, HttpBinding, Operation, Schema
from shapeproof.exchange import HttpRequest
from shapeproof.wire.aws_query.form_requests import (
    CONTENT_TYPE,
    FormRequest,
    as_posted,
    operation_in,
)
from shapeproof.wire.aws_query.form_styles import EC2_STYLE, QUERY_STYLE
from shapeproof.wire.aws_query.form_text import write_form
from shapeproof.wire.interface import UnreadableError

TEXT: Schema = {"type": "string"}
TIMESTAMP: Schema = {"type": "string", "format": "date-time", "x-timestamp": True}
INNER: Schema = {
    "type": "object",
    "properties": {"Key": {**TEXT, "x-location-name": "key"}, "Size": {"type": "integer"}},
}
MAP: Schema = {
    "type": "object",
    "x-map": True,
    "propertyNames": TEXT,
    "additionalProperties": {"type": "integer"},
}


def a_list(items: Schema, **more: Any) -> Schema:
    return {"type": "array", "items": items, **more}


REQUEST: Schema = {
    "type": "object",
    "properties": {
        "Name": TEXT,
        "Count": {"type": "integer"},
        "Ratio": {"type": "number"},
        "Whether": {"type": "boolean"},
        "Blob": {**TEXT, "x-blob": True},
        "At": TIMESTAMP,
        "Seconds": {**TIMESTAMP, "x-timestamp-format": "unixTimestamp"},
        "Texts": a_list(TEXT),
        "Named": a_list({**TEXT, "x-location-name": "item"}),
        "Flat": a_list(TEXT, **{"x-flattened": True}),
        "FlatNamed": a_list(TEXT, **{"x-flattened": True, "x-location-name": "Renamed"}),
        "Inners": a_list(INNER),
        "Inner": INNER,
        "Map": MAP,
        "FlatMap": {
            **MAP,
            "x-flattened": True,
            "propertyNames": {**TEXT, "x-location-name": "K"},
            "additionalProperties": {"type": "integer", "x-location-name": "V"},
        },
        "lower": {**TEXT, "x-location-name": "renamedHere"},
        "asked": {**TEXT, "x-location-name": "other", "x-query-name": "queried"},
        "Deep": {"$ref": "#/$defs/Deep"},
    },
    "$defs": {"Deep": {"type": "object", "properties": {"Deep": {"$ref": "#/$defs/Deep"}}}},
}
OPERATION = Operation(
    "DoIt", "do_it", HttpBinding("POST", "/"), REQUEST, {"type": "object", "properties": {}}
)
CONTRACT = Contract("things", "2020-01-01", "query", "Things", "Things", {"DoIt": OPERATION})
QUERY = FormRequest.of(REQUEST, QUERY_STYLE)
EC2 = FormRequest.of(REQUEST, EC2_STYLE)
HEAD = "Action=DoIt&Version=2020-01-01"


def written(plan: FormRequest, params: dict[str, Any]) -> str:
    """The form without its head."""
    body = plan.encode(CONTRACT, OPERATION, params).body.decode()
    assert body.startswith(HEAD)
    return body[len(HEAD) + 1 :]


def request(form: str) -> HttpRequest:
    body = "&".join(each for each in (HEAD, form) if each).encode()
    return HttpRequest("POST", "/", (("Content-Type", CONTENT_TYPE),), body)


def tree(plan: FormRequest, form: str) -> Any:
    found = dict(pair.split("=", 1) for pair in form.split("&") if pair)
    return plan.tree(tuple(found.items()))


BOTH_WAYS: list[tuple[dict[str, Any], str, str]] = [
    ({}, "", ""),
    ({"Name": "a b"}, "Name=a%20b", "Name=a%20b"),
    ({"Name": ""}, "Name=", "Name="),
    ({"Count": 5, "Ratio": 0.5}, "Count=5&Ratio=0.5", "Count=5&Ratio=0.5"),
    ({"Ratio": float("inf")}, "Ratio=Infinity", "Ratio=Infinity"),
    ({"Whether": False}, "Whether=false", "Whether=false"),
    ({"Blob": "YWI="}, "Blob=YWI%3D", "Blob=YWI%3D"),
    ({"At": "2020-01-02T03:04:05Z"}, "At=2020-01-02T03%3A04%3A05Z", "At=2020-01-02T03%3A04%3A05Z"),
    ({"Seconds": "1970-01-01T00:00:09Z"}, "Seconds=9", "Seconds=9"),
    ({"Texts": ["a", "b"]}, "Texts.member.1=a&Texts.member.2=b", "Texts.1=a&Texts.2=b"),
    ({"Named": ["a"]}, "Named.item.1=a", "Named.1=a"),
    ({"Flat": ["a"]}, "Flat.1=a", "Flat.1=a"),
    ({"FlatNamed": ["a"]}, "Renamed.1=a", "Renamed.1=a"),
    ({"Inners": [{"Key": "a", "Size": 1}]},
     "Inners.member.1.key=a&Inners.member.1.Size=1", "Inners.1.Key=a&Inners.1.Size=1"),
    ({"Inner": {"Size": 1}}, "Inner.Size=1", "Inner.Size=1"),
    ({"Map": {"a.b": 1}}, "Map.entry.1.key=a.b&Map.entry.1.value=1",
     "Map.entry.1.key=a.b&Map.entry.1.value=1"),
    ({"FlatMap": {"a": 1}}, "FlatMap.1.K=a&FlatMap.1.V=1", "FlatMap.1.K=a&FlatMap.1.V=1"),
    ({"lower": "a"}, "renamedHere=a", "RenamedHere=a"),
    ({"asked": "a"}, "other=a", "queried=a"),
]  # fmt: skip


@pytest.mark.parametrize(("params", "query", "ec2"), BOTH_WAYS)
def test_parameters_are_written_and_read(params: dict[str, Any], query: str, ec2: str) -> None:
    for plan, form in ((QUERY, query), (EC2, ec2)):
        assert written(plan, params) == form
        assert plan.decode(OPERATION, request(form)) == params
        assert [*plan.deviations(CONTRACT, request(form))] == []


@pytest.mark.parametrize(
    ("params", "query", "ec2"),
    [
        ({"Texts": []}, "Texts=", ""),
        ({"Map": {}, "Inner": {}}, "", ""),
        ({"Name": None}, "", ""),
        ({"Texts": ["a", None]}, "Texts.member.1=a&Texts.member.2=", "Texts.1=a&Texts.2="),
        ({"Name": 5, "Count": "x", "Whether": "True"}, "Name=5&Count=x&Whether=True", None),
        ({"Name": True, "Count": 1.5}, "Name=true&Count=1.5", None),
        ({"Name": ["a"]}, "Name.member.1=a", "Name.1=a"),
        ({"Name": {"x": {"y": 1}}}, "Name.x.y=1", None),
        ({"Name": []}, "Name=", ""),
        ({"Texts": "a"}, "Texts=a", None),
        ({"Inner": "a", "Map": 5}, "Inner=a&Map=5", None),
        ({"Inner": {"Unknown": True}, "Strange": "a"}, "Inner.Unknown=true&Strange=a", None),
    ],
)
def test_values_of_a_wrong_type_are_written(
    params: dict[str, Any], query: str, ec2: str | None
) -> None:
    assert written(QUERY, params) == query
    assert written(EC2, params) == (query if ec2 is None else ec2)


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("Count=5&Whether=true&Ratio=1e2", {"Count": 5, "Whether": True, "Ratio": 100.0}),
        ("Count=five&Whether=True&Ratio=NaN", {"Count": "five", "Whether": "True", "Ratio": "NaN"}),
        ("At=yesterday", {"At": "yesterday"}),
        ("Texts=", {"Texts": []}),
        ("Texts=a", {"Texts": "a"}),
        ("Texts.foo=a", {"Texts": {"foo": "a"}}),
        ("Texts.member.2=b&Texts.member.10=c&Texts.member.1=a", {"Texts": ["a", "b", "c"]}),
        ("Inners.member.2.key=a", {"Inners": [{}, {"key": "a"}]}),
        ("Name.member.1=a", {"Name": {"member": {"1": "a"}}}),
        ("Map.entry.1.key=a", {"Map": {"entry": {"1": {"key": "a"}}}}),
        ("Strange.x=a", {"Strange": {"x": "a"}}),
        ("X-Amz-Date=20200101&Signature=x&Name=a", {"Name": "a"}),
    ],
)
def test_the_tree_shows_what_is_wrong(form: str, expected: Any) -> None:
    assert tree(QUERY, form) == expected


@pytest.mark.parametrize(
    ("form", "pointer", "constraint", "wanted", "actual"),
    [
        ("Texts.1=a", "/Texts", "list-element", "Texts.member.1", "Texts.1"),
        ("Texts.item.1=a", "/Texts", "list-element", "Texts.member.1", "Texts.item.1"),
        ("Texts.member.0=a", "/Texts", "list-index", "Texts.member.1", "Texts.member.0"),
        ("Texts.member.1=a&Texts.member.3=b", "/Texts", "list-index", "Texts.member.2",
         "Texts.member.3"),
        ("Texts.member.01=a", "/Texts", "list-index", "Texts.member.1", "Texts.member.01"),
        ("Inners.member.1.key=a&Inners.foo=b", "/Inners", "list-element", "Inners.member.1",
         "Inners.foo"),
        ("Map.1.key=a&Map.1.value=1", "/Map", "list-element", "Map.entry.1", "Map.1"),
        ("Map.entry.1.key=a&Map.entry.1.value=1&Map.entry.2.key=a&Map.entry.2.value=2", "/Map",
         "map-key", "each key once", "the key 'a' again"),
        ("At=2014-04-29%2018%3A30%3A38", "/At", "timestamp-format", "a timestamp in iso8601",
         "'2014-04-29 18:30:38'"),
        ("Inner=a&Inner.key=b", "/Inner", "text-beside-members", "either a text or members",
         "the text 'a' beside members"),
    ],
)  # fmt: skip
def test_deviations_are_told(
    form: str, pointer: str, constraint: str, wanted: str, actual: str
) -> None:
    [found] = QUERY.deviations(CONTRACT, request(form))
    assert (found.pointer, found.constraint) == (pointer, constraint)
    assert (found.expected, found.actual) == (wanted, actual)


@pytest.mark.parametrize(
    ("body", "constraints"),
    [
        (b"Action=DoIt&Version=2019-01-01", ["version"]),
        (b"Action=DoIt", ["version"]),
        (HEAD.encode() + b"&Version=2019-01-01", ["version"]),
        (HEAD.encode(), []),
    ],
)
def test_a_head_may_deviate(body: bytes, constraints: list[str]) -> None:
    sent = HttpRequest("POST", "/", (("Content-Type", CONTENT_TYPE),), body)
    assert [each.constraint for each in QUERY.deviations(CONTRACT, sent)] == constraints


def test_a_list_that_ec2_writes_empty_is_told() -> None:
    assert [each.constraint for each in EC2.deviations(CONTRACT, request("Texts="))] == [
        "empty-list"
    ]


def test_parameters_may_stand_in_the_query_string() -> None:
    sent = HttpRequest("GET", f"/?{HEAD}&Name=a%20b", (), b"")

    posted = as_posted(sent)
    assert (posted.method, posted.target) == ("POST", "/")
    assert posted.body == f"{HEAD}&Name=a%20b".encode()
    assert as_posted(request("Name=a")) == request("Name=a")

    assert operation_in(CONTRACT, sent) is OPERATION
    assert QUERY.decode(OPERATION, sent) == {"Name": "a b"}
    assert [*QUERY.deviations(CONTRACT, sent)] == []


@pytest.mark.parametrize(
    "pairs",
    [
        {"Action": "Other", "Version": "2020-01-01"},
        {"Action": "DoIt", "Version": "1999-01-01"},
        {"Version": "2020-01-01"},
    ],
)
def test_other_requests_are_for_no_operation(pairs: dict[str, str]) -> None:
    sent = HttpRequest("POST", "/", (), write_form(pairs.items()))
    assert operation_in(CONTRACT, sent) is None


def test_a_request_to_another_operation_has_no_parameters() -> None:
    with pytest.raises(UnreadableError, match="the operation has another name"):
        QUERY.decode(OPERATION, HttpRequest("POST", "/", (), b"Action=Other"))


def test_a_value_that_nests_too_deep_is_refused() -> None:
    value: dict[str, Any] = {}
    for _ in range(5000):
        value = {"Deep": value}
    with pytest.raises(ValueError, match="too deep"):
        written(QUERY, value)


def test_the_schema_has_the_names_of_the_form() -> None:
    assert "Renamed" in QUERY.schema["properties"]
    assert EC2.schema["properties"]["queried"]["x-member"] == "asked"
    assert EC2.schema["properties"]["At"]["format"] == "date-time"
