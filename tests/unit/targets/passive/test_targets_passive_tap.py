"""The tap, on real clients: what it reports, and that it changes nothing else."""

from __future__ import annotations

import asyncio
import signal
import sys
import threading
from collections.abc import Iterator
from contextvars import copy_context
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.machinery import ModuleSpec
from types import ModuleType, SimpleNamespace
from typing import Any

import boto3
import botocore.client
import botocore.endpoint
import botocore.hooks
import pytest
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError
from botocore.parsers import ResponseParserError
from botocore.stub import Stubber
from moto import mock_aws
from moto.core.botocore_stubber import MockRawResponse

from shapeproof.targets.passive import SeenCall, Tap, is_suppressed, suppressed
from shapeproof.targets.passive.in_flight import _protocol_of

KEYS = {"aws_access_key_id": "x", "aws_secret_access_key": "y", "region_name": "us-east-1"}
HOLDERS = (
    (botocore.client.ClientCreator, "_create_api_method"),
    (botocore.client.BaseClient, "_make_api_call"),
    (botocore.client.BaseClient, "_convert_to_request_dict"),
    (botocore.client.BaseClient, "_make_request"),
    (botocore.hooks.EventAliaser, "emit_until_response"),
    (botocore.endpoint, "convert_to_response_dict"),
)


def client(service: str, **more: Any) -> Any:
    return boto3.client(service, **KEYS, **more)


@pytest.fixture
def seen() -> Iterator[list[SeenCall]]:
    calls: list[SeenCall] = []
    failed: list[BaseException] = []
    tap = Tap(calls.append, failed.append)
    tap.open()
    yield calls
    tap.close()
    assert not failed


@pytest.mark.slow
@mock_aws
def test_a_call_over_http(seen: list[SeenCall]) -> None:
    output = client("sqs").create_queue(QueueName="q")

    (call,) = seen
    assert (call.service, call.operation, call.how) == ("sqs", "CreateQueue", "sent")
    assert (call.protocol, call.api_version) == ("json", "2012-11-05")
    assert call.params == {"QueueName": "q"}
    assert (call.status, call.failed, call.code) == (200, False, None)
    assert call.parsed["QueueUrl"] == output["QueueUrl"]
    assert call.body is not None
    assert b"QueueUrl" in call.body
    response = call.response()
    assert response is not None
    assert (response.status, response.body) == (200, call.body)
    request = call.request()
    assert (request.method, request.target) == ("POST", "/")
    assert request.header("x-amz-target") == "AmazonSQS.CreateQueue"
    assert request.body == b'{"QueueName": "q"}'


@mock_aws
def test_a_refused_call(seen: list[SeenCall]) -> None:
    with pytest.raises(ClientError) as caught:
        client("sqs").get_queue_url(QueueName="none")

    (call,) = seen
    assert call.failed
    assert call.code == caught.value.response["Error"]["Code"]
    assert call.status == 400


@pytest.mark.slow
@mock_aws
def test_a_stream_is_left_to_its_caller(seen: list[SeenCall]) -> None:
    s3 = client("s3")
    s3.create_bucket(Bucket="bucket")
    s3.put_object(Bucket="bucket", Key="a b", Body=b"contents")
    output = s3.get_object(Bucket="bucket", Key="a b")

    call = seen[-1]
    assert call.body is None
    assert call.response() is None
    assert call.request().target == "/a%20b"  # the bucket is in the host
    assert output["Body"].read() == b"contents"


@mock_aws
def test_what_resources_rewrite_is_seen_as_it_is_sent(seen: list[SeenCall]) -> None:
    table = boto3.resource("dynamodb", **KEYS).create_table(
        TableName="table",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    table.put_item(Item={"id": "x", "n": 3})
    table.get_item(Key={"id": "x"})

    put, got = seen[-2:]
    assert put.params["Item"] == {"id": {"S": "x"}, "n": {"N": "3"}}
    assert got.operation == "GetItem"
    assert got.body is not None
    assert b'"n": {"N": "3"}' in got.body


def test_a_stubber(seen: list[SeenCall]) -> None:
    sqs = client("sqs")
    with Stubber(sqs) as stubber:
        stubber.add_response("get_queue_url", {"QueueUrl": "u"})
        stubber.add_client_error("get_queue_url", "Odd", http_status_code=418)
        sqs.get_queue_url(QueueName="q")
        with pytest.raises(ClientError):
            sqs.get_queue_url(QueueName="q")

    answered, refused = seen
    assert (answered.how, answered.parsed, answered.failed) == ("stubbed", {"QueueUrl": "u"}, False)
    assert answered.body is None
    assert answered.request().method == ""
    assert (refused.how, refused.code, refused.status) == ("stubbed", "Odd", 418)


def test_a_stubbed_resource_is_seen_before_it_is_rewritten(seen: list[SeenCall]) -> None:
    table = boto3.resource("dynamodb", **KEYS).Table("table")
    item = {"id": {"S": "x"}, "n": {"N": "3"}}
    with Stubber(table.meta.client) as stubber:
        stubber.add_response("get_item", {"Item": dict(item)})
        watched: list[object] = []
        tap = Tap(lambda call: watched.append(dict(call.parsed["Item"])))
        tap.open()
        output = table.get_item(Key={"id": "x"})
        tap.close()

    assert watched == [item]
    assert output["Item"] == {"id": "x", "n": 3}
    assert [each.params for each in seen] == [{"TableName": "table", "Key": {"id": {"S": "x"}}}]


def test_two_taps_hear_of_a_call_once_each(seen: list[SeenCall]) -> None:
    other: list[SeenCall] = []
    tap = Tap(other.append)
    tap.open()
    sqs = client("sqs")
    with Stubber(sqs) as stubber:
        stubber.add_response("get_queue_url", {"QueueUrl": "u"})
        stubber.add_response("get_queue_url", {"QueueUrl": "u"})
        sqs.get_queue_url(QueueName="q")
        tap.close()
        sqs.get_queue_url(QueueName="q")

    assert (len(seen), len(other)) == (2, 1)


def test_an_error_of_a_fake_has_no_status(
    seen: list[SeenCall], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fake(self: Any, operation: str, params: Any) -> Any:
        raise ClientError({"Error": {"Code": "Gone"}}, operation)

    monkeypatch.setattr(botocore.client.BaseClient, "_make_api_call", fake)
    with pytest.raises(ClientError):
        client("sqs").list_queues()

    (call,) = seen
    assert (call.status, call.failed, call.code) == (None, True, "Gone")


def test_a_call_whose_last_attempt_has_no_answer_is_not_told(seen: list[SeenCall]) -> None:
    server = HTTPServer(("127.0.0.1", 0), _Failing)
    thread = threading.Thread(target=server.handle_request, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}"
    config = Config(retries={"total_max_attempts": 2}, connect_timeout=1, read_timeout=1)
    iam = client("iam", endpoint_url=url, config=config)
    with pytest.raises(BotoCoreError):
        iam.list_users()
    server.server_close()

    assert seen == []


class _Failing(BaseHTTPRequestHandler):
    """Fails once; nobody answers the next attempt."""

    def do_POST(self) -> None:
        self.send_response(500)
        self.send_header("Content-Length", "0")
        self.end_headers()
        self.server.socket.close()

    def log_message(self, *args: Any) -> None:
        pass


def test_a_replaced_method(seen: list[SeenCall], monkeypatch: pytest.MonkeyPatch) -> None:
    original = botocore.client.BaseClient._make_api_call

    def fake(self: Any, operation: str, params: Any) -> Any:
        if operation == "GetQueueUrl":
            return {"QueueUrl": "u"}
        if operation == "DeleteQueue":
            raise ClientError({"Error": {"Code": "Gone"}}, operation)
        return original(self, operation, params)

    monkeypatch.setattr(botocore.client.BaseClient, "_make_api_call", fake)
    sqs = client("sqs")
    sqs.get_queue_url(QueueName="q")
    with pytest.raises(ClientError):
        sqs.delete_queue(QueueUrl="u")
    with mock_aws():
        sqs.list_queues()

    assert [(each.operation, each.how, each.code) for each in seen] == [
        ("GetQueueUrl", "replaced", None),
        ("DeleteQueue", "replaced", "Gone"),
        ("ListQueues", "sent", None),
    ]


def test_what_never_leaves_the_client_is_not_told(seen: list[SeenCall]) -> None:
    with pytest.raises(ParamValidationError):
        client("sqs").get_queue_url(QueueName=3)
    with pytest.raises(TypeError):
        client("sqs").get_queue_url("q")

    assert seen == []


class _Garbage(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"[oops")

    def log_message(self, *args: Any) -> None:
        pass


def test_an_answer_that_cannot_be_read(seen: list[SeenCall]) -> None:
    server = HTTPServer(("127.0.0.1", 0), _Garbage)
    thread = threading.Thread(target=server.handle_request, daemon=True)
    thread.start()
    with pytest.raises(ResponseParserError):
        client("iam", endpoint_url=f"http://127.0.0.1:{server.server_port}").list_users()
    thread.join()
    server.server_close()

    (call,) = seen
    assert call.failed
    assert call.body == b"[oops"
    assert (call.status, call.parsed) == (200, None)
    assert call.unread.startswith("ResponseParserError: ")


def answering(body: bytes) -> Any:
    """A hook of botocore that answers every request with XML, as moto does."""
    response = AWSResponse("http://x/", 200, {"Content-Type": "text/xml"}, MockRawResponse(body))
    return lambda **_: response


def test_whatever_the_parser_raises_is_an_answer_that_cannot_be_read(seen: list[SeenCall]) -> None:
    iam = client("iam")
    body = b"<ListUsersResponse><ResponseMetadata/></ListUsersResponse>"
    iam.meta.events.register("before-send.iam.ListUsers", answering(body))

    with pytest.raises(KeyError):
        iam.list_users()

    (call,) = seen
    assert (call.status, call.parsed, call.body) == (200, None, body)
    assert call.unread == "KeyError: 'ListUsersResult'"


def test_what_a_mock_raises_is_no_answer(seen: list[SeenCall]) -> None:
    def mock(**_: Any) -> None:
        raise KeyError("mine")

    iam = client("iam")
    iam.meta.events.register("before-send.iam.ListUsers", mock)
    with pytest.raises(KeyError):
        iam.list_users()

    assert seen == []


@pytest.mark.slow
@mock_aws
def test_calls_of_threads(seen: list[SeenCall]) -> None:
    sqs = client("sqs")
    threads = [
        threading.Thread(target=lambda i=i: sqs.create_queue(QueueName=f"q{i}")) for i in range(8)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert sorted(each.params["QueueName"] for each in seen) == [f"q{i}" for i in range(8)]


@mock_aws
def test_clients_that_were_made_before() -> None:
    sqs, calls = client("sqs"), []
    tap = Tap(calls.append)
    tap.open()
    sqs.list_queues()
    tap.close()
    sqs.list_queues()

    assert [each.operation for each in calls] == ["ListQueues"]


@mock_aws
def test_a_listener_that_fails_harms_nobody() -> None:
    def listen(call: SeenCall) -> None:
        raise RuntimeError(call.operation)

    failed: list[BaseException] = []
    tap = Tap(listen, failed.append)
    tap.open()
    output = client("sqs").list_queues()
    tap.close()

    assert output["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert [str(each) for each in failed] == ["ListQueues"]


class Unlike(BaseException):
    """What no handler of exceptions expects."""


class Unreadable(dict[str, Any]):
    """An answer of a fake that raises where it is read."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def get(self, *_: object) -> Any:
        raise self.error


def unreadable(
    error: BaseException, monkeypatch: pytest.MonkeyPatch
) -> tuple[bool, list[BaseException]]:
    """Whether a call gives its answer, which cannot be read, and what failed."""
    answer = Unreadable(error)
    failed: list[BaseException] = []
    monkeypatch.setattr(botocore.client.BaseClient, "_make_api_call", lambda *_: answer)
    tap = Tap(lambda _: None, failed.append)
    tap.open()
    try:
        output = client("sqs").list_queues()
    finally:
        tap.close()
    return output is answer, failed


@pytest.mark.parametrize("error", [ValueError(), Unlike(), SystemExit(3), GeneratorExit()])
def test_reading_an_answer_changes_no_outcome(
    error: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert unreadable(error, monkeypatch) == (True, [error])


def test_an_interrupt_while_an_answer_is_read_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(KeyboardInterrupt):
        unreadable(KeyboardInterrupt(), monkeypatch)


@pytest.mark.parametrize("kind", [TimeoutError, Unlike])
def test_a_time_limit_that_ends_while_a_call_is_judged_counts(kind: type[BaseException]) -> None:
    def end(*_: object) -> None:
        raise kind

    def listen(_: SeenCall) -> None:
        signal.raise_signal(signal.SIGUSR1)

    failed: list[BaseException] = []
    tap = Tap(listen, failed.append)
    previous = signal.signal(signal.SIGUSR1, end)
    tap.open()
    try:
        with mock_aws(), pytest.raises(kind):
            client("sqs").list_queues()
    finally:
        tap.close()
        signal.signal(signal.SIGUSR1, previous)
    assert not failed


def test_everything_is_as_it_was_after_closing() -> None:
    before = [getattr(holder, name) for holder, name in HOLDERS]
    tap = Tap(lambda call: None)
    tap.open()
    assert all(
        getattr(holder, name) is not each
        for (holder, name), each in zip(HOLDERS, before, strict=True)
    )
    tap.close()

    assert [getattr(holder, name) for holder, name in HOLDERS] == before


def test_the_methods_of_clients_look_as_they_did(seen: list[SeenCall]) -> None:
    method = client("sqs").list_queues

    assert method.__name__ == "list_queues"
    assert "ListQueues" in str(method.__doc__) or "queues" in str(method.__doc__)


@pytest.mark.slow
@mock_aws
def test_paginators_and_waiters_are_seen(seen: list[SeenCall]) -> None:
    s3 = client("s3")
    s3.create_bucket(Bucket="bucket")
    list(s3.get_paginator("list_objects_v2").paginate(Bucket="bucket"))
    s3.get_waiter("bucket_exists").wait(Bucket="bucket")

    assert [each.operation for each in seen] == ["CreateBucket", "ListObjectsV2", "HeadBucket"]


@mock_aws
def test_suppressed_calls_are_not_reported(seen: list[SeenCall]) -> None:
    sqs = client("sqs")
    with suppressed():
        sqs.list_queues()
    sqs.list_queues()

    assert len(seen) == 1


def test_an_exception_ends_the_suppression() -> None:
    with pytest.raises(ZeroDivisionError), suppressed():
        raise ZeroDivisionError

    assert not is_suppressed()


class AwaitedClient:
    """The steps of a call in aiobotocore, which are coroutines. ``fails`` raises a ClientError."""

    def __init__(self, endpoint: Any, *, fails: bool = False) -> None:
        self.meta = client("sqs").meta
        self._endpoint = endpoint
        self._fails = fails

    async def _make_api_call(self, operation_name: str, api_params: Any) -> Any:
        request = await self._convert_to_request_dict({**api_params, "added": 1}, None)
        if self._fails:
            raise ClientError({"Error": {"Code": "Gone"}}, operation_name)
        _, parsed = await self._make_request(None, request, {})
        return {**parsed, "changed": True}

    async def _convert_to_request_dict(self, api_params: Any, operation_model: Any) -> Any:
        return {"url": "http://127.0.0.1/", "method": "POST", "headers": {}, "body": b"sent"}

    async def _make_request(self, operation_model: Any, request_dict: Any, context: Any) -> Any:
        await self._endpoint.convert_to_response_dict(None, None)
        await asyncio.sleep(0)
        return SimpleNamespace(status_code=201), {"QueueUrls": []}


async def _response(http: Any, operation_model: Any) -> Any:
    return {"status_code": 201, "headers": {}, "body": b"received"}


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Any:
    """aiobotocore with nothing but the steps of a call."""
    modules = [ModuleType(f"aiobotocore{name}") for name in ("", ".client", ".endpoint")]
    modules[0].__spec__ = ModuleSpec("aiobotocore", None)
    modules[1].AioBaseClient = AwaitedClient  # type: ignore[attr-defined]
    modules[2].convert_to_response_dict = _response  # type: ignore[attr-defined]
    for each in modules:
        monkeypatch.setitem(sys.modules, each.__name__, each)
    return modules[2]


def test_an_awaited_call(endpoint: Any, seen: list[SeenCall]) -> None:
    made = AwaitedClient(endpoint)
    output = asyncio.run(made._make_api_call("ListQueues", {"MaxResults": 1}))

    (call,) = seen
    assert output == {"QueueUrls": [], "changed": True}
    assert (call.operation, call.how, call.status) == ("ListQueues", "sent", 201)
    assert call.params == {"MaxResults": 1, "added": 1}
    assert call.parsed == {"QueueUrls": []}
    assert (call.body, call.request().body) == (b"received", b"sent")


def test_an_awaited_call_that_fails(endpoint: Any, seen: list[SeenCall]) -> None:
    made = AwaitedClient(endpoint, fails=True)
    with pytest.raises(ClientError):
        asyncio.run(made._make_api_call("ListQueues", {}))

    (call,) = seen
    assert (call.how, call.code, call.refused) == ("stubbed", "Gone", True)


def test_awaited_calls_at_once(endpoint: Any, seen: list[SeenCall]) -> None:
    made = AwaitedClient(endpoint)

    async def both() -> None:
        calls = [made._make_api_call("ListQueues", {"MaxResults": each}) for each in (1, 2, 3)]
        await asyncio.gather(*calls)

    asyncio.run(both())

    assert [each.params["MaxResults"] for each in seen] == [1, 2, 3]


def test_an_awaited_call_may_be_closed_in_another_context(
    endpoint: Any, seen: list[SeenCall]
) -> None:
    call = AwaitedClient(endpoint)._make_api_call("ListQueues", {})
    copy_context().run(call.send, None)
    call.close()

    assert seen == []


def test_awaited_steps_are_restored(endpoint: Any) -> None:
    names = ("_make_api_call", "_convert_to_request_dict", "_make_request")
    before = [getattr(AwaitedClient, name) for name in names]
    tap = Tap(lambda call: None)
    tap.open()
    assert endpoint.convert_to_response_dict is not _response
    tap.close()

    assert [getattr(AwaitedClient, name) for name in names] == before
    assert endpoint.convert_to_response_dict is _response


@pytest.mark.parametrize(
    "model, protocol",
    [
        (SimpleNamespace(resolved_protocol="json", metadata={"protocol": "query"}), "json"),
        (SimpleNamespace(metadata={"protocol": "query"}), "query"),
    ],
)
def test_the_protocol_of_a_newer_and_an_older_botocore(model: Any, protocol: str) -> None:
    assert _protocol_of(model) == protocol
