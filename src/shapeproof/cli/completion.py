"""What a shell completes: names of services, operations and targets, without compiling anything."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from shapeproof.cli.configured import configuration_of
from shapeproof.configuration.layers import MARK, target_names


def targets_of(ctx: click.Context, incomplete: str) -> list[str]:
    """The targets of the configuration file, as the command line names them."""
    names = target_names(configuration_of(ctx).file)
    return [f"{MARK}{each}" for each in names if f"{MARK}{each}".startswith(incomplete)]


def services_of(ctx: click.Context, incomplete: str) -> list[str]:
    """The services that have a contract or a model."""
    from shapeproof.run.contract_names import known_services  # reads the folders of botocore

    return _beginning(known_services(_contract_path(ctx)), incomplete)


def operations_of(ctx: click.Context, incomplete: str) -> list[str]:
    """The operations of the service on the command line; by python names where one is begun."""
    from shapeproof.run.contract_names import known_operations

    service = ctx.params.get("service")
    if not isinstance(service, str):
        return []
    names = known_operations(service, _contract_path(ctx))
    return _beginning(names if not incomplete[:1].islower() else names.values(), incomplete)


def _contract_path(ctx: click.Context) -> Path | None:
    found = ctx.params.get("contract_path")
    return found if isinstance(found, Path) else None


def _beginning(names: Iterable[str], incomplete: str) -> list[str]:
    return [each for each in names if each.startswith(incomplete)]
