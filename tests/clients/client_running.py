"""Runs the suite against the small client, in process or as a driver."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import shapeproof
from shapeproof.contract.model import Contract
from shapeproof.contract.store import read_pinned
from shapeproof.exchange import Finding
from shapeproof.exchange.events import FindingFound, RunFinished, Stats
from shapeproof.exchange.reasons import reason_text
from shapeproof.run.client.runner import ClientRunner
from shapeproof.run.plan import Plan
from shapeproof.targets.client.callable_client import (
    CallableClient,
    ReplyFailure,
    ServiceFailure,
    ValidationFailure,
)
from shapeproof.targets.client.driver_process import DriverProcess
from shapeproof.targets.interface import ClientTarget
from shapeproof.wire.registry import codec_for
from tests.support.programs import module_command_line

from .small_client import SmallClient
from .small_model import load_model
from .small_parsing import CallFailed

PINNED = Path(__file__).parents[2] / "contracts/amplifybackend/2020-08-11"
CALL_SECONDS = 6.0
"""Longer than the small client takes for a reply that never comes."""


@dataclass(frozen=True)
class ClientOutcome:
    """What a run has found."""

    findings: tuple[Finding, ...]
    stats: Stats
    stopped: str

    @property
    def lines(self) -> list[str]:
        """A line per distinct finding, for messages."""
        found = {each.id: each for each in self.findings}
        return [
            f"{each.severity.label} {each.check} {each.operation} {each.where}: "
            f"{each.message} (expected {each.expected[:120]}, got {each.actual[:120]})"
            for each in found.values()
        ]

    @property
    def ids(self) -> set[str]:
        """The fingerprints of what was found."""
        return {each.id for each in self.findings}


class InProcess:
    """The small client as a callable; `start` makes another one."""

    def __init__(self, make: type[SmallClient], service: str) -> None:
        self._make, self._model = make, load_model(service)
        self._client: SmallClient | None = None

    def start(self, endpoint: str) -> None:
        if self._client is not None:
            self._client.close()
        self._client = self._make(self._model, endpoint)

    def __call__(self, operation: str, params: Mapping[str, Any], endpoint: str) -> Any:
        assert self._client is not None
        try:
            return self._client.call(operation, params)
        except CallFailed as failure:
            if failure.kind == "validation":
                raise ValidationFailure(failure.message) from None
            if failure.kind == "transport":
                raise ReplyFailure(failure.message) from None
            raise ServiceFailure(
                failure.code, failure.message, failure.status, failure.fields
            ) from None


@cache
def contract_of(service: str) -> Contract:
    return read_pinned(PINNED) if service == "amplifybackend" else shapeproof.load_contract(service)


def in_process(
    service: str = "amplifybackend", make: type[SmallClient] = SmallClient
) -> ClientTarget:
    return CallableClient(InProcess(make, service), address="small client", paginates=True)


def as_driver(defect: str | None = None) -> ClientTarget:
    options = ("--defect", defect) if defect else ()
    return DriverProcess(module_command_line("tests.clients.small_client", *options))


def run_client(
    target: ClientTarget,
    operations: Iterable[str] = (),
    seed: int = 0,
    phases: tuple[str, ...] = ("coverage",),
    service: str = "amplifybackend",
    max_examples: int = 20,
    seconds: float = CALL_SECONDS,
) -> ClientOutcome:
    contract = contract_of(service)
    plan = Plan(
        seed=seed,
        operations=tuple(operations),
        phases=phases,
        max_examples=max_examples,
        shared_by=tuple(contract.operations),
    )
    codec = codec_for(contract.protocol)
    runner = ClientRunner(contract, codec, target, plan, seconds=seconds)
    findings: list[Finding] = []
    try:
        runner.start()
        for event in runner.events():
            if isinstance(event, FindingFound):
                findings.append(event.finding)
            elif isinstance(event, RunFinished):
                return ClientOutcome(tuple(findings), event.stats, reason_text(event.stopped))
    finally:
        runner.close()
    raise AssertionError("the run did not finish")
