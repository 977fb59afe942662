"""Requests of clients that speak json: the body, its media type, the header that names all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from shapeproof.checks.client.interface import ClientObservation
from shapeproof.checks.registry import client_checks
from shapeproof.compile import compile_service
from shapeproof.exchange import HttpRequest
from shapeproof.wire.registry import codec_for

from .client_call_samples import call, with_body, with_header

CONTRACT = compile_service("sqs")
CODEC = codec_for(CONTRACT.protocol)
OPERATION = CONTRACT.operations["SendMessage"]
PARAMS = {"QueueUrl": "http://127.0.0.1/1/q", "MessageBody": "é", "DelaySeconds": 0}
DUE = CODEC.encode_request(CONTRACT, OPERATION, PARAMS)
TARGET = "request header X-Amz-Target"


def lines(request: HttpRequest) -> list[tuple[str, str, str]]:
    made = call(OPERATION.name, PARAMS, request)
    seen = ClientObservation(CONTRACT, OPERATION, CODEC, made, None)
    found = [each for check in client_checks() for each in check.check(seen)]
    return [(each.check, each.where, each.constraint) for each in found]


def test_the_expected_request() -> None:
    assert lines(DUE) == []
    assert lines(with_header(DUE, "x-amzn-query-mode", None)) == []
    assert lines(with_header(DUE, "x-amz-target", DUE.header("X-Amz-Target"))) == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (
            lambda request: with_header(request, "X-Amz-Target", None),
            ("wire_request", TARGET, "missing"),
        ),
        (
            lambda request: with_header(request, "X-Amz-Target", "AmazonSQS.DeleteMessage"),
            ("wire_request", TARGET, "value"),
        ),
        (
            lambda request: with_header(request, "X-Amz-Target", "SendMessage"),
            ("wire_request", TARGET, "value"),
        ),
        (
            lambda request: with_header(request, "Content-Type", "application/json"),
            ("request_content_type", "request header Content-Type", "value"),
        ),
        (
            lambda request: with_header(request, "Content-Type", "application/x-amz-json-1.1"),
            ("request_content_type", "request header Content-Type", "value"),
        ),
        (
            lambda request: with_body(request, lambda body: {**body, "DelaySeconds": "0"}),
            ("wire_request", "request body /DelaySeconds", "type"),
        ),
        (
            lambda request: replace(request, target="/q"),
            ("wire_request", "request path", "path"),
        ),
        (
            lambda request: replace(request, method="PUT"),
            ("wire_request", "request method", "method"),
        ),
    ],
)
def test_requests_that_are_not(
    change: Callable[[HttpRequest], HttpRequest], found: tuple[str, str, str]
) -> None:
    assert lines(change(DUE)) == [found]
