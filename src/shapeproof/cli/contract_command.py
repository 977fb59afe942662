"""``shapeproof contract``: list, show, pin, compare and export contracts."""

from __future__ import annotations

from pathlib import Path

import click

from shapeproof.cli.configured import ConfiguredGroup, ServiceName
from shapeproof.cli.contract_option import ModelPath, contract_option
from shapeproof.cli.option_types import OperationGlob
from shapeproof.cli.options import protocol_option

DIFF_FORMATS = ("json", "markdown", "terminal")
"""The formats of ``contract diff``."""
CHANGE_LEVELS = ("breaking", "warning", "none")
"""How bad a change is that fails ``contract diff``."""


@click.group(cls=ConfiguredGroup)
def contract() -> None:
    """List, show, pin, compare and export contracts.

    A contract is a compiled service model.
    """


@contract.command("list")
@click.argument("filters", nargs=-1, metavar="[SERVICE|FILTER]...")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, a list of objects.")
def list_command(filters: tuple[str, ...], as_json: bool) -> None:
    """List the services that have a contract, or the operations of one SERVICE.

    A FILTER is a part of a service name, or a glob. The source of a contract is 'pinned' (in
    ./contracts), 'shipped' (comes with shapeproof), or 'botocore' (compiled from its model).
    """
    from shapeproof.cli.contract_list import print_list

    print_list(filters, as_json)


@contract.command("show")
@click.argument("service", cls=ServiceName)
@click.argument("operation", required=False, type=OperationGlob())
@contract_option
@protocol_option
@click.option("--json", "as_json", is_flag=True, help="Print the documents as they are pinned.")
@click.option("--depth", type=click.IntRange(min=0), metavar="N",
              help="Levels of members to show; default all.")  # fmt: skip
@click.option("--no-color", is_flag=True, help="No colours (NO_COLOR does the same).")
def show_command(
    service: str,
    operation: str | None,
    contract_path: Path | None,
    protocol: str | None,
    as_json: bool,
    depth: int | None,
    no_color: bool,
) -> None:
    """Show the contract of SERVICE, or of one OPERATION (API or python name) with all members."""
    from shapeproof.cli.contract_show import print_contract

    print_contract(service, operation, contract_path, protocol, as_json, depth, no_color)


@contract.command("lifecycle")
@click.argument("service", cls=ServiceName)
@click.argument("operation", required=False, type=OperationGlob())
@click.option(
    "--report",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="JSON report of a run: what it did not reach, why, and what to try.",
)
@contract_option
@click.option(
    "--json", "as_json", is_flag=True, help="Print the document, to save as lifecycle.json."
)
@click.option(
    "--inferred",
    is_flag=True,
    help="Show the inferred lifecycle, even if there is a lifecycle.json.",
)
@click.option("--no-color", is_flag=True, help="No colours (NO_COLOR does the same).")
def lifecycle_command(
    service: str,
    operation: str | None,
    report: Path | None,
    contract_path: Path | None,
    as_json: bool,
    inferred: bool,
    no_color: bool,
) -> None:
    """Show the lifecycle of SERVICE: its resources, and what each operation needs of them.

    With an OPERATION: what it needs, and which calls give it. With the --report of a run: why it
    was not reached, and what to try.

    An inferred lifecycle shows its confidence and the evidence. To correct it, save the output of
    --json as lifecycle.json in the folder of the pinned contract, and set "reviewed" to true.
    """
    from shapeproof.cli.contract_show import print_lifecycle

    print_lifecycle(service, operation, report, contract_path, as_json, inferred, no_color)


@contract.command()
@click.argument("services", cls=ServiceName, nargs=-1, required=True, metavar="SERVICE...")
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
    from shapeproof.cli.contract_export import write_contracts

    write_contracts(services, folder, path, protocol)


@contract.command("diff")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="[NEW]", required=False)
@click.option("--service", metavar="NAME", help="Only this service of a path that has several.")
@click.option(
    "--operation",
    "globs",
    type=OperationGlob(),
    multiple=True,
    metavar="GLOB",
    help="Only these operations: API or python names; repeatable.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(DIFF_FORMATS),
    default="terminal",
    show_default=True,
    help="Output format.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="File to write; default standard output.",
)
@click.option("--fail-on", type=click.Choice(CHANGE_LEVELS), default="none", show_default=True,
              help="Changes that make the exit status 1.")  # fmt: skip
def diff_command(
    old: str,
    new: str | None,
    service: str | None,
    globs: tuple[str, ...],
    form: str,
    output: Path | None,
    fail_on: str,
) -> int:
    """Show what changes from the contract OLD to NEW, and which users it breaks.

    OLD and NEW are a folder of pinned contracts, a folder of models of any version of botocore
    (data/SERVICE, data/SERVICE/VERSION, or all of data), a service-2.json, a Smithy JSON AST, or
    the name of a service of the installed botocore. Without NEW, OLD is compared with the installed
    botocore. docs/reference/compatibility.md lists the rules.
    """
    from shapeproof.cli.contract_diff import print_diff

    return print_diff(old, new, service, globs, form, output, fail_on)


@contract.command("openapi")
@click.argument("service", cls=ServiceName)
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
    from shapeproof.cli.contract_export import print_openapi

    print_openapi(service, contract_path, protocol, output)
