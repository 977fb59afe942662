"""``shapeproof contract``: pin a service's contract."""

from __future__ import annotations

from pathlib import Path

import click

from shapeproof.cli.later import GroupWithLater
from shapeproof.compile import compile_service
from shapeproof.contract.store import write_pinned
from shapeproof.errors import BadUsage


@click.group(cls=GroupWithLater)
def contract() -> None:
    """Contracts: the service models, compiled."""


@contract.command()
@click.argument("services", nargs=-1, required=True, metavar="SERVICE...")
@click.option("--dir", "folder", type=click.Path(path_type=Path), default=Path("contracts"),
              show_default=True, help="Where to write them.")  # fmt: skip
def pin(services: tuple[str, ...], folder: Path) -> None:
    """Compile services from the installed botocore and write them below a folder.

    A lifecycle.json or overlay.json that lies there already is kept: it may be hand-made.
    """
    for compiled in [compile_service(service) for service in services]:
        try:
            written = write_pinned(compiled, folder)
        except OSError as error:
            raise BadUsage(f"--dir {folder}", error.strerror or "cannot be written") from None
        click.echo(f"{written}: {len(compiled.operations)} operations")
