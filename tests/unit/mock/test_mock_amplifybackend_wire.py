"""What AmplifyBackend's mock says to requests that are odd on the wire."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from .mock_caller import Answer, Caller

API = {"backendEnvironmentName": "dev", "resourceName": "r", "resourceConfig": {}}
AUTH: dict[str, Any] = {
    "authResources": "USER_POOL_ONLY",
    "service": "COGNITO",
    "userPoolConfigs": {
        "requiredSignUpAttributes": ["EMAIL"],
        "signInMethod": "EMAIL",
        "userPoolName": "pool",
    },
}
BACKEND = {"appId": "app", "appName": "shop", "backendEnvironmentName": "dev"}


def assert_error(answer: Answer, status: int, code: str) -> None:
    assert (answer.status, answer.error) == (status, code)
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["x-amzn-RequestId"]
    assert answer.body["message"]


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"a":', "not JSON"),
        (b"{}x", "not JSON"),
        (b"{} {}", "not JSON"),
        (b"  ", "not JSON"),
        (b"'a'", "not JSON"),
        (b'{"appId": "a\nb"}', "not JSON"),
        (b'{"appId": NaN}', "NaN is not a JSON number"),
        (b'{"appId": -Infinity}', "not JSON"),
        (b'{"appId": ' + b"1" * 5000 + b"}", "not JSON"),
        (b'{"appId": "\xff"}', "not UTF-8"),
        (b'{"appId": "\xed\xa0\x80"}', "not UTF-8"),
        (b"\xef\xbb\xbf{}", "not JSON"),
        (json.dumps(BACKEND).encode("utf-16"), "not UTF-8"),
        (b"[]", "expected a JSON object"),
        (b"null", "expected a JSON object"),
        (b'"text"', "expected a JSON object"),
        (b"1", "expected a JSON object"),
        (nested(100_000).encode(), "nested"),
        (b'{"x":' + nested(100_000).encode() + b"}", "nested"),
        (b'{"a":' * 100_000, "nested"),
    ],
)
def test_malformed_bodies_are_refused(mock: Caller, body: bytes, reason: str) -> None:
    answer = mock.send("POST", "/backend", body)

    assert_error(answer, 400, "BadRequestException")
    assert reason in answer.body["message"]


@pytest.mark.parametrize(
    ("operation", "params", "message"),
    [
        (
            "CreateBackend",
            {"appId": "a", "backendEnvironmentName": "d"},
            "Value null at 'appName' failed",
        ),
        ("CreateBackend", {**BACKEND, "appName": None}, "Value null at 'appName' failed"),
        (
            "CreateBackend",
            {**BACKEND, "appName": 1},
            "at 'appName' failed to satisfy constraint: Member must be a string",
        ),
        (
            "CreateBackend",
            {**BACKEND, "resourceConfig": []},
            "at 'resourceConfig' failed to satisfy constraint: Member must be a structure",
        ),
        (
            "CreateBackendAPI",
            {"appId": "a", **API, "resourceConfig": {"defaultAuthType": {"mode": "X"}}},
            "1 validation error detected: Value 'X' at 'resourceConfig.defaultAuthType.mode'",
        ),
        (
            "CreateBackendAuth",
            {"appId": "a", **API, "resourceConfig": {**AUTH, "userPoolConfigs": {}}},
            "3 validation errors detected: Value null at 'resourceConfig.userPoolConfigs.",
        ),
        (
            "UpdateBackendAuth",
            {
                "appId": "a",
                **API,
                "resourceConfig": {
                    **AUTH,
                    "userPoolConfigs": {
                        "oAuth": {"socialProviderSettings": {"Google": {"client_id": 1}}}
                    },
                },
            },
            "userPoolConfigs.oAuth.socialProviderSettings.google.client_id' failed",
        ),
        (
            "ListBackendJobs",
            {"appId": "a", "backendEnvironmentName": "d", "maxResults": 0},
            "maxResults",
        ),
        (
            "ListBackendJobs",
            {"appId": "a", "backendEnvironmentName": "d", "maxResults": 26},
            "maxResults",
        ),
        (
            "ListBackendJobs",
            {"appId": "a", "backendEnvironmentName": "d", "maxResults": "7"},
            "maxResults",
        ),
    ],
)
def test_requests_that_break_the_model_are_told_where(
    mock: Caller, operation: str, params: dict[str, Any], message: str
) -> None:
    answer = mock.call(operation, params)

    assert_error(answer, 400, "BadRequestException")
    assert message in answer.body["message"]


def test_a_long_list_of_problems_is_cut(mock: Caller, env: dict[str, str]) -> None:
    config = {"additionalAuthTypes": [1] * 1000}

    answer = mock.call("CreateBackendAPI", {**env, "resourceName": "r", "resourceConfig": config})

    assert answer.body["message"].startswith("1000 validation errors detected: ")
    assert answer.body["message"].endswith("; and 990 more")


@pytest.mark.parametrize(
    "extra",
    [
        {"appName": ""},
        {"appName": "x" * 100_000},
        {"appName": "\U0001f600 é \x00 \n \x7f"},
        {"appName": "\ud800"},
        {"resourceName": None, "resourceConfig": None},
        {"resourceConfig": {"unknown": 1}},
        {"unknown": json.loads(nested(50))},
        {"AppName": 1},
    ],
)
def test_odd_but_legal_members_are_accepted(mock: Caller, extra: dict[str, Any]) -> None:
    mock.do("CreateBackend", **{**BACKEND, **extra})

    shown = mock.do("GetBackend", appId="app", backendEnvironmentName="dev")
    assert shown["appName"] == {**BACKEND, **extra}["appName"]


def test_of_repeated_keys_the_last_counts(mock: Caller) -> None:
    body = b'{"appId":1,"appId":"app","appName":"n","backendEnvironmentName":"dev"}'

    assert mock.send("POST", "/backend", body).body["appId"] == "app"


@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "nonsense"],
)
def test_any_content_type_is_accepted(mock: Caller, content_type: str) -> None:
    assert mock.call("CreateBackend", BACKEND, CONTENT_TYPE=content_type).status == 200


@pytest.mark.parametrize("body", [b"", b"{}", b"{", b"\xff", b"[1]"])
def test_a_body_where_none_belongs_is_ignored(mock: Caller, body: bytes) -> None:
    assert mock.send("POST", "/backend/app/challenge", body).status == 200


def test_an_empty_body_is_an_empty_object(mock: Caller, env: dict[str, str]) -> None:
    assert mock.send("POST", "/backend/app/details").body["backendEnvironmentList"] == ["dev"]
    assert mock.send("POST", "/backend/app/job/dev").status == 200


@pytest.mark.parametrize(
    "environ",
    [
        {"CONTENT_LENGTH": "9999"},
        {"CONTENT_LENGTH": "", "wsgi.input_terminated": True, "wsgi.input": None},
    ],
)
def test_a_broken_transfer_is_refused(mock: Caller, environ: dict[str, Any]) -> None:
    class Broken(io.BytesIO):
        def read(self, *_: object) -> bytes:
            raise OSError("Invalid chunk header")

        readinto = read

    if "wsgi.input" in environ:
        environ = {**environ, "wsgi.input": Broken()}

    assert_error(mock.send("POST", "/backend", b"{", **environ), 400, "BadRequestException")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/"),
        ("POST", "/nothing"),
        ("GET", "/backend"),
        ("PUT", "/backend"),
        ("OPTIONS", "/backend"),
        ("MADEUP", "/backend"),
        ("POST", "/backend/"),
        ("POST", "//backend"),
        ("POST", "/backend//details"),
        ("POST", "/backend/app/api//details"),
        ("GET", "/backend/app/challenge/"),
        ("POST", "/backend/app/details/"),
        ("POST", "/backend/app/Details"),
        ("POST", "/backend/app%2Fdetails"),
        ("POST", "*"),
    ],
)
def test_what_no_operation_is_bound_to(mock: Caller, method: str, path: str) -> None:
    assert_error(mock.send(method, path, b"{}"), 404, "UnknownOperationException")


def test_head_has_no_body(mock: Caller) -> None:
    answer = mock.send("HEAD", "/backend/app/challenge/x")

    assert (answer.status, answer.raw) == (404, b"")


@pytest.mark.parametrize(
    "name",
    ["a/b", "100%", "%2F", "?q=1", "#f", "a+b", "a b", "é", "😀", ";x", "&=", "\\", "~", "\n"],
)
def test_labels_come_through_the_path(mock: Caller, name: str) -> None:
    names = {"appId": name, "backendEnvironmentName": name}
    job = mock.do("CreateBackend", **names, appName="n")["jobId"]

    assert mock.do("GetBackend", appId=name)["backendEnvironmentList"] == [name]
    assert mock.do("GetBackendJob", **names, jobId=job)["appId"] == name
    assert mock.do("DeleteBackend", **names)["backendEnvironmentName"] == name


@pytest.mark.parametrize(
    "label", [".", "..", "%2E%2E", "%00", "%FF", "%zz", "%", "x" * 100_000, "\x7f", "{appId}"]
)
def test_no_label_makes_it_fail(mock: Caller, label: str) -> None:
    assert 400 <= mock.send("POST", f"/backend/{label}/details", b"{}").status < 500
    assert 200 <= mock.send("POST", f"/backend/{label}/challenge").status < 500


def test_a_success_on_the_wire(mock: Caller) -> None:
    answer = mock.call("CreateBackend", {**BACKEND, "appName": "é"})

    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["x-amzn-RequestId"]
    assert answer.error is None
    assert set(answer.body) == {"appId", "backendEnvironmentName", "jobId", "operation", "status"}


def test_a_missing_thing_on_the_wire(mock: Caller) -> None:
    answer = mock.call("GetBackend", {"appId": "nobody"})

    assert_error(answer, 404, "NotFoundException")
    assert answer.body["resourceType"] == "app"


@pytest.mark.parametrize(
    "authorization",
    ["AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256 Credential=x", "Bearer AWS4", "AWS " + "A" * 20 + ":"],
)
def test_odd_credentials_are_no_matter(mock: Caller, authorization: str) -> None:
    assert mock.call("CreateBackend", BACKEND, HTTP_AUTHORIZATION=authorization).status == 200


def signed(region: str) -> dict[str, str]:
    scope = f"AKIAIOSFODNN7EXAMPLE/20200811/{region}/amplifybackend/aws4_request"
    return {"HTTP_AUTHORIZATION": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host"}


def test_state_is_per_account_and_region(mock: Caller) -> None:
    details = {"appId": "app"}
    mock.call("CreateBackend", BACKEND, **signed("eu-west-1"))

    assert mock.call("GetBackend", details, **signed("eu-west-1")).status == 200
    assert mock.call("GetBackend", details, **signed("us-east-1")).status == 404
    assert mock.call("GetBackend", details).status == 404
    other = {**signed("eu-west-1"), "HTTP_X_MOTO_ACCOUNT_ID": "111111111111"}
    assert mock.call("GetBackend", details, **other).status == 404


def test_a_label_like_a_host_name_does_not_change_the_region(mock: Caller) -> None:
    app_id = "x.eu-west-1.amazonaws.com"
    mock.do("CreateBackend", **{**BACKEND, "appId": app_id})

    assert mock.do("GetBackend", appId=app_id)["appId"] == app_id
