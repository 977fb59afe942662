"""``--contract`` of all commands: which contract they use, and what they say of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from shapeproof.contract.model import Contract
from shapeproof.exceptions import BadUsage
from shapeproof.run.contracts import ContractSources, load

_MOST_NOTES = 5


class ModelPath(click.Path):
    """A path of contracts or models. ``~`` is expanded, which shells omit behind ``--option=``."""

    def __init__(self) -> None:
        """Make the type; whether the path exists is told by what reads it."""
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path with the user's home in place of ``~``."""
        return super().convert(os.path.expanduser(value), param, ctx)  # noqa: PTH111


contract_option = click.option(
    "--contract",
    "contract_path",
    type=ModelPath(),
    metavar="PATH",
    help="Pinned contracts, the data of any botocore, a service-2.json, or a Smithy JSON AST; "
    "default ./contracts, then the contract that comes with shapeproof, then the model of the "
    "installed botocore.",
)
"""Adds ``--contract`` to a command."""


def contract_of(service: str, path: Path | None, protocol: str | None = None) -> Contract:
    """The contract of a service; what was left out of its corrections is told on stderr.

    Raises as ``run.contracts.load`` does.
    """
    with naming_option("--contract", path):
        contract = load(service, ContractSources(path), protocol)
    for note in contract.notes[:_MOST_NOTES]:
        click.echo(f"shapeproof: {note}", err=True)
    if (more := len(contract.notes) - _MOST_NOTES) > 0:
        click.echo(f"shapeproof: {more:,} more corrections are left out", err=True)
    return contract


@contextmanager
def naming_option(option: str, path: Path | None) -> Iterator[None]:
    """What is wrong with a path is told with the option that gave it."""
    try:
        yield
    except BadUsage as error:
        if error.what == str(path):
            error.what = f"{option} {path}"
        raise
