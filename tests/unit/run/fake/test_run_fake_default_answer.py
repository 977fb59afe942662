"""Answers of services of all protocols, judged by another validator and by our own."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

import shapeproof
from shapeproof.contract.shape import Shape
from shapeproof.generate.values.plain import PlainValues
from shapeproof.run.contracts import named_contract
from shapeproof.run.fake.method import with_texts
from shapeproof.targets.client.values import from_python, to_python

SERVICES: dict[str, str] = {
    "amplifybackend": "rest-json",
    "apigateway": "rest-json",
    "s3": "rest-xml",
    "route53": "rest-xml",
    "dynamodb": "json",
    "secretsmanager": "json",
    "sqs": "json",
    "iam": "query",
    "sns": "query",
    "elasticache": "query",
    "ec2": "ec2",
    "cloudwatch": "json",
    "codeconnections": "json",
}
_MOST = 10
"""Of larger services as many operations as this, or somewhat more; the whole takes all."""


@pytest.mark.slow
@pytest.mark.sampled(
    "service, most", [(each, _MOST) for each in SERVICES], [(each, 10_000) for each in SERVICES]
)
def test_default_answers_are_true_to_the_contract(service: str, most: int) -> None:
    contract = named_contract(service)
    assert contract.protocol == SERVICES[service]
    fake = shapeproof.fake_client(service)
    step = max(1, len(contract.operations) // most)
    operations = list(contract.operations.values())[::step]
    for operation in operations:
        params = to_python(operation.request, PlainValues(operation.request).value())
        answer = getattr(fake, operation.python_name)(**params)
        assert answer.pop("ResponseMetadata")["HTTPStatusCode"] == operation.http.status
        judged = _with_events(operation.response, answer)
        assert shapeproof.check_response(service, operation.name, judged) == []
        written = with_texts(Shape.of(operation.response), from_python(judged))
        errors = Draft202012Validator({**operation.response}).iter_errors(written)
        assert [each.message for each in errors] == []
    assert len(fake.calls) == len(operations)


def _with_events(schema: Any, answer: Any) -> Any:
    """The answer with the events of its streams."""
    members = schema["properties"]
    return {
        name: list(each) if members[name].get("x-eventstream") else each
        for name, each in answer.items()
    }
