"""One run of ``shapeproof mock``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import click

from shapeproof.cli.named_contract import contract_of
from shapeproof.contract.model import Contract
from shapeproof.exceptions import BadUsage
from shapeproof.mock import MockServer, any_app, mock_hub
from shapeproof.mock.faults import FaultPlan
from shapeproof.run.contracts import ContractSources, load
from shapeproof.targets.environment import withhold_settings
from shapeproof.wire.registry import supported_protocols


def serve_mocks(
    services: tuple[str, ...],
    *,
    port: int,
    protocol: str | None,
    contract_path: Path | None,
    seed: int,
    latency: float,
    error_rate: float,
    throttle: float | None,
    use_moto: bool,
) -> None:
    """Serve mocks until Ctrl-C. Raises ShapeproofError."""
    if use_moto:
        if len(services) > 1 or latency or error_rate or throttle or contract_path:
            reason = "it serves one service, without failures and by no contract"
            raise BadUsage("--moto", reason, "omit the rest")
        withhold_settings(os.environ)
        server = MockServer(any_app(services[0], protocol, moto=True), port)
    else:
        faults = FaultPlan(latency, error_rate, throttle, seed)
        contracts = [*_contracts(services, contract_path, protocol)]
        if contracts:
            services = tuple(dict.fromkeys(each.service for each in contracts))
        hub = mock_hub(services, protocol, seed=seed, faults=faults, contracts=contracts)
        server = MockServer(hub, port)
    click.echo(f"{', '.join(services)} at {server.url} (Ctrl-C stops it)")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.stop()


def _contracts(
    services: tuple[str, ...], path: Path | None, protocol: str | None
) -> Iterator[Contract]:
    """The contracts of a path, one for each protocol that it can be read in; none without one."""
    if path is None:
        return
    for service in dict.fromkeys(services):
        first = contract_of(service, path, protocol)
        yield first
        if protocol is None:
            yield from _in_others(first, service, path)


def _in_others(first: Contract, service: str, path: Path) -> Iterator[Contract]:
    """The same in the other protocols. A pinned contract may be readable in its own only."""
    for each in first.protocols:
        if each == first.protocol or each not in supported_protocols():
            continue
        try:
            yield load(service, ContractSources(path), each)
        except BadUsage:
            continue
