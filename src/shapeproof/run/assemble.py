"""Puts runs together: a contract, a target and a plan become a run that is ready to begin.

The commands, the pytest suite and the Schemathesis fixture all start here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, Self

from shapeproof.checks.registry import client_check_names, server_check_names
from shapeproof.contract.model import Contract
from shapeproof.exceptions import BadUsage
from shapeproof.exchange import Severity
from shapeproof.exchange.events import Event, RunFinished
from shapeproof.generate.domain.base_values import RealisticValues
from shapeproof.run.choices import CALL_SECONDS, Engine
from shapeproof.run.client.runner import PHASES_OF_CLIENTS, ClientRunner, Shown
from shapeproof.run.client.trial import ClientTrial
from shapeproof.run.contracts import protocols_of_boto3
from shapeproof.run.locating import Locate, locator, nowhere
from shapeproof.run.plan import Budget, Plan
from shapeproof.run.server.access import PLAIN_ACCESS, ServerAccess
from shapeproof.run.server.runner import Runner
from shapeproof.targets.interface import Target
from shapeproof.targets.opening import (
    Boto3Spec,
    ClientSpec,
    ServerSpec,
    make_ready,
    open_target,
)
from shapeproof.wire.registry import codec_for, usable_protocols

if TYPE_CHECKING:
    from schemathesis import Config

    from shapeproof.run.schemathesis_engine import ServiceSchema


class Run(Protocol):
    """A run that yields events."""

    def events(self) -> Iterator[Event]:
        """All events of the run."""

    def interrupted(self) -> RunFinished:
        """The last event of a run that is interrupted."""


@dataclass(frozen=True)
class AssembledRun:
    """A run with its open target, which is closed at the end of the context.

    ``begin`` makes sure that the target answers. ``base_url`` is where the server is; empty for a
    client. ``time_limit`` is that of a run which may be interrupted anywhere. ``notices`` are lines
    for the user, known once the run has begun. ``locate`` finds the line that a finding is about.
    """

    run: Run
    check_names: tuple[str, ...]
    base_url: str
    begin: Callable[[], object]
    close: Callable[[], object]
    time_limit: float | None = None
    notices: Callable[[], tuple[str, ...]] = tuple
    locate: Locate = nowhere

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def server_run(
    contract: Contract,
    spec: ServerSpec,
    plan: Plan,
    engine: Engine = Engine.SHAPEPROOF,
    access: ServerAccess = PLAIN_ACCESS,
) -> AssembledRun:
    """A run against a server.

    Raises UnsupportedProtocol, BadUsage, ForbiddenTarget, UnreachableTarget and BrokenStrategies.
    """
    codec_for(contract.protocol, contract.service)  # checked before the target is opened
    realistic = None
    if engine is Engine.SHAPEPROOF:  # before anything is sent: users' files may be broken
        realistic = RealisticValues.load(contract, plan.strategies)
    target = open_target(spec)
    try:
        run, names = _server_run(contract, target, plan, engine, access, realistic)
    except BaseException:
        target.close()
        raise

    def begin() -> None:
        make_ready(target, plan.time_limit)
        access.begin(plan.time_limit)

    locate = locator(contract, target)
    return AssembledRun(
        run, names, target.base_url, begin, target.close, plan.time_limit, locate=locate
    )


def client_run(
    contract: Contract,
    spec: ClientSpec,
    plan: Plan,
    *,
    call_seconds: float = CALL_SECONDS,
    shown: Shown | None = None,
) -> AssembledRun:
    """A run against a client, or one client for each worker of the plan.

    ``call_seconds`` limits one call; ``shown`` is shared by runs of the same client. Raises
    UnsupportedProtocol and BadUsage.
    """
    codec = codec_for(contract.protocol, contract.service)
    spec = _speaking(contract, spec)
    target, *others = (open_target(spec) for _ in range(plan.workers))
    runner = ClientRunner(contract, codec, target, plan, tuple(others), call_seconds)
    if shown is not None:
        runner.shown = shown
    return AssembledRun(
        runner,
        client_check_names(),
        "",
        runner.start,
        runner.close,
        notices=runner.notices,
        locate=locator(contract, target),
    )


def spoken_by(
    contract: Contract, spec: ClientSpec, plan: Plan, *, call_seconds: float = CALL_SECONDS
) -> str:
    """The protocol of a service that a client speaks; the contract's if its call does not show it.

    A client of a service with several protocols is started, and makes one call. Raises BadUsage
    and CannotStart.
    """
    if len(usable_protocols(contract)) < 2 or isinstance(spec, Boto3Spec):
        return contract.protocol
    codec = codec_for(contract.protocol, contract.service)
    target = open_target(spec)
    try:
        trial = ClientTrial(contract, codec, target, plan, call_seconds)
        return trial.spoken() or contract.protocol
    finally:
        target.close()


def _speaking(contract: Contract, spec: ClientSpec) -> ClientSpec:
    """boto3 is made to speak the protocol of the contract; other clients speak what they speak.

    Raises BadUsage if boto3's own model of the service has another protocol.
    """
    if isinstance(spec, Boto3Spec) and spec.protocol is None:
        spoken = protocols_of_boto3(contract.service)
        if spoken and contract.protocol not in spoken:
            reason = f"boto3 speaks {' or '.join(spoken)}, the contract is of {contract.protocol}"
            raise BadUsage("--boto3", reason, "omit --contract, or test the client by a driver")
        return replace(spec, protocol=contract.protocol)
    return spec


def require_client_phases(phases: tuple[str, ...], option: str) -> None:
    """Raises BadUsage, which names the ``option``, unless clients have one of the phases."""
    if not set(phases) & set(PHASES_OF_CLIENTS):
        remedy = f"choose from {', '.join(PHASES_OF_CLIENTS)}"
        raise BadUsage(f"{option} {','.join(phases)}", "clients have none of these phases", remedy)


def schemathesis_schema_of(
    contract: Contract,
    spec: ServerSpec,
    *,
    minimum: Severity,
    invalid_cases: bool,
    config: Config | None,
) -> ServiceSchema:
    """A Schemathesis schema whose cases go to a server that answers. Closing its app closes it.

    Raises MissingExtra, BadUsage, ForbiddenTarget and UnreachableTarget.
    """
    # Schemathesis takes long to import.
    from shapeproof.run.schemathesis_engine import service_schema

    target = open_target(spec)
    make_ready(target)
    return service_schema(
        contract, target, least=minimum, invalid_cases=invalid_cases, config=config
    )


def _server_run(
    contract: Contract,
    target: Target,
    plan: Plan,
    engine: Engine,
    access: ServerAccess,
    realistic: RealisticValues | None,
) -> tuple[Run, tuple[str, ...]]:
    codec = codec_for(contract.protocol, contract.service)
    if engine is Engine.SHAPEPROOF:
        access.revival(target, Budget())  # there may be none for this target
        runner = Runner(contract, codec, target, plan, access=access, realistic=realistic)
        return runner, server_check_names()
    # Schemathesis takes long to import.
    from shapeproof.run.schemathesis_engine import SchemathesisRunner, checks_of_both

    return SchemathesisRunner(contract, codec, target, plan, access.credentials), checks_of_both()
