"""The targets of a suite, servers and clients, and how a run against one begins."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from shapeproof.checks.client.breakdowns import Driver
from shapeproof.checks.client.pagination import Pages
from shapeproof.checks.registry import (
    client_check_names,
    lifecycle_check_names,
    server_check_names,
)
from shapeproof.checks.verdicts import NotReached
from shapeproof.contract.model import Contract
from shapeproof.exceptions import BadUsage
from shapeproof.exchange.events import Event
from shapeproof.exchange.reasons import EndReason
from shapeproof.report.interface import DEFAULT_BASE_URL
from shapeproof.run.assemble import client_run, require_client_phases, server_run
from shapeproof.run.client.operation import PAGES_LEFT_OUT
from shapeproof.run.client.runner import Shown
from shapeproof.run.plan import Plan
from shapeproof.targets.opening import (
    ClientSpec,
    ServerSpec,
    UrlSpec,
    WsgiSpec,
    client_spec_of,
    open_target,
    the_one_given,
)

_REMOTE_REMEDY = "'shapeproof server --allow-remote' sends to your own mock server elsewhere"


@dataclass(frozen=True)
class StartedRun:
    """A run whose events are about to come; ``base_url`` is where curl lines go."""

    events: Iterator[Event]
    base_url: str


class SuiteTarget(Protocol):
    """A server, or a client.

    ``kind`` is the word of ``shapeproof server`` or ``shapeproof client``. ``reporter`` is the
    family whose item reports an operation that could not be checked. ``partial`` maps a reason of
    an operation's end to the one family that it concerns.
    """

    @property
    def kind(self) -> str:
        """``server`` or ``client``."""

    @property
    def reporter(self) -> str:
        """The family that reports what was not checked."""

    @property
    def partial(self) -> Mapping[EndReason, str]:
        """Reasons for which all families but one are checked all the same."""

    def families(self, phases: tuple[str, ...]) -> tuple[str, ...]:
        """The families of checks that these phases can report. Raises BadUsage for none."""

    def begin(
        self, contract: Contract, plan: Plan, given: Any
    ) -> AbstractContextManager[StartedRun]:
        """Begin a run. ``given`` is the value of the user's fixture, where there is one.

        Raises ShapeproofError where the target cannot be reached or started.
        """


@dataclass(frozen=True)
class ServerSuiteTarget:
    """A server: the target of a spec, or what the user's fixture gives."""

    spec: ServerSpec | None = None
    fixture: str = ""
    kind: str = "server"
    reporter: str = NotReached.name
    partial: Mapping[EndReason, str] = field(default_factory=dict)

    def families(self, phases: tuple[str, ...]) -> tuple[str, ...]:
        """Those of lifecycles only with the stateful phase."""
        left_out = () if "stateful" in phases else lifecycle_check_names()
        return tuple(each for each in server_check_names() if each not in left_out)

    @contextmanager
    def begin(self, contract: Contract, plan: Plan, given: Any) -> Iterator[StartedRun]:
        """Try whether the server answers. Raises UnreachableTarget, BadUsage, ForbiddenTarget."""
        spec = self.spec or spec_of_fixture(self.fixture, given)
        with server_run(contract, spec, plan) as assembled:
            assembled.begin()
            yield StartedRun(assembled.run.events(), assembled.base_url)


@dataclass(frozen=True)
class ClientSuiteTarget:
    """A client. ``shown`` is what all its runs have reported once."""

    spec: ClientSpec
    kind: str = "client"
    reporter: str = Driver.name
    partial: Mapping[EndReason, str] = field(default_factory=lambda: {PAGES_LEFT_OUT: Pages.name})
    shown: Shown = field(default_factory=dict)

    def families(self, phases: tuple[str, ...]) -> tuple[str, ...]:
        """All of them; a client keeps no state of the service, so it has no stateful phase."""
        require_client_phases(phases, "phases")
        return client_check_names()

    @contextmanager
    def begin(self, contract: Contract, plan: Plan, given: Any) -> Iterator[StartedRun]:
        """Start the client, and try whether it answers. Raises CannotStart."""
        with client_run(contract, self.spec, plan, shown=self.shown) as assembled:
            assembled.begin()
            yield StartedRun(assembled.run.events(), DEFAULT_BASE_URL)


def suite_target(
    service: str,
    *,
    url: str | None = None,
    wsgi: str | Callable[..., Any] | None = None,
    fixture: str | None = None,
    client: str | Callable[..., Any] | None = None,
) -> SuiteTarget:
    """The one target that a user names; nothing is sent yet.

    Raises BadUsage, ForbiddenTarget and UnreachableTarget.
    """
    the_one_given("target", {"url": url, "wsgi": wsgi, "fixture": fixture, "client": client})
    if fixture is not None:
        return ServerSuiteTarget(fixture=fixture)
    # Opened once now: what is wrong with a target is reported once, not by each item.
    if client is not None:
        client_spec = client_spec_of(service, client)
        open_target(client_spec).close()
        return ClientSuiteTarget(client_spec)
    assert url is not None or wsgi is not None
    spec = WsgiSpec(wsgi) if wsgi is not None else _url_spec(str(url))
    open_target(spec).close()
    return ServerSuiteTarget(spec)


def spec_of_fixture(name: str, value: Any) -> ServerSpec:
    """What a fixture gives: a URL, or a WSGI application. Raises BadUsage."""
    if isinstance(value, str):
        return _url_spec(value)
    if callable(value):
        return WsgiSpec(value)
    reason = f"{type(value).__name__} is not a server"
    raise BadUsage(f"fixture {name}", reason, "let it give a URL or a WSGI application")


def _url_spec(url: str) -> UrlSpec:
    """pytest has no --allow-remote."""
    return UrlSpec(url, remote_remedy=_REMOTE_REMEDY)
