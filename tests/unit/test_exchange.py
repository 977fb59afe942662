from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from shapeproof.exchange import (
    Case,
    Exchange,
    Expect,
    Finding,
    HttpRequest,
    HttpResponse,
    Severity,
)

EXCHANGE = Exchange("Get", {}, HttpRequest("GET", "/x"))
FINDING = Finding(
    check="schema",
    severity=Severity.ERROR,
    service="sample",
    operation="Get",
    where="response body /jobs/0/status",
    constraint="type",
    message="wrong",
    expected="a string",
    actual="1",
    exchange=EXCHANGE,
)


@pytest.mark.parametrize(
    ("pointer", "member"),
    [
        ("", ""),
        ("/AppId", "AppId"),
        ("/Config/Users/0/Name", "Config"),
        ("/a~1b/c", "a/b"),
        ("/a~0b", "a~b"),
        ("/a~01b", "a~1b"),
    ],
)
def test_varied_member(pointer: str, member: str) -> None:
    assert Case("id", "Get", "enum", pointer, {}, Expect.ACCEPT).varied_member == member


@pytest.mark.parametrize(
    ("status", "accepted", "crashed"),
    [
        (199, False, False),
        (200, True, False),
        (204, True, False),
        (299, True, False),
        (300, False, False),
        (404, False, False),
        (499, False, False),
        (500, False, True),
        (504, False, True),
        (None, False, True),
    ],
)
def test_verdicts_of_an_exchange(status: int | None, accepted: bool, crashed: bool) -> None:
    response = None if status is None else HttpResponse(status)
    exchange = replace(EXCHANGE, response=response)

    assert (exchange.accepted, exchange.crashed) == (accepted, crashed)


def test_headers_are_found_by_any_case_and_the_first_counts() -> None:
    response = HttpResponse(200, (("X-Amzn-RequestId", "one"), ("x-amzn-requestid", "two")))

    assert response.header("x-AMZN-requestID") == "one"
    assert response.header("absent") is None


def test_severities_are_ordered_and_named() -> None:
    assert Severity.NOTE < Severity.WARNING < Severity.ERROR
    assert [each.label for each in Severity] == ["note", "warning", "error"]


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({"where": "response body /jobs/17/status"}, True),
        ({"message": "other"}, True),
        ({"expected": "other", "actual": "2"}, True),
        ({"severity": Severity.NOTE}, True),
        ({"phase": "fuzz", "pointer": "/x"}, True),
        ({"exchange": replace(EXCHANGE, params={"a": 1})}, True),
        ({"before": (EXCHANGE,)}, True),
        ({"check": "other"}, False),
        ({"service": "other"}, False),
        ({"operation": "Put"}, False),
        ({"where": "response body /jobs/0/name"}, False),
        ({"constraint": "enum"}, False),
    ],
)
def test_what_a_finding_is_known_by(change: dict[str, Any], same: bool) -> None:
    assert (replace(FINDING, **change).id == FINDING.id) is same


def test_the_id_of_a_finding_is_the_same_on_every_machine() -> None:
    assert FINDING.id == "76fc09b517c02af6"


def test_a_lone_surrogate_in_a_finding_does_no_harm() -> None:
    assert len(replace(FINDING, where="response body /\ud800").id) == 16
