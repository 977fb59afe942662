"""boto3 speaks to the contract mock in all six protocols: operations and modeled errors."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import shapeproof.mock
from shapeproof.mock import RunningMock

from .boto3_calls import Boto3Calls

pytestmark = pytest.mark.hours

EVERY = (
    "sns", "iam", "sts", "rds", "cloudformation", "autoscaling", "elb", "elbv2", "elasticache",
    "ec2", "s3", "route53", "cloudfront", "dynamodb", "sqs", "kms", "logs", "athena",
    "ecs", "secretsmanager", "events", "glue", "stepfunctions", "cloudwatch", "lambda",
    "apigateway", "scheduler", "eks", "batch", "mq", "quicksight", "eventbridgev2",
    "compute-optimizer-automation",
)  # fmt: skip
SAMPLE = ("sns", "s3", "sqs", "scheduler", "eventbridgev2")


@pytest.fixture(scope="module")
def mock() -> Iterator[RunningMock]:
    with shapeproof.mock.start(*EVERY) as running:
        yield running


@pytest.mark.long
@pytest.mark.sampled("service", SAMPLE, EVERY)
def test_each_operation_answers_a_legal_call(service: str, mock: RunningMock) -> None:
    assert list(Boto3Calls.of(mock, service).problems()) == []


@pytest.mark.sampled("service", SAMPLE, EVERY)
def test_each_modeled_error_is_raised_as_its_class(service: str, mock: RunningMock) -> None:
    assert list(Boto3Calls.of(mock, service).misread_errors()) == []
