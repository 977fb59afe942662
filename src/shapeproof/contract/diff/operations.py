"""Operations that are in both contracts: authentication, binding, traits, errors, schemas."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from shapeproof.contract.diff.change import ChangePlace, ContractChange, shown
from shapeproof.contract.diff.walk import compare_documents
from shapeproof.contract.model import Contract, HttpBinding, Operation

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


def service_auth_changes(old: Contract, new: Contract) -> Iterator[ContractChange]:
    """What differs for all operations that state nothing of their own."""
    yield from _scheme_changes("", _of_service(old), _of_service(new))


def operation_auth_changes(old: Contract, new: Contract, name: str) -> Iterator[ContractChange]:
    """What differs for one operation, if either side states authentication for it."""
    before, after = old.operations[name], new.operations[name]
    if AUTH_TRAITS & (before.traits.keys() | after.traits.keys()):
        yield from _scheme_changes(name, _of_operation(old, before), _of_operation(new, after))


def _scheme_changes(
    operation: str, old: frozenset[str], new: frozenset[str]
) -> Iterator[ContractChange]:
    opened = _UNSIGNED in new - old  # signed requests are still accepted
    for scheme in sorted(old ^ new):
        if scheme in old and opened:
            continue
        if scheme in old:
            message = f"It no longer accepts {scheme}."
            yield ContractChange(
                "auth-scheme-removed", operation, "auth", message, scheme, None, "auth"
            )
        else:
            message = f"It accepts {scheme} now."
            yield ContractChange(
                "auth-scheme-added", operation, "auth", message, None, scheme, "auth"
            )


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


_PROMISES = ("idempotent", "readonly")
_DEPRECATION = frozenset({"deprecatedMessage", "deprecatedSince"})
_TRAITS = frozenset({*_PROMISES, *AUTH_TRAITS, "endpoint", "httpChecksumRequired"})


def trait_changes(old: Operation, new: Operation) -> Iterator[ContractChange]:
    """What differs in the traits of two operations; traits without a specific rule come last."""
    yield from _deprecation(old, new)
    yield from _promises(old, new)
    if old.traits.get("endpoint") != new.traits.get("endpoint"):
        yield _differs("host-prefix-changed", "endpoint", old, new)
    yield from _checksum(old, new)
    others = (old.traits.keys() | new.traits.keys()) - _TRAITS
    if old.deprecated != new.deprecated:
        others -= _DEPRECATION
    for name in sorted(others):
        if old.traits.get(name) != new.traits.get(name):
            yield _differs("operation-trait-changed", name, old, new)


def _differs(
    kind: str, name: str, old: Operation, new: Operation, message: str = ""
) -> ContractChange:
    before, after = old.traits.get(name), new.traits.get(name)
    place = f"trait {name}"
    sentence = message or f"{name} is {shown(after)}, was {shown(before)}."
    return ContractChange(kind, new.name, place, sentence, before, after, place)


def _deprecation(old: Operation, new: Operation) -> Iterator[ContractChange]:
    if old.deprecated == new.deprecated:
        return
    kind = "operation-deprecated" if new.deprecated else "operation-undeprecated"
    why = new.traits.get("deprecatedMessage")
    message = "It is no longer deprecated."
    if new.deprecated:
        message = f"It is deprecated now: {why}" if why else "It is deprecated now."
    place = "trait deprecated"
    yield ContractChange(kind, new.name, place, message, old.deprecated, new.deprecated, place)


def _promises(old: Operation, new: Operation) -> Iterator[ContractChange]:
    """Smithy ``idempotent`` and ``readonly`` traits."""
    for name in _PROMISES:
        before, after = bool(old.traits.get(name)), bool(new.traits.get(name))
        if before and not after:
            message = f"It is no longer {name}."
            yield _differs("promise-withdrawn", name, old, new, message)
        elif after and not before:
            yield _differs("promise-added", name, old, new, f"It is now {name}.")


def _checksum(old: Operation, new: Operation) -> Iterator[ContractChange]:
    """Smithy ``httpChecksum`` and ``httpChecksumRequired`` traits."""
    before, after = _needs_checksum(old), _needs_checksum(new)
    if before != after:
        kind = "checksum-required" if after else "checksum-optional"
        message = f"Requests {'must' if after else 'need not'} have a checksum now."
        place = "trait httpChecksumRequired"
        yield ContractChange(kind, new.name, place, message, before, after, place)


def _needs_checksum(operation: Operation) -> bool:
    checksum = operation.traits.get("httpChecksum", {})
    required = checksum.get("requestChecksumRequired")
    return bool(required or operation.traits.get("httpChecksumRequired"))


_LABEL = re.compile(r"\{([^}+]*)(\+?)\}")


def operation_changes(
    old: Contract, new: Contract, name: str, protocol: str | None
) -> Iterator[ContractChange]:
    """What differs in an operation of both contracts (``protocol`` as for compare_documents)."""
    before, after = old.operations[name], new.operations[name]
    yield from _binding(before, after)
    yield from operation_auth_changes(old, new, name)
    yield from trait_changes(before, after)
    yield from _errors(before, after)
    for document in ("request", "response"):
        place = ChangePlace(name, document)
        schemas = (getattr(before, document), getattr(after, document))
        yield from compare_documents(*schemas, place, protocol)


def _binding(old: Operation, new: Operation) -> Iterator[ContractChange]:
    """Smithy ``http`` trait, and the name that boto3 has for the operation."""
    before, after = old.http, new.http
    if before.method != after.method:
        yield _binding_change(
            new, "http-method-changed", "http method", before.method, after.method
        )
    if _path(before) != _path(after) or _labels(old) != _labels(new):
        yield _binding_change(new, "http-uri-changed", "http uri", before.uri, after.uri)
    if before.status != after.status:
        yield _binding_change(
            new, "http-status-changed", "http status", before.status, after.status
        )
    if old.python_name != new.python_name:
        names = (old.python_name, new.python_name)
        yield _binding_change(new, "operation-renamed-in-python", "python name", *names)


def _binding_change(
    operation: Operation, kind: str, place: str, old: str | int | None, new: str | int | None
) -> ContractChange:
    """A change of one of an operation's facts."""
    noun = {"http uri": "URI", "http status": "success status", "http method": "HTTP method"}
    message = f"The {noun.get(place, place)} is {new}, was {old}."
    return ContractChange(kind, operation.name, place, message, old, new, place)


def _path(http: HttpBinding) -> str:
    """The URI with the names of its labels taken out: they do not travel."""
    return _LABEL.sub(r"{\2}", http.uri)


def _labels(operation: Operation) -> list[str]:
    """The members that the labels stand for, in their order."""
    bound = {
        member.wire_name(name): name
        for name, member in operation.request_shape.members.items()
        if member.location == "uri"
    }
    names = [str(match.group(1)) for match in _LABEL.finditer(operation.http.uri)]
    return [bound.get(name, name) for name in names]


def _errors(old: Operation, new: Operation) -> Iterator[ContractChange]:
    """smithy-diff AddedOperationError, RemovedOperationError."""
    for name in sorted(set(old.errors) ^ set(new.errors)):
        place = f"errors {name}"
        if name in old.errors:
            message = f"It no longer lists {name}."
            yield ContractChange(
                "operation-error-removed", new.name, place, message, name, None, place
            )
        else:
            message = f"It may fail with {name}."
            yield ContractChange(
                "operation-error-added", new.name, place, message, None, name, place
            )
