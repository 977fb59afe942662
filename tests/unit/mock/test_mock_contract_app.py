"""The stateless mock of any service: legal answers, and refusals of illegal requests."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from shapeproof.compile import compile_service
from shapeproof.exceptions import BadUsage, UnknownService
from shapeproof.exchange.events import FindingFound, RunFinished
from shapeproof.mock.app import any_app
from shapeproof.mock.contract_app import ContractMock
from shapeproof.run.plan import Plan
from shapeproof.run.server.runner import Runner
from shapeproof.targets.wsgi_app import WsgiTarget
from shapeproof.wire import codec_for

from .mock_caller import Caller


def test_an_output_repeats_the_parameters_that_are_legal_there() -> None:
    app = Caller(any_app("cloudcontrol"))
    target = {"HTTP_X_AMZ_TARGET": "CloudApiService.ListResources"}

    answer = app.send("POST", "/", {"TypeName": "AWS::EC2::Instance"}, **target)

    assert answer.status == 200
    assert answer.body["TypeName"] == "AWS::EC2::Instance"
    assert answer.headers["x-amzn-RequestId"]


def test_an_illegal_request_is_refused_with_the_place() -> None:
    app = Caller(any_app("cloudcontrol"))
    target = {"HTTP_X_AMZ_TARGET": "CloudApiService.GetResource"}

    answer = app.send("POST", "/", {"TypeName": 1}, **target)

    assert answer.status == 400
    assert answer.body["__type"] == "InvalidRequestException"
    assert "2 validation errors detected: " in answer.body["Message"]
    assert "Value '1' at 'typeName' failed to satisfy constraint" in answer.body["Message"]
    assert "Value null at 'identifier'" in answer.body["Message"]


def test_the_shipped_corrections_of_the_model_hold() -> None:
    app = Caller(any_app("mq"))

    answer = app.send("POST", "/v1/configurations", {"engineType": "RabbitMQ", "name": "a"})

    assert answer.status == 200


def test_digests_of_messages_fit_so_that_sdks_take_the_answers() -> None:
    app = Caller(any_app("sqs"))

    def call(name: str, **params: Any) -> dict[str, Any]:
        body = {"QueueUrl": url, **params} if name != "CreateQueue" else params
        return app.send("POST", "/", body, HTTP_X_AMZ_TARGET=f"AmazonSQS.{name}").body

    url = ""
    url = call("CreateQueue", QueueName="orders")["QueueUrl"]
    assert call("GetQueueUrl", QueueName="orders")["QueueUrl"] == url

    body, digest = "hello", "5d41402abc4b2a76b9719d911017c592"
    sent = call("SendMessage", MessageBody=body)
    assert sent["MD5OfMessageBody"] == digest
    assert "MD5OfMessageAttributes" not in sent
    entries = [{"Id": "1", "MessageBody": "x"}, {"Id": "2", "MessageBody": body}]
    batch = call("SendMessageBatch", Entries=entries)
    assert [each["Id"] for each in batch["Successful"]] == ["1", "2"]
    assert batch["Successful"][1]["MD5OfMessageBody"] == digest
    assert batch["Failed"] == []
    for each in call("ReceiveMessage")["Messages"]:
        assert each["MD5OfBody"] == hashlib.md5(each["Body"].encode()).hexdigest()


def test_addresses_of_the_service_are_those_of_the_mock() -> None:
    app = Caller(any_app("dynamodb"))
    target = {"HTTP_X_AMZ_TARGET": "DynamoDB_20120810.DescribeEndpoints"}

    answer = app.send("POST", "/", {}, HTTP_HOST="127.0.0.1:5000", **target)
    assert [each["Address"] for each in answer.body["Endpoints"]] == ["127.0.0.1:5000"]


def test_members_that_an_error_requires_are_there() -> None:
    app = Caller(any_app("bcm-recommended-actions"))
    service = "AWSBillingAndCostManagementRecommendedActions"
    target = {"HTTP_X_AMZ_TARGET": f"{service}.ListRecommendedActions"}

    answer = app.send("POST", "/", {"maxResults": "x"}, **target)

    assert {"message", "reason"} <= answer.body.keys()


@pytest.mark.parametrize(("method", "path"), [("POST", "/nothing"), ("GET", "/")])
def test_what_no_operation_is_bound_to(method: str, path: str) -> None:
    answer = Caller(any_app("cloudsearchdomain")).send(method, path)

    assert (answer.status, answer.error) == (404, "UnknownOperationException")


def test_a_listing_without_resources_has_one_empty_page() -> None:
    app = Caller(any_app("cloudcontrol"))
    target = {"HTTP_X_AMZ_TARGET": "CloudApiService.ListResources"}

    answer = app.send("POST", "/", {"TypeName": "AWS::EC2::Instance"}, **target)

    assert answer.body["ResourceDescriptions"] == []
    assert "NextToken" not in answer.body


@pytest.mark.slow
@pytest.mark.parametrize(
    "service", ["autoscaling-plans", "appconfigdata", "bcm-recommended-actions"]
)
@pytest.mark.sampled("most", [120], [None])
def test_it_conforms_where_no_state_is_needed(service: str, most: int | None) -> None:
    """Each plan that is made lengthens the listing that is asked for after the next."""
    contract = compile_service(service)
    target = WsgiTarget(ContractMock.of(contract), service)
    operations = tuple(sorted(contract.operations)[:3])
    plan = Plan(seed=1, phases=("coverage",), operations=operations, max_requests=most)
    events = list(Runner(contract, codec_for(contract.protocol), target, plan).events())

    found = [str(each.finding.message) for each in events if isinstance(each, FindingFound)]
    assert found == []
    end = events[-1]
    assert isinstance(end, RunFinished)
    assert end.stats.operations_reached == end.stats.operations


def test_services_without_any_mock() -> None:
    with pytest.raises(UnknownService):
        any_app("no-such-service")
    with pytest.raises(BadUsage, match="moto has none"):
        any_app("appconfigdata", moto=True)
