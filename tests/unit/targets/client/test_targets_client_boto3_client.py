"""boto3 as a client: what it sends, and what it makes of what comes back."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from botocore.retries import standard
from botocore.retries.standard import RetryContext

from shapeproof.contract.model import Operation
from shapeproof.exchange import ClientError, ClientResult, Reply
from shapeproof.run.strategies import load_contract
from shapeproof.targets.client import boto3_client
from shapeproof.targets.client import values as python_values
from shapeproof.targets.client.boto3_client import Boto3Client
from shapeproof.targets.client.contract_server import ContractServer
from shapeproof.targets.interface import CannotStart

from .raw_clients import response

SERVICE = "amplifybackend"
SECONDS = 30.0
PARAMS = {"AppId": "a/é", "AppName": "n", "BackendEnvironmentName": "e"}
LIST = {"AppId": "a", "BackendEnvironmentName": "e"}


def operation(name: str, service: str = SERVICE) -> Operation:
    return load_contract(service).operations[name]


class Harness:
    """A client and its server."""

    def __init__(self, server: ContractServer, service: str = SERVICE) -> None:
        self.server = server
        self.client = Boto3Client(service, read_seconds=5)
        self.client.start(server.url)

    def ask(
        self,
        name: str,
        params: Mapping[str, Any],
        *replies: Reply,
        paginate: bool = False,
        timeout: float = SECONDS,
        service: str = SERVICE,
    ) -> ClientResult:
        self.server.begin(replies)
        result = self.client.call(
            operation(name, service), params, paginate=paginate, timeout=timeout
        )
        self.requests = self.server.end()
        return result


@pytest.fixture
def server() -> Iterator[ContractServer]:
    with ContractServer() as running:
        yield running


@pytest.fixture
def harness(server: ContractServer) -> Iterator[Harness]:
    made = Harness(server)
    yield made
    made.client.close()


def answer(body: bytes, status: bytes = b"200 OK", *fields: bytes) -> Reply:
    head, _, rest = response(body, status).partition(b"\r\n")
    return Reply(b"\r\n".join([head, *fields, rest]))


def test_a_call(harness: Harness) -> None:
    result = harness.ask("CreateBackend", PARAMS, answer(b'{"appId":"a","unknown":1}'))
    assert result == ClientResult(output={"AppId": "a"})
    (request,) = harness.requests
    assert (request.method, request.target) == ("POST", "/backend")
    assert b'"appId": "a/\\u00e9"' in request.body
    assert harness.client.kind == "boto3"
    assert harness.client.address.startswith("boto3 1.")
    assert harness.client.paginates


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (
            answer(
                b'{"message":"gone","resourceType":"app"}',
                b"404 Not Found",
                b"x-amzn-errortype: NotFoundException",
            ),
            ClientError(
                "service",
                "NotFoundException",
                "gone",
                404,
                {"Message": "gone", "ResourceType": "app"},
            ),
        ),
        (
            answer(b'{"__type":"ns#OddException","message":"odd"}', b"418 Odd"),
            ClientError("service", "OddException", "odd", 418),
        ),
    ],
)
def test_errors(harness: Harness, reply: Reply, error: ClientError) -> None:
    assert harness.ask("CreateBackend", PARAMS, reply) == ClientResult(error=error)
    assert len(harness.requests) == 1


def test_what_it_refuses(harness: Harness) -> None:
    result = harness.ask("CreateBackend", {"AppId": 7}, answer(b"{}"))
    assert result.error is not None
    assert (result.error.kind, result.error.code) == ("validation", "ParamValidationError")
    assert harness.requests == ()


@pytest.mark.slow
@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"", after="reset"),
        Reply(b"", after="close"),
        Reply(b"HTTP/1.1 200", after="reset"),
        Reply(b"not HTTP at all", after="close"),
    ],
)
def test_what_is_no_reply(harness: Harness, reply: Reply) -> None:
    result = harness.ask("CreateBackend", PARAMS, reply)
    assert result.error is not None
    assert (result.error.kind, result.error.status) == ("transport", None)
    assert 1 <= len(harness.requests) <= 2


def test_a_reset_then_a_reply(harness: Harness) -> None:
    result = harness.ask(
        "CreateBackend", PARAMS, Reply(b"", after="reset"), answer(b'{"appId":"b"}')
    )
    assert result == ClientResult(output={"AppId": "b"})
    assert len({each.body for each in harness.requests}) == 1
    assert len(harness.requests) == 2


def test_a_crash(harness: Harness) -> None:
    result = harness.ask("CreateBackend", PARAMS, answer(b"[]"))
    assert result.breakdown == "crashed"
    assert result.detail.splitlines()[-1].startswith("AttributeError: ")


def test_a_call_that_hangs(harness: Harness) -> None:
    result = harness.ask("CreateBackend", PARAMS, Reply(b"", after="stall"), timeout=0.3)
    assert result.breakdown == "hung"
    assert len(harness.requests) == 1
    started = harness.ask("CreateBackend", PARAMS, answer(b"{}"))
    assert started.breakdown == "closed"
    harness.client.start(harness.server.url)
    assert harness.ask("CreateBackend", PARAMS, answer(b"{}")).succeeded
    assert len(harness.requests) == 1  # what hung has sent nothing more
    assert harness.server.strays == ()


PAGES = (
    answer(b'{"jobs":[{"jobId":"1"}],"nextToken":"x"}'),
    answer(b'{"jobs":[],"nextToken":"y"}'),
    answer(b'{"jobs":[{"jobId":"2"}]}'),
)


def test_all_pages(harness: Harness) -> None:
    result = harness.ask("ListBackendJobs", LIST, *PAGES, paginate=True)
    assert result.output == {"Jobs": [{"JobId": "1"}, {"JobId": "2"}]}
    assert len(harness.requests) == 3


def test_a_token_that_is_repeated(harness: Harness) -> None:
    result = harness.ask("ListBackendJobs", LIST, PAGES[0], paginate=True)
    assert result.error is not None
    assert (result.error.kind, result.error.code) == ("transport", "PaginationError")


def test_what_has_no_pages(harness: Harness) -> None:
    result = harness.ask("CreateBackend", PARAMS, answer(b"{}"), paginate=True)
    assert result.error is not None
    assert result.error.kind == "validation"
    assert harness.requests == ()


def test_what_it_does_not_have(harness: Harness) -> None:
    unknown = Operation("NoSuchThing", "no_such_thing", operation("GetToken").http, {}, {})
    result = harness.client.call(unknown, {}, paginate=False, timeout=SECONDS)
    assert result.error is not None
    assert (result.error.kind, result.error.code) == ("validation", "UnknownOperation")


def test_streams_and_bytes(server: ContractServer) -> None:
    harness = Harness(server, "lambda")
    params = {"FunctionName": "f", "Payload": "eyJhIjoxfQ=="}
    result = harness.ask(
        "Invoke",
        params,
        answer(b"\x00\xff", b"200 OK", b"X-Amz-Executed-Version: 1"),
        service="lambda",
    )
    harness.client.close()
    assert harness.requests[0].body == b'{"a":1}'
    assert result.output["Payload"] == "AP8="
    assert (result.output["ExecutedVersion"], result.output["StatusCode"]) == ("1", 200)


@pytest.mark.slow
def test_a_stream_that_breaks_off(server: ContractServer) -> None:
    harness = Harness(server, "lambda")
    cut = Reply(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nabc", after="close")
    result = harness.ask("Invoke", {"FunctionName": "f"}, cut, service="lambda")
    harness.client.close()
    assert result.error is not None
    assert result.error.kind == "transport"


@pytest.mark.slow
def test_slips_before_anything_is_sent(harness: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise UnicodeError("no such text")

    monkeypatch.setattr(harness.client._started.client, "create_backend", fails)
    result = harness.ask("CreateBackend", PARAMS, answer(b"{}"))
    assert result == ClientResult(error=ClientError("validation", "UnicodeError", "no such text"))


def test_nothing_of_the_users_configuration(
    server: ContractServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "AWS_PROFILE": "no-such-profile",
        "AWS_CONFIG_FILE": "/dev/null/none",
        "AWS_ACCESS_KEY_ID": "the-users-own",
        "AWS_SESSION_TOKEN": "the-users-own",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "AWS_MAX_ATTEMPTS": "9",
        "AWS_RETRY_MODE": "adaptive",
        "AWS_USE_FIPS_ENDPOINT": "true",
        "AWS_USE_DUALSTACK_ENDPOINT": "true",
        "AWS_CA_BUNDLE": "/dev/null/none",
        "HTTP_PROXY": "http://127.0.0.1:1",
        "http_proxy": "http://127.0.0.1:1",
    }.items():
        monkeypatch.setenv(name, value)
    harness = Harness(server)
    assert harness.ask("CreateBackend", PARAMS, answer(b"{}")).succeeded
    (request,) = harness.requests
    assert "the-users-own" not in str(request.headers)
    assert request.header("amz-sdk-request") == "attempt=1; max=2"
    harness.client.close()


def test_a_service_that_boto3_does_not_have() -> None:
    with pytest.raises(CannotStart, match="no-such-service"):
        Boto3Client("no-such-service").start("http://127.0.0.1:1")


def test_it_is_closed(harness: Harness) -> None:
    harness.client.close()
    result = harness.client.call(operation("GetToken"), {}, paginate=False, timeout=SECONDS)
    assert result.breakdown == "closed"
    assert python_values.from_python(result.output) is None


def test_nothing_goes_to_an_address_that_rules_choose(server: ContractServer) -> None:
    """Some endpoint rules make an address of AWS from a parameter, whatever address was given."""
    harness = Harness(server, "kinesis")
    params = {"StreamId": "00000000000000000000-000"}
    reply = answer(b'{"StreamDescriptionSummary": {}}')
    result = harness.ask("DescribeStreamSummary", params, reply, service="kinesis")
    harness.client.close()
    assert result == ClientResult(output={"StreamDescriptionSummary": {}})
    (request,) = harness.requests
    assert request.body == b'{"StreamId": "00000000000000000000-000"}'
    assert (request.header("host") or "").startswith("127.0.0.1:")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("protocol", "media_type"),
    [
        (None, "application/x-amz-json-1.0"),
        ("json", "application/x-amz-json-1.0"),
        ("query", "application/x-www-form-urlencoded"),
        ("smithy-rpc-v2-cbor", "application/cbor"),
        ("rest-xml", "application/x-amz-json-1.0"),
    ],
)
def test_it_speaks_the_protocol_that_is_asked_for(
    server: ContractServer, protocol: str | None, media_type: str
) -> None:
    client = Boto3Client("cloudwatch", read_seconds=5, protocol=protocol)
    client.start(server.url)
    server.begin([Reply(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")])
    client.call(operation("ListDashboards", "cloudwatch"), {}, paginate=False, timeout=SECONDS)
    client.close()

    (request,) = server.end()
    assert (request.header("content-type") or "").startswith(media_type)


def test_boto3_hardly_waits_between_attempts_and_other_clients_as_ever() -> None:
    context = RetryContext(attempt_number=9)
    ours = boto3_client._ShortBackoff(random=lambda: 1.0)
    assert ours.delay_amount(context) == 0.02
    with boto3_client._short_waits():
        assert standard.ExponentialBackoff is boto3_client._ShortBackoff
    assert standard.ExponentialBackoff(random=lambda: 1.0).delay_amount(context) > 1
