"""Calls that a recording names: by service, by the prefix of the endpoint, by Python names."""

from __future__ import annotations

from typing import Any

import pytest

from shapeproof.run.traffic.named_calls import NamedCalls
from shapeproof.targets.recordings import ParsedEntry
from tests.unit.run.traffic.test_run_traffic_judged import CONTRACTS


def named(service: str, operation: str, output: Any, *services: str) -> str:
    entry = ParsedEntry("", service, operation, None, output, 200)
    found = NamedCalls(CONTRACTS, services).of(entry)
    return found if isinstance(found, str) else f"{found[0].service}.{found[1].name}"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("service", "operation", "output", "expected"),
    [
        ("kms", "ListKeys", {"Keys": []}, "kms.ListKeys"),
        ("kms", "list_keys", {"Keys": []}, "kms.ListKeys"),
        ("tagging", "GetResources", {}, "resourcegroupstaggingapi.GetResources"),
        ("elasticloadbalancing", "DescribeTags",
         {"TagDescriptions": [{"ResourceArn": "a"}]}, "elbv2.DescribeTags"),
        ("elasticloadbalancing", "DescribeTags",
         {"TagDescriptions": [{"LoadBalancerName": "a"}]}, "elb.DescribeTags"),
        ("apigateway", "GetTags", {"Tags": {}, "ResponseMetadata": {}}, "apigatewayv2.GetTags"),
        ("apigateway", "GetTags", {"tags": {}}, "apigateway.GetTags"),
        ("kms", "Fly", {}, "no operation of kms has this name"),
        ("moonbase", "Land", {}, "unknown service 'moonbase'"),
    ],
)  # fmt: skip
def test_a_named_call(service: str, operation: str, output: Any, expected: str) -> None:
    assert named(service, operation, output) == expected


def test_a_named_service_is_the_only_one() -> None:
    assert named("anything", "ListKeys", {}, "kms") == "kms.ListKeys"
