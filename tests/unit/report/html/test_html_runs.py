"""Reports of all kinds of runs, and of older versions, as pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from shapeproof.exchange import HttpRequest
from shapeproof.report.document import Report
from shapeproof.report.html.page import render_html

from ..report_samples import CONTEXT, finding, ping, report_of


def _text(page: str) -> str:
    body = page.partition("<body>")[2].partition("<script>")[0]
    return " ".join(re.sub(r"<[^>]*>", " ", body).replace("&#39;", "'").split())


def _passive(report: Report) -> None:
    report["service"] = report["api_version"] = None
    report["target"] = {"kind": "pytest", "address": ""}
    report["coverage"] = {}
    report["findings"][0]["test"] = "tests/test_shop.py::test_it"
    report["findings"][0]["protocol"] = "rest-json"


def _traffic(report: Report) -> None:
    report["service"] = report["api_version"] = None
    report["target"] = {"kind": "traffic", "address": "shop.har"}
    report["findings"][0]["source"] = "shop.har, entry 3"
    report["findings"][0]["reproduce"] = {"curl": "", "python": ""}
    report["stats"]["traffic"] = {
        "files": 1,
        "exchanges": 9,
        "judged": 7,
        "services": 1,
        "not_judged": [{"reason": "not of AWS", "number": 2, "example": "shop.har, entry 1"}],
        "tolerated": {"spelling": 4},
        "problems": [],
    }


def _client(report: Report) -> None:
    report["target"] = {"kind": "driver", "address": "node driver.mjs"}
    report["stats"]["unsupported"] = {"operations": ["GetSecret"], "members": ["Ping/Tags"]}
    report["findings"][0]["cause"] = {
        "what": "drops zeros", "detail": "", "member": "", "case": "zero"
    }  # fmt: skip


def _older(report: Report) -> None:
    del report["groups"]
    del report["protocol"]
    del report["fail_on"]
    for each in report["operations"]:
        del each["available"]
    for finding_record in report["findings"]:
        del finding_record["group"]
        del finding_record["constraint"]


def _located(report: Report) -> None:
    report["findings"][0]["location"] = {"file": "a.py", "line": 7, "within": "repository"}
    report["shard"] = {"of": 3, "parts": [1, 2], "selection": "", "missing": [3]}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_passive, ["Test tests/test_shop.py::test_it", "Protocol rest-json", "vault.Ping",
                    "20 calls of 3 operations checked, 12.3 s"]),
        (_traffic, ["Recorded in shop.har, entry 3", "not judged: 2 exchanges: not of AWS",
                    "7 of 9 exchanges judged", "tolerated: spelling 4"]),
        (_client, ["the client does not have 1 operation: GetSecret",
                   "the client does not have 1 member: Ping/Tags", "Varied zero"]),
        (_older, ["Ping", "the member's type"]),
        (_located, ["Line a.py:7", "Shards 1, 2 of 3"]),
    ],
)  # fmt: skip
def test_runs_of_all_kinds_have_a_page(change: Callable[[Report], None], told: list[str]) -> None:
    report = report_of(finding())
    change(report)

    text = _text(render_html(report, CONTEXT))

    assert [each for each in told if each not in text] == []


def test_what_was_not_reached_is_told_with_its_reason() -> None:
    text = _text(render_html(report_of(finding()), CONTEXT))

    assert "1 operation not reached: no legal request was accepted GetSecret" in text
    assert "operations 2 of 3" in text
    assert "members 10 of 12" in text


def _first_screen(report: Report) -> str:
    return _text(render_html(report, CONTEXT)).partition("What was reached")[0]


def test_the_first_screen_says_why_a_run_is_incomplete() -> None:
    report = report_of(finding())
    assert "not finished" not in _first_screen(report)
    report["status"], report["stopped"] = "incomplete", "target gone"
    report["stats"]["left_out"] = ["GetSecret", "Ping"]

    assert "stopped early (target gone); 2 operations not finished" in _first_screen(report)


def test_operations_that_the_target_does_not_have_are_told_once() -> None:
    report = report_of(finding())
    missing: list[Any] = [
        {**report["operations"][-1], "name": f"Absent{number}", "reached": False,
         "available": False, "reason": "the target does not have it (answer: 501)", "findings": 0}
        for number in range(3)
    ]  # fmt: skip
    for each in missing:
        each.pop("refusal", None)
    report["operations"] = [*report["operations"], *missing]
    report["stats"]["operations"], report["stats"]["operations_available"] = 6, 3

    text = _text(render_html(report, CONTEXT))

    assert "(the target does not have 3 more)" in _first_screen(report)
    assert text.count("the target does not have it (answer: 501)") == 1
    assert "3 operations not in the target" in text
    assert "Absent0, Absent1, Absent2" in text
    assert "3 of them not in the target" in text


@pytest.mark.parametrize(
    ("where", "constraint", "fact"),
    [
        ("request /Note", "required", "Fault required at /Note"),
        ("request /Note", "enum", "Fault enum at /Note"),
        ("request", "full", "Varied full"),
        ("request /Note", "alone", "Varied alone at /Note"),
        ("response body /note", "type", ""),
    ],
)
def test_the_fault_or_factor_is_told(where: str, constraint: str, fact: str) -> None:
    text = _text(render_html(report_of(finding(where=where, constraint=constraint)), CONTEXT))

    assert fact in text
    assert ("Fault " in text or "Varied " in text) == bool(fact)


def test_messages_and_programs_are_shown() -> None:
    exchange = ping(b'{"note": 1}')
    before = (ping(),)

    page = render_html(report_of(finding(exchange=exchange, before=before)), CONTEXT)

    text = _text(page)
    assert "POST http://127.0.0.1:5000/ping { &#34;note&#34;: 1 }".replace("&#39;", "'") in text
    assert "Request, after 1 that set up the state" in text
    assert page.count('<button type="button" class="copy"') == 2


def test_a_finding_of_a_stub_has_neither_request_nor_programs() -> None:
    exchange = ping()
    stub = type(exchange)("Ping", {}, HttpRequest("", "", (), b""), exchange.response)

    page = render_html(report_of(finding(exchange=stub)), CONTEXT)

    assert "Request</h3>" not in page
    assert '<button type="button" class="copy"' not in page
