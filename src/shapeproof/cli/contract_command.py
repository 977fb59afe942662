"""``shapeproof contract``: list, show, pin, compare and export contracts."""

from __future__ import annotations

from pathlib import Path

import click

from shapeproof.cli.contract_diff import diff_command
from shapeproof.cli.contract_list import list_command
from shapeproof.cli.contract_option import (
    ModelPath,
    contract_of,
    contract_option,
    naming_option,
)
from shapeproof.cli.contract_show import lifecycle_command, show_command
from shapeproof.cli.options import protocol_option
from shapeproof.contract.document import dump
from shapeproof.contract.store import OPENAPI_FILE, read_pinned, write_document, write_pinned
from shapeproof.exceptions import BadUsage, UnsupportedProtocol
from shapeproof.report.interface import OutputFile
from shapeproof.run.contracts import uncorrected
from shapeproof.wire.openapi import openapi_document
from shapeproof.wire.openapi.document import PROTOCOLS


@click.command("openapi")
@click.argument("service")
@contract_option
@protocol_option
@click.option("--output", type=click.Path(path_type=Path), metavar="PATH",
              help="File to write; default standard output.")  # fmt: skip
def openapi_command(
    service: str, contract_path: Path | None, protocol: str | None, output: Path | None
) -> None:
    """Print the contract of SERVICE as an OpenAPI 3.1 document, for other tools.

    It exists for services of the rest-json protocol.
    """
    contract = contract_of(service, contract_path, protocol)
    try:
        text = dump(openapi_document(contract))
    except UnsupportedProtocol as error:
        remedy = f"OpenAPI documents are written for {', '.join(error.supported)} services"
        raise BadUsage(f"service {service}", f"its protocol is {error.protocol}", remedy) from None
    if output is None:
        click.echo(text, nl=False)
    else:
        OutputFile.open(f"--output {output}", output).write(text)


@click.group()
def contract() -> None:
    """List, show, pin, compare and export contracts.

    A contract is a compiled service model.
    """


@contract.command()
@click.argument("services", nargs=-1, required=True, metavar="SERVICE...")
@click.option("--dir", "folder", type=click.Path(path_type=Path), default=Path("contracts"),
              show_default=True, help="Folder to write to.")  # fmt: skip
@click.option("--from", "path", type=ModelPath(), metavar="PATH",
              help="Model to pin: the data of any botocore, a service-2.json, a Smithy JSON AST, "
              "or other pinned contracts; default the installed botocore.")  # fmt: skip
@protocol_option
def pin(services: tuple[str, ...], folder: Path, path: Path | None, protocol: str | None) -> None:
    """Compile services from a model and write their contracts to a folder.

    The model is that of the installed botocore, or one of any age at --from PATH.

    An existing lifecycle.json or overlay.json is kept, as it may be edited by hand. For services
    of the rest-json protocol an openapi.json is written as well.
    """
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


contract.add_command(list_command)
contract.add_command(show_command)
contract.add_command(lifecycle_command)
contract.add_command(diff_command)
contract.add_command(openapi_command)
