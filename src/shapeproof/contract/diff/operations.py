"""Operations that are in both contracts: binding, errors, schemas."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shapeproof.contract.diff.auth import operation_auth_changes
from shapeproof.contract.diff.change import Change
from shapeproof.contract.diff.place import Place
from shapeproof.contract.diff.traits import trait_changes
from shapeproof.contract.diff.walk import compare_documents
from shapeproof.contract.model import Contract, HttpBinding, Operation

_LABEL = re.compile(r"\{([^}+]*)(\+?)\}")


def operation_changes(
    old: Contract, new: Contract, name: str, protocol: str | None
) -> Iterator[Change]:
    """What differs in an operation of both contracts (``protocol`` as for compare_documents)."""
    before, after = old.operations[name], new.operations[name]
    yield from _binding(before, after)
    yield from operation_auth_changes(old, new, name)
    yield from trait_changes(before, after)
    yield from _errors(before, after)
    for document in ("request", "response"):
        place = Place(name, document)
        schemas = (getattr(before, document), getattr(after, document))
        yield from compare_documents(*schemas, place, protocol)


def _binding(old: Operation, new: Operation) -> Iterator[Change]:
    """Smithy ``http`` trait, and the name that boto3 has for the operation."""
    before, after = old.http, new.http
    if before.method != after.method:
        yield _of(new, "http-method-changed", "http method", before.method, after.method)
    if _path(before) != _path(after) or _labels(old) != _labels(new):
        yield _of(new, "http-uri-changed", "http uri", before.uri, after.uri)
    if before.status != after.status:
        yield _of(new, "http-status-changed", "http status", before.status, after.status)
    if old.python_name != new.python_name:
        names = (old.python_name, new.python_name)
        yield _of(new, "operation-renamed-in-python", "python name", *names)


def _of(
    operation: Operation, kind: str, place: str, old: str | int | None, new: str | int | None
) -> Change:
    """A change of one of an operation's facts."""
    noun = {"http uri": "URI", "http status": "success status", "http method": "HTTP method"}
    message = f"The {noun.get(place, place)} is {new}, was {old}."
    return Change(kind, operation.name, place, message, old, new, place)


def _path(http: HttpBinding) -> str:
    """The URI with the names of its labels taken out: they do not travel."""
    return _LABEL.sub(r"{\2}", http.uri)


def _labels(operation: Operation) -> list[str]:
    """The members that the labels stand for, in their order."""
    properties = operation.request.get("properties", {})
    bound: dict[str, str] = {
        schema.get("x-location-name", name): name
        for name, schema in properties.items()
        if schema.get("x-location") == "uri"
    }
    names = [str(match.group(1)) for match in _LABEL.finditer(operation.http.uri)]
    return [bound.get(name, name) for name in names]


def _errors(old: Operation, new: Operation) -> Iterator[Change]:
    """smithy-diff AddedOperationError, RemovedOperationError."""
    for name in sorted(set(old.errors) ^ set(new.errors)):
        place = f"errors {name}"
        if name in old.errors:
            message = f"It no longer lists {name}."
            yield Change("operation-error-removed", new.name, place, message, name, None, place)
        else:
            message = f"It may fail with {name}."
            yield Change("operation-error-added", new.name, place, message, None, name, place)
