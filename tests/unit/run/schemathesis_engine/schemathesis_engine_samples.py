"""Servers and runs that the tests of the second engine share."""

import json
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from shapeproof.contract.model import Contract
from shapeproof.contract.store import read_pinned
from shapeproof.exchange import Finding, HttpRequest, HttpResponse
from shapeproof.exchange.events import Event, FindingFound
from shapeproof.mock import wsgi_app
from shapeproof.run.plan import Plan
from shapeproof.run.schemathesis_engine import SchemathesisRunner
from shapeproof.targets.wsgi_app import WsgiTarget
from shapeproof.wire.registry import codec_for

PINNED = Path(__file__).parents[4] / "contracts/amplifybackend/2020-08-11"
CODEC = codec_for("rest-json")


@cache
def contract() -> Contract:
    return read_pinned(PINNED)


class Answering:
    """A target that answers by a function, and keeps what it was sent."""

    kind, address, base_url = "bundled", "test", "http://127.0.0.1:5000"

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer
        self.requests: list[HttpRequest] = []

    def send(self, request: HttpRequest) -> HttpResponse:
        self.requests.append(request)
        return self.answer(request)

    def close(self) -> None:
        pass


def json_answer(status: int, value: Any, **headers: str) -> HttpResponse:
    given = (("Content-Type", "application/json"), ("x-amzn-RequestId", "1"), *headers.items())
    return HttpResponse(status, given, json.dumps(value).encode())


def bundled(change: Callable[[HttpRequest, HttpResponse], HttpResponse] | None = None) -> Answering:
    """The bundled mock, its answers maybe changed."""
    mock = WsgiTarget(wsgi_app("amplifybackend"), "mock")

    def answer(request: HttpRequest) -> HttpResponse:
        response = mock.send(request)
        return change(request, response) if change else response

    return Answering(answer)


def runner_of(
    target: Any, operations: Iterable[str] = ("CreateToken", "GetToken"), **plan: Any
) -> SchemathesisRunner:
    given = {"max_examples": 2, "phases": ("coverage", "fuzz"), **plan}
    return SchemathesisRunner(
        contract(), CODEC, target, Plan(operations=tuple(operations), **given)
    )


def findings_of(events: Iterable[Event]) -> list[Finding]:
    return [each.finding for each in events if isinstance(each, FindingFound)]
