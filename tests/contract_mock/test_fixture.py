"""The fixture of the pytest plugin starts mocks for a test."""

from __future__ import annotations

from collections.abc import Callable

from shapeproof.mock import RunningMock

from .boto3_calls import client_of


def test_the_fixture_starts_mocks(shapeproof_mock: Callable[..., RunningMock]) -> None:
    mock = shapeproof_mock("sns", "sqs", seed=1)
    arn = client_of(mock, "sns").create_topic(Name="orders")["TopicArn"]

    assert arn == "arn:aws:sns:us-east-1:123456789012:topic/orders"
    assert [each["TopicArn"] for each in client_of(mock, "sns").list_topics()["Topics"]] == [arn]
    assert mock.state["sns"]["resources"]["Topic"][0]["Name"] == "orders"
    assert client_of(mock, "sqs").list_queues().get("QueueUrls", []) == []
