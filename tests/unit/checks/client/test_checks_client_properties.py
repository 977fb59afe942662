"""Drawn calls: a correct client is never blamed, and one changed leaf is found where it stands."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shapeproof.checks.client.interface import ClientObservation
from shapeproof.checks.registry import client_checks
from shapeproof.compile import compile_service
from shapeproof.contract.model import Contract, Operation
from shapeproof.contract.pointer import Tokens, join, replaced, without
from shapeproof.exchange import (
    ClientCase,
    ClientExchange,
    ClientFamily,
    ClientResult,
    Finding,
    HttpRequest,
    HttpResponse,
    Outcome,
    Reply,
)
from shapeproof.generate.client.selection import has_event_stream
from shapeproof.generate.strategies import requests, responses
from shapeproof.wire.registry import codec_for

from .client_call_samples import AMPLIFY

CODEC = codec_for("rest-json")
SERVICES = ("amplifybackend", "glacier", "batch", "mq", "appsync", "polly")
MANY = settings(
    max_examples=40,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


@cache
def contract_of(service: str) -> Contract:
    return AMPLIFY if service == "amplifybackend" else compile_service(service)


def operations_of(service: str) -> list[tuple[Contract, Operation]]:
    contract = contract_of(service)
    return [(contract, each) for each in contract.operations.values()]


def found_in(
    contract: Contract,
    operation: Operation,
    params: Any,
    request: HttpRequest,
    output: Any = None,
    reported: Any = None,
) -> list[Finding]:
    case = ClientCase(
        id=f"{operation.name}:fuzz",
        operation=operation.name,
        family=ClientFamily.FUZZ,
        pointer="",
        params=params,
        replies=(Reply(b"", HttpResponse(200)),),
        outcome=Outcome.OUTPUT,
        output=output or {},
    )
    call = ClientExchange(case, (request,), ClientResult(output if reported is None else reported))
    seen = ClientObservation(contract, operation, CODEC, call, call)
    return [found for check in client_checks() for found in check.check(seen)]


def leaves(value: Any, tokens: Tokens = ()) -> Iterator[tuple[Tokens, Any]]:
    """All scalars of a value, with their places."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from leaves(each, (*tokens, name))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from leaves(each, (*tokens, str(index)))
    else:
        yield tokens, value


def unlike(value: Any) -> Any:
    """Another value of another type; of a text a longer one."""
    return f"{value}!" if isinstance(value, str) else "!"


def written(request: HttpRequest, value: Any) -> HttpRequest:
    return replace(request, body=json.dumps(value).encode())


@pytest.mark.slow
@pytest.mark.sampled("service", SERVICES[:3], SERVICES)
@MANY
@given(data=st.data())
def test_the_codec_is_a_correct_client(service: str, data: st.DataObject) -> None:
    contract, operation = data.draw(st.sampled_from(operations_of(service)))
    params = data.draw(requests(contract, operation))
    request = CODEC.encode_request(contract, operation, params)
    assert found_in(contract, operation, params, request) == []


@pytest.mark.slow
@pytest.mark.sampled("service", SERVICES[:3], SERVICES)
@MANY
@given(data=st.data())
def test_a_correct_output_has_no_findings(service: str, data: st.DataObject) -> None:
    contract, operation = data.draw(st.sampled_from(operations_of(service)))
    request = CODEC.encode_request(contract, operation, {})
    output = data.draw(responses(contract, operation))
    found = found_in(contract, operation, {}, request, output, copy.deepcopy(output))
    assert [each for each in found if each.check == "output"] == []


@pytest.mark.slow
@pytest.mark.sampled("service", SERVICES[:3], SERVICES)
@MANY
@given(data=st.data())
def test_one_changed_leaf_of_a_body_is_found(service: str, data: st.DataObject) -> None:
    contract, operation = data.draw(st.sampled_from(operations_of(service)))
    params = data.draw(requests(contract, operation))
    request = CODEC.encode_request(contract, operation, params)
    if CODEC.body_schema(operation.request) is None or not request.body:
        return
    if has_event_stream(operation):
        return  # tolerance events
    body = json.loads(request.body)
    places = [(tokens, each) for tokens, each in leaves(body) if tokens and each is not None]
    if not places:
        return
    tokens, value = data.draw(st.sampled_from(places))
    sent = written(request, replaced(body, tokens, unlike(value)))
    (found,) = found_in(contract, operation, params, sent)
    assert (found.check, found.where) == ("wire_request", f"request body {join(tokens)}")
    lost = found_in(contract, operation, params, written(request, without(body, tokens)))
    in_list = tokens[-1].isdigit() and isinstance(_at(body, tokens[:-1]), list)
    place = join(tokens[:-1] if in_list else tokens)
    assert {each.check for each in lost} <= {"wire_request", "request_content_type"}
    assert f"request body {place}" in {each.where for each in lost} or not _has_more(body, tokens)


@pytest.mark.slow
@pytest.mark.sampled("service", SERVICES[:3], SERVICES)
@MANY
@given(data=st.data())
def test_one_changed_leaf_of_an_output_is_found(service: str, data: st.DataObject) -> None:
    contract, operation = data.draw(st.sampled_from(operations_of(service)))
    params = data.draw(requests(contract, operation))
    request = CODEC.encode_request(contract, operation, params)
    output = data.draw(responses(contract, operation))
    if has_event_stream(operation):
        return  # tolerance events
    places = [(tokens, each) for tokens, each in leaves(output) if each is not None]
    if not places:
        return
    tokens, value = data.draw(st.sampled_from(places))
    reported = replaced(output, tokens, unlike(value))
    found = found_in(contract, operation, params, request, output, reported)
    assert [(each.check, each.where) for each in found] == [("output", f"output {join(tokens)}")]


def _at(value: Any, tokens: Tokens) -> Any:
    for token in tokens:
        value = value[int(token)] if isinstance(value, list) else value[token]
    return value


def _has_more(body: Any, tokens: Tokens) -> bool:
    """Whether the body still says something without the place."""
    return without(body, tokens) not in ({}, [])
