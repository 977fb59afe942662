"""Contracts and operations by their names, for callers who name them often."""

from __future__ import annotations

from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

from shapeproof.contract.model import Contract, Operation
from shapeproof.exceptions import UnknownOperation
from shapeproof.run.resolve import resolve_contract


def named_operation(service: str, operation: str) -> tuple[Contract, Operation]:
    """The contract of a service, and an operation by its name in the API or in Python.

    Raises UnknownService and UnknownOperation, with the nearest names, and BrokenContract.
    """
    contract = named_contract(service)
    if operation in contract.operations:
        return contract, contract.operations[operation]
    named = {each.python_name: each for each in contract.operations.values()}
    if operation in named:
        return contract, named[operation]
    nearest = get_close_matches(operation, (*contract.operations, *named), n=3, cutoff=0.6)
    raise UnknownOperation(service, operation, tuple(nearest))


def named_contract(service: str) -> Contract:
    """The contract of a service, read once. Raises UnknownService and BrokenContract."""
    return _resolved(service, Path.cwd())


@lru_cache(maxsize=16)
def _resolved(service: str, _where: Path) -> Contract:
    """Read once, so that strategies of the same schemas are built once; the folder may matter."""
    return resolve_contract(service)
