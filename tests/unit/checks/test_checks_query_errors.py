"""Codes of the query protocol in services that have left it (``awsQueryCompatible``)."""

from __future__ import annotations

import pytest

import shapeproof
from shapeproof.checks.error_shape import ErrorShape
from shapeproof.checks.interface import Observation
from shapeproof.checks.schemas import OperationSchemas
from shapeproof.contract.model import Contract
from shapeproof.exchange import Exchange, HttpRequest, HttpResponse
from shapeproof.run.contracts import load
from shapeproof.run.fake import ContractViolation
from shapeproof.wire.registry import codec_for
from shapeproof.wire.rpc_v2.cbor_writing import write_cbor

from .check_samples import Line, lines

SQS = load("sqs")
CLOUDWATCH = load("cloudwatch", protocol="smithy-rpc-v2-cbor")
HEADER = "x-amzn-query-error"
CODE = "AWS.SimpleQueueService.NonExistentQueue"
ASKED = (("x-amzn-query-mode", "true"),)
GONE = b'{"__type": "com.amazonaws.sqs#QueueDoesNotExist", "message": "no such queue"}'
NO_DASHBOARD = write_cbor({"__type": "com.amazonaws.cloudwatch#DashboardNotFoundError",
                           "message": "no"})  # fmt: skip


def found_in(
    contract: Contract, of: str, answer: HttpResponse, asked: tuple[tuple[str, str], ...] = ASKED
) -> list[Line]:
    operation, codec = contract.operations[of], codec_for(contract.protocol)
    seen = Observation(
        contract=contract,
        operation=operation,
        exchange=Exchange(of, {}, HttpRequest("POST", "/", asked), answer),
        codec=codec,
        schemas=OperationSchemas(contract, operation, codec),
    )
    return lines(ErrorShape().check(seen))


MISSING = [("error_shape", "warning", f"error response header {HEADER}", "required")]
OTHER = [("error_shape", "warning", f"error response header {HEADER}", "code of QueueDoesNotExist")]


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({HEADER: f"{CODE};Sender"}, []),
        ({HEADER: "QueueDoesNotExist;Sender"}, []),
        ({}, MISSING),
        ({HEADER: CODE}, MISSING),
        ({HEADER: ""}, MISSING),
        ({HEADER: "AWS.SimpleQueueService.Other;Sender"}, OTHER),
    ],
)
def test_the_header_of_an_error(headers: dict[str, str], expected: list[Line]) -> None:
    answer = HttpResponse(400, tuple(headers.items()), GONE)
    assert found_in(SQS, "GetQueueUrl", answer) == expected
    assert found_in(SQS, "GetQueueUrl", answer, ()) == []


def test_a_code_that_the_model_does_not_have() -> None:
    body = b'{"__type": "com.amazonaws.sqs#InvalidAddress", "message": "no"}'
    assert SQS.errors["InvalidAddress"].codes == {"InvalidAddress"}
    answer = HttpResponse(404, ((HEADER, "AWS.Some.Code;Sender"),), body)
    assert found_in(SQS, "GetQueueUrl", answer) == []


def test_the_same_in_cbor() -> None:
    bare = HttpResponse(404, (), NO_DASHBOARD)
    assert found_in(CLOUDWATCH, "GetDashboard", bare) == MISSING
    named = HttpResponse(404, ((HEADER, "ResourceNotFound;Sender"),), NO_DASHBOARD)
    assert found_in(CLOUDWATCH, "GetDashboard", named) == []


@pytest.mark.parametrize("code", [CODE, "QueueDoesNotExist"])
def test_both_codes_are_known(code: str) -> None:
    assert shapeproof.check_error("sqs", "GetQueueUrl", code) == []
    fake = shapeproof.fake_client("sqs")
    fake.get_queue_url.raises(code)
    with pytest.raises(fake.exceptions.QueueDoesNotExist) as caught:
        fake.get_queue_url(QueueName="q")
    assert caught.value.response["Error"]["Code"] == CODE
    assert caught.value.response["Error"]["QueryErrorCode"] == "QueueDoesNotExist"


def test_other_codes_are_not() -> None:
    code = "AWS.SimpleQueueService.NoSuchThing"
    assert len(shapeproof.check_error("sqs", "GetQueueUrl", code)) == 1
    fake = shapeproof.fake_client("sqs")
    with pytest.raises(ContractViolation, match="the service has no error"):
        fake.get_queue_url.raises(code)


@pytest.mark.parametrize("contract", [SQS, CLOUDWATCH], ids=lambda each: each.service)
def test_each_error_that_is_encoded_conforms(contract: Contract) -> None:
    codec = codec_for(contract.protocol)
    for name, operation in contract.operations.items():
        for error in contract.errors_of(operation):
            fields = {"message": "m"} if "message" in error.shape.members else {}
            answer = codec.encode_error(contract, error, fields)
            told = codec.decode_error(answer)
            assert (told.code, told.query_code) == (error.name, error.code)
            found = found_in(contract, name, answer)
            assert [each for each in found if "query" in each[2]] == []
