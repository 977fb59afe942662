"""Real services of the json protocol: what is legal travels, comes back and fits its schema."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from shapeproof.checks.client.comparison.views import api_gaps
from shapeproof.compile import available_services, compile_service
from shapeproof.compile.source import load_raw_model
from shapeproof.contract.model import Contract, Operation, Schema
from shapeproof.contract.shape import Shape
from shapeproof.generate import strategies
from shapeproof.generate.client.selection import has_event_stream
from shapeproof.generate.values.plain import PlainValues
from shapeproof.wire import codec_for
from tests.support.selection import one_in

CODEC = codec_for("json")
SAMPLE = ("ec2-instance-connect", "secretsmanager", "sqs", "ssm-contacts", "wafv2")
drawn = settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))

compiled = cache(compile_service)


def operations(contract: Contract) -> list[Operation]:
    return [each for each in contract.operations.values() if not has_event_stream(each)]


def judge(contract: Contract, operation: Operation, params: Any, output: Any) -> None:
    request = CODEC.encode_request(contract, operation, params)
    assert gaps(operation.request, params, CODEC.decode_request(operation, request)) == []
    assert fits(operation.request, params, request.body), operation.name
    response = CODEC.encode_response(contract, operation, output)
    assert gaps(operation.response, output, CODEC.decode_response(operation, response)) == []
    assert fits(operation.response, output, response.body or b"{}"), operation.name


def gaps(schema: Schema, sent: Any, read: Any) -> list[Any]:
    """Where two values differ; instants are the same in any zone."""
    return list(api_gaps(Shape.of(schema), sent, read))


def fits(schema: Schema, value: Any, body: bytes) -> bool:
    """Whether a body is valid; no value is that breaks a pattern as Python reads it."""
    described = CODEC.body_schema(schema)
    assert described is not None
    legal = Draft202012Validator(dict(schema)).is_valid(value)
    return legal == Draft202012Validator(dict(described)).is_valid(json.loads(body))


@pytest.mark.slow
@pytest.mark.parametrize("service", SAMPLE)
@drawn
@given(data=st.data())
def test_what_is_drawn(service: str, data: st.DataObject) -> None:
    contract = compiled(service)
    names = [each.name for each in operations(contract)]
    operation = contract.operations[data.draw(st.sampled_from(names))]
    params = data.draw(strategies.values(operation.request))
    judge(contract, operation, params, data.draw(strategies.values(operation.response)))


@pytest.mark.slow
@pytest.mark.sampled("service", one_in(40, available_services()), available_services())
def test_plain_values_of_all_services(service: str) -> None:
    if load_raw_model(service)[1]["metadata"]["protocol"] != "json":
        return
    contract = compile_service(service)
    for operation in operations(contract):
        for full in (False, True):
            params = PlainValues(operation.request, full=full).value()
            judge(contract, operation, params, PlainValues(operation.response, full=full).value())
