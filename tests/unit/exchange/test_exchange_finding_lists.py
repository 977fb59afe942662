"""Findings print short."""

from __future__ import annotations

import pytest

import shapeproof
from shapeproof.exchange.finding_lists import Findings, are_findings


def _found(number: int) -> Findings:
    tags = {str(index): 5 for index in range(number)}
    params = {"logGroupName": "g", **({"tags": tags} if tags else {})}
    found = shapeproof.check_request("logs", "CreateLogGroup", params)
    assert isinstance(found, Findings)
    return found


@pytest.mark.parametrize(
    "number, text, lines",
    [
        (0, "[]", 1),
        (1, "[1 finding: request_schema logs.CreateLogGroup request /tags/0: expected a str", 1),
        (3, "[3 findings: request_schema logs.CreateLogGroup request /tags/", 3),
        (11, "[11 findings: ", 11),
        (49, "[49 findings: ", 11),
    ],
)
def test_a_list_of_findings(number: int, text: str, lines: int) -> None:
    found = _found(number)
    assert repr(found).startswith(text)
    assert len(repr(found)) < 200
    assert "\n" not in repr(found)
    assert len(str(found).splitlines()) == lines
    assert all(len(each) <= 300 for each in str(found).splitlines())


def test_it_is_a_list() -> None:
    assert _found(0) == []
    assert not _found(0)
    assert [*_found(2)] == _found(2) != []


def test_what_holds_findings() -> None:
    assert are_findings(_found(1))
    assert are_findings((*_found(1),))
    assert not are_findings([])
    assert not are_findings([1])
    assert not are_findings("text")
