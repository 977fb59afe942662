"""The mock as users run it: behind boto3 over HTTP and under mock_aws, and behind raw sockets."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.loaders import Loader
from botocore.model import ServiceModel, StructureShape
from jsonschema import Draft202012Validator
from moto import mock_aws
from moto.server import ThreadedMotoServer

from shapeproof.exceptions import BadUsage
from shapeproof.exchange import HttpResponse
from shapeproof.mock import MockServer, register, serve
from shapeproof.mock.dispatch import installed_contract
from shapeproof.wire import codec_for

MODEL = ServiceModel(Loader().load_service_model("amplifybackend", "service-2"), "amplifybackend")
CONTRACT = installed_contract("amplifybackend")
CODEC = codec_for(CONTRACT.protocol)
APP = "a/b%?#+ é"
ENV = {"AppId": APP, "BackendEnvironmentName": "d/e"}
NAMED = {**ENV, "ResourceName": "r"}
AUTH_CONFIG: dict[str, Any] = {
    "AuthResources": "USER_POOL_ONLY",
    "Service": "COGNITO",
    "UserPoolConfigs": {
        "RequiredSignUpAttributes": ["EMAIL"],
        "SignInMethod": "EMAIL",
        "UserPoolName": "pool",
        "PasswordPolicy": {"MinimumLength": 8.0},
    },
}
AUTH_UPDATE = {
    "AuthResources": "USER_POOL_ONLY",
    "Service": "COGNITO",
    "UserPoolConfigs": {"Mfa": {"MFAMode": "OFF"}},
}
PERMISSIONS = {"Permissions": {"Authenticated": ["READ"]}, "ServiceName": "S3"}
STORAGE_CONFIG = {"BucketName": "b", **PERMISSIONS}


@dataclass
class Tour:
    """Calls operations through boto3, and checks what came back on the wire."""

    client: Any
    seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.client.meta.events.register("after-call.amplifybackend.*", self._check)

    def call(self, name: str, **params: Any) -> dict[str, Any]:
        self.seen.add(MODEL.operation_model(self._api_name(name)).name)
        return getattr(self.client, name)(**params)

    def _api_name(self, name: str) -> str:
        return self.client.meta.method_to_api_mapping[name]

    def _check(self, http_response: Any, model: Any, **_: object) -> None:
        if http_response.status_code != 200:
            return
        assert http_response.headers["content-type"] == "application/json"
        assert http_response.headers["x-amzn-requestid"]
        body = json.loads(http_response.content)
        operation = CONTRACT.operations[model.name]
        Draft202012Validator(CODEC.body_schema(operation.response)).validate(body)
        response = HttpResponse(200, (), http_response.content)
        known = CODEC.decode_response(operation, response)
        assert json.loads(CODEC.encode_response(CONTRACT, operation, known).body) == body
        assert required_members(model.output_shape) <= body.keys()


def required_members(shape: StructureShape) -> set[str]:
    """What a response must have by its companion shapes: the one of its name, or else its like."""
    shapes = (MODEL.shape_for(name) for name in MODEL.shape_names if name.endswith("RespObj"))
    companions = {shape.name: shape for shape in shapes if isinstance(shape, StructureShape)}
    own = companions.get(shape.name.removesuffix("Response") + "RespObj")
    alike = [other for other in companions.values() if other.members.keys() == shape.members.keys()]
    return {
        companion.members[name].serialization.get("name", name)
        for companion in ([own] if own else alike)
        for name in companion.required_members
    }


def client_for(endpoint_url: str | None) -> Any:
    return boto3.client(
        "amplifybackend",
        region_name="us-east-1",
        endpoint_url=endpoint_url,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": 1}),
    )


@contextlib.contextmanager
def own_server() -> Iterator[str]:
    with serve("amplifybackend") as server:
        yield server.url


@contextlib.contextmanager
def motos_server() -> Iterator[str]:
    register()
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@contextlib.contextmanager
def motos_mock() -> Iterator[None]:
    register()
    with mock_aws():
        yield None


@pytest.mark.parametrize("way", [own_server, motos_mock, motos_server])
def test_boto3_calls_every_operation(way: Any) -> None:
    with way() as endpoint:
        tour = Tour(client_for(endpoint))
        make_and_read(tour)
        page_through_jobs(tour)
        tokens_and_config(tour)
        take_down(tour)

    assert tour.seen == set(MODEL.operation_names)
    assert len(tour.seen) == 31


def make_and_read(tour: Tour) -> None:
    tour.call("create_backend", **ENV, AppName="n")
    tour.call("create_backend_api", **NAMED, ResourceConfig={"ApiName": "x"})
    tour.call("create_backend_auth", **NAMED, ResourceConfig=AUTH_CONFIG)
    tour.call("create_backend_storage", **NAMED, ResourceConfig=STORAGE_CONFIG)
    tour.call("update_backend_api", **NAMED, ResourceConfig={"Service": "y"})
    tour.call("update_backend_auth", **NAMED, ResourceConfig=AUTH_UPDATE)
    tour.call("update_backend_storage", **NAMED, ResourceConfig=PERMISSIONS)
    tour.call("generate_backend_api_models", **NAMED)
    tour.call("clone_backend", **ENV, TargetEnvironmentName="copy")

    listed = tour.call("get_backend", AppId=APP)["BackendEnvironmentList"]
    assert listed == ["d/e", "copy"]
    api = tour.call("get_backend_api", **NAMED)["ResourceConfig"]
    assert api == {"ApiName": "x", "Service": "y"}
    auth = tour.call("get_backend_auth", **NAMED)["ResourceConfig"]
    assert auth["UserPoolConfigs"]["UserPoolName"] == "pool"
    assert auth["UserPoolConfigs"]["Mfa"] == {"MFAMode": "OFF"}
    storage = tour.call("get_backend_storage", **NAMED)["ResourceConfig"]
    assert storage == {**STORAGE_CONFIG, "Imported": False}
    assert tour.call("get_backend_api_models", **NAMED)["Status"] == "LATEST"
    assert tour.call("list_s3_buckets")["Buckets"] == []


def page_through_jobs(tour: Tour) -> None:
    for _ in range(50):
        tour.call("update_backend_api", **NAMED)
    tour.call("list_backend_jobs", **ENV)

    paginator = tour.client.get_paginator("list_backend_jobs")
    pages = list(paginator.paginate(**ENV))
    by_tens = list(paginator.paginate(**ENV, PaginationConfig={"PageSize": 10}))

    assert [len(page["Jobs"]) for page in pages] == [25, 25, 9]
    assert [len(page["Jobs"]) for page in by_tens] == [10] * 5 + [9]
    jobs = [job for page in pages for job in page["Jobs"]]
    assert jobs == [job for page in by_tens for job in page["Jobs"]]
    job_id = jobs[7]["JobId"]
    tour.call("update_backend_job", **ENV, JobId=job_id, Status="FAILED")
    assert tour.call("get_backend_job", **ENV, JobId=job_id)["Status"] == "FAILED"


def tokens_and_config(tour: Tour) -> None:
    session = tour.call("create_token", AppId=APP)["SessionId"]
    assert tour.call("get_token", AppId=APP, SessionId=session)["SessionId"] == session
    assert tour.call("delete_token", AppId=APP, SessionId=session)["IsSuccess"] is True
    with pytest.raises(tour.client.exceptions.NotFoundException) as caught:
        tour.call("get_token", AppId=APP, SessionId=session)
    assert caught.value.response["ResourceType"] == "token"

    login = {"AwsCognitoRegion": "us-east-1"}
    tour.call("create_backend_config", AppId=APP)
    updated = tour.call("update_backend_config", AppId=APP, LoginAuthConfig=login)
    assert updated["LoginAuthConfig"] == login
    tour.call("remove_backend_config", AppId=APP)


def take_down(tour: Tour) -> None:
    tour.call("delete_backend_api", **NAMED)
    tour.call("delete_backend_auth", **NAMED)
    tour.call("delete_backend_storage", **NAMED, ServiceName="S3")
    ids = {"NativeClientId": "n", "UserPoolId": "u", "WebClientId": "w"}
    tour.call("import_backend_auth", **ENV, **ids)
    tour.call("import_backend_storage", **ENV, ServiceName="S3")
    assert tour.call("get_backend_storage", **NAMED)["ResourceConfig"]["Imported"] is True
    tour.call("delete_backend", **ENV)
    tour.call("remove_all_backends", AppId=APP)


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    with serve("amplifybackend") as running:
        yield running


def exchange(server: MockServer, sent: bytes) -> tuple[int, dict[str, str], bytes]:
    """Send bytes as they are and read the response to its end."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(sent)
        response = http.client.HTTPResponse(connection)
        response.begin()
        body = response.read()
    return response.status, {k.lower(): v for k, v in response.getheaders()}, body


def request(method: str, target: str, body: bytes = b"", *headers: str) -> bytes:
    lines = [f"{method} {target} HTTP/1.1", "Host: x", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


BACKEND = b'{"appId":"x/y %2F","appName":"n","backendEnvironmentName":"\xc3\xa9"}'
LABELS = "x%2Fy%20%252F"


def test_labels_over_http(server: MockServer) -> None:
    exchange(server, request("POST", "/backend", BACKEND))

    for target in (f"/backend/{LABELS}/details", f"http://any/backend/{LABELS}/details?q=/"):
        status, _, body = exchange(server, request("POST", target))
        assert (status, json.loads(body)["appId"]) == (200, "x/y %2F")
    status, _, _ = exchange(server, request("POST", f"/backend/{LABELS}/job/%C3%A9"))
    assert status == 200


@pytest.mark.parametrize(
    ("sent", "statuses"),
    [
        (request("POST", "/backend//details"), {404}),
        (request("POST", "//backend/a/details"), {404}),
        (request("POST", "/backend/"), {404}),
        (request("GET", "/moto-api/"), {404}),
        (request("PROPFIND", "/backend", b"{}"), {404}),
        (request("OPTIONS", "*"), {404}),
        (request("POST", "/backend/../details"), {404}),
        (request("POST", "/backend/%2E%2E/details"), {404}),
        (request("POST", "/backend/%00%0A%FF/details"), {400}),
        (request("POST", f"/backend/{'x' * 60_000}/details"), {404}),
        (request("POST", f"/backend/{'x' * 70_000}/details"), {414}),
        (request("POST", "//[/details"), {400, 404}),
        (request("POST", "http://[/details"), {400, 404}),
        (request("POST", "/backend", b'{"appId"'), {400}),
        (request("POST", "/backend", b"\xff"), {400}),
        (request("POST", "/backend", b"[" * 200_000), {400}),
        (request("POST", "/backend", b"zz\r\n", "Transfer-Encoding: chunked"), {400}),
        (request("POST", "/backend", b"{}", "Authorization: AWS4"), {400}),
        (b"POST /backend HTTP/1.1\r\nContent-Length: x\r\n\r\n", {400}),
        (b"POST /backend HTTP/1.1\r\n" + b"a: b\r\n" * 200 + b"\r\n", {400, 431}),
    ],
)
def test_odd_requests_get_a_json_error(server: MockServer, sent: bytes, statuses: set[int]) -> None:
    status, headers, body = exchange(server, sent)

    assert status in statuses
    assert headers["content-type"] == "application/json"
    assert json.loads(body)["message"]


def test_chunked_bodies_are_read(server: MockServer) -> None:
    head = b"POST /backend HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    body = b'{"appId":"chunked","appName":"n","backendEnvironmentName":"dev"}'
    chunks = b"".join(b"1\r\n%c\r\n" % byte for byte in body) + b"0\r\n\r\n"

    assert exchange(server, head + chunks)[0] == 200


def test_a_client_that_goes_away_does_no_harm(server: MockServer) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(b"POST /backend HTTP/1.1\r\nContent-Length: 99\r\n\r\n{")

    assert exchange(server, request("POST", "/s3Buckets"))[0] == 200


def test_many_clients_at_once(server: MockServer) -> None:
    statuses = []

    def work(number: int) -> None:
        body = b'{"appId":"many","appName":"n","backendEnvironmentName":"%d"}' % (number % 10)
        statuses.append(exchange(server, request("POST", "/backend", body))[0])

    threads = [threading.Thread(target=work, args=(number,)) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(statuses) == [200] * 10 + [400] * 30


def test_a_port_that_is_taken(server: MockServer) -> None:
    with pytest.raises(BadUsage, match=rf"port {server.port}: .*use.*; port 0 takes a free one"):
        serve("amplifybackend", server.port)


@pytest.mark.parametrize("port", [-1, 65536])
def test_no_port_at_all(port: int) -> None:
    with pytest.raises(BadUsage, match=f"port {port}"):
        serve("amplifybackend", port)


def test_a_stopped_server_gives_its_port_back() -> None:
    with serve("amplifybackend") as first:
        port = first.port
    first.stop()

    second = serve("amplifybackend", port)
    thread = threading.Thread(target=second.serve_forever)
    thread.start()
    assert exchange(second, request("POST", "/s3Buckets"))[0] == 200
    assert second.url == f"http://127.0.0.1:{port}"
    second.stop()
    thread.join(timeout=10)
    assert not thread.is_alive()


def test_a_service_of_motos_over_http() -> None:
    with serve("sqs") as server:
        sqs = boto3.client(
            "sqs",
            region_name="us-east-1",
            endpoint_url=server.url,
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )
        sqs.create_queue(QueueName="q")
        assert sqs.list_queues()["QueueUrls"][0].endswith("/q")
