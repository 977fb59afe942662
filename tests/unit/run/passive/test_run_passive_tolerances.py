"""What passive mode tolerates, each with a similar case that it reports."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from shapeproof.contract.model import HttpBinding, Operation
from shapeproof.exchange import (
    Exchange,
    Finding,
    FindingTexts,
    HttpRequest,
    Limit,
    Severity,
    Shown,
    Text,
)
from shapeproof.run.passive import PassiveJudge
from shapeproof.run.passive.quick import ApiCall
from shapeproof.run.passive.tolerances import Echoes, is_tolerated, weighed
from shapeproof.targets.passive import SeenCall

VERSIONS = {
    "amplifybackend": ("2020-08-11", "rest-json"),
    "cloudwatch": ("2010-08-01", "json"),
    "config": ("2014-11-12", "json"),
    "ec2": ("2016-11-15", "ec2"),
    "iam": ("2010-05-08", "query"),
    "lambda": ("2015-03-31", "rest-json"),
    "logs": ("2014-03-28", "json"),
    "route53": ("2013-04-01", "rest-xml"),
    "s3": ("2006-03-01", "rest-xml"),
    "sns": ("2010-03-31", "query"),
    "sqs": ("2012-11-05", "json"),
}


def call(
    service: str,
    operation: str,
    params: Mapping[str, Any],
    parsed: Any,
    *,
    status: int = 200,
    body: Any = None,
    how: Any = "sent",
) -> SeenCall:
    version, protocol = VERSIONS[service]
    answer = None
    if body is not None:
        octets = body if isinstance(body, bytes) else json.dumps(body).encode()
        answer = {"status_code": status, "headers": {"Content-Type": "x"}, "body": octets}
    return SeenCall(
        service, version, protocol, operation, params, parsed, status, how, None, answer
    )


def failed(service: str, operation: str, code: str, status: int, **more: Any) -> SeenCall:
    parsed = {"Error": {"Code": code, "Message": "m"}}
    return call(service, operation, {}, parsed, status=status, **more)


def entry(action: str) -> SeenCall:
    params = {
        "NetworkAclId": "a",
        "Egress": False,
        "Protocol": "6",
        "RuleNumber": 1,
        "RuleAction": action,
    }
    return call("ec2", "CreateNetworkAclEntry", params, {})


def reported(seen: SeenCall, judge: PassiveJudge | None = None) -> list[tuple[str, str]]:
    found = (judge or PassiveJudge()).findings(ApiCall(seen))
    return [(each.severity.label, f"{each.where} {each.constraint}") for each in found]


def finding(
    constraint: str, *, where: str = "response status", expected: str = "", actual: Any = ""
) -> Finding:
    """A finding about a value; ``expected`` is a type."""
    exchange = Exchange("O", {}, HttpRequest("POST", "/"))
    texts = FindingTexts.of("m", Text.only(Limit("type", expected)), Text.only(Shown(actual)))
    return Finding("status", Severity.ERROR, "s", "O", where, constraint, texts, exchange)


RPC, REST = call("logs", "CreateLogGroup", {}, {}), call("lambda", "Invoke", {}, {})
STUBBED = replace(REST, how="stubbed", status=400)
REPLACED = replace(STUBBED, how="replaced")


@pytest.mark.parametrize(
    "found, seen, tolerated",
    [
        (finding("status ResourceNotFoundException"), RPC, True),
        (finding("status ResourceNotFoundException"), REST, False),
        (finding("status ResourceNotFoundException"), STUBBED, True),
        (finding("status ResourceNotFoundException"), replace(STUBBED, status=404), False),
        (finding("type", expected="string", actual={"a": 1}), REPLACED, True),
        (finding("type", expected="string", actual=[1]), REPLACED, True),
        (finding("type", expected="string", actual=5), REPLACED, False),
        (finding("type", expected="string", actual={"a": 1}), REST, False),
        (finding("type", where="response body", actual=None), RPC, True),
        (finding("type", where="response body", actual=5), RPC, False),
        (finding("type", where="response body", actual=None),
         replace(RPC, parsed={"arn": "a"}), False),
    ],
)  # fmt: skip
def test_what_is_tolerated(found: Finding, seen: SeenCall, tolerated: bool) -> None:
    operation = Operation("O", "o", HttpBinding("POST", "/"), {}, {})
    assert is_tolerated(found, seen, operation) is tolerated


def test_another_status_of_a_success_is_a_warning() -> None:
    """Clients take any; and 12 of 724 recorded answers of AWS had another than the model's."""
    assert weighed(finding("success"), REST).severity is Severity.WARNING
    assert (
        weighed(replace(finding("success"), severity=Severity.NOTE), REST).severity is Severity.NOTE
    )
    assert weighed(finding("required"), REST).severity is Severity.ERROR


@pytest.mark.slow
@pytest.mark.parametrize(
    "seen, due",
    [
        # Of a reply without a body (HEAD) botocore takes the status for the code.
        (failed("route53", "GetHostedZone", "404", 404), []),
        (failed("route53", "GetHostedZone", "NoSuchZone", 404),
         [("warning", "error code undeclared NoSuchZone")]),
        # The references' common errors.
        (failed("sns", "Publish", "MissingParameter", 400), []),
        (failed("sns", "Publish", "MisingParameter", 400),
         [("warning", "error code undeclared MisingParameter")]),
        # The model of S3 lists a few of its errors.
        (failed("s3", "GetObject", "InvalidRange", 416), []),
        # What query calls InvalidParameterValue is InvalidParameterValueException in JSON.
        (failed("cloudwatch", "DeleteDashboards", "InvalidParameterValue", 400,
                body={"__type": "InvalidParameterValueException", "message": "m"}), []),
        (failed("cloudwatch", "DeleteDashboards", "InvalidParameterValue", 400,
                body={"__type": "InvalidParameterValue", "message": "m"}), []),
        # An error of the service, though not of the operation.
        (failed("cloudwatch", "PutMetricAlarm", "InvalidParameterValue", 400,
                body={"__type": "InvalidParameterValueException", "message": "m"}), []),
        # The status is a member of the output.
        (call("lambda", "DeleteFunction", {"FunctionName": "f"}, {"StatusCode": 204},
              status=204, body=b""), []),
        (call("lambda", "DeleteAlias", {"FunctionName": "f", "Name": "a"}, {},
              status=201, body=b""), [("warning", "response status success")]),
        # A service may take enum values however they are spelled, and empty ones for none.
        (entry("ALLOW"), [("warning", "request /RuleAction enum")]),
        (entry("al-low"), [("warning", "request /RuleAction enum")]),
        (entry(""), [("warning", "request /RuleAction enum")]),
        (entry("grant"), [("error", "request /RuleAction enum")]),
        # Attributes of messages.
        (call("sqs", "ReceiveMessage", {"QueueUrl": "u", "AttributeNames": ["SenderId"]}, {}), []),
        (call("sqs", "ReceiveMessage", {"QueueUrl": "u", "AttributeNames": ["Sender"]}, {}),
         [("error", "request /AttributeNames/0 enum")]),
        # Regions of other partitions.
        (call("s3", "CreateBucket", {"Bucket": "abc", "CreateBucketConfiguration": {
            "LocationConstraint": "us-isob-east-1"}}, {}), []),
    ],
)  # fmt: skip
def test_noise(seen: SeenCall, due: list[tuple[str, str]]) -> None:
    assert reported(seen) == due


@pytest.mark.slow
@pytest.mark.parametrize(
    "code, due",
    [
        ("InvalidParameterValueException", []),
        ("InvalidParameterValue", []),
        ("InvalidValue", [("note", "error response undeclared InvalidValue")]),
    ],
)
def test_a_code_that_no_error_has_is_a_note(code: str, due: list[tuple[str, str]]) -> None:
    """Of recorded error responses of AWS, 35 % carry a code that the operation does not model."""
    seen = failed("cloudwatch", "DeleteDashboards", code, 400, body={"__type": code, "message": ""})
    assert reported(seen, PassiveJudge(Severity.NOTE)) == due


def group(kind: str, given: str) -> SeenCall:
    parsed = {"logGroups": [{"logGroupClass": kind}]}
    params = {"logGroupClass": given} if given else {}
    return call("logs", "DescribeLogGroups", params, parsed, body=parsed)


def test_a_wrong_value_that_comes_back_is_reported_where_it_was_given() -> None:
    judge = PassiveJudge()
    given = call("logs", "CreateLogGroup", {"logGroupName": "a", "logGroupClass": "Gold"}, {})

    assert reported(group("GOLD", "")) == [
        ("warning", "response body /logGroups/0/logGroupClass enum")
    ]
    assert reported(given, judge) == [("error", "request /logGroupClass enum")]
    assert reported(group("GOLD", ""), judge) == []
    assert reported(group("LEAD", ""), judge) == [
        ("warning", "response body /logGroups/0/logGroupClass enum")
    ]


def test_a_wrong_value_that_comes_back_at_once() -> None:
    assert reported(group("LEAD", "LEAD")) == [("error", "request /logGroupClass enum")]


def test_only_the_wrong_value_itself_is_an_echo() -> None:
    """Not what another service answers, nor another kind of fault in the same value."""
    wrong = replace(finding("enum", actual='"GOLD"'), check="request_schema")
    echoes = Echoes()
    assert [*echoes.left_out([wrong])] == [wrong]

    answer = finding("enum", actual='"GOLD"')
    others = [replace(answer, service="t"), replace(answer, constraint="type")]
    assert [*echoes.left_out([answer, *others])] == others


@pytest.mark.slow
@pytest.mark.parametrize(
    "answer, where",
    [
        ({"Environment": {"Variables": {"KEY": 5}}}, "/Environment/Variables/KEY type"),
        ({"Layers": [{"Arn": 5}]}, "/Layers/0/Arn type"),
    ],
)
def test_a_finding_is_the_same_for_all_keys_and_indices(
    answer: Mapping[str, Any], where: str
) -> None:
    def ids(text: str) -> set[str]:
        body = text.encode()
        seen = call("lambda", "GetFunctionConfiguration", {"FunctionName": "f"}, {}, body=body)
        return {each.id for each in PassiveJudge().findings(ApiCall(seen))}

    text = json.dumps(answer)
    seen = call("lambda", "GetFunctionConfiguration", {"FunctionName": "f"}, {}, body=answer)
    assert reported(seen) == [("error", f"response body {where}")]
    assert len(ids(text)) == 1
    assert (
        ids(text) == ids(text.replace("KEY", "other")) == ids(text.replace("[", '[{"Arn": "a"},'))
    )
