"""Calls judged: which answers have which findings, and that the quick check agrees."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import shapeproof
from shapeproof.exchange import Severity
from shapeproof.run.passive import PassiveJudge
from shapeproof.run.passive.quick import ApiCall
from shapeproof.targets.passive import SeenCall
from shapeproof.wire import codec_for

VERSIONS = {
    "amplifybackend": ("2020-08-11", "rest-json"),
    "dynamodb": ("2012-08-10", "json"),
    "logs": ("2014-03-28", "json"),
    "iam": ("2010-05-08", "query"),
    "s3": ("2006-03-01", "rest-xml"),
}
TOKEN = {"appId": "d1", "challengeCode": "c", "sessionId": "s", "ttl": "600"}
PARSED = {"AppId": "d1", "ChallengeCode": "c", "SessionId": "s", "Ttl": "600"}
PARAMS = {"AppId": "d1", "SessionId": "s"}


def call(
    service: str,
    operation: str,
    params: Mapping[str, Any],
    parsed: Any,
    *,
    status: int = 200,
    body: bytes | None = None,
    how: Any = "sent",
) -> SeenCall:
    version, protocol = VERSIONS[service]
    answer = None
    if body is not None:
        answer = {"status_code": status, "headers": {"Content-Type": "x"}, "body": body}
    return SeenCall(
        service, version, protocol, operation, params, parsed, status, how, None, answer
    )


def token(body: Any, **more: Any) -> SeenCall:
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    return call("amplifybackend", "GetToken", PARAMS, PARSED, body=text, **more)


def error(code: str, status: int, **more: Any) -> SeenCall:
    parsed = {"Error": {"Code": code, "Message": "m"}}
    return call("amplifybackend", "GetToken", PARAMS, parsed, status=status, **more)


def without(name: str) -> dict[str, str]:
    return {key: each for key, each in TOKEN.items() if key != name}


def reported(seen: SeenCall, least: Severity = Severity.WARNING) -> list[tuple[str, str, str]]:
    found = PassiveJudge(least).findings(ApiCall(seen))
    return [(each.severity.label, each.check, f"{each.where} {each.constraint}") for each in found]


@pytest.mark.slow
@pytest.mark.parametrize(
    "seen",
    [
        token(TOKEN),
        token(TOKEN | {"__type": "x"}),
        call("amplifybackend", "GetToken", PARAMS, PARSED),
        call("amplifybackend", "GetToken", PARAMS, PARSED | {"ResponseMetadata": {"a": object()}}),
        error("NotFoundException", 404, body=b'{"__type": "NotFoundException", "message": "m", '
              b'"resourceType": "t"}'),
        error("NotFoundException", 404),
        error("NotFoundException", 400, how="stubbed"),
        error("ThrottlingException", 400),
        error("NotFoundException", 400, how="replaced"),
        error("AccessDeniedException", 403,
              body=b'{"__type": "AccessDeniedException", "message": "m"}'),
        call("amplifybackend", "GetToken", PARAMS, {"Error": {}}, status=502, body=b"<html>"),
        call("iam", "GetRole", {"RoleName": "r"}, {"Role": {
            "Path": "/", "RoleName": "r", "RoleId": "AROA1234567890123456", "Arn": "a" * 20,
            "CreateDate": "2020-01-01T00:00:00Z", "AssumeRolePolicyDocument": {"a": 1}}},
             how="replaced"),
        call("s3", "CopyObject", {"Bucket": "b", "Key": "k", "CopySource": {"Bucket": "b"}},
             {"CopyObjectResult": {}}, how="replaced"),
        call("amplifybackend", "GetToken", {**PARAMS, "SessionId": 3}, {"Error": {"Code": "x"}},
             status=400, body=b'{"__type": "BadRequestException", "message": "m"}'),
        call("logs", "CreateLogGroup", {"logGroupName": "a"}, {}, body=b"null"),
        call("logs", "CreateLogGroup", {"logGroupName": "a"}, {}, body=b""),
        call("iam", "GetRole", {"RoleName": "r"}, {"Role": {
            "Path": "/", "RoleName": "r", "RoleId": "AROA1234567890123456", "Arn": "a" * 20,
            "CreateDate": "2020-01-01T00:00:00Z", "AssumeRolePolicyDocument": {"a": 1}}},
             how="stubbed"),
        call("dynamodb", "GetItem", {"TableName": "tab", "Key": {"id": "1"}},
             {"Item": {"id": "1", "n": {"a": 1}, "l": [1]}}, how="replaced"),
        call("logs", "NoSuchOperation", {}, {}),
        call("s3", "GetObject", {"Bucket": "abc", "Key": "k"}, {"Body": iter(())}),
    ],
)  # fmt: skip
def test_conforming_calls(seen: SeenCall) -> None:
    assert reported(seen) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "seen, due",
    [
        (token(without("ttl")), ("error", "response_schema", "response body /ttl required")),
        (token(TOKEN | {"ttl": None}), ("error", "response_schema", "response body /ttl required")),
        (token(TOKEN | {"ttl": 600}), ("error", "response_schema", "response body /ttl type")),
        (token(without("ttl") | {"Ttl": "6"}),
         ("error", "response_schema", "response body /Ttl name")),
        (token(TOKEN | {"more": 1}), ("warning", "response_schema", "response body /more unknown")),
        (token(b"{oops"), ("error", "malformed_json", "response body json")),
        (token(TOKEN, status=201), ("warning", "status", "response status success")),
        (call("amplifybackend", "GetToken", PARAMS, {**PARSED, "Ttl": 6}),
         ("error", "response_schema", "output /Ttl type")),
        (call("amplifybackend", "GetToken", {**PARAMS, "SessionId": 3}, PARSED),
         ("error", "request_schema", "request /SessionId type")),
        (call("logs", "CreateLogGroup", {"logGroupName": "a", "logGroupClass": "GOLD"}, {}),
         ("error", "request_schema", "request /logGroupClass enum")),
        (call("logs", "CreateLogGroup", {"logGroupName": "a" * 600}, {}),
         ("warning", "request_schema", "request /logGroupName maxLength")),
        (error("NotFoundException", 400), ("error", "error_shape",
                                           "error status status NotFoundException")),
        (error("NotFoundExeption", 404), ("error", "error_shape",
                                          "error code undeclared NotFoundExeption")),
        (error("NotFoundException", 404, body=b'{"__type": "NotFoundException", "message": 3}'),
         ("error", "error_shape", "error response body (NotFoundException) /message type")),
        (error("x", 400, body=b"{}"), ("error", "error_shape", "error response code")),
        (call("amplifybackend", "GetToken", PARAMS, None, body=b"{oops"),
         ("error", "malformed_json", "response body json")),
        (call("logs", "DescribeLogGroups", {"limit": None}, {}, how="replaced"),
         ("error", "request_schema", "request /limit null")),
        (call("logs", "DescribeLogGroups", {"limit": None}, {}, body=b"{}"),
         ("warning", "request_schema", "request /limit null")),
        (token({}), ("error", "response_schema", "response body required")),
        (call("logs", "DescribeLogGroups", {}, {"logGroups": {"logGroupName": "a"}},
              how="replaced"), ("error", "response_schema", "output /logGroups type")),
        (call("logs", "DescribeLogGroups", {}, {"logGroups": [{"name": "a"}]}, how="replaced"),
         ("warning", "response_schema", "output /logGroups/0/name unknown")),
        (call("iam", "GetRole", {"RoleName": "r"}, {"Error": {"Code": "NoSuchEntityException"}},
              status=404, how="stubbed"),
         ("warning", "error_shape", "error code code of NoSuchEntity")),
    ],
)  # fmt: skip
def test_violations(seen: SeenCall, due: tuple[str, str, str]) -> None:
    assert due in reported(seen)


@pytest.mark.slow
def test_notes_are_told_only_where_they_are_asked_for() -> None:
    group = {"logGroups": [{"logGroupName": ""}]}
    seen = call("logs", "DescribeLogGroups", {}, group, body=json.dumps(group).encode())

    assert reported(seen) == []
    place = "response body /logGroups/0/logGroupName"
    assert set(reported(seen, Severity.NOTE)) == {
        ("note", "response_schema", f"{place} {each}") for each in ("minLength", "pattern")
    }


def test_a_service_of_ones_own() -> None:
    description = {
        "metadata": {"protocol": "json", "serviceFullName": "Own", "apiVersion": "1"},
        "operations": {"Get": {"name": "Get", "output": {"shape": "Out"}}},
        "shapes": {
            "Out": {"type": "structure", "members": {"Kind": {"shape": "Kind"}}},
            "Kind": {"type": "string", "enum": ["A"]},
        },
    }
    seen = SeenCall(
        "own", "1", "json", "Get", {}, {"Kind": "B"}, 200, "stubbed", description=description
    )

    assert reported(seen) == [("warning", "response_schema", "output /Kind enum")]


def test_the_version_that_the_client_speaks() -> None:
    description = {
        "metadata": {"protocol": "query", "serviceFullName": "Old", "apiVersion": "2000-01-01"},
        "operations": {"GetRole": {"name": "GetRole", "output": {"shape": "Out"}}},
        "shapes": {
            "Out": {"type": "structure", "members": {"Old": {"shape": "Text"}}},
            "Text": {"type": "string"},
        },
    }
    old = {"Old": "x"}
    seen = SeenCall(
        "iam", "2000-01-01", "query", "GetRole", {}, old, 200, "sent", description=description
    )

    assert reported(seen) == []


@pytest.mark.long
@pytest.mark.slow
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.data(), st.sampled_from(["GetBackendAuth", "ListBackendJobs", "GetToken"]))
def test_legal_answers_have_no_findings(data: st.DataObject, operation: str) -> None:
    codec = codec_for("rest-json")
    contract = shapeproof.load_contract("amplifybackend")
    output = data.draw(shapeproof.responses("amplifybackend", operation))
    drawn = data.draw(shapeproof.requests("amplifybackend", operation))
    # The output was not made for these.
    params = {name: each for name, each in drawn.items() if name not in ("MaxResults", "NextToken")}
    response = codec.encode_response(contract, contract.operations[operation], output)

    assert reported(call("amplifybackend", operation, params, output, body=response.body)) == []
    assert reported(call("amplifybackend", operation, params, output)) == []


@pytest.mark.long
@pytest.mark.slow
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.data(), st.sampled_from(["GetBackendAuth", "ListBackendJobs", "GetToken"]))
def test_the_quick_look_overlooks_nothing(data: st.DataObject, operation: str) -> None:
    """Whatever it finds fine, the explanation has nothing to say of; checked on faulty answers."""
    codec = codec_for("rest-json")
    contract = shapeproof.load_contract("amplifybackend")
    output, _ = data.draw(shapeproof.invalid_responses("amplifybackend", operation))
    params, _ = data.draw(shapeproof.invalid_requests("amplifybackend", "CreateBackendAPI"))
    response = codec.encode_response(contract, contract.operations[operation], output)
    judge = PassiveJudge()
    for seen in (
        call("amplifybackend", operation, {"AppId": "d1"}, output, body=response.body),
        call("amplifybackend", operation, {"AppId": "d1"}, output),
        call("amplifybackend", "CreateBackendAPI", params, PARSED),
    ):
        own = judge._judge(seen)
        assert own is not None
        weighty = [each for each in own.findings(ApiCall(seen)) if each.severity >= judge.minimum]
        assert own.passes(ApiCall(seen)) == (not weighty)
