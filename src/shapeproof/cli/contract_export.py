"""``shapeproof contract pin`` and ``contract openapi``: write contracts."""

from __future__ import annotations

from pathlib import Path

import click

from shapeproof.cli.named_contract import contract_of, naming_option
from shapeproof.cli.printing import print_document
from shapeproof.contract.document import dump
from shapeproof.contract.store import OPENAPI_FILE, read_pinned, write_document, write_pinned
from shapeproof.exceptions import BadUsage, UnsupportedProtocol
from shapeproof.report.interface import OutputFile
from shapeproof.run.contracts import uncorrected
from shapeproof.wire.openapi import openapi_document
from shapeproof.wire.openapi.document import PROTOCOLS


def print_openapi(
    service: str, contract_path: Path | None, protocol: str | None, output: Path | None
) -> None:
    """Print an OpenAPI document. Raises ShapeproofError."""
    contract = contract_of(service, contract_path, protocol)
    try:
        text = dump(openapi_document(contract))
    except UnsupportedProtocol as error:
        remedy = f"OpenAPI documents are written for {', '.join(error.supported)} services"
        raise BadUsage(f"service {service}", f"its protocol is {error.protocol}", remedy) from None
    if output is None:
        print_document(text)
    else:
        OutputFile.open(f"--output {output}", output).write(text)


def write_contracts(
    services: tuple[str, ...], folder: Path, path: Path | None, protocol: str | None
) -> None:
    """Compile services, and write their contracts. Raises ShapeproofError."""
    with naming_option("--from", path):
        contracts = [uncorrected(service, path, protocol) for service in services]
    for compiled in contracts:
        try:
            written = write_pinned(compiled, folder)
            _write_openapi(written)
        except OSError as error:
            raise BadUsage(f"--dir {folder}", error.strerror or "cannot be written") from None
        click.echo(f"{written}: {len(compiled.operations)} operations")


def _write_openapi(written: Path) -> None:
    """Export the pinned contract, with its overlay. Raises BrokenContract for a bad overlay."""
    pinned = read_pinned(written)
    if pinned.protocol in PROTOCOLS:
        write_document(written / OPENAPI_FILE, openapi_document(pinned))
