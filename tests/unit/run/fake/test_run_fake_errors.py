from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

import shapeproof
from shapeproof.run.fake import ContractViolation

from .real_errors import raised_by_boto3

_XML = (
    "<ErrorResponse><Error><Type>Sender</Type><Code>{}</Code><Message>m</Message></Error>"
    "</ErrorResponse>"
)
REAL: dict[str, tuple[Any, ...]] = {
    "rest-json": (
        "amplifybackend", "get_backend", {"AppId": "x"}, 404,
        {"x-amzn-errortype": "NotFoundException"}, '{"message":"m","resourceType":"r"}',
        "NotFoundException", {"ResourceType": "r"},
    ),
    "json": (
        "dynamodb", "put_item", {"TableName": "xxx", "Item": {}}, 400, {},
        '{"__type":"x#ConditionalCheckFailedException","message":"m","Item":{"a":{"S":"1"}}}',
        "ConditionalCheckFailedException", {"Item": {"a": {"S": "1"}}},
    ),
    "json, compatible with query": (
        "sqs", "get_queue_url", {"QueueName": "xxx"}, 400,
        {"x-amzn-query-error": "AWS.SimpleQueueService.NonExistentQueue;Sender"},
        '{"__type":"x#QueueDoesNotExist","message":"m"}', "QueueDoesNotExist", {},
    ),
    "the code that boto3 gives in place of the error's name": (
        "sqs", "get_queue_url", {"QueueName": "xxx"}, 400,
        {"x-amzn-query-error": "AWS.SimpleQueueService.NonExistentQueue;Sender"},
        '{"__type":"x#QueueDoesNotExist","message":"m"}',
        "AWS.SimpleQueueService.NonExistentQueue", {},
    ),
    "query": (
        "iam", "get_user", {"UserName": "x"}, 404, {}, _XML.format("NoSuchEntity"),
        "NoSuchEntityException", {},
    ),
    "ec2": (
        "ec2", "describe_instances", {}, 400, {},
        "<Response><Errors><Error><Code>InvalidInstanceID.NotFound</Code><Message>m</Message>"
        "</Error></Errors></Response>",
        "InvalidInstanceID.NotFound", {},
    ),
    "rest-xml": (
        "s3", "get_object", {"Bucket": "xxx", "Key": "k"}, 403, {},
        "<Error><Code>InvalidObjectState</Code><Message>m</Message>"
        "<StorageClass>GLACIER</StorageClass></Error>",
        "InvalidObjectState", {"StorageClass": "GLACIER"},
    ),
    "an error that all services have": (
        "amplifybackend", "get_backend", {"AppId": "x"}, 403,
        {"x-amzn-errortype": "AccessDeniedException"}, '{"message":"m"}',
        "AccessDeniedException", {},
    ),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("case", REAL)
def test_exceptions_are_those_of_a_real_client(case: str) -> None:
    service, method, params, status, headers, body, name, members = REAL[case]
    real = raised_by_boto3(service, method, params, status, headers, body)
    fake = shapeproof.fake_client(service)
    getattr(fake, method).raises(name, message="m", status=status, **members)
    with pytest.raises(ClientError) as caught:
        getattr(fake, method)(**params)
    made = caught.value
    assert type(made).__name__ == type(real).__name__
    assert [each.__name__ for each in type(made).__mro__] == [
        each.__name__ for each in type(real).__mro__
    ]
    assert str(made) == str(real)
    assert made.operation_name == real.operation_name
    assert _comparable(made.response) == _comparable(real.response)


def _comparable(response: Any) -> Any:
    """Without what only a connection has, and what only real services know."""
    metadata = response["ResponseMetadata"]
    return {**response, "ResponseMetadata": metadata["HTTPStatusCode"]}


def test_the_clients_own_exceptions_catch_it() -> None:
    fake = shapeproof.fake_client("amplifybackend")
    fake.get_backend.raises("NotFoundException")
    with pytest.raises(fake.exceptions.NotFoundException) as caught:
        fake.get_backend(AppId="x")
    response = caught.value.response
    assert response["Error"]["Code"] == "NotFoundException"
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 404
    assert {"RequestId", "RetryAttempts", "HTTPHeaders"} <= set(response["ResponseMetadata"])


def test_an_error_may_be_named_by_its_code() -> None:
    fake = shapeproof.fake_client("iam")
    fake.get_user.raises("NoSuchEntity")
    with pytest.raises(fake.exceptions.NoSuchEntityException):
        fake.get_user(UserName="x")


def test_an_error_may_be_a_class_of_the_client() -> None:
    fake = shapeproof.fake_client("sqs")
    fake.get_queue_url.raises(fake.exceptions.QueueDoesNotExist)
    with pytest.raises(fake.exceptions.QueueDoesNotExist) as caught:
        fake.get_queue_url(QueueName="x")
    assert caught.value.response["Error"]["Code"] == "AWS.SimpleQueueService.NonExistentQueue"


@pytest.mark.parametrize(
    "given, said",
    [
        (ClientError, r"ClientError takes arguments; give an instance, or the code"),
        (5, "raises the code of an error, or an exception, not int"),
    ],
)
def test_what_cannot_be_raised(given: Any, said: str) -> None:
    fake = shapeproof.fake_client("amplifybackend")
    with pytest.raises(TypeError, match=said):
        fake.get_backend.raises(given)


REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "no such error": ("NoSuchThing", {}, "the service has no error NoSuchThing"),
    "another status": ("NotFoundException", {"status": 500}, "expected status 404"),
    "no such member": ("NotFoundException", {"Nope": 1}, "has no member Nope"),
    "wrong type": ("NotFoundException", {"ResourceType": 1}, "expected a string, got a number"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_an_error_that_breaks_the_contract_is_refused(case: str) -> None:
    name, arguments, said = REFUSED[case]
    fake = shapeproof.fake_client("amplifybackend")
    with pytest.raises(ContractViolation, match=said) as caught:
        fake.get_backend.raises(name, **arguments)
    assert caught.value.operation == "get_backend"
    assert caught.value.findings
    assert fake.get_backend(AppId="x")["AppId"] == "x"  # nothing was changed


def test_an_error_of_another_operation_is_refused_unless_told_otherwise() -> None:
    fake = shapeproof.fake_client("dynamodb")
    with pytest.raises(ContractViolation, match="does not declare the error"):
        fake.get_item.raises("ConditionalCheckFailedException")
    fake.get_item.raises("ConditionalCheckFailedException", strict=False)
    with pytest.raises(fake.exceptions.ConditionalCheckFailedException):
        fake.get_item(TableName="xxx", Key={})


def test_exceptions_of_any_other_kind_are_raised_as_they_are() -> None:
    fake = shapeproof.fake_client("amplifybackend")
    lost = EndpointConnectionError(endpoint_url="https://x")
    fake.get_backend.raises(lost).then.raises(ConnectionResetError).then.returns({**_BACKEND})
    with pytest.raises(EndpointConnectionError) as caught:
        fake.get_backend(AppId="x")
    assert caught.value is lost
    with pytest.raises(ConnectionResetError):
        fake.get_backend(AppId="x")
    assert fake.get_backend(AppId="x")["AppName"] == "n"


_BACKEND = {"AppId": "x", "AppName": "n", "BackendEnvironmentName": "e"}
