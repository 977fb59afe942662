"""The contract that a command uses, and what it says of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from shapeproof.contract.model import Contract
from shapeproof.exceptions import BadUsage
from shapeproof.run.contracts import ContractSources, load

_MOST_NOTES = 5


def contract_of(service: str, path: Path | None, protocol: str | None = None) -> Contract:
    """The contract of a service; what was left out of its corrections goes to stderr.

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
    """An error about a path names the option that gave it."""
    try:
        yield
    except BadUsage as error:
        if error.what == str(path):
            error.what = f"{option} {path}"
        raise
