"""``shapeproof contract openapi``: a contract as an OpenAPI document."""

from __future__ import annotations

from pathlib import Path

import click

from shapeproof.contract.document import dump
from shapeproof.exceptions import BadUsage, UnsupportedProtocol
from shapeproof.report.files import OutputFile
from shapeproof.run.resolve import resolve_contract
from shapeproof.wire.openapi import openapi_document


@click.command("openapi")
@click.argument("service")
@click.option("--contract", "folder", type=click.Path(path_type=Path), metavar="DIR",
              help="A pinned contract; default as for 'shapeproof server'.")  # fmt: skip
@click.option("--output", type=click.Path(path_type=Path), metavar="PATH",
              help="Where to write it; default standard output.")  # fmt: skip
def openapi_command(service: str, folder: Path | None, output: Path | None) -> None:
    """Print the contract of SERVICE as an OpenAPI 3.1 document, for other tools.

    Only services of the rest-json protocol have one.
    """
    contract = resolve_contract(service, folder)
    try:
        text = dump(openapi_document(contract))
    except UnsupportedProtocol as error:
        remedy = f"OpenAPI documents are written for {', '.join(error.supported)} services"
        raise BadUsage(f"service {service}", f"it speaks {error.protocol}", remedy) from None
    if output is None:
        click.echo(text, nl=False)
    else:
        OutputFile.open(f"--output {output}", output).write(text)
