"""``shapeproof mock``: serve mocks that keep to the contract."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from shapeproof.cli.contract_option import contract_of, contract_option
from shapeproof.contract.model import Contract
from shapeproof.exceptions import BadUsage
from shapeproof.mock import MockServer, any_app, mock_hub
from shapeproof.mock.faults import FaultPlan
from shapeproof.run.contracts import ContractSources, load
from shapeproof.wire.registry import supported_protocols


@click.command()
@click.argument("services", nargs=-1, required=True, metavar="SERVICE...")
@click.option("--port", type=click.IntRange(0, 65535), default=5000, show_default=True,
              help="Port on 127.0.0.1; 0 chooses a free one.")  # fmt: skip
@click.option("--protocol", metavar="NAME",
              help="Answer in this protocol only; default all that a service speaks.")  # fmt: skip
@contract_option
@click.option("--seed", type=int, default=0, show_default=True,
              help="What the mock chooses (identifiers, failures) follows from it.")  # fmt: skip
@click.option("--latency", type=click.FloatRange(0), default=0.0, metavar="SECONDS",
              help="Wait before each answer.")  # fmt: skip
@click.option("--error-rate", type=click.FloatRange(0, 1), default=0.0, metavar="P",
              help="Share of calls that fail with the service's internal error.")  # fmt: skip
@click.option("--throttle", type=click.FloatRange(0, min_open=True), metavar="RATE",
              help="Calls a second; the others get the service's throttling error.")  # fmt: skip
@click.option("--moto", "use_moto", is_flag=True,
              help="Serve moto's own mock of one service instead.")  # fmt: skip
def mock(
    services: tuple[str, ...],
    port: int,
    protocol: str | None,
    contract_path: Path | None,
    seed: int,
    latency: float,
    error_rate: float,
    throttle: float | None,
    use_moto: bool,
) -> None:
    """Serve mocks of the services on 127.0.0.1 until Ctrl-C stops them.

    A mock is made of the service's contract: it keeps what is made, returns legal values and
    refuses illegal requests. Several services share the port. See docs/reference/mock.md.
    """
    if use_moto:
        if len(services) > 1 or latency or error_rate or throttle or contract_path:
            reason = "it serves one service, without failures and by no contract"
            raise BadUsage("--moto", reason, "omit the rest")
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
