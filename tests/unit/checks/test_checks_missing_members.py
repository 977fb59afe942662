"""Members missing from one object are one finding; None and unions are told in words."""

from __future__ import annotations

from typing import Any

import pytest

from shapeproof import check_request, check_response


def told(findings: list[Any]) -> list[tuple[str, str, str]]:
    return [(each.severity.label, each.where, each.message) for each in findings]


def test_several_are_one_finding() -> None:
    findings = check_response("lambda", "ListLayers", {"Layers": [{}]})
    assert findings == []  # no member is required there

    findings = check_response("logs", "StartQuery", {})
    assert findings == []

    (found,) = check_response("mq", "DescribeUser", {"Pending": {}, "Username": "u"})
    assert found.message == "the required member PendingChange is missing"
    assert found.where == "output /Pending/PendingChange"

    (found,) = check_response("mq", "CreateConfiguration", {"LatestRevision": {}})
    assert found.message == "2 required members of /LatestRevision are missing: Created, Revision"
    assert (found.where, found.pointer) == ("output /LatestRevision", "/LatestRevision")


def test_several_unknown_members_are_one_finding() -> None:
    group = {"logGroupName": "g", "other": 1, "more": 2}

    (found,) = check_response("logs", "DescribeLogGroups", {"logGroups": [group]})

    assert told([found]) == [
        ("warning", "output /logGroups/0",
         "the model has none of 2 members of /logGroups/0: other, more")
    ]  # fmt: skip


@pytest.mark.parametrize(
    "output, severity, message",
    [
        ({"Name": "r", "State": "ENABLED"}, None, ""),
        ({"DescribeRuleResponse": {"Name": "r"}}, "error",
         "no client finds the output: it stands one level deeper, in DescribeRuleResponse"),
        ({"ok": True, "more": 1}, "warning",
         "no client finds the output: none of its members is one of the model"),
    ],
)  # fmt: skip
def test_an_output_in_another_envelope(
    output: dict[str, Any], severity: str | None, message: str
) -> None:
    found = check_response("events", "DescribeRule", output)

    assert [(each.severity.label, each.message) for each in found] == (
        [(severity, message)] if severity else []
    )


def test_objects_of_a_list_share_an_id() -> None:
    brokers: dict[str, Any] = {"BrokerSummaries": [{}, {}]}

    findings = check_response("mq", "ListBrokers", brokers)

    assert len(findings) == 2
    assert len({each.id for each in findings}) == 1


def test_parameters() -> None:
    (found,) = check_request("mq", "CreateUser", {"BrokerId": "b"})

    assert told([found]) == [
        ("error", "request", "2 required members are missing: Password, Username")
    ]


@pytest.mark.parametrize(
    "params, where",
    [
        ({"BrokerId": "b", "MaxResults": None}, "request /MaxResults"),
        ({"BrokerId": "b", "NextToken": None}, "request /NextToken"),
    ],
)
def test_none_is_told(params: dict[str, Any], where: str) -> None:
    assert told(check_request("mq", "ListUsers", params)) == [
        ("error", where, "boto3 refuses None for a parameter; leave the member out")
    ]


def test_none_for_a_timestamp_and_an_enum_is_told_once() -> None:
    group = {"logGroupName": "g", "logGroupClass": None}

    assert [each.constraint for each in check_request("logs", "CreateLogGroup", group)] == ["null"]
    params: dict[str, Any] = {
        "Namespace": "n",
        "MetricName": "m",
        "StartTime": None,
        "EndTime": 1,
        "Period": 60,
    }
    found = check_request("cloudwatch", "GetMetricStatistics", params)
    assert [each.constraint for each in found] == ["null"]


@pytest.mark.parametrize(
    "value, message",
    [
        ({}, "the union has none of its members: clients take exactly one"),
        ({"text": "a", "document": {"name": "n", "source": {"text": "t"}}},
         "the union has more than one member: clients take exactly one"),
    ],
)  # fmt: skip
def test_unions(value: dict[str, Any], message: str) -> None:
    messages = [{"role": "user", "content": [value]}]

    (found,) = check_request("bedrock-runtime", "Converse", {"modelId": "m", "messages": messages})
    assert told([found]) == [("error", "request /messages/0/content/0", message)]

    output = {
        "output": {"message": messages[0]}, "stopReason": "end_turn",
        "usage": {"inputTokens": 1, "outputTokens": 1, "totalTokens": 2},
        "metrics": {"latencyMs": 1},
    }  # fmt: skip
    (found,) = check_response("bedrock-runtime", "Converse", output)
    assert told([found]) == [("error", "output /output/message/content/0", message)]


def test_a_member_of_a_union_that_boto3_does_not_know() -> None:
    known = {"SDK_UNKNOWN_MEMBER": {"name": "x"}}
    output = {
        "output": {"message": {"role": "user", "content": [known]}}, "stopReason": "end_turn",
        "usage": {"inputTokens": 1, "outputTokens": 1, "totalTokens": 2},
        "metrics": {"latencyMs": 1},
    }  # fmt: skip

    assert check_response("bedrock-runtime", "Converse", output) == []
