"""A client made of the codec, whose conduct a test can twist."""

from __future__ import annotations

import http.client
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from shapeproof.contract.model import Contract, Operation
from shapeproof.contract.shape import Shape
from shapeproof.contract.store import read_pinned
from shapeproof.exchange import Finding, HttpRequest, HttpResponse
from shapeproof.exchange.events import Event, FindingFound, RunFinished
from shapeproof.run.client.runner import ClientRunner
from shapeproof.run.plan import Plan
from shapeproof.targets.client import (
    CallableClient,
    ReplyFailure,
    ServiceFailure,
    ValidationFailure,
)
from shapeproof.wire.registry import codec_for

CODEC = codec_for("rest-json")
PINNED = Path(__file__).parents[4] / "contracts/amplifybackend/2020-08-11"
Twist = Callable[[Operation, dict[str, Any], HttpRequest], HttpRequest]
ATTEMPTS = 2


@cache
def contract() -> Contract:
    return read_pinned(PINNED)


class CodecClient:
    """Sends what the codec makes of a call; ``twist`` changes the request."""

    def __init__(self, twist: Twist | None = None) -> None:
        self.twist = twist or (lambda _operation, _params, request: request)
        self.started = 0
        self.calls = 0

    def start(self, _endpoint: str) -> None:
        self.started += 1

    def __call__(self, name: str, params: dict[str, Any], endpoint: str) -> dict[str, Any]:
        self.calls += 1
        operation = contract().operations[name]
        if any(label not in params for label in _labels(operation)):
            raise ValidationFailure("a label is missing")
        request = CODEC.encode_request(contract(), operation, params)
        response = self._tried(self.twist(operation, params, request), endpoint)
        if response.status >= 300:
            error = CODEC.decode_error(response)
            modeled = contract().errors.get(error.code or "")
            fields = CODEC.decode_output(modeled.schema, response) if modeled else {}
            raise ServiceFailure(error.code, error.message, response.status, fields)
        output: dict[str, Any] = CODEC.decode_response(operation, response)
        return output

    def _tried(self, request: HttpRequest, endpoint: str) -> HttpResponse:
        for attempt in range(ATTEMPTS):
            try:
                response = send(request, endpoint)
            except (OSError, http.client.HTTPException) as error:
                if attempt + 1 == ATTEMPTS:
                    raise ReplyFailure(str(error)) from error
                continue
            if response.status not in (429, 500, 502, 503, 504) or attempt + 1 == ATTEMPTS:
                return response
        raise AssertionError


def _labels(operation: Operation) -> list[str]:
    members = Shape.of(operation.request).members.items()
    return [name for name, member in members if member.location == "uri"]


def send(request: HttpRequest, endpoint: str) -> HttpResponse:
    connection = http.client.HTTPConnection(urlsplit(endpoint).netloc, timeout=2)
    try:
        connection.request(request.method, request.target, request.body, dict(request.headers))
        answer = connection.getresponse()
        return HttpResponse(answer.status, tuple(answer.getheaders()), answer.read())
    finally:
        connection.close()


def runner(client: Any, operations: Iterable[str], **options: Any) -> ClientRunner:
    options.setdefault("phases", ("coverage",))
    options.setdefault("shared_by", tuple(contract().operations))
    plan = Plan(operations=tuple(operations), **options)
    others = tuple(CallableClient(client) for _ in range(plan.workers - 1))
    return ClientRunner(contract(), CODEC, CallableClient(client), plan, others, seconds=4)


def events_of(client: Any, *operations: str, **options: Any) -> list[Event]:
    made = runner(client, operations, **options)
    try:
        return list(made.events())
    finally:
        made.close()


def findings_of(events: list[Event]) -> list[Finding]:
    return [each.finding for each in events if isinstance(each, FindingFound)]


def end_of(events: list[Event]) -> RunFinished:
    last = events[-1]
    assert isinstance(last, RunFinished)
    return last
