"""``shapeproof contract show`` and ``contract lifecycle``: print a contract as a tree."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from shapeproof.compile.lifecycle import infer_lifecycle
from shapeproof.contract.document import dump, to_documents
from shapeproof.contract.lifecycle_document import LIFECYCLE_FILE, lifecycle_document
from shapeproof.contract.model import Contract, Operation
from shapeproof.exceptions import UnknownOperation
from shapeproof.report.console import console_for
from shapeproof.report.contract_tree import (
    TextTree,
    lifecycle_tree,
    operation_tree,
    service_tree,
    tree_lines,
)
from shapeproof.report.interface import ReportContext
from shapeproof.run.contracts import ContractSources, load


@click.command("show")
@click.argument("service")
@click.argument("operation", required=False)
@click.option("--contract", "folder", type=click.Path(path_type=Path), metavar="DIR",
              help="Folder of a pinned contract; default as for 'shapeproof server'.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the documents as they are pinned.")
@click.option("--depth", type=click.IntRange(min=0), metavar="N",
              help="Levels of members to show; default all.")  # fmt: skip
@click.option("--no-color", is_flag=True, help="No colours (NO_COLOR does the same).")
def show_command(
    service: str,
    operation: str | None,
    folder: Path | None,
    as_json: bool,
    depth: int | None,
    no_color: bool,
) -> None:
    """Show the contract of SERVICE, or of one OPERATION (API or python name) with all members."""
    contract = load(service, ContractSources(folder))
    wanted = None if operation is None else find_operation(contract, operation)
    if as_json:
        click.echo(dump(_documents(contract, wanted)), nl=False)
    elif wanted is None:
        _print(service_tree(contract), no_color)
    else:
        _print(operation_tree(contract, wanted, depth), no_color)


def find_operation(contract: Contract, name: str) -> Operation:
    """The operation of an API or python name. Raises UnknownOperation with the nearest names."""
    if name in contract.operations:
        return contract.operations[name]
    by_name = {each.python_name: each for each in contract.operations.values()}
    if name in by_name:
        return by_name[name]
    known = list(by_name) if name.islower() else list(contract.operations)
    nearest = get_close_matches(name, known, n=3, cutoff=0.5)
    raise UnknownOperation(contract.service, name, tuple(nearest))


def _documents(contract: Contract, operation: Operation | None) -> Mapping[str, Any]:
    """The documents by file name; for an operation, its own and its part of service.json."""
    if operation is None:
        lifecycle = lifecycle_document(contract.lifecycle)
        return {**to_documents(contract), LIFECYCLE_FILE: lifecycle}
    name = operation.name
    errors = {each.name: each for each in contract.errors_of(operation)}
    pages = {key: each for key, each in contract.paginators.items() if key == name}
    waiters = {key: each for key, each in contract.waiters.items() if each.operation == name}
    return to_documents(
        replace(
            contract,
            operations={name: operation},
            errors=errors,
            paginators=pages,
            waiters=waiters,
        )
    )


def _print(tree: TextTree, no_color: bool) -> None:
    console = console_for(sys.stdout, ReportContext(color=False if no_color else None))
    ascii_only = not (sys.stdout.encoding or "utf-8").lower().startswith("utf")
    for each in tree_lines(tree, ascii_only=ascii_only):
        console.print(each, soft_wrap=True)


@click.command("lifecycle")
@click.argument("service")
@click.option("--contract", "folder", type=click.Path(path_type=Path), metavar="DIR",
              help="Folder of a pinned contract; default as for 'shapeproof server'.")  # fmt: skip
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
    service: str, folder: Path | None, as_json: bool, inferred: bool, no_color: bool
) -> None:
    """Show the lifecycle of SERVICE: its resources, and what each operation needs of them.

    An inferred lifecycle shows its confidence and the evidence. To correct it, save the output of
    --json as lifecycle.json in the folder of the pinned contract, and set "reviewed" to true.
    """
    contract = load(service, ContractSources(folder))
    lifecycle = contract.lifecycle
    if inferred:
        lifecycle = infer_lifecycle(contract.operations, contract.errors, contract.paginators)
    if as_json:
        click.echo(dump(lifecycle_document(lifecycle)), nl=False)
        return
    _print(lifecycle_tree(contract, lifecycle), no_color)
