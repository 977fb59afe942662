"""Runs against the bundled mock, with something done to requests and answers on their way."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote

from shapeproof.contract.lifecycle import Lifecycle
from shapeproof.contract.model import Contract
from shapeproof.exchange import Finding, HttpRequest, HttpResponse
from shapeproof.exchange.events import CaseFinished, Event, FindingFound, RunFinished
from shapeproof.mock import wsgi_app
from shapeproof.run.contracts import load
from shapeproof.run.plan import Budget, Plan
from shapeproof.run.server.harness import OperationHarness
from shapeproof.run.server.names import Namer
from shapeproof.run.server.roles import role_of
from shapeproof.run.server.runner import Runner
from shapeproof.run.server.session import Observer, Session
from shapeproof.run.server.setup import Setup
from shapeproof.targets.wsgi_app import WsgiTarget
from shapeproof.wire.registry import codec_for

CONTRACT = load("amplifybackend")
CODEC = codec_for(CONTRACT.protocol)
ROUTES = {
    (each.http.method, tuple(each.http.uri.split("/")[1:])): each.name
    for each in CONTRACT.operations.values()
}


@dataclass(frozen=True)
class Call:
    """One request on its way to the mock."""

    request: HttpRequest
    operation: str
    labels: Mapping[str, str]

    @property
    def members(self) -> Any:
        """The body as JSON, an empty object where there is none that can be read."""
        try:
            return json.loads(self.request.body or b"{}")
        except (ValueError, RecursionError):
            return {}

    @property
    def names(self) -> dict[str, Any]:
        """Labels and members."""
        members = self.members
        return {**(members if isinstance(members, dict) else {}), **self.labels}

    def having(self, body: Any) -> HttpRequest:
        """The request with another body."""
        return replace(self.request, body=json.dumps(body).encode())


Forward = Callable[..., HttpResponse]
Hook = Callable[[Call, Forward], HttpResponse]


def call_of(request: HttpRequest) -> Call:
    """Which operation a request is for."""
    segments = request.target.partition("?")[0].split("/")[1:]
    for (method, template), operation in ROUTES.items():
        if method != request.method or len(template) != len(segments):
            continue
        pairs = list(zip(template, segments, strict=True))
        if all(one == two or (one.startswith("{") and two) for one, two in pairs):
            labels = {one[1:-1]: unquote(two) for one, two in pairs if one.startswith("{")}
            return Call(request, operation, labels)
    return Call(request, "?", {})


class Server:
    """A target: the bundled mock behind a hook. Remembers every call."""

    kind = "wsgi"
    address = "test"
    base_url = "http://127.0.0.1"

    def __init__(self, hook: Hook | None = None) -> None:
        self.inner = WsgiTarget(wsgi_app("amplifybackend"), "test")
        self.hook = hook
        self.calls: list[Call] = []

    def send(self, request: HttpRequest) -> HttpResponse:
        call = call_of(request)
        self.calls.append(call)
        if self.hook is None:
            return self.inner.send(request)
        return self.hook(call, lambda changed=request: self.inner.send(changed))

    def close(self) -> None:
        pass

    def count(self, operation: str) -> int:
        """How often an operation was called."""
        return sum(call.operation == operation for call in self.calls)


def bad_request(message: str = "no: appId") -> HttpResponse:
    return error("BadRequestException", 400, message=message)


def not_found() -> HttpResponse:
    return error("NotFoundException", 404, message="no such thing", resourceType="x")


def error(code: str, status: int, **members: Any) -> HttpResponse:
    headers = (("Content-Type", "application/json"), ("x-amzn-errortype", code))
    return HttpResponse(status, headers, json.dumps(members).encode())


def edited(response: HttpResponse, **members: Any) -> HttpResponse:
    """A success with other members."""
    body = {**json.loads(response.body), **members}
    return replace(response, body=json.dumps(body).encode())


@dataclass(frozen=True)
class Outcome:
    """What a run has told."""

    events: tuple[Event, ...]

    @property
    def findings(self) -> dict[str, Finding]:
        """One finding for each id."""
        found = [each.finding for each in self.events if isinstance(each, FindingFound)]
        return {each.id: each for each in found}

    @property
    def lines(self) -> list[tuple[str, str, str, str]]:
        """Check, operation, place and constraint of each finding."""
        found = self.findings.values()
        return sorted((f.check, f.operation, f.where, f.constraint) for f in found)

    @property
    def outcomes(self) -> Counter[str]:
        return Counter(each.outcome for each in self.events if isinstance(each, CaseFinished))

    @property
    def end(self) -> RunFinished:
        end = self.events[-1]
        assert isinstance(end, RunFinished)
        return end


def runner(server: Any, *operations: str, contract: Contract = CONTRACT, **plan: Any) -> Runner:
    """A runner of the coverage phase, unless the plan says otherwise."""
    wanted = {"phases": ("coverage",), **plan}
    return Runner(contract, CODEC, server, Plan(operations=operations, **wanted))


def run(server: Any, *operations: str, contract: Contract = CONTRACT, **plan: Any) -> Outcome:
    """Run the coverage of a few operations."""
    return Outcome(tuple(runner(server, *operations, contract=contract, **plan).events()))


def guessed(contract: Contract = CONTRACT) -> Contract:
    """The contract as if nobody had reviewed its lifecycle."""
    lifecycle = contract.lifecycle
    return replace(contract, lifecycle=Lifecycle(lifecycle.resources, lifecycle.needs))


@dataclass
class OperationParts:
    """The parts of one operation's run, put together."""

    operation: str
    server: Any = field(default_factory=Server)
    contract: Contract = CONTRACT
    budget: Budget = field(default_factory=Budget)
    tag: str = "tests"

    def __post_init__(self) -> None:
        self.session = Session(self.contract, CODEC, self.server, self.budget)
        self.namer = Namer(self.tag, 1)
        self.setup = Setup(self.session, self.namer)
        self.observer = Observer(self.contract, CODEC)
        operation = self.contract.operations[self.operation]
        role = role_of(self.contract, operation)
        parts = (self.contract, operation, role, self.session, self.setup, self.namer)
        self.harness = OperationHarness(*parts, self.observer)

    def sequence(self) -> Iterator[str]:
        """The operations that were called, in their order."""
        yield from (call.operation for call in self.server.calls)
