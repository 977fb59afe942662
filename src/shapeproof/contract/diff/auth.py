"""Ways to authenticate that have come or gone.

Smithy ``auth`` and ``optionalAuth`` traits; ``authtype`` and ``signatureVersion`` are botocore's
older words for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from shapeproof.contract.diff.change import Change
from shapeproof.contract.model import Contract, Operation

_SIGNED, _BEARER = "aws.auth#sigv4", "smithy.api#httpBearerAuth"
_UNSIGNED = "smithy.api#noAuth"
_BY_TYPE: Mapping[str, str] = {
    "none": _UNSIGNED,
    "v4": _SIGNED,
    "v4-unsigned-body": _SIGNED,
    "bearer": _BEARER,
}
_BY_SIGNATURE: Mapping[str, str] = {"v4": _SIGNED, "s3v4": _SIGNED, "bearer": _BEARER}
AUTH_TRAITS = frozenset({"auth", "authtype"})
AUTH_METADATA = frozenset({"auth", "signatureVersion"})


def service_auth_changes(old: Contract, new: Contract) -> Iterator[Change]:
    """What differs for all operations that state nothing of their own."""
    yield from _changes("", _of_service(old), _of_service(new))


def operation_auth_changes(old: Contract, new: Contract, name: str) -> Iterator[Change]:
    """What differs for one operation, if it states something of its own on a side."""
    before, after = old.operations[name], new.operations[name]
    if AUTH_TRAITS & (before.traits.keys() | after.traits.keys()):
        yield from _changes(name, _of_operation(old, before), _of_operation(new, after))


def _changes(operation: str, old: frozenset[str], new: frozenset[str]) -> Iterator[Change]:
    opened = _UNSIGNED in new - old  # whoever signs is still let in
    for scheme in sorted(old ^ new):
        if scheme in old and opened:
            continue
        if scheme in old:
            message = f"It no longer accepts {scheme}."
            yield Change("auth-scheme-removed", operation, "auth", message, scheme, None, "auth")
        else:
            message = f"It accepts {scheme} now."
            yield Change("auth-scheme-added", operation, "auth", message, None, scheme, "auth")


def _of_service(contract: Contract) -> frozenset[str]:
    stated = contract.metadata.get("auth")
    if stated:
        return frozenset(stated)
    signature = str(contract.metadata.get("signatureVersion", "v4"))
    return frozenset({_BY_SIGNATURE.get(signature, signature)})


def _of_operation(contract: Contract, operation: Operation) -> frozenset[str]:
    stated = operation.traits.get("auth")
    if stated:
        return frozenset(stated)
    kind = operation.traits.get("authtype")
    return frozenset({_BY_TYPE.get(kind, kind)}) if kind else _of_service(contract)
