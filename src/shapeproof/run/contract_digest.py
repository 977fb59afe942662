"""A digest of what a contract says of some operations: shards of one run have the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from shapeproof.contract.model import Contract


def contract_digest(contract: Contract, operations: Iterable[str]) -> str:
    """A digest of the operations, of their errors, and of the resources of the service.

    It is the same in every process and on every machine.
    """
    digest = hashlib.sha256()
    for name in sorted(operations):
        each = contract.operations[name]
        http = [each.http.method, each.http.uri]
        errors = [[error.name, error.code] for error in contract.errors_of(each)]
        digest.update(_bytes([name, http, each.request, each.response, errors]))
    for name, resource in sorted(contract.lifecycle.resources.items()):
        digest.update(_bytes([name, repr(resource)]))
    return digest.hexdigest()[:16]


def _bytes(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, default=_plain).encode()


def _plain(value: Any) -> Any:
    """What JSON has no form for; the order of a set differs from process to process."""
    return sorted(map(str, value)) if isinstance(value, set | frozenset) else str(value)
