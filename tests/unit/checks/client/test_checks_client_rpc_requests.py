"""Requests compared in a protocol whose path and headers are its own (RPC v2 CBOR)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from shapeproof.checks.client.comparison import request_differences
from shapeproof.compile import compile_service
from shapeproof.exchange import HttpRequest
from shapeproof.wire import codec_for

PROTOCOL = "smithy-rpc-v2-cbor"
CONTRACT = compile_service("cloudwatch", PROTOCOL)
OPERATION = CONTRACT.operations["DeleteAlarms"]
CODEC = codec_for(PROTOCOL)
PARAMS = {"AlarmNames": ["a"]}


def with_header(request: HttpRequest, name: str, value: str | None) -> HttpRequest:
    kept = [each for each in request.headers if each[0] != name]
    return replace(request, headers=(*kept, *(((name, value),) if value else ())))


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda sent: sent, []),
        (lambda sent: replace(sent, target="/"), [("request path", "path")]),
        (
            lambda sent: replace(sent, target=sent.target.replace("DeleteAlarms", "PutAlarms")),
            [("request path", "path")],
        ),
        (
            lambda sent: with_header(sent, "smithy-protocol", None),
            [("request message", "smithy-protocol")],
        ),
        (
            lambda sent: with_header(sent, "smithy-protocol", "rpc-v2-json"),
            [("request message", "smithy-protocol")],
        ),
        (
            lambda sent: replace(sent, body=b"\xa1\x6aAlarmNames\x81\x41a"),
            [("request body /AlarmNames/0", "value")],
        ),
    ],
)
def test_what_differs(
    change: Callable[[HttpRequest], HttpRequest], found: list[tuple[str, str]]
) -> None:
    sent = change(CODEC.encode_request(CONTRACT, OPERATION, PARAMS))

    differences = list(request_differences(CONTRACT, OPERATION, CODEC, PARAMS, sent))
    assert [(each.where, each.constraint) for each in differences] == found
