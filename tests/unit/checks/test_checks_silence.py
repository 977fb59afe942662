"""Answers that keep to the contract, however they are written: no check says anything."""

import dataclasses
import json
from typing import Any

import pytest

from shapeproof.checks.responses import ServerError
from shapeproof.checks.schemas import OperationSchemas
from shapeproof.exchange import Expect, HttpRequest, HttpResponse

from .check_samples import (
    CONTRACT,
    JSON_TYPE,
    NOT_FOUND,
    REQUEST_ID,
    STORAGE,
    STORAGE_ASKED,
    SUCCESS,
    TOKEN,
    TOKEN_ASKED,
    answer,
    case_of,
    changed,
    error,
    findings_of,
    lines,
    observe,
)

PROXIED = (("Via", "1.1 proxy"), ("X-Cache", "Miss"), ("Date", "Tue, 11 Aug 2020 00:00:00 GMT"))


def config(**members: Any) -> HttpResponse:
    return answer(changed(STORAGE, resourceConfig=changed(STORAGE["resourceConfig"], **members)))


SUCCESSES: dict[str, tuple[str, HttpResponse, dict[str, Any]]] = {
    "plain": ("GetToken", answer(TOKEN), TOKEN_ASKED),
    "charset": (
        "GetToken",
        answer(TOKEN, headers=(("Content-Type", "application/json; charset=utf-8"), REQUEST_ID)),
        TOKEN_ASKED,
    ),
    "upper-case-type": (
        "GetToken",
        answer(TOKEN, headers=(("Content-Type", "Application/JSON ;charset=UTF-8"), REQUEST_ID)),
        TOKEN_ASKED,
    ),
    "lower-case-headers": (
        "GetToken",
        answer(TOKEN, headers=tuple((name.lower(), value) for name, value in SUCCESS)),
        TOKEN_ASKED,
    ),
    "upper-case-headers": (
        "GetToken",
        answer(TOKEN, headers=tuple((name.upper(), value) for name, value in SUCCESS)),
        TOKEN_ASKED,
    ),
    "extra-headers": ("GetToken", answer(TOKEN, headers=(*PROXIED, *SUCCESS)), TOKEN_ASKED),
    "s3-request-id": (
        "GetToken",
        answer(TOKEN, headers=(JSON_TYPE, ("x-amz-request-id", "1"))),
        TOKEN_ASKED,
    ),
    "dashed-request-id": (
        "GetToken",
        answer(TOKEN, headers=(JSON_TYPE, ("x-amzn-request-id", "1"))),
        TOKEN_ASKED,
    ),
    "type-in-body": ("GetToken", answer({"__type": "GetTokenResponse", **TOKEN}), TOKEN_ASKED),
    "indented": ("GetToken", answer(json.dumps(TOKEN, indent=4).encode()), TOKEN_ASKED),
    "escaped": (
        "GetToken",
        answer(json.dumps(changed(TOKEN, challengeCode="é/漢")).replace("/", r"\/").encode()),
        TOKEN_ASKED,
    ),
    "utf-8": (
        "GetToken",
        answer(json.dumps(changed(TOKEN, challengeCode="é漢😀"), ensure_ascii=False).encode()),
        TOKEN_ASKED,
    ),
    "lone-surrogate": (
        "GetToken",
        answer(json.dumps(changed(TOKEN, challengeCode="\ud800")).encode()),
        TOKEN_ASKED,
    ),
    "empty-texts": ("GetToken", answer(changed(TOKEN, ttl="", challengeCode="")), TOKEN_ASKED),
    "duplicate-keys": (
        "GetToken",
        answer(b'{"ttl":1,"appId":"a1","sessionId":"s1","challengeCode":"c","ttl":"3"}'),
        TOKEN_ASKED,
    ),
    "optional-null": (
        "GetBackendStorage",
        answer(changed(STORAGE, resourceName=None)),
        STORAGE_ASKED,
    ),
    "optional-left-out": (
        "GetBackendStorage",
        answer(changed(STORAGE, resourceName=..., resourceConfig=...)),
        STORAGE_ASKED,
    ),
    "deep-optional-null": (
        "GetBackendStorage",
        config(bucketName=None, permissions=None),
        STORAGE_ASKED,
    ),
    "deep-null-in-a-structure": (
        "GetBackendStorage",
        config(permissions={"authenticated": [], "unAuthenticated": None}),
        STORAGE_ASKED,
    ),
    "no-jobs": ("ListBackendJobs", answer({}), {"AppId": "a1"}),
    "null-jobs": ("ListBackendJobs", answer({"jobs": None, "nextToken": None}), {"AppId": "a1"}),
    "empty-jobs": ("ListBackendJobs", answer({"jobs": []}), {"AppId": "a1"}),
    "no-body-where-nothing-is-required": ("ListBackendJobs", answer(b""), {"AppId": "a1"}),
    "no-body-and-no-type": (
        "ListBackendJobs",
        answer(b"", headers=(REQUEST_ID,)),
        {"AppId": "a1"},
    ),
    "identifier-not-asked-by": (
        "GetBackend",
        answer({"appId": "a1", "backendEnvironmentName": "dev", "backendEnvironmentList": []}),
        {"AppId": "a1"},
    ),
    "null-identifier-in-the-request": (
        "GetBackend",
        answer({"appId": "a1", "backendEnvironmentName": "dev"}),
        {"AppId": "a1", "BackendEnvironmentName": None},
    ),
    "null-identifier-in-the-response": (
        "GetBackend",
        answer({"appId": "a1", "backendEnvironmentName": None}),
        {"AppId": "a1", "BackendEnvironmentName": "dev"},
    ),
    "empty-buckets": ("ListS3Buckets", answer({"buckets": []}), {}),
    "empty-structure": (
        "GetBackendAPI",
        answer(
            {
                "appId": "a1",
                "backendEnvironmentName": "dev",
                "resourceName": "x",
                "resourceConfig": {
                    "conflictResolution": {},
                    "defaultAuthType": {"settings": {}},
                    "additionalAuthTypes": [{}],
                },
            }
        ),
        {"AppId": "a1", "BackendEnvironmentName": "dev", "ResourceName": "x"},
    ),
}


@pytest.mark.parametrize("name", SUCCESSES)
def test_successes(name: str) -> None:
    operation, response, params = SUCCESSES[name]
    assert lines(findings_of(observe(operation, response, params))) == []


def test_a_whole_number_may_be_written_as_a_fraction() -> None:
    body = {
        "appId": "a1",
        "backendEnvironmentName": "dev",
        "resourceName": "x",
        "resourceConfig": {
            "authResources": "USER_POOL_ONLY",
            "service": "COGNITO",
            "userPoolConfigs": {
                "requiredSignUpAttributes": [],
                "signInMethod": "EMAIL",
                "userPoolName": "p",
                "passwordPolicy": {"minimumLength": 8.0},
            },
        },
    }
    assert lines(findings_of(observe("GetBackendAuth", answer(body)))) == []


def bare(code: str, **members: Any) -> HttpResponse:
    return answer({"__type": code, **members}, status=404, headers=(JSON_TYPE,))


NAMESPACE = "com.amazonaws.amplifybackend#NotFoundException"
LINK = "NotFoundException:http://internal.amazon.com/coral/com.amazonaws.amplifybackend/"
ERRORS: dict[str, HttpResponse] = {
    "header": error("NotFoundException", NOT_FOUND, 404),
    "header-with-suffix": error(LINK, NOT_FOUND, 404),
    "header-with-namespace": error(NAMESPACE, NOT_FOUND, 404),
    "header-with-both": error(f"a#{LINK}", NOT_FOUND, 404),
    "type-in-body": bare("NotFoundException", **NOT_FOUND),
    "namespaced-type-in-body": bare(NAMESPACE, **NOT_FOUND),
    "code-in-body": answer(
        {"code": "NotFoundException", **NOT_FOUND}, status=404, headers=(JSON_TYPE,)
    ),
    "type-in-both": error("NotFoundException", {"__type": NAMESPACE, **NOT_FOUND}, 404),
    "lower-case-header": answer(
        NOT_FOUND,
        status=404,
        headers=(("content-type", "application/json"), ("x-amzn-errortype", "NotFoundException")),
    ),
    "upper-case-header": answer(
        NOT_FOUND, status=404, headers=(JSON_TYPE, ("X-AMZN-ERRORTYPE", "NotFoundException"))
    ),
    "upper-case-message": error(
        "NotFoundException", {"Message": "no", "resourceType": "Token"}, 404
    ),
    "more-members": error("NotFoundException", {**NOT_FOUND, "requestId": "1"}, 404),
    "null-member": error("NotFoundException", {**NOT_FOUND, "hint": None}, 404),
    "request-id": error("NotFoundException", NOT_FOUND, 404, REQUEST_ID),
    "bad-request": error("BadRequestException", {"message": "no"}, 400),
    "empty-message": error("BadRequestException", {"message": ""}, 400),
    "throttled": error("TooManyRequestsException", {"message": "no", "limitType": "rate"}, 429),
    "gateway-timeout": error("GatewayTimeoutException", {"message": "late"}, 504),
    "gateway-timeout-in-body": answer(
        {"__type": "GatewayTimeoutException", "Message": "late"}, status=504, headers=(JSON_TYPE,)
    ),
}


@pytest.mark.parametrize("name", ERRORS)
def test_errors(name: str) -> None:
    assert lines(findings_of(observe("GetToken", ERRORS[name], TOKEN_ASKED))) == []


def test_what_an_operation_never_answers_with_a_body_is_not_looked_at() -> None:
    class NoBody(OperationSchemas):
        response = None

    seen = observe("GetToken", answer(b"<x/>", headers=(REQUEST_ID,)), TOKEN_ASKED)
    schemas = NoBody(seen.contract, seen.operation, seen.codec)
    object.__setattr__(seen, "schemas", schemas)
    assert lines(findings_of(seen)) == []


FLOOD = HttpRequest("POST", "/", body=b"x" * 100_001)
MAY_FAIL = {
    "501-for-an-unknown-method": observe(
        "GetToken",
        answer(b"", status=501, headers=()),
        case=case_of("GetToken", "route", label="method-PATCH", expect=Expect.UNROUTED),
    ),
    "a-flood-cut-off": observe(
        "GetToken",
        None,
        failure="reset",
        request=FLOOD,
        case=case_of("GetToken", "body", label="large", expect=Expect.OPEN),
    ),
}


@pytest.mark.parametrize("name", MAY_FAIL)
def test_failures_that_nobody_may_complain_of(name: str) -> None:
    assert lines(findings_of(MAY_FAIL[name], ServerError())) == []


def test_every_operation_may_answer_with_each_of_its_errors() -> None:
    for operation in CONTRACT.operations.values():
        for modeled in CONTRACT.errors_of(operation):
            body = {"message": "no", "resourceType": "x", "limitType": "y"}
            assert modeled.status is not None
            response = error(modeled.code, body, modeled.status)
            assert lines(findings_of(observe(operation.name, response))) == []


CHOICE = {
    "type": "object",
    "x-union": True,
    "properties": {"A": {"type": "string"}},
    "minProperties": 1,
}


@pytest.mark.parametrize(
    ("required", "count"), [([], 0), (["Choice"], 1)], ids=["optional", "required"]
)
def test_a_union_that_would_be_the_body_may_be_absent(required: list[str], count: int) -> None:
    output = {
        "type": "object",
        "properties": {"Choice": CHOICE},
        "required": required,
        "x-payload": "Choice",
    }
    operation = dataclasses.replace(CONTRACT.operations["GetToken"], response=output)
    contract = dataclasses.replace(CONTRACT, operations={"GetToken": operation})

    assert len(findings_of(observe("GetToken", answer(b""), contract=contract))) == count
