"""The public checks of values of one's own."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest

import shapeproof
from shapeproof.exceptions import UnknownOperation, UnknownService
from shapeproof.exchange import Finding

NOW = datetime.now(UTC)
JOB = {"AppId": "a", "BackendEnvironmentName": "dev", "JobId": "j", "Status": "x"}
POLICY = {"UserName": "u", "PolicyName": "p"}


def told(findings: list[Finding]) -> list[str]:
    return [f"{each.severity.label} {each.where} {each.constraint}" for each in findings]


@pytest.mark.parametrize(
    "service, operation, params, due",
    [
        ("sqs", "SendMessage", {"QueueUrl": "u", "MessageBody": "m"}, []),
        ("sqs", "send_message", {"QueueUrl": "u", "MessageBody": "m"}, []),
        ("s3", "PutObject", {"Bucket": "b", "Key": "k", "Body": BytesIO(b"x"), "Expires": NOW}, []),
        ("s3", "PutObject", {"Bucket": "b", "Key": "k", "Expires": 1_700_000_000}, []),
        ("sqs", "SendMessage", {"QueueUrl": "u"}, ["error request /MessageBody required"]),
        ("sqs", "SendMessage", {"QueueUrl": 1, "MessageBody": "m"},
         ["error request /QueueUrl type"]),
        ("sqs", "SendMessage", {"QueueUrl": "u", "MessageBody": "m", "Boddy": 1},
         ["error request /Boddy unknown"]),
        ("kms", "CreateKey", {"KeyUsage": "ANY", "Description": "x" * 9000},
         ["error request /KeyUsage enum", "warning request /Description maxLength"]),
        # A token that clients make themselves may be left out.
        ("ec2", "CreateFleet", {"LaunchTemplateConfigs": [],
                                "TargetCapacitySpecification": {"TotalTargetCapacity": 1}}, []),
        ("fis", "StartExperiment", {"experimentTemplateId": "e"}, []),
    ],
)  # fmt: skip
def test_requests(service: str, operation: str, params: dict[str, Any], due: list[str]) -> None:
    assert told(shapeproof.check_request(service, operation, params)) == due


@pytest.mark.parametrize(
    "service, operation, output, due",
    [
        ("amplifybackend", "GetBackendJob", JOB, []),
        ("amplifybackend", "GetBackendJob", {**JOB, "ResponseMetadata": {"x": NOW}}, []),
        ("amplifybackend", "GetBackendJob", {**JOB, "Operation": None}, []),
        ("amplifybackend", "GetBackendJob", {**JOB, "AppId": None},
         ["error output /AppId required"]),
        ("amplifybackend", "GetBackendJob", {**JOB, "JobId": 3}, ["error output /JobId type"]),
        ("amplifybackend", "get_backend_job", {**JOB, "status": "x"},
         ["warning output /status unknown"]),
        ("amplifybackend", "GetToken", {"appId": "a", "ChallengeCode": "c", "SessionId": "s",
                                        "Ttl": "1"}, ["error output /appId name"]),
        ("s3", "GetObject", {"Body": BytesIO(b"x"), "Expires": NOW, "ExpiresString": "x"}, []),
        ("s3", "SelectObjectContent", {"Payload": iter(())}, []),
        ("iam", "GetUserPolicy", {**POLICY, "PolicyDocument": "{}"}, []),
        ("iam", "GetUserPolicy", {**POLICY, "PolicyDocument": {"Version": "2012-10-17"}}, []),
        ("iam", "GetUserPolicy", {**POLICY, "PolicyDocument": 3},
         ["error output /PolicyDocument type"]),
        ("iam", "GetUserPolicy", {**POLICY, "UserName": {}, "PolicyDocument": "{}"},
         ["error output /UserName type"]),
        ("kms", "CreateKey", {"KeyMetadata": {"KeyId": "k", "KeyState": "Odd"}},
         ["warning output /KeyMetadata/KeyState enum"]),
    ],
)  # fmt: skip
def test_responses(service: str, operation: str, output: dict[str, Any], due: list[str]) -> None:
    assert told(shapeproof.check_response(service, operation, output)) == due


@pytest.mark.parametrize(
    "service, operation, code, status, due",
    [
        ("amplifybackend", "GetBackend", "NotFoundException", 404, []),
        ("amplifybackend", "GetBackend", "NotFoundException", None, []),
        ("amplifybackend", "GetBackend", "AccessDeniedException", 403, []),
        ("amplifybackend", "GetBackend", "NotFoundException", 400,
         ["error error status status NotFoundException"]),
        ("amplifybackend", "GetBackend", "NotFundException", 404,
         ["error error code undeclared NotFundException"]),
        ("ec2", "DescribeVpcs", "Anything.Goes", 400, []),
        ("kms", "CreateKey", "NotFoundException", 400,
         ["note error code undeclared NotFoundException"]),
    ],
)  # fmt: skip
def test_errors(
    service: str, operation: str, code: str, status: int | None, due: list[str]
) -> None:
    assert told(shapeproof.check_error(service, operation, code, status)) == due


def test_unknown_names() -> None:
    with pytest.raises(UnknownService, match="amplifybackend"):
        shapeproof.check_request("amplifybackent", "GetBackend", {})
    with pytest.raises(UnknownOperation, match="GetBackend"):
        shapeproof.check_response("amplifybackend", "GetBackends", {})


def test_a_message_tells_what_to_expect() -> None:
    (found,) = shapeproof.check_response("amplifybackend", "GetBackendJob", {**JOB, "JobId": 3})

    assert found.message == "expected a string, got a number"
    assert (found.expected, found.actual) == ('type "string"', "3")
    assert (found.service, found.operation) == ("amplifybackend", "GetBackendJob")
