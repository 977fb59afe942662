from __future__ import annotations

import json
from dataclasses import replace

import pytest

from shapeproof.exchange import (
    Exchange,
    FindingTexts,
    HttpRequest,
    HttpResponse,
    Severity,
    Shown,
    Text,
)
from shapeproof.report.findings import PLACEHOLDER, FindingBook
from shapeproof.report.interface import ReportContext

from .report_samples import BASE_URL, CONTEXT, finding, ping, put_exchange, report_of


def test_the_same_finding_is_counted_and_its_smallest_example_kept() -> None:
    examples = [finding(exchange=ping(b"x" * size), actual=str(size)) for size in (30, 10, 20)]
    book = FindingBook(CONTEXT)

    assert [book.add(each) for each in examples] == [True, True, False]

    record = book.record(examples[0].id)
    assert record["count"] == 3
    assert record["actual"] == "10"
    assert record["request"]["body"] == "x" * 10


def test_the_example_kept_does_not_depend_on_the_order() -> None:
    examples = [
        finding(exchange=ping(b"bb"), actual="1"),
        finding(exchange=ping(b"aa"), actual="2"),
        finding(exchange=ping(b"aa"), actual="1"),
        finding(exchange=ping(b"cccc"), severity=Severity.WARNING),
    ]

    assert report_of(*examples)["findings"] == report_of(*reversed(examples))["findings"]


def test_findings_are_ordered_by_severity_operation_check_and_place() -> None:
    findings = [
        finding("b", Severity.WARNING, "Ping"),
        finding("b", Severity.ERROR, "PutSecret", exchange=put_exchange()),
        finding("b", Severity.ERROR, "GetSecret"),
        finding("b", Severity.ERROR, "Ping", where="response body /b"),
        finding("b", Severity.ERROR, "Ping", where="response body /a"),
        finding("a", Severity.ERROR, "Ping", where="response body /z"),
        finding("a", Severity.ERROR, "NotPlanned"),
        finding("a", Severity.NOTE, "Ping"),
    ]

    records = report_of(*findings)["findings"]

    assert [
        (each["severity"], each["operation"], each["check"], each["where"][-1]) for each in records
    ] == [
        ("error", "Ping", "a", "z"),
        ("error", "Ping", "b", "a"),
        ("error", "Ping", "b", "b"),
        ("error", "GetSecret", "b", "s"),
        ("error", "PutSecret", "b", "s"),
        ("error", "NotPlanned", "a", "s"),
        ("warning", "Ping", "b", "s"),
        ("note", "Ping", "a", "s"),
    ]


def test_a_record_has_all_that_a_report_shows() -> None:
    request = HttpRequest(
        "POST", "/ping?a=b", (("X-A", "1"), ("Content-Type", "text/plain"), ("x-a", "2")), b"\xff"
    )
    response = HttpResponse(200, (("X-B", "é"),), "é".encode())
    one = finding(exchange=Exchange("Ping", {}, request, response), before=(ping(),), phase="fuzz")

    report = report_of(one, context=replace(CONTEXT, known=frozenset({one.id})))
    (record,), (group,) = report["findings"], report["groups"]

    curl = record["reproduce"].pop("curl")  # type: ignore[misc]
    assert curl.startswith(f"curl -sS -o /dev/null --path-as-is {BASE_URL}/ping\ncurl -sS -i ")
    assert "import http.client" in record["reproduce"].pop("python")  # type: ignore[misc]
    assert record == {
        "id": one.id,
        "check": "response_schema",
        "severity": "error",
        "service": "vault",
        "operation": "Ping",
        "where": "response body /status",
        "constraint": "type",
        "message": "a number is not of the member's type",
        "expected": "string",
        "actual": "1",
        "phase": "fuzz",
        "group": group["id"],
        "known": True,
        "count": 1,
        "request": {
            "method": "POST",
            "url": f"{BASE_URL}/ping?a=b",
            "headers": {"X-A": "1, 2", "Content-Type": "text/plain"},
            "body": "base64:/w==",
        },
        "response": {"status": 200, "headers": {"X-B": "é"}, "body": "é"},
        "reproduce": {},
    }


def test_a_request_without_an_answer_has_no_response() -> None:
    exchange = replace(ping(), response=None, failure="timeout: no answer within 10 s")

    (record,) = report_of(finding(exchange=exchange))["findings"]

    assert record["response"] is None


@pytest.mark.parametrize(
    "header", ["x-amzn-RequestId", "x-amzn-request-id", "X-Amz-Request-Id", "x-amz-id-2"]
)
def test_what_differs_from_run_to_run_is_left_out(header: str) -> None:
    def example(number: int) -> Exchange:
        key = f"0a1b2c3d-{number}"
        headers = ((header, key), ("Date", f"Mon, {number}"), ("X-Other", "kept"))
        return ping(response=HttpResponse(500, headers, f'{{"RequestId": "{key}"}}'.encode()))

    reports = [
        report_of(finding(exchange=example(number), actual=f"0a1b2c3d-{number} failed"))
        for number in (1, 2)
    ]

    assert reports[0] == reports[1]
    (record,) = reports[0]["findings"]
    assert record["response"] == {
        "status": 500,
        "headers": {header: PLACEHOLDER, "X-Other": "kept"},
        "body": f'{{"RequestId": "{PLACEHOLDER}"}}',
    }
    assert record["actual"] == f"{PLACEHOLDER} failed"


def test_passive_findings_have_protocol_and_test() -> None:
    book = FindingBook(CONTEXT)
    one = finding()
    book.add(one, "tests/test_x.py::test_y")

    record = book.record(one.id)

    assert (record["protocol"], record["test"]) == ("rest-json", "tests/test_x.py::test_y")


def test_lone_surrogates_can_be_written() -> None:
    (record,) = report_of(finding(actual="\ud800", message="x\udfffx"))["findings"]

    assert (record["actual"], record["message"]) == ("\\ud800", "x\\udfffx")


def test_credentials_of_the_base_url_are_masked() -> None:
    context = ReportContext(base_url="http://me:word@127.0.0.1:5000")

    (record,) = report_of(finding(), context=context)["findings"]

    assert "word" not in str(record)


def test_a_body_in_a_text_is_masked_before_request_ids_are_replaced() -> None:
    body = b'{"id": "0123-4567-89", "note": "n", "pass_word": "hunter2"}'
    response = HttpResponse(200, (("x-amzn-RequestId", "0123-4567-89"),), body)
    exchange = replace(put_exchange({"Password": "p"}), response=response)
    texts = FindingTexts.of("m", "", Text.only(Shown(body.decode())))
    one = finding(operation="PutSecret", where="request /Password", exchange=exchange)

    record = report_of(replace(one, pointer="/Password", texts=texts))["findings"][0]

    assert json.loads(record["actual"].replace('"***"', r"\"***\"")) == (
        '{"id": "REQUEST-ID", "note": "n", "pass_word": "***"}'
    )
