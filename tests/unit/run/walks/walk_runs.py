"""The stateful phase against the bundled mock, with answers changed on their way back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from shapeproof.contract.lifecycle import Lifecycle
from shapeproof.contract.model import Contract
from shapeproof.exchange import Case, Expect, Finding, HttpRequest, HttpResponse
from shapeproof.exchange.events import CaseFinished, FindingFound
from shapeproof.mock import wsgi_app
from shapeproof.run.contracts import load
from shapeproof.run.plan import Budget, Plan
from shapeproof.run.server.base_requests import BaseRequest, BaseRequests
from shapeproof.run.server.names import tag_of
from shapeproof.run.server.phase import PhaseContext
from shapeproof.run.walks.phase import StatefulPhase
from shapeproof.targets.wsgi_app import WsgiTarget
from shapeproof.wire.registry import codec_for

CONTRACT = load("amplifybackend")
Hook = Callable[[HttpRequest, HttpResponse], HttpResponse]


@dataclass
class Server:
    """A target: the bundled mock, whose answers a hook may change."""

    hook: Hook | None = None
    kind: str = "wsgi"
    address: str = "test"
    base_url: str = "http://127.0.0.1"
    requests: list[HttpRequest] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.inner = WsgiTarget(wsgi_app("amplifybackend"), "test")

    def send(self, request: HttpRequest) -> HttpResponse:
        self.requests.append(request)
        answer = self.inner.send(request)
        return self.hook(request, answer) if self.hook else answer

    def close(self) -> None:
        pass


@dataclass(frozen=True)
class Run:
    """What the phase has told, and how much it has sent."""

    findings: tuple[Finding, ...]
    cases: tuple[CaseFinished, ...]
    requests: int

    @property
    def lines(self) -> set[tuple[str, str, str]]:
        """Check, operation and constraint of each finding."""
        return {(each.check, each.operation, each.constraint) for each in self.findings}


def run(
    server: Server | None = None,
    contract: Contract = CONTRACT,
    bases: Mapping[str, Mapping[str, Any]] | None = None,
    **plan: Any,
) -> Run:
    """Run the stateful phase alone, without random walks unless ``max_examples`` says so."""
    wanted = Plan(**{"phases": ("stateful",), "max_examples": 0, **plan})
    budget = Budget(wanted.max_requests)
    context = PhaseContext(
        contract=contract,
        codec=codec_for(contract.protocol),
        target=server or Server(),
        plan=wanted,
        budget=budget,
        tag=tag_of(wanted.seed, 0),
        operations=wanted.select(contract),
        bases=BaseRequests({name: base(name, params) for name, params in (bases or {}).items()}),
    )
    rounds = StatefulPhase().begin(context).rounds()
    events = [event for each in rounds for event in each]
    return Run(
        tuple(each.finding for each in events if isinstance(each, FindingFound)),
        tuple(each for each in events if isinstance(each, CaseFinished)),
        budget.requests,
    )


def base(operation: str, params: Mapping[str, Any]) -> BaseRequest:
    """A request that was accepted."""
    return BaseRequest(Case("base", operation, "minimal", "", params, Expect.ACCEPT))


def guessed() -> Contract:
    """The contract as if nobody had reviewed its lifecycle."""
    lifecycle = CONTRACT.lifecycle
    return replace(CONTRACT, lifecycle=Lifecycle(lifecycle.resources, lifecycle.needs))


def edited(response: HttpResponse, **members: Any) -> HttpResponse:
    """A success with other members."""
    body = {**json.loads(response.body), **members}
    return replace(response, body=json.dumps(body).encode())
