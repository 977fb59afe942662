"""What a call adds to the coverage of its contract."""

from __future__ import annotations

from typing import Any

import shapeproof
from shapeproof.run.passive.coverage import CoverageCounter, Key
from shapeproof.run.passive.quick import ApiCall
from shapeproof.targets.passive import SeenCall

CONTRACT = shapeproof.load_contract("logs")


def seen(operation: str, params: Any, parsed: Any, status: int = 200) -> SeenCall:
    return SeenCall("logs", "2014-03-28", "json", operation, params, parsed, status, "sent")


def counted(counter: CoverageCounter, call: SeenCall) -> tuple[set[Key], set[Key]]:
    found = counter.count(CONTRACT, ApiCall(call))
    return (set(), set()) if found is None else (set(found.planned), set(found.exercised))


def test_the_first_call_plans_the_service_and_the_operation() -> None:
    params = {"logGroupName": "g", "logGroupClass": "STANDARD", "tags": {"k": "v"}}

    planned, exercised = counted(CoverageCounter(), seen("CreateLogGroup", params, {}))

    assert {("CreateLogGroup", "operations", "CreateLogGroup"),
            ("DeleteLogGroup", "operations", "DeleteLogGroup"),
            ("DescribeLogGroups", "pages", "next"),
            ("CreateLogGroup", "members", "request/kmsKeyId"),
            ("CreateLogGroup", "enum_values", "request/logGroupClass=DELIVERY"),
            ("CreateLogGroup", "errors", "LimitExceededException")} <= planned  # fmt: skip
    assert not any(name == "DeleteLogGroup" and kind == "members" for name, kind, _ in planned)
    assert exercised == {
        ("CreateLogGroup", "operations", "CreateLogGroup"),
        ("CreateLogGroup", "members", "request/logGroupName"),
        ("CreateLogGroup", "members", "request/logGroupClass"),
        ("CreateLogGroup", "members", "request/tags"),
        ("CreateLogGroup", "enum_values", "request/logGroupClass=STANDARD"),
    }
    assert exercised <= planned


def test_the_same_call_again_adds_nothing() -> None:
    counter = CoverageCounter()
    call = seen("CreateLogGroup", {"logGroupName": "g"}, {})
    counter.count(CONTRACT, ApiCall(call))

    assert counter.count(CONTRACT, ApiCall(call)) is None


def test_errors_and_pages() -> None:
    counter = CoverageCounter()
    group = {"logGroupName": "g"}
    counter.count(CONTRACT, ApiCall(seen("CreateLogGroup", group, {})))
    refused = {"Error": {"Code": "ResourceAlreadyExistsException"}}
    unmodeled = {"Error": {"Code": "Odd"}}

    assert counted(counter, seen("CreateLogGroup", group, unmodeled, 400)) == (set(), set())
    assert counted(counter, seen("CreateLogGroup", group, refused, 400)) == (
        set(),
        {("CreateLogGroup", "errors", "ResourceAlreadyExistsException")},
    )
    page = seen("DescribeLogGroups", {"nextToken": "t"}, {"logGroups": [group]})
    _, exercised = counted(counter, page)
    assert ("DescribeLogGroups", "pages", "next") in exercised
    assert ("DescribeLogGroups", "members", "response/logGroups/*/logGroupName") in exercised


def test_recursive_shapes_are_counted_once() -> None:
    contract = shapeproof.load_contract("dynamodb")
    item = {"a": {"M": {"b": {"L": [{"S": "x"}]}}}}
    call = SeenCall(
        "dynamodb", "2012-08-10", "json", "PutItem", {"TableName": "t", "Item": item}, {}, 200,
        "sent",
    )  # fmt: skip

    found = CoverageCounter().count(contract, ApiCall(call))

    assert found is not None
    members = {what for _, kind, what in found.exercised if kind == "members"}
    assert {"request#AttributeValue/M", "request#AttributeValue/L", "request#AttributeValue/S"} <= (
        members
    )
    assert set(found.exercised) <= set(found.planned)
