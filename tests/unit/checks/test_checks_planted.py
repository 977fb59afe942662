"""Answers that break the contract: what each check says, and that no other check says anything."""

from typing import Any

import pytest

from shapeproof.exchange import HttpResponse

from .check_samples import (
    CONTRACT,
    JSON_TYPE,
    NOT_FOUND,
    REQUEST_ID,
    STORAGE,
    STORAGE_ASKED,
    TOKEN,
    TOKEN_ASKED,
    Line,
    answer,
    changed,
    error,
    findings_of,
    guessed,
    lines,
    observe,
)

HTML = ("Content-Type", "text/html; charset=utf-8")
BODY = "response body"
ERROR_BODY = "error response body"


def storage(**config: Any) -> HttpResponse:
    return answer(changed(STORAGE, resourceConfig=changed(STORAGE["resourceConfig"], **config)))


TRANSPORT: dict[str, tuple[HttpResponse, list[Line]]] = {
    "201": (answer(TOKEN, status=201), [("status", "error", "response status", "success")]),
    "204-without-body": (
        answer(b"", status=204),
        [
            ("response_schema", "error", f"{BODY} /{name}", "required")
            for name in ("appId", "challengeCode", "sessionId", "ttl")
        ]
        + [("status", "error", "response status", "success")],
    ),
    "302": (answer(b"", status=302), [("status", "error", "response status", "success")]),
    "undocumented-status": (
        error("BadRequestException", {"message": "no"}, 422),
        [
            ("error_shape", "error", "error response status", "status BadRequestException"),
            ("status", "error", "response status", "undocumented 422"),
        ],
    ),
    "html-type": (
        answer(TOKEN, headers=(HTML, REQUEST_ID)),
        [("content_type", "error", "response header Content-Type", "success")],
    ),
    "no-type": (
        answer(TOKEN, headers=(REQUEST_ID,)),
        [("content_type", "error", "response header Content-Type", "success")],
    ),
    "amz-json-type": (
        answer(TOKEN, headers=(("Content-Type", "application/x-amz-json-1.1"), REQUEST_ID)),
        [("content_type", "warning", "response header Content-Type", "success")],
    ),
    "problem-json-type": (
        answer(TOKEN, headers=(("Content-Type", "application/problem+json"), REQUEST_ID)),
        [("content_type", "warning", "response header Content-Type", "success")],
    ),
    "no-request-id": (
        answer(TOKEN, headers=(JSON_TYPE,)),
        [("request_id", "warning", "response header x-amzn-RequestId", "required")],
    ),
    "empty-request-id": (
        answer(TOKEN, headers=(JSON_TYPE, ("x-amzn-RequestId", ""))),
        [("request_id", "warning", "response header x-amzn-RequestId", "required")],
    ),
}


@pytest.mark.parametrize("name", TRANSPORT)
def test_what_surrounds_the_body(name: str) -> None:
    response, expected = TRANSPORT[name]
    assert lines(findings_of(observe("GetToken", response, TOKEN_ASKED))) == sorted(expected)


NOT_JSON = {
    "truncated": b'{"appId": "a1"',
    "trailing-text": b"{} x",
    "trailing-comma": b'{"appId": "a1",}',
    "single-quotes": b"{'appId': 'a1'}",
    "nan": b'{"appId": NaN}',
    "infinity": b'{"appId": -Infinity}',
    "two-objects": b"{}{}",
    "python-none": b'{"appId": None}',
    "latin-1": '{"appId": "\xe9"}'.encode("latin-1"),
    "byte-order-mark": b"\xef\xbb\xbf{}",
    "blank": b"  ",
    "nested-200": b'{"x":' + b"[" * 200 + b"]" * 200 + b"}",
    "nested-600": b'{"x":' + b'{"x":' * 600 + b"1" + b"}" * 601,
    "nested-100000": b"[" * 100_000,
    "comment": b"{} // nothing",
}


@pytest.mark.parametrize("name", NOT_JSON)
def test_a_body_that_no_parser_reads_is_one_finding(name: str) -> None:
    seen = observe("GetToken", answer(NOT_JSON[name]), TOKEN_ASKED)
    assert lines(findings_of(seen)) == [("malformed_json", "error", BODY, "json")]


def test_an_error_page_is_told_once() -> None:
    page = answer(b"<html>404</html>", status=404, headers=(HTML, ("x-amzn-errortype", "")))
    assert lines(findings_of(observe("GetToken", page))) == [
        ("error_shape", "error", "error response", "code"),
        ("malformed_json", "error", ERROR_BODY, "json"),
    ]


def required(name: str) -> Line:
    return ("response_schema", "error", f"{BODY} /{name}", "required")


BODIES: dict[str, tuple[Any, list[Line]]] = {
    "missing": (changed(TOKEN, ttl=...), [required("ttl")]),
    "null": (changed(TOKEN, ttl=None), [required("ttl")]),
    "two-missing": (changed(TOKEN, ttl=..., appId=...), [required("appId"), required("ttl")]),
    "empty-body": (
        b"",
        [required(name) for name in ("appId", "challengeCode", "sessionId", "ttl")],
    ),
    "number": (
        changed(TOKEN, ttl=300),
        [("response_schema", "error", f"{BODY} /ttl", "type")],
    ),
    "list": (
        changed(TOKEN, ttl=["300"]),
        [("response_schema", "error", f"{BODY} /ttl", "type")],
    ),
    "api-name": (
        changed(TOKEN, ttl=..., Ttl="300"),
        [("response_schema", "error", f"{BODY} /Ttl", "name")],
    ),
    "snake-case": (
        changed(TOKEN, challengeCode=..., challenge_code="c"),
        [("response_schema", "error", f"{BODY} /challenge_code", "name")],
    ),
    "lower-case": (
        changed(TOKEN, sessionId=..., sessionid="s1"),
        [("response_schema", "error", f"{BODY} /sessionid", "name")],
    ),
    "unknown": (
        changed(TOKEN, more=1),
        [("response_schema", "warning", f"{BODY} /more", "unknown")],
    ),
    "beside-the-right-name": (
        changed(TOKEN, Ttl="300"),
        [("response_schema", "warning", f"{BODY} /Ttl", "unknown")],
    ),
    "whole-list": ([TOKEN], [("response_schema", "error", BODY, "type")]),
    "whole-string": ("{}", [("response_schema", "error", BODY, "type")]),
    "whole-null": (None, [("response_schema", "error", BODY, "type")]),
    "odd-member": (
        b'{"appId":"a1","sessionId":"s1","challengeCode":"c","ttl":"3","~/":1}',
        [("response_schema", "warning", f"{BODY} /~0~1", "unknown")],
    ),
}


@pytest.mark.parametrize("name", BODIES)
def test_the_body_of_a_success(name: str) -> None:
    body, expected = BODIES[name]
    assert lines(findings_of(observe("GetToken", answer(body), TOKEN_ASKED))) == sorted(expected)


NESTED: dict[str, tuple[HttpResponse, Line]] = {
    "enum": (
        storage(serviceName="GCS"),
        ("response_schema", "error", f"{BODY} /resourceConfig/serviceName", "enum"),
    ),
    "enum-case": (
        storage(serviceName="s3"),
        ("response_schema", "error", f"{BODY} /resourceConfig/serviceName", "enum"),
    ),
    "enum-in-list": (
        storage(permissions={"authenticated": ["READ", "WRITE"]}),
        (
            "response_schema",
            "error",
            f"{BODY} /resourceConfig/permissions/authenticated/1",
            "enum",
        ),
    ),
    "null-in-list": (
        storage(permissions={"authenticated": [None]}),
        (
            "response_schema",
            "error",
            f"{BODY} /resourceConfig/permissions/authenticated/0",
            "enum",
        ),
    ),
    "deep-required": (
        storage(permissions={"unAuthenticated": []}),
        (
            "response_schema",
            "error",
            f"{BODY} /resourceConfig/permissions/authenticated",
            "required",
        ),
    ),
    "deep-null": (
        storage(imported=None),
        ("response_schema", "error", f"{BODY} /resourceConfig/imported", "required"),
    ),
    "boolean-as-text": (
        storage(imported="false"),
        ("response_schema", "error", f"{BODY} /resourceConfig/imported", "type"),
    ),
    "boolean-as-number": (
        storage(imported=0),
        ("response_schema", "error", f"{BODY} /resourceConfig/imported", "type"),
    ),
    "element-for-list": (
        storage(permissions={"authenticated": "READ"}),
        (
            "response_schema",
            "error",
            f"{BODY} /resourceConfig/permissions/authenticated",
            "type",
        ),
    ),
    "deep-name": (
        storage(bucketName=..., BucketName="b"),
        ("response_schema", "error", f"{BODY} /resourceConfig/BucketName", "name"),
    ),
}


@pytest.mark.parametrize("name", NESTED)
def test_deep_in_the_body(name: str) -> None:
    response, expected = NESTED[name]
    findings = findings_of(observe("GetBackendStorage", response, STORAGE_ASKED))
    # A null in a list of enum values is of the wrong type, too.
    assert [each for each in lines(findings) if each[3] == expected[3]] == [expected]
    assert {each.where for each in findings} == {expected[2]}


def test_required_members_in_lists() -> None:
    body = {"jobs": [{"appId": "a1", "backendEnvironmentName": "dev"}, {"appId": "a1"}]}
    assert lines(findings_of(observe("ListBackendJobs", answer(body)))) == [
        ("response_schema", "error", f"{BODY} /jobs/1/backendEnvironmentName", "required")
    ]


CODE = "error response"
ERRORS: dict[str, tuple[HttpResponse, list[Line]]] = {
    "nameless": (
        answer(NOT_FOUND, status=404, headers=(JSON_TYPE,)),
        [("error_shape", "error", CODE, "code")],
    ),
    "nameless-and-empty": (
        answer(b"", status=400, headers=()),
        [("error_shape", "error", CODE, "code")],
    ),
    "wrong-status": (
        error("NotFoundException", NOT_FOUND, 400),
        [("error_shape", "error", "error response status", "status NotFoundException")],
    ),
    "undeclared-with-a-modeled-status": (
        error("NoSuchTokenException", NOT_FOUND, 404),
        [("error_shape", "error", CODE, "undeclared NoSuchTokenException")],
    ),
    "undeclared-with-another-status": (
        error("ConflictException", {"message": "no"}, 409),
        [
            ("error_shape", "note", CODE, "undeclared ConflictException"),
            ("status", "error", "response status", "undocumented 409"),
        ],
    ),
    "no-message": (
        error("NotFoundException", {"resourceType": "Token"}, 404),
        [("error_shape", "error", f"{ERROR_BODY} (NotFoundException) /message", "required")],
    ),
    "no-resource-type": (
        error("NotFoundException", {"message": "no"}, 404),
        [("error_shape", "error", f"{ERROR_BODY} (NotFoundException) /resourceType", "required")],
    ),
    "resource-type-miscased": (
        error("NotFoundException", {"message": "no", "ResourceType": "Token"}, 404),
        [("error_shape", "error", f"{ERROR_BODY} (NotFoundException) /ResourceType", "name")],
    ),
    "message-of-a-wrong-type": (
        error("BadRequestException", {"message": ["no"]}, 400),
        [("error_shape", "error", f"{ERROR_BODY} (BadRequestException) /message", "type")],
    ),
    "a-list": (
        error("BadRequestException", [], 400),
        [("error_shape", "error", f"{ERROR_BODY} (BadRequestException)", "type")],
    ),
    "error-as-text": (
        error("BadRequestException", b"no", 400),
        [("malformed_json", "error", ERROR_BODY, "json")],
    ),
    "error-as-html-type": (
        answer(NOT_FOUND, status=404, headers=(HTML, ("x-amzn-errortype", "NotFoundException"))),
        [("content_type", "warning", "response header Content-Type", "error")],
    ),
}


@pytest.mark.parametrize("name", ERRORS)
def test_errors(name: str) -> None:
    response, expected = ERRORS[name]
    assert lines(findings_of(observe("GetToken", response, TOKEN_ASKED))) == sorted(expected)


def crash(detail: str = "request") -> list[Line]:
    return [("server_error", "error", detail, "crash")]


CRASHES = {
    "500-html": answer(b"<h1>500</h1>", status=500, headers=(HTML,)),
    "500-empty": answer(b"", status=500, headers=()),
    "503": answer({"message": "busy"}, status=503),
    "modeled-error-with-500": error("NotFoundException", NOT_FOUND, 500),
}


@pytest.mark.parametrize("name", CRASHES)
def test_crashes(name: str) -> None:
    findings = findings_of(observe("GetToken", CRASHES[name], TOKEN_ASKED))
    assert [each for each in lines(findings) if each[0] == "server_error"] == crash()


def test_gateway_timeout_under_another_name_is_a_crash() -> None:
    response = error("TimeoutException", {"message": "late"}, 504)
    assert crash()[0] in lines(findings_of(observe("GetToken", response, TOKEN_ASKED)))


ECHOES: dict[str, tuple[str, Any, dict[str, Any], list[str]]] = {
    "one": ("GetToken", changed(TOKEN, appId="a2"), TOKEN_ASKED, ["/AppId"]),
    "two": (
        "GetToken",
        changed(TOKEN, appId="a2", sessionId="S1"),
        TOKEN_ASKED,
        ["/AppId", "/SessionId"],
    ),
    "listed": (
        "ListBackendJobs",
        {"jobs": [{"appId": "a1", "backendEnvironmentName": "prod", "jobId": "j1"}]},
        {"AppId": "a1", "BackendEnvironmentName": "dev"},
        ["/Jobs/0/BackendEnvironmentName"],
    ),
    "filtered": (
        "ListBackendJobs",
        {
            "jobs": [
                {"appId": "a1", "backendEnvironmentName": "dev", "jobId": "j1"},
                {"appId": "a1", "backendEnvironmentName": "dev", "jobId": "j2"},
            ]
        },
        {"AppId": "a1", "BackendEnvironmentName": "dev", "JobId": "j1"},
        ["/Jobs/1/JobId"],
    ),
}


@pytest.mark.parametrize("name", ECHOES)
def test_identifiers_come_back_as_they_went(name: str) -> None:
    operation, body, params, places = ECHOES[name]
    findings = findings_of(observe(operation, answer(body), params))
    assert lines(findings) == [("echo", "error", f"{BODY} {place}", "echo") for place in places]
    assert [each.pointer for each in findings] == places


def test_what_rests_on_a_guessed_lifecycle_weighs_less() -> None:
    contract = guessed(CONTRACT)
    echoed = observe("GetToken", answer(changed(TOKEN, appId="a2")), TOKEN_ASKED, contract=contract)
    assert [each.severity.label for each in findings_of(echoed)] == ["warning"]
    odd = observe("GetToken", error("X", {"message": "no"}, 418), contract=contract)
    assert {each.severity.label for each in findings_of(odd)} == {"note"}
    common = observe(
        "GetToken", error("ValidationException", {"message": "no"}, 400), contract=contract
    )
    assert findings_of(common) == []


def test_messages_say_what_is_due_and_what_came() -> None:
    found = {
        name: findings_of(observe("GetToken", answer(BODIES[name][0]), TOKEN_ASKED))[0]
        for name in ("null", "missing", "api-name", "number")
    }
    assert found["null"].message == "the required member ttl is null"
    assert (found["null"].expected, found["null"].actual) == ("a value for ttl", "null")
    assert found["missing"].message == "the required member ttl is missing"
    assert found["missing"].actual == "nothing"
    assert found["api-name"].message == "the member is called ttl, not Ttl"
    assert found["number"].message == "expected a string, got a number"
    cased = findings_of(observe("GetBackendStorage", NESTED["enum-case"][0], STORAGE_ASKED))[0]
    assert (cased.message, cased.expected) == ("the enum value is spelled S3", "one of S3")
