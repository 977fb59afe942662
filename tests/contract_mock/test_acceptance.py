"""``shapeproof server`` finds no error in the contract mock, and reaches its operations."""

from __future__ import annotations

import pytest

from shapeproof.compile import available_services

from .acceptance import run

pytestmark = pytest.mark.hours

SAMPLE = ("acm", "athena", "sns", "sts", "efs", "route53", "cloudwatch", "scheduler")
"""Services of each protocol that are quick."""
STATEFUL = ("scheduler", "sqs")
EVERY = tuple(available_services())
MOST = 250
"""Requests to a service every day."""
LEAST_REACHED = 0.75


@pytest.mark.long(every_day=2)
@pytest.mark.sampled("service", SAMPLE, EVERY)
def test_coverage_finds_no_error(service: str) -> None:
    whole = service not in SAMPLE

    accepted = run(service, ("coverage",), 4000 if whole else MOST)

    assert accepted.errors == []
    assert accepted.reached >= LEAST_REACHED * accepted.operations


@pytest.mark.long
@pytest.mark.sampled("service", STATEFUL, (*STATEFUL, "dynamodb", "sns", "iam", "mq", "efs", "s3"))
def test_walks_find_no_error(service: str) -> None:
    accepted = run(service, ("coverage", "stateful"), None if service == "scheduler" else 3000)

    assert accepted.errors == []


@pytest.mark.long
def test_each_protocol_of_a_service_is_answered() -> None:
    for protocol in ("json", "query", "smithy-rpc-v2-cbor"):
        accepted = run("cloudwatch", ("coverage",), 150, protocol)
        assert accepted.errors == []
