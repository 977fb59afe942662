"""What a suite is aimed at, a server or a client, and how a run against it begins."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from shapeproof.checks import CHECK_NAMES, LIFECYCLE_CHECK_NAMES
from shapeproof.checks.client import CLIENT_CHECK_NAMES
from shapeproof.contract.model import Contract
from shapeproof.exceptions import BadUsage
from shapeproof.report.interface import DEFAULT_BASE_URL
from shapeproof.run.client.operation import PAGES_LEFT_OUT
from shapeproof.run.client.runner import PHASES_OF_CLIENTS, ClientRunner
from shapeproof.run.events import Event
from shapeproof.run.plan import Plan
from shapeproof.run.runner import Runner
from shapeproof.targets.client.interface import ClientTarget
from shapeproof.targets.http_endpoint import HttpTarget
from shapeproof.targets.interface import Target
from shapeproof.wire.registry import codec_for


@dataclass(frozen=True)
class Begun:
    """A run that is about to tell its events; ``base_url`` is where curl lines go."""

    events: Iterator[Event]
    base_url: str


class Aim(Protocol):
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

    def begin(self, contract: Contract, plan: Plan, given: Any) -> AbstractContextManager[Begun]:
        """Begin a run. ``given`` is the value of the user's fixture, where there is one.

        Raises ShapeproofError where the target cannot be reached or started.
        """


@dataclass(frozen=True)
class ServerAim:
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
    def begin(self, contract: Contract, plan: Plan, given: Any) -> Iterator[Begun]:
        """Make sure that somebody listens. Raises UnreachableTarget, BadUsage, ForbiddenTarget."""
        codec = codec_for(contract.protocol, contract.service)
        target = self.make(given)
        try:
            if isinstance(target, HttpTarget):
                target.probe()
            yield Begun(Runner(contract, codec, target, plan).events(), target.base_url)
        finally:
            target.close()


@dataclass(frozen=True)
class ClientAim:
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
    def begin(self, contract: Contract, plan: Plan, given: Any) -> Iterator[Begun]:
        """Start the client, and try whether it answers. Raises CannotStart."""
        codec = codec_for(contract.protocol, contract.service)
        runner = ClientRunner(contract, codec, self.make(), plan, shown=self.shown)
        try:
            runner.start()
            yield Begun(runner.events(), DEFAULT_BASE_URL)
        finally:
            runner.close()
