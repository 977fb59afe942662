"""The targets of a suite, servers and clients, and how a run against one begins."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from shapeproof.checks import CHECK_NAMES, LIFECYCLE_CHECK_NAMES
from shapeproof.checks.client import CLIENT_CHECK_NAMES
from shapeproof.contract.model import Contract
from shapeproof.exceptions import BadUsage, ForbiddenTarget
from shapeproof.exchange.events import Event
from shapeproof.report.interface import DEFAULT_BASE_URL
from shapeproof.run.client.operation import PAGES_LEFT_OUT
from shapeproof.run.client.runner import PHASES_OF_CLIENTS, ClientRunner
from shapeproof.run.plan import Plan
from shapeproof.run.server.runner import Runner
from shapeproof.targets.client.boto3_client import Boto3Client
from shapeproof.targets.client.callable_client import CallableClient
from shapeproof.targets.client.driver_process import DriverProcess
from shapeproof.targets.client.loading import load_callable_client
from shapeproof.targets.http_endpoint import HttpTarget
from shapeproof.targets.interface import ClientTarget, Target
from shapeproof.targets.opening import load_wsgi_app
from shapeproof.targets.wsgi_app import WsgiTarget
from shapeproof.wire.registry import codec_for

BOTO3 = "boto3"
"""The name of the installed boto3 as a client."""
_MODULE_NAME = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_][\w.]*")
_REMOTE = "; 'shapeproof server --allow-remote' sends to your own mock server elsewhere"


def http_target(url: str) -> HttpTarget:
    """A server on this machine. Raises BadUsage, UnreachableTarget and ForbiddenTarget."""
    try:
        return HttpTarget(url)
    except ForbiddenTarget as error:
        # The remedy of the command line is none in pytest.
        reason, mark, _ = error.reason.partition("; add --allow-remote")
        raise ForbiddenTarget(error.address, reason + (_REMOTE if mark else "")) from None


def wsgi_target(app: str | Callable[..., Any]) -> WsgiTarget:
    """An application in this process, or its name as MODULE:APP. Raises BadUsage."""
    if isinstance(app, str):
        return WsgiTarget(load_wsgi_app(app), app)
    if not callable(app):
        raise BadUsage("wsgi", f"{type(app).__name__} is no WSGI application")
    return WsgiTarget(app, _name_of(app))


def target_of_fixture(name: str, value: Any) -> Target:
    """What a fixture gives: a URL, or a WSGI application. Raises as the functions above."""
    if isinstance(value, str):
        return http_target(value)
    if callable(value):
        return wsgi_target(value)
    reason = f"{type(value).__name__} is no server"
    raise BadUsage(f"fixture {name}", reason, "let it give a URL or a WSGI application")


def client_target(service: str, client: str | Callable[..., Any]) -> ClientTarget:
    """A client: a Python callable, ``MODULE:NAME``, ``boto3``, or the command of a driver.

    Raises BadUsage.
    """
    if isinstance(client, CallableClient):
        return client
    if not isinstance(client, str):
        if not callable(client):
            reason = f"{type(client).__name__} is no client"
            raise BadUsage("client", reason, "give a callable or the command of a driver")
        return CallableClient(client, paginates=bool(getattr(client, "paginates", False)))
    if client == BOTO3:
        return Boto3Client(service)
    if _MODULE_NAME.fullmatch(client):
        return load_callable_client(client)
    return DriverProcess(client)


def _name_of(app: Any) -> str:
    owner = app if hasattr(app, "__qualname__") else type(app)
    return f"{owner.__module__}:{owner.__qualname__}"


@dataclass(frozen=True)
class StartedRun:
    """A run that is about to tell its events; ``base_url`` is where curl lines go."""

    events: Iterator[Event]
    base_url: str


class SuiteTarget(Protocol):
    """A server, or a client.

    ``kind`` is the word of ``shapeproof server`` or ``shapeproof client``. ``teller`` is the family
    whose item tells of an operation that could not be checked. ``partial`` maps a reason of an
    operation's end to the one family that it concerns.
    """

    @property
    def kind(self) -> str:
        """``server`` or ``client``."""

    @property
    def teller(self) -> str:
        """The family that tells of what was not checked."""

    @property
    def partial(self) -> Mapping[str, str]:
        """Reasons for which all families but one are checked all the same."""

    def families(self, phases: tuple[str, ...]) -> tuple[str, ...]:
        """The families of checks that these phases can tell of. Raises BadUsage for none."""

    def begin(
        self, contract: Contract, plan: Plan, given: Any
    ) -> AbstractContextManager[StartedRun]:
        """Begin a run. ``given`` is the value of the user's fixture, where there is one.

        Raises ShapeproofError where the target cannot be reached or started.
        """


@dataclass(frozen=True)
class ServerSuiteTarget:
    """A server; ``make`` gives the target, by the value of the user's fixture."""

    make: Callable[[Any], Target]
    kind: str = "server"
    teller: str = "not_reached"
    partial: Mapping[str, str] = field(default_factory=dict)

    def families(self, phases: tuple[str, ...]) -> tuple[str, ...]:
        """Those of lifecycles only where they are walked."""
        left_out = () if "stateful" in phases else LIFECYCLE_CHECK_NAMES
        return tuple(each for each in CHECK_NAMES if each not in left_out)

    @contextmanager
    def begin(self, contract: Contract, plan: Plan, given: Any) -> Iterator[StartedRun]:
        """Make sure that somebody listens. Raises UnreachableTarget, BadUsage, ForbiddenTarget."""
        codec = codec_for(contract.protocol, contract.service)
        target = self.make(given)
        try:
            if isinstance(target, HttpTarget):
                target.probe()
            yield StartedRun(Runner(contract, codec, target, plan).events(), target.base_url)
        finally:
            target.close()


@dataclass(frozen=True)
class ClientSuiteTarget:
    """A client; ``make`` gives the target. ``shown`` is what all its runs have told once."""

    make: Callable[[], ClientTarget]
    kind: str = "client"
    teller: str = "driver"
    partial: Mapping[str, str] = field(default_factory=lambda: {PAGES_LEFT_OUT: "pages"})
    shown: dict[tuple[str, str], str] = field(default_factory=dict)

    def families(self, phases: tuple[str, ...]) -> tuple[str, ...]:
        """All of them; a client keeps no state of the service, so that nothing is walked."""
        if not set(phases) & set(PHASES_OF_CLIENTS):
            fits = ", ".join(PHASES_OF_CLIENTS)
            raise BadUsage(f"phases {', '.join(phases)}", "no phase of a client", f"give {fits}")
        return CLIENT_CHECK_NAMES

    @contextmanager
    def begin(self, contract: Contract, plan: Plan, given: Any) -> Iterator[StartedRun]:
        """Start the client, and try whether it answers. Raises CannotStart."""
        codec = codec_for(contract.protocol, contract.service)
        runner = ClientRunner(contract, codec, self.make(), plan, shown=self.shown)
        try:
            runner.start()
            yield StartedRun(runner.events(), DEFAULT_BASE_URL)
        finally:
            runner.close()
