"""What surrounds a body where the protocol is json: its own media type, and errors of no status."""

import pytest

from shapeproof.checks.interface import Observation
from shapeproof.checks.registry import answer_checks
from shapeproof.checks.schemas import OperationSchemas
from shapeproof.compile import compile_service
from shapeproof.exchange import Exchange, HttpRequest, HttpResponse
from shapeproof.wire.registry import codec_for

from .check_samples import JSON_TYPE, Line, lines

CONTRACT = compile_service("sqs")
CODEC = codec_for(CONTRACT.protocol)
PLACE = "response header Content-Type"
REQUEST_ID = ("x-amzn-RequestId", "5b1b9f3e-0000-4000-8000-000000000000")
URL = b'{"QueueUrl": "http://127.0.0.1/1/q"}'
GONE = b'{"__type": "com.amazonaws.sqs#QueueDoesNotExist", "message": "no such queue"}'


def found_in(
    status: int, body: bytes, *headers: tuple[str, str], of: str = "GetQueueUrl"
) -> list[Line]:
    operation = CONTRACT.operations[of]
    exchange = Exchange(
        operation.name, {}, HttpRequest("POST", "/"),
        HttpResponse(status, (*headers, REQUEST_ID), body),
    )  # fmt: skip
    seen = Observation(
        contract=CONTRACT,
        operation=operation,
        exchange=exchange,
        codec=CODEC,
        schemas=OperationSchemas(CONTRACT, operation, CODEC),
    )
    return lines([found for check in answer_checks() for found in check.check(seen)])


@pytest.mark.parametrize(
    "kind", ["application/x-amz-json-1.0", "Application/X-Amz-JSON-1.0; charset=utf-8"]
)
def test_the_media_type_of_the_protocol(kind: str) -> None:
    assert found_in(200, URL, ("Content-Type", kind)) == []
    assert found_in(400, GONE, ("Content-Type", kind)) == []


@pytest.mark.parametrize(
    ("kind", "severity"),
    [
        ("application/x-amz-json-1.1", "note"),
        ("application/json", "note"),
        ("text/html", "warning"),
    ],
)
def test_another_media_type(kind: str, severity: str) -> None:
    found = ("content_type", severity, PLACE, "success")
    assert found_in(200, URL, ("Content-Type", kind)) == [found]


def test_no_media_type() -> None:
    assert found_in(200, URL) == [("content_type", "warning", PLACE, "success")]


@pytest.mark.parametrize("status", [400, 403, 404, 409])
def test_errors_without_a_status_in_the_model_may_have_any(status: int) -> None:
    assert {error.status for error in CONTRACT.errors.values()} == {None}
    assert found_in(status, GONE, ("Content-Type", "application/x-amz-json-1.0")) == []


def test_a_code_of_the_query_protocol_hides_no_error() -> None:
    query = ("x-amzn-query-error", "AWS.SimpleQueueService.NonExistentQueue;Sender")
    kind = ("Content-Type", "application/x-amz-json-1.0")
    assert found_in(400, GONE, kind, query) == []
    assert found_in(400, b"{}", kind, query) == [
        ("error_shape", "note", "error response",
         "undeclared AWS.SimpleQueueService.NonExistentQueue"),
    ]  # fmt: skip


@pytest.mark.parametrize("body", [b"", b"{}", b"null", b"OK", b'{"odd": 1}'])
def test_nobody_reads_an_answer_without_members(body: bytes) -> None:
    assert found_in(200, body, ("Content-Type", "text/html"), of="DeleteQueue") == []


def test_an_error_without_members() -> None:
    error = CONTRACT.errors["InvalidIdFormat"]
    assert not error.schema["properties"]
    kind = ("Content-Type", "application/x-amz-json-1.0")
    body = b'{"__type": "com.amazonaws.sqs#InvalidIdFormat", "message": "no"}'
    assert found_in(400, body, kind, of="DeleteMessage") == []
    assert found_in(400, b"[]", kind, of="DeleteMessage") == [
        ("error_shape", "error", "error response", "code")
    ]


def test_a_rest_service_keeps_its_own() -> None:
    assert JSON_TYPE[1] == codec_for("rest-json").media_type(CONTRACT)
