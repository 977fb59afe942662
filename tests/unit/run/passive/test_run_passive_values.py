"""Values of answers that boto3 reads, and other SDKs do not: times without a zone, odd unions."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shapeproof.run.passive import PassiveJudge
from shapeproof.run.passive.quick import ApiCall
from shapeproof.targets.passive import SeenCall

VERSIONS = {
    "apigatewayv2": ("2018-11-29", "rest-json"),
    "codecommit": ("2015-04-13", "json"),
    "dynamodb": ("2012-08-10", "json"),
}

PARAMS: dict[str, dict[str, Any]] = {
    "apigatewayv2": {"ApiId": "a"},
    "codecommit": {"repositoryName": "r"},
    "dynamodb": {"TableName": "table", "Key": {"k": {"S": "a"}}},
}


def reported(service: str, operation: str, body: Any) -> list[tuple[str, str, str]]:
    version, protocol = VERSIONS[service]
    answer = {"status_code": 200, "headers": {}, "body": json.dumps(body).encode()}
    seen = SeenCall(
        service, version, protocol, operation, PARAMS[service], body, 200, "sent", None, answer
    )
    found = PassiveJudge().findings(ApiCall(seen))
    return [(each.severity.label, each.where, each.constraint) for each in found]


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    ["2026-01-01T00:00:00.123", "2026-01-01 00:00:00Z", "2026-01-01T00:00:00+0000", "2026-01-01"],
)
def test_times_that_not_all_sdks_read(text: str) -> None:
    assert reported("apigatewayv2", "GetApi", {"createdDate": text}) == [
        ("error", "response body /createdDate", "format")
    ]


@pytest.mark.parametrize(
    "text", ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00.123456Z", "2026-01-01T02:00:00+02:00"]
)
def test_times_that_all_sdks_read(text: str) -> None:
    assert reported("apigatewayv2", "GetApi", {"createdDate": text}) == []


def test_seconds_are_a_number() -> None:
    def repository(time: object) -> dict[str, Any]:
        return {"repositoryMetadata": {"repositoryName": "r", "creationDate": time}}

    assert reported("codecommit", "GetRepository", repository(1767225600.5)) == []
    assert reported("codecommit", "GetRepository", repository("2026-01-01T00:00:00Z")) == [
        ("error", "response body /repositoryMetadata/creationDate", "type")
    ]


@pytest.mark.parametrize(
    "value, constraint",
    [({"S": "a"}, None), ({}, "minProperties"), ({"S": "a", "N": "1"}, "maxProperties")],
)
def test_structures_that_are_unions(value: dict[str, str], constraint: str | None) -> None:
    found = reported("dynamodb", "GetItem", {"Item": {"k": value}})

    assert found == ([("error", "response body /Item/k", constraint)] if constraint else [])


def test_members_of_another_shape_are_one_finding() -> None:
    body = {"repositoryMetadata": {"repositoryName": "r", "Arn2": "a", "more": 1, "other": 2}}

    assert reported("codecommit", "GetRepository", body) == [
        ("warning", "response body /repositoryMetadata", "unknown")
    ]
