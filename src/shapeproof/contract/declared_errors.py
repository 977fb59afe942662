"""Errors that an overlay adds to operations: services answer with more than their models list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from shapeproof.contract.lazy_mappings import LazyMapping
from shapeproof.contract.model import Contract, ErrorContract, Operation, Schema


def with_errors(contract: Contract, added: Iterable[tuple[str, str, Schema]]) -> Contract:
    """The contract with errors of operations: each the operation, the error's name, its schema.

    An error that the service has already is declared as it is.
    """
    by_operation: dict[str, list[str]] = {}
    new: dict[str, ErrorContract] = {}
    for operation, name, schema in added:
        known = contract.operations.get(operation)
        if known is None or name in known.errors:
            continue
        by_operation.setdefault(operation, []).append(name)
        if name not in contract.errors:
            new[name] = ErrorContract(name, name, None, "client", schema)
    if not by_operation:
        return contract
    operations: Mapping[str, Operation] = contract.operations

    def declared(name: str) -> Operation:
        operation = operations[name]
        more = tuple(by_operation.get(name, ()))
        return replace(operation, errors=(*operation.errors, *more)) if more else operation

    return replace(
        contract,
        operations=LazyMapping(operations, declared),
        errors={**contract.errors, **new},
    )
