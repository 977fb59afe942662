"""A contract with some of its operations only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches
from fnmatch import fnmatchcase

from shapeproof.contract.diff.words import listed
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
