"""The small client itself is right: judged by the bundled mock, by botocore, and by hand."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest
from botocore.awsrequest import AWSPreparedRequest
from botocore.config import Config
from hypothesis import given, settings
from werkzeug.serving import make_server

import shapeproof
from shapeproof.mock import wsgi_app

from .small_client import SmallClient
from .small_model import load_model
from .small_parsing import CallFailed

MODEL = load_model("amplifybackend")
AUTH = {
    "AuthResources": "USER_POOL_ONLY",
    "Service": "COGNITO",
    "UserPoolConfigs": {
        "RequiredSignUpAttributes": ["EMAIL"],
        "SignInMethod": "EMAIL",
        "UserPoolName": "pool",
        "Mfa": {"MFAMode": "OFF"},
        "PasswordPolicy": {"MinimumLength": 8.5, "AdditionalConstraints": []},
    },
}
STORAGE = {"ServiceName": "S3", "Permissions": {"Authenticated": ["READ"]}}
ENV = {"AppId": "a/b %é", "BackendEnvironmentName": "dev"}
NAMED = {**ENV, "ResourceName": "name"}


@pytest.fixture(scope="module")
def mock() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, wsgi_app("amplifybackend"), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_all_operations_against_the_bundled_mock(mock: str) -> None:
    client = SmallClient(MODEL, mock)
    done: dict[str, Any] = {}

    def call(operation: str, **params: Any) -> Any:
        done[operation] = client.call(operation, params)
        return done[operation]

    call("CreateBackend", **ENV, AppName="app", ResourceConfig={})
    call("CreateBackendAPI", **NAMED, ResourceConfig={"ApiName": "ü"})
    call("CreateBackendAuth", **NAMED, ResourceConfig=AUTH)
    call("CreateBackendStorage", **NAMED, ResourceConfig=STORAGE)
    call("CreateBackendConfig", AppId=ENV["AppId"])
    token = call("CreateToken", AppId=ENV["AppId"])
    session = {"AppId": ENV["AppId"], "SessionId": token["SessionId"]}
    assert call("GetToken", **session) == token
    assert call("DeleteToken", **session) == {"IsSuccess": True}
    assert call("GetBackend", **ENV)["BackendEnvironmentList"] == ["dev"]
    assert call("GetBackendAPI", **NAMED)["ResourceConfig"] == {"ApiName": "ü"}
    assert call("GetBackendAuth", **NAMED)["ResourceConfig"] == AUTH
    assert call("GetBackendStorage", **NAMED)["ResourceConfig"]["Permissions"] == {
        "Authenticated": ["READ"]
    }
    call("UpdateBackendAPI", **NAMED)
    call("UpdateBackendAuth", **NAMED, ResourceConfig={
        "AuthResources": "USER_POOL_ONLY", "Service": "COGNITO", "UserPoolConfigs": {},
    })  # fmt: skip
    call("UpdateBackendStorage", **NAMED, ResourceConfig=STORAGE)
    call("UpdateBackendConfig", AppId=ENV["AppId"], LoginAuthConfig={"AwsCognitoRegion": "r"})
    job = call("GenerateBackendAPIModels", **NAMED)["JobId"]
    call("GetBackendAPIModels", **NAMED)
    assert call("GetBackendJob", **ENV, JobId=job)["JobId"] == job
    assert call("UpdateBackendJob", **ENV, JobId=job, Status="S")["Status"] == "S"
    assert len(call("ListBackendJobs", **ENV, MaxResults=2)["Jobs"]) == 2
    call("ListS3Buckets")
    call("CloneBackend", **ENV, TargetEnvironmentName="copy")
    call("DeleteBackendAPI", **NAMED)
    call("DeleteBackendAuth", **NAMED)
    call("DeleteBackendStorage", **NAMED, ServiceName="S3")
    ids = {"NativeClientId": "n", "UserPoolId": "u", "WebClientId": "w"}
    call("ImportBackendAuth", **ENV, **ids)
    call("ImportBackendStorage", **ENV, ServiceName="S3")
    call("RemoveBackendConfig", AppId=ENV["AppId"])
    call("DeleteBackend", **ENV)
    call("RemoveAllBackends", AppId=ENV["AppId"], CleanAmplifyApp=False)
    assert done.keys() == MODEL.operations.keys()


def test_pages_against_the_bundled_mock(mock: str) -> None:
    client = SmallClient(MODEL, mock)
    env = {"AppId": "pages", "BackendEnvironmentName": "dev"}
    client.call("CreateBackend", {**env, "AppName": "app"})
    for _ in range(5):
        client.call("CreateBackendAPI", {**env, "ResourceName": "n", "ResourceConfig": {}})
        client.call("DeleteBackendAPI", {**env, "ResourceName": "n"})
    every = client.call("ListBackendJobs", env)["Jobs"]
    paged = client.call("$paginate:ListBackendJobs", {**env, "MaxResults": 3})
    assert len(every) > 6
    assert paged == {"Jobs": every}


def test_an_error_of_the_bundled_mock(mock: str) -> None:
    with pytest.raises(CallFailed) as caught:
        SmallClient(MODEL, mock).call("GetToken", {"AppId": "none", "SessionId": "x"})
    failure = caught.value
    assert (failure.kind, failure.code, failure.status) == ("service", "NotFoundException", 404)
    assert failure.message
    assert "ResourceType" in failure.fields


# --- Requests against botocore's ---------------------------------------------------------------


class _Sent(Exception):
    pass


def sent_by_botocore(service: str, operation: str, params: Mapping[str, Any]) -> Any:
    """What botocore would send, before it is signed."""
    client = boto3.client(
        service,
        region_name="us-east-1",
        aws_access_key_id="x",
        aws_secret_access_key="x",
        endpoint_url="http://127.0.0.1:1",
        config=Config(retries={"total_max_attempts": 1}),
    )
    kept: list[AWSPreparedRequest] = []

    def keep(request: AWSPreparedRequest, **_: Any) -> None:
        kept.append(request)
        raise _Sent

    client.meta.events.register("before-send", keep)
    python_name = client.meta.method_to_api_mapping
    method = next(name for name, api in python_name.items() if api == operation)
    with pytest.raises(_Sent):
        getattr(client, method)(**params)
    return kept[0]


def assert_same_request(service: str, operation: str, params: Mapping[str, Any]) -> None:
    theirs = sent_by_botocore(service, operation, params)
    model = load_model(service)
    ours = SmallClient(model, "http://127.0.0.1:1").encode(model.operations[operation], params)
    parts = urlsplit(theirs.url)
    assert ours.method == theirs.method
    path, _, query = ours.target.partition("?")
    assert path == parts.path
    assert sorted(query.split("&")) == sorted(parts.query.split("&"))
    assert json.loads(ours.body or b"{}") == json.loads(theirs.body or b"{}")
    headers = {name.lower(): value for name, value in ours.headers}
    for name, value in theirs.headers.items():
        if name.lower() == "content-type" or name.lower() in headers:
            text = value.decode() if isinstance(value, bytes) else value
            assert headers[name.lower()] == text


@pytest.mark.slow
@pytest.mark.parametrize("operation", sorted(MODEL.operations))
def test_requests_are_those_of_botocore(operation: str) -> None:
    drawn = shapeproof.requests("amplifybackend", operation)

    @settings(max_examples=8)
    @given(drawn)
    def same(params: Mapping[str, Any]) -> None:
        assert_same_request("amplifybackend", operation, params)

    same()


@pytest.mark.parametrize(
    "operation, params",
    [
        ("GetRoleCredentials", {"roleName": "a b&c=é", "accountId": "1", "accessToken": "t"}),
        ("ListAccounts", {"accessToken": "token", "maxResults": 3, "nextToken": "a/b+c"}),
    ],
)
def test_queries_and_headers_are_those_of_botocore(operation: str, params: dict[str, Any]) -> None:
    assert_same_request("sso", operation, params)


# --- Replies by hand ---------------------------------------------------------------------------


class _Scripted(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    script: list[bytes]
    seen: list[tuple[str, bytes]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.seen.append((self.path, body))
        data = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        self.wfile.write(data)
        if not data or b"Connection: close" in data:
            self.close_connection = True

    do_GET = do_POST  # noqa: N815

    def log_message(self, *arguments: Any) -> None:
        """Keep quiet."""


@pytest.fixture
def scripted() -> Iterator[type[_Scripted]]:
    handler = type("Handler", (_Scripted,), {"script": [], "seen": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    handler.url = f"http://127.0.0.1:{server.server_port}"  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield handler
    server.shutdown()
    server.server_close()


def http(status: int, body: str, *headers: str, length: int | None = None) -> bytes:
    size = len(body.encode()) if length is None else length
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {size}", *headers, "", body]
    return "\r\n".join(lines).encode()


def ask(handler: Any, operation: str = "GetToken", **params: Any) -> Any:
    given_params = params or {"AppId": "a", "SessionId": "s"}
    return SmallClient(MODEL, handler.url).call(operation, given_params)


@pytest.mark.parametrize(
    "body, output",
    [
        ("", {}),
        ("{}", {}),
        ('{"appId": null, "ttl": "\\u00e9\\ud83d\\ude00", "new": {"a": 1}}', {"Ttl": "é😀"}),
        ('{"sessionId": "", "appId": "a"}', {"AppId": "a", "SessionId": ""}),
    ],
)
def test_outputs(scripted: Any, body: str, output: Any) -> None:
    scripted.script[:] = [http(200, body)]
    assert ask(scripted) == output


@pytest.mark.parametrize(
    "header, body, code",
    [
        ("NotFoundException", "{}", "NotFoundException"),
        ("NotFoundException:http://internal.amazon.com/", "{}", "NotFoundException"),
        ("aws.api#NotFoundException:x", "{}", "NotFoundException"),
        ("", '{"__type": "aws.api#NotFoundException"}', "NotFoundException"),
        ("", '{"code": "NotFoundException"}', "NotFoundException"),
        ("Other", '{"message": 7}', "Other"),
        ("", "<html>", "404"),
        ("", "[]", "404"),
    ],
)
def test_errors(scripted: Any, header: str, body: str, code: str) -> None:
    scripted.script[:] = [http(404, body, *([f"x-amzn-errortype: {header}"] if header else []))]
    with pytest.raises(CallFailed) as caught:
        ask(scripted)
    assert (caught.value.kind, caught.value.code, caught.value.status) == ("service", code, 404)
    assert len(scripted.seen) == 1


def test_the_members_of_an_error(scripted: Any) -> None:
    body = '{"Message": "gone", "resourceType": "job", "extra": 1}'
    scripted.script[:] = [http(404, body, "X-Amzn-ErrorType: NotFoundException")]
    with pytest.raises(CallFailed) as caught:
        ask(scripted)
    assert caught.value.message == "gone"
    assert caught.value.fields == {"ResourceType": "job"}


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again_with_the_same_body(scripted: Any, status: int) -> None:
    scripted.script[:] = [http(status, ""), http(200, '{"status": "S"}')]
    params = {**ENV, "JobId": "j", "Status": "S"}
    assert ask(scripted, "UpdateBackendJob", **params) == {"Status": "S"}
    assert len(scripted.seen) == 2
    assert scripted.seen[0] == scripted.seen[1]


def test_a_closed_connection_is_tried_again_and_no_more_than_once(scripted: Any) -> None:
    scripted.script[:] = [b"", http(200, '{"ttl": "1"}')]
    assert ask(scripted) == {"Ttl": "1"}
    scripted.script[:] = [b""]
    with pytest.raises(CallFailed, match="transport"):
        ask(scripted)
    assert len(scripted.seen) == 4


def test_a_throttling_code_on_a_400_is_tried_again(scripted: Any) -> None:
    throttled = http(400, "{}", "x-amzn-errortype: ThrottlingException")
    scripted.script[:] = [throttled, http(200, "{}")]
    assert ask(scripted) == {}


@pytest.mark.parametrize(
    "data",
    [
        http(200, '{"ttl": '),
        http(200, "<html>"),
        http(200, "[]"),
        http(200, '{"ttl": {"a": 1}}'),
        http(200, '{"ttl": "1"}', "Connection: close", length=100),
        http(200, '{"ttl": "1"}', length=5),
        b"rubbish\r\n\r\n",
    ],
)
def test_broken_replies(scripted: Any, data: bytes) -> None:
    scripted.script[:] = [data]
    with pytest.raises(CallFailed) as caught:
        ask(scripted)
    assert caught.value.kind == "transport"


def test_a_repeated_token_ends_the_pages(scripted: Any) -> None:
    job = '{"appId": "a", "backendEnvironmentName": "e", "jobId": "%s"}'
    pages = [f'{{"jobs": [{job % name}], "nextToken": "t"}}' for name in "ab"]
    scripted.script[:] = [http(200, page) for page in pages]
    paged = ask(scripted, "$paginate:ListBackendJobs", **ENV)
    assert [each["JobId"] for each in paged["Jobs"]] == ["a", "b"]
    assert len(scripted.seen) == 2


@pytest.mark.parametrize(
    "operation, params",
    [
        ("GetToken", {"AppId": "a"}),
        ("GetToken", {"AppId": "a", "SessionId": None}),
        ("GetToken", {"AppId": "a", "SessionId": "s", "More": 1}),
        ("ListBackendJobs", {**ENV, "MaxResults": 0}),
        ("ListBackendJobs", {**ENV, "MaxResults": "1"}),
        ("ListBackendJobs", {**ENV, "MaxResults": True}),
        ("CreateBackendStorage", {**NAMED, "ResourceConfig": {"ServiceName": "S3"}}),
    ],
)
def test_refused_parameters(operation: str, params: dict[str, Any]) -> None:
    with pytest.raises(CallFailed) as caught:
        SmallClient(MODEL, "http://127.0.0.1:1").call(operation, params)
    assert caught.value.kind == "validation"
