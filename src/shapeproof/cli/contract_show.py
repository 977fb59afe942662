"""``shapeproof contract show`` and ``contract lifecycle``: print a contract as a tree."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from textwrap import indent
from typing import Any

import click

from shapeproof.cli.named_contract import contract_of
from shapeproof.cli.printing import print_document
from shapeproof.compile.lifecycle import infer_lifecycle
from shapeproof.contract.document import dump, to_documents
from shapeproof.contract.lifecycle_document import LIFECYCLE_FILE, lifecycle_document
from shapeproof.contract.model import Contract, Operation
from shapeproof.exceptions import BadUsage, UnknownOperation
from shapeproof.report.console import console_for
from shapeproof.report.contract_tree import (
    TextTree,
    lifecycle_tree,
    operation_tree,
    service_tree,
    tree_lines,
)
from shapeproof.report.document import Report
from shapeproof.report.interface import ReportContext
from shapeproof.report.json_report import read_report
from shapeproof.report.reaching import (
    OperationRecord,
    reaching_tree,
    refusal_of,
    remedies,
    unreached_tree,
)


def print_contract(
    service: str,
    operation: str | None,
    contract_path: Path | None,
    protocol: str | None,
    as_json: bool,
    depth: int | None,
    no_color: bool,
) -> None:
    """Print a contract, or an operation of it. Raises ShapeproofError."""
    contract = contract_of(service, contract_path, protocol)
    wanted = None if operation is None else find_operation(contract, operation)
    if as_json:
        print_document(dump(_documents(contract, wanted)))
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


def print_lifecycle(
    service: str,
    operation: str | None,
    report: Path | None,
    contract_path: Path | None,
    as_json: bool,
    inferred: bool,
    no_color: bool,
) -> None:
    """Print a lifecycle, or how an operation is reached. Raises ShapeproofError."""
    contract = contract_of(service, contract_path)
    lifecycle = contract.lifecycle
    if inferred:
        lifecycle = infer_lifecycle(contract.operations, contract.errors, contract.paginators)
    if as_json:
        print_document(dump(lifecycle_document(lifecycle)))
        return
    if operation is None and report is None:
        _print(lifecycle_tree(contract, lifecycle), no_color)
        return
    contract = replace(contract, lifecycle=lifecycle)
    wanted = None if operation is None else find_operation(contract, operation)
    _explain(contract, wanted, report, no_color)


def _explain(
    contract: Contract, operation: Operation | None, path: Path | None, no_color: bool
) -> None:
    """Print how an operation is reached, or what a run did not reach."""
    report = None if path is None else _read(path, contract.service)
    records: list[OperationRecord] = [] if report is None else [*report["operations"]]
    if operation is None:
        _print(unreached_tree(records, contract.service), no_color)
        say = f"shapeproof contract lifecycle {contract.service} OPERATION --report {path}"
        click.echo(f"what to try: {say}")
        return
    record = next((each for each in records if each["name"] == operation.name), None)
    _print(reaching_tree(contract, operation, record), no_color)
    if report is None:
        click.echo("--report FILE of a run adds what was refused, and what to try")
    elif record is None:
        click.echo(f"{path}: the run left {operation.name} out")
    elif not record["reached"]:
        _print_remedies(contract, operation, report, refusal_of(record))


def _print_remedies(contract: Contract, operation: Operation, report: Report, refusal: str) -> None:
    """Print what to try, each with the file to write and the command."""
    target = report["target"]
    given = {"http": target["address"], "moto": "--moto"}.get(target["kind"], "…")
    for each in remedies(contract, operation, given, refusal):
        click.echo(f"\n{each.title}")
        if each.file:
            click.echo(f"  {each.file}:\n\n{indent(each.text, '    ')}\n")
        click.echo(f"  {each.command}")


def _read(path: Path, service: str) -> Report:
    """A JSON report. Raises BadUsage for one of another service."""
    found = read_report(path)
    if found["service"] != service:
        reason = f"it is a report of {found['service'] or 'several services'}, not of {service}"
        raise BadUsage(str(path), reason, f"give a report of 'shapeproof server {service}'")
    return found
