"""The difference of two contracts, of all their operations or of some."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches
from fnmatch import fnmatchcase

from shapeproof.contract.diff.change import ContractChange, ContractDiff, DiffSide, listed
from shapeproof.contract.diff.operations import operation_changes
from shapeproof.contract.diff.service import (
    error_changes,
    paginator_changes,
    service_changes,
    waiter_changes,
)
from shapeproof.contract.model import Contract, Operation
from shapeproof.exceptions import UnknownOperation


def only_operations(contract: Contract, globs: Sequence[str]) -> Contract:
    """The contract with the operations that a glob fits, and the errors and aids of these.

    Globs are matched with the API name and with the python name. Without globs nothing is left out.
    """
    if not globs:
        return contract
    kept = {
        name: operation
        for name, operation in contract.operations.items()
        if any(_fits(operation, glob) for glob in globs)
    }
    errors = {error for operation in kept.values() for error in operation.errors}
    return replace(
        contract,
        operations=kept,
        errors={name: each for name, each in contract.errors.items() if name in errors},
        paginators={name: each for name, each in contract.paginators.items() if name in kept},
        waiters={name: each for name, each in contract.waiters.items() if each.operation in kept},
    )


def check_globs(contracts: Sequence[Contract], globs: Sequence[str]) -> None:
    """Raise UnknownOperation for a glob that fits no operation of any of the contracts."""
    operations = {name: each for one in contracts for name, each in one.operations.items()}
    for glob in globs:
        if not any(_fits(operation, glob) for operation in operations.values()):
            nearest = get_close_matches(glob, operations, n=3, cutoff=0.5)
            services = list(dict.fromkeys(contract.service for contract in contracts))
            raise UnknownOperation(listed(services, 3), glob, tuple(nearest))


def _fits(operation: Operation, glob: str) -> bool:
    return fnmatchcase(operation.name, glob) or fnmatchcase(operation.python_name, glob)


def diff_contracts(
    old: Contract, new: Contract, *, old_source: str = "", new_source: str = ""
) -> ContractDiff:
    """All changes from an old contract to a new one. The sources are where they were found.

    Lifecycles are not compared: they are inferred by shapeproof, and do not travel.
    """
    return ContractDiff(
        DiffSide(old.service, old.api_version, old_source),
        DiffSide(new.service, new.api_version, new_source),
        tuple(_each_renaming_once(_changes(old, new))),
    )


def diff_absent(present: Contract, source: str = "", *, removed: bool) -> ContractDiff:
    """The diff of a service that is only in the old (``removed``) or only in the new contracts."""
    side = DiffSide(present.service, present.api_version, source)
    kind, word = ("service-removed", "removed") if removed else ("service-added", "added")
    name, message = present.service, f"The service {present.service} was {word}."
    old, new = (name, None) if removed else (None, name)
    change = ContractChange(kind, "", "service", message, old, new, "service")
    return ContractDiff(side if removed else None, None if removed else side, (change,))


def _changes(old: Contract, new: Contract) -> Iterator[ContractChange]:
    protocol = new.protocol if old.protocol == new.protocol else None
    yield from service_changes(old, new)
    for name in sorted(old.operations.keys() | new.operations.keys()):
        if name not in new.operations:
            deprecated = "deprecated " if old.operations[name].deprecated else ""
            message = f"The {deprecated}operation was removed."
            yield ContractChange(
                "operation-removed", name, "operation", message, name, None, "operation"
            )
        elif name not in old.operations:
            message = "The operation was added."
            yield ContractChange(
                "operation-added", name, "operation", message, None, name, "operation"
            )
        else:
            yield from operation_changes(old, new, name, protocol)
    yield from error_changes(old, new, protocol)
    yield from paginator_changes(old, new)
    yield from waiter_changes(old, new)


def _each_renaming_once(changes: Iterator[ContractChange]) -> Iterator[ContractChange]:
    """A structure that many documents use is reported as renamed once."""
    reported: set[tuple[str, str]] = set()
    for change in changes:
        names = (change.old, change.new)
        if change.kind != "shape-renamed" or names not in reported:
            yield change
        if change.kind == "shape-renamed":
            reported.add(names)
