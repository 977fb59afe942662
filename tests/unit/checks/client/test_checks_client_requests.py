"""Requests that are not what they must be: each is found at its place, by one check only."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from shapeproof.checks.client.tolerances import TOLERANCES, Tolerance
from shapeproof.exchange import (
    ClientError,
    ClientFamily,
    ClientResult,
    Fault,
    How,
    HttpRequest,
    Outcome,
    Severity,
)

from .client_call_samples import (
    EVERYTHING,
    Line,
    call,
    due_request,
    findings,
    lines,
    unsent,
    with_body,
    with_header,
)

Change = Callable[[HttpRequest], HttpRequest]
STORAGE = {
    "AppId": "a1",
    "BackendEnvironmentName": "dev",
    "ResourceName": "photos",
    "ResourceConfig": {
        "BucketName": "b",
        "Permissions": {"Authenticated": ["READ", "DELETE_OBJECT"], "UnAuthenticated": []},
        "ServiceName": "S3",
    },
}
REFUSED = ClientResult(error=ClientError("validation", "ParamError", "not that way"))


def target(old: str, new: str) -> Change:
    def change(request: HttpRequest) -> HttpRequest:
        assert old in request.target, request.target
        return replace(request, target=request.target.replace(old, new))

    return change


def body(change: Callable[[Any], Any]) -> Change:
    return lambda request: with_body(request, change)


def raw(content: bytes) -> Change:
    return lambda request: replace(request, body=content)


def header(name: str, value: str | None) -> Change:
    return lambda request: with_header(request, name, value)


def put(place: str, value: Any) -> Change:
    """Another value in the body; the place by dots, its parent must be there."""

    def change(sent: Any) -> None:
        *way, last = (int(each) if each.isdigit() else each for each in place.split("."))
        for step in way:
            sent = sent[step]
        sent[last] = value

    return body(change)


def drop(place: str) -> Change:
    def change(sent: Any) -> None:
        *way, last = (int(each) if each.isdigit() else each for each in place.split("."))
        for step in way:
            sent = sent[step]
        del sent[last]

    return body(change)


def wire(where: str, constraint: str) -> list[Line]:
    return [("wire_request", f"request {where}", constraint)]


APP = "a%20b%2Fc%252F%2B%C3%A9%3F%23"
LABEL = wire("path AppId", "label-encoding")
PATHS: dict[str, tuple[Change, list[Line]]] = {
    "method": (lambda r: replace(r, method="POST"), wire("method", "method")),
    "literal": (target("/files/", "/Files/"), wire("path", "path")),
    "trailing-slash": (target("?", "/?"), wire("path Path", "label")),
    "missing-segment": (target("/apps/", "/"), wire("path", "path")),
    "other-value": (target(APP, "other"), wire("path AppId", "label")),
    "no-value": (target(APP, ""), wire("path AppId", "label")),
    "twice": (target(APP, APP.replace("%", "%25")), LABEL),
    "plus": (target("%20b", "+b"), LABEL),
    "raw-plus-is-the-same": (target("%2B", "+"), []),
    "lower-case-escapes": (target("%C3%A9", "%c3%a9"), []),
    "latin-1": (target("%C3%A9", "%E9"), LABEL),
    "raw-non-ascii": (target("%C3%A9", "é"), LABEL),
    "raw-percent": (target("%252F", "%2F"), LABEL),
    "unescaped-bracket": (target(APP, APP + "<"), wire("path AppId", "label")),
    "greedy-escaped": (target("x/y", "x%2Fy"), wire("path Path", "label-encoding")),
    "greedy-shorter": (target("x/y", "y"), wire("path Path", "label")),
    "absolute-form": (target("/apps", "http://127.0.0.1:80/apps"), []),
}
QUERIES: dict[str, tuple[Change, list[Line]]] = {
    "missing": (target("&limit=0", ""), wire("query limit", "missing")),
    "literal": (target("mode=x&", ""), wire("query mode", "missing")),
    "extra": (target("&limit", "&more=1&limit"), wire("query more", "extra")),
    "x-id": (target("&limit", "&x-id=Put&limit"), []),
    "token-filled-in": (target("&limit", "&once=1f&limit"), []),
    "value": (target("limit=0", "limit=1"), wire("query limit", "value")),
    "float-of-integer": (target("limit=0", "limit=0.0"), wire("query limit", "value")),
    "same-number": (target("ratio=2.0", "ratio=2"), []),
    "name": (target("limit=", "Limit="), [*wire("query limit", "missing"),
                                          *wire("query Limit", "extra")]),
    "order": (target("name=b&name=a", "name=a&name=b"), []),
    "one-of-many": (target("name=b&", ""), wire("query name", "missing")),
    "repeated": (target("name=b&", "name=b&name=b&"), wire("query name", "extra")),
    "joined": (target("name=b&name=a&name=", "name=b,a,"), wire("query name", "value")),
    "plus-for-space": (target("%20%25", "+%25"), wire("query name", "query-encoding")),
    "twice": (target("b%26", "b%2526"), wire("query name", "query-encoding")),
    "time-as-seconds": (
        target("since=2020-01-02T03%3A04%3A05Z", "since=1577934245"),
        wire("query since", "type"),
    ),
    "time-offset": (target("03%3A04%3A05Z", "04%3A04%3A05%2B01%3A00"), []),
    "other-time": (target("since=2020", "since=2021"), wire("query since", "value")),
    "time-without-zone": (target("05Z", "05"), wire("query since", "type")),
}  # fmt: skip
HEADERS: dict[str, tuple[Change, list[Line]]] = {
    "missing": (header("X-Trace", None), wire("header X-Trace", "missing")),
    "value": (header("X-Trace", "a"), wire("header X-Trace", "value")),
    "case-and-blanks": (header("x-TRACE", " a, b "), []),
    "list": (header("X-Flags", 'a,"b, c"'), []),
    "list-unquoted": (header("X-Flags", "a, b, c"), wire("header X-Flags", "value")),
    "time-in-iso": (header("X-Until", "2020-01-02T03:04:05Z"), wire("header X-Until", "type")),
    "prefix-missing": (header("X-Meta-one", None), wire("header x-meta-one", "missing")),
    "prefix-value": (header("X-Meta-one", "2"), wire("header x-meta-one", "value")),
    "more": (header("Amz-Sdk-Request", "attempt=1"), []),
}
BODIES: dict[str, tuple[Change, list[Line]]] = {
    "missing": (drop("count"), wire("body /count", "missing")),
    "missing-deep": (drop("root.label"), wire("body /root/label", "missing")),
    "false-dropped": (drop("anything.a.2.b"), wire("body /anything/a/2/b", "missing")),
    "extra": (put("more", 1), wire("body /more", "extra")),
    "extra-deep": (put("root.children.1.more", 1), wire("body /root/children/1/more", "extra")),
    "null-for-absent": (put("token", None), wire("body /token", "extra")),
    "token-filled-in": (put("token", "5f"), []),
    "api-name": (
        body(lambda b: {"Count": b.pop("count"), **b}),
        wire("body /count", "missing"),
    ),
    "number-as-text": (put("count", str(2**53 + 1)), wire("body /count", "type")),
    "boolean-as-number": (put("anything.a.2.b", 0), wire("body /anything/a/2/b", "type")),
    "true-for-one": (put("anything.a.0", True), wire("body /anything/a/0", "type")),
    "one-point-zero": (put("anything.a.0", 1.0), []),
    "double-of-long": (put("count", float(2**53)), []),
    "other-number": (put("count", 2**53 + 9), wire("body /count", "value")),
    "single-precision": (put("root.weight", 0.10000000149011612), []),
    "other-float": (put("root.weight", 0.11), wire("body /root/weight", "value")),
    "text": (put("tags.k", "V"), wire("body /tags/k", "value")),
    "decomposed": (
        body(lambda b: b["tags"].update({"Ka\u0308se": b["tags"].pop("Käse")})),
        [*wire("body /tags/Käse", "missing"), *wire("body /tags/Ka\u0308se", "extra")],
    ),
    "blob-url-safe": (put("root.raw", "_-8="), wire("body /root/raw", "value")),
    "time-as-text": (put("root.made", "2020-01-02T03:04:05.25Z"), wire("body /root/made", "type")),
    "seconds-as-text": (put("root.made", "1577934245.25"), wire("body /root/made", "type")),
    "time-as-number": (put("day", 1577934245), wire("body /day", "type")),
    "milliseconds": (put("root.made", 1577934245250), wire("body /root/made", "value")),
    "whole-seconds": (put("root.made", 1577934245), []),
    "other-zone": (put("day", "2020-01-02T03:04:05+00:00"), []),
    "http-date": (put("day", "Thu, 02 Jan 2020 03:04:05 GMT"), wire("body /day", "type")),
    "json-value-spelt-otherwise": (put("policy", '{ "x" : [1.0]}'), []),
    "json-value-bare": (put("policy", {"x": [1]}), []),
    "json-value-other": (put("policy", "{}"), wire("body /policy", "value")),
    "list-shorter": (drop("root.children.1"), wire("body /root/children", "missing")),
    "list-longer": (
        body(lambda b: b["root"]["children"].append({})),
        wire("body /root/children", "extra"),
    ),
    "list-reversed": (
        body(lambda b: b["root"]["children"].reverse()),
        [
            *wire("body /root/children/0/label", "missing"),
            *wire("body /root/children/0/children", "extra"),
            *wire("body /root/children/2/children", "missing"),
            *wire("body /root/children/2/label", "extra"),
        ],
    ),
    "document-null-dropped": (put("anything.a", [1, {"b": False}]),
                              wire("body /anything/a", "missing")),
    "array": (body(lambda b: [b]), wire("body", "type")),
    "no-body": (raw(b""), wire("body", "missing")),
    "no-json": (raw(b"a=1"), wire("body", "json")),
    "nan": (raw(b'{"count": NaN}'), wire("body", "json")),
    "latin-1": (raw('{"tags": {"k": "\xe9"}}'.encode("latin-1")), wire("body", "json")),
    "twice": (
        lambda r: replace(r, body=r.body[:-1] + b', "day": "2020-01-02T03:04:05Z"}'),
        wire("body /day", "duplicate"),
    ),
}  # fmt: skip
ALL = {
    f"{part}-{name}": each
    for part, table in (("path", PATHS), ("query", QUERIES), ("header", HEADERS), ("body", BODIES))
    for name, each in table.items()
}


@pytest.mark.parametrize("name", ALL)
def test_a_change_of_the_request(name: str) -> None:
    change, expected = ALL[name]
    due = due_request("Put", EVERYTHING)
    sent = change(due)
    assert sent != due
    assert lines(call("Put", EVERYTHING, sent)) == expected


def test_a_correct_request() -> None:
    assert lines(call("Put", EVERYTHING)) == []
    assert lines(call("CreateBackendStorage", STORAGE)) == []


SINGLE_LABELS = {
    "slash": ("a/b", "/backend/a/b/challenge"),
    "question-mark": ("a?b", "/backend/a?b/challenge"),
    "hash": ("a#b", "/backend/a"),
    "hash-sent": ("a#b", "/backend/a#b/challenge"),
    "percent": ("a%b", "/backend/a%b/challenge"),
    "encoded-slash": ("a%2Fb", "/backend/a%2Fb/challenge"),
    "twice": ("a/b", "/backend/a%252Fb/challenge"),
    "plus-for-space": (" a b", "/backend/+a+b/challenge"),
    "raw-slash-of-two": ("a/b c", "/backend/a/b%20c/challenge"),
    "slash-and-percent": ("a/b%2F", "/backend/a/b%2F/challenge"),
}


@pytest.mark.parametrize("name", SINGLE_LABELS)
def test_a_label_that_is_not_encoded(name: str) -> None:
    value, path = SINGLE_LABELS[name]
    params = {"AppId": value}
    sent = replace(due_request("CreateToken", params), target=path)
    expected = [("wire_request", "request path AppId", "label-encoding")]
    assert lines(call("CreateToken", params, sent)) == expected


@pytest.mark.parametrize("value", ["", ".", ".."])
def test_labels_that_cannot_be_sent_are_not_judged(value: str) -> None:
    params = {"AppId": value}
    sent = replace(due_request("CreateToken", params), target="/challenge")
    assert lines(call("CreateToken", params, sent)) == []


def test_a_renamed_member_is_reported_once_with_both_names() -> None:
    due = due_request("CreateBackendStorage", STORAGE)
    sent = with_body(
        due, lambda b: b["resourceConfig"].update(BucketName=b["resourceConfig"].pop("bucketName"))
    )
    (found,) = findings(call("CreateBackendStorage", STORAGE, sent))
    assert (found.where, found.constraint) == ("request body /resourceConfig/bucketName", "missing")
    assert (found.expected, found.actual) == ('"b"', "sent as BucketName")
    assert found.severity is Severity.ERROR
    assert found.pointer == "/resourceConfig/bucketName"


def test_no_more_than_a_few_places_of_one_part_are_reported() -> None:
    due = due_request("Put", EVERYTHING)
    sent = with_body(due, lambda b: {f"X{name}X": each for name, each in b.items()})
    assert len(findings(call("Put", EVERYTHING, sent))) == 5


@pytest.mark.parametrize("content", [b"", b"{}", b" {} \n"])
def test_no_body_member_given(content: bytes) -> None:
    for operation, params in (
        ("ListS3Buckets", {}),
        ("GetToken", {"AppId": "a", "SessionId": "s"}),
    ):
        sent = replace(due_request(operation, params), body=content, headers=())
        assert lines(call(operation, params, sent)) == []


def test_an_unexpected_body() -> None:
    params = {"AppId": "a", "SessionId": "s"}
    sent = replace(due_request("GetToken", params), body=b'{"appId": "a"}')
    assert lines(call("GetToken", params, sent)) == wire("body /appId", "extra")


def test_bytes_as_a_payload() -> None:
    params = {"Data": "AAEC"}
    due = due_request("Upload", params)
    assert lines(call("Upload", params, due)) == []
    assert lines(call("Upload", params, replace(due, body=b"AAEC"))) == wire("body", "value")
    assert lines(call("Upload", {}, replace(due, body=b""))) == []


TYPES = {
    "charset": ("application/json; charset=utf-8", []),
    "case": ("Application/JSON", []),
    "none": (None, [("request_content_type", "request header Content-Type", "missing")]),
    "form": (
        "application/x-www-form-urlencoded",
        [("request_content_type", "request header Content-Type", "value")],
    ),
    "amz-json": (
        "application/x-amz-json-1.1",
        [("request_content_type", "request header Content-Type", "value")],
    ),
}


@pytest.mark.parametrize("name", TYPES)
def test_the_content_type(name: str) -> None:
    value, expected = TYPES[name]
    sent = with_header(due_request("CreateBackendStorage", STORAGE), "Content-Type", value)
    assert lines(call("CreateBackendStorage", STORAGE, sent)) == expected


def test_a_valid_call_that_is_refused() -> None:
    refused = call("GetToken", {"AppId": "a", "SessionId": "s"}, result=REFUSED, pointer="/AppId")
    (found,) = findings(unsent(refused))
    assert (found.check, found.where, found.constraint) == (
        "wire_request", "request /AppId", "not-sent",
    )  # fmt: skip
    assert "not that way" in found.actual
    assert found.pointer == "/AppId"


def test_a_place_in_the_reply_is_no_place_in_the_request() -> None:
    refused = call("GetToken", {"AppId": "a", "SessionId": "s"}, result=REFUSED, pointer="/Ttl")
    assert lines(unsent(refused)) == [("wire_request", "request", "not-sent")]


def test_a_success_without_a_request() -> None:
    made = call("GetToken", {"AppId": "a", "SessionId": "s"}, output={"Ttl": "1"})
    assert lines(unsent(made)) == [("wire_request", "request", "not-sent")]


def faulty(constraint: str, **case: Any) -> dict[str, Any]:
    fault = Fault("/MaxResults", constraint, How.WRONG_TYPE)
    return {"fault": fault, "outcome": Outcome.OPEN, "attempts": (0, None), **case}


JOBS = {"AppId": "a", "BackendEnvironmentName": "dev", "MaxResults": 26}


def test_a_refused_fault_is_no_defect() -> None:
    assert lines(unsent(call("ListBackendJobs", JOBS, result=REFUSED, **faulty("maximum")))) == []


def test_an_empty_label_may_be_refused() -> None:
    assert lines(unsent(call("CreateToken", {"AppId": ""}, result=REFUSED))) == []


def test_an_open_case_may_be_refused() -> None:
    made = call("CreateToken", {"AppId": "a"}, result=REFUSED, outcome=Outcome.OPEN)
    assert lines(unsent(made)) == []


def test_a_fault_that_is_sent_must_be_sent_as_it_is() -> None:
    due = due_request("ListBackendJobs", JOBS)
    clamped = with_body(due, lambda b: b.update(maxResults=25))
    made = call("ListBackendJobs", JOBS, clamped, **faulty("maximum"))
    assert lines(made) == wire("body /maxResults", "value")
    assert lines(call("ListBackendJobs", JOBS, due, **faulty("maximum"))) == []


def test_a_value_of_a_wrong_type_may_be_coerced() -> None:
    params = {**JOBS, "MaxResults": "1"}
    due = due_request("ListBackendJobs", params)
    coerced = with_body(due, lambda b: b.update(maxResults=1))
    assert lines(call("ListBackendJobs", params, coerced, **faulty("type"))) == []


def test_a_broken_reply_does_not_excuse_the_request() -> None:
    sent = replace(due_request("CreateToken", {"AppId": "a"}), method="PUT")
    failed = ClientResult(error=ClientError("transport"))
    made = call(
        "CreateToken", {"AppId": "a"}, sent,
        result=failed, outcome=Outcome.FAILURE, family=ClientFamily.ROBUSTNESS,
    )  # fmt: skip
    assert lines(made) == wire("method", "method")


def test_long_bodies_with_many_repeats_cost_little() -> None:
    members = ", ".join('"x": 1' for _ in range(20_000))
    sent = replace(due_request("CreateToken", {"AppId": "a"}), body=f"{{{members}}}".encode())
    assert lines(call("CreateToken", {"AppId": "a"}, sent)) == [
        *wire("body /x", "duplicate"),
        *wire("body /x", "extra"),
    ]


def test_deep_bodies_are_not_json() -> None:
    sent = replace(due_request("CreateToken", {"AppId": "a"}), body=b"[" * 5000 + b"]" * 5000)
    assert lines(call("CreateToken", {"AppId": "a"}, sent)) == wire("body", "json")


def test_tolerances_have_distinct_names() -> None:
    names = [each.name for each in TOLERANCES]
    assert len(set(names)) == len(names) >= 20
    assert all(isinstance(each, Tolerance) and each.allowed and each.reason for each in TOLERANCES)
    assert json.dumps(names)
