"""The service itself: names, protocols, metadata, errors, paginators and waiters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from shapeproof.contract.diff.change import ChangePlace, ContractChange, listed, shown
from shapeproof.contract.diff.operations import AUTH_METADATA, service_auth_changes
from shapeproof.contract.diff.protocols import METADATA
from shapeproof.contract.diff.walk import compare_documents
from shapeproof.contract.model import Acceptor, Contract, ErrorContract, Paginator, Waiter

_TIMING = frozenset({"delay", "max_attempts"})


def paginator_changes(old: Contract, new: Contract) -> Iterator[ContractChange]:
    """What differs in the paginators of the operations that both contracts have."""
    for name in sorted(old.operations.keys() & new.operations.keys()):
        before, after = old.paginators.get(name), new.paginators.get(name)
        if before == after:
            continue
        if before is None:
            yield _paginator("paginator-added", name, "A paginator was added.", None, after)
        elif after is None:
            yield _paginator("paginator-removed", name, "The paginator was removed.", before, None)
        else:
            yield _other_paginator(name, before, after)


def _paginator(
    kind: str, name: str, message: str, old: Paginator | None, new: Paginator | None
) -> ContractChange:
    return ContractChange(
        kind, name, "paginator", message, _as_json(old), _as_json(new), "paginator"
    )


def _other_paginator(name: str, old: Paginator, new: Paginator) -> ContractChange:
    """Smithy ``paginated`` trait: a page size and further results may be added, no more."""
    extended = (
        old.input_tokens == new.input_tokens
        and old.output_tokens == new.output_tokens
        and old.more_results == new.more_results
        and old.result_keys == new.result_keys[: len(old.result_keys)]
        and old.limit_key in (None, new.limit_key)
    )
    kind = "paginator-extended" if extended else "paginator-changed"
    before, after = _as_json(old) or {}, _as_json(new) or {}
    different = [key for key in before if before[key] != after[key]]
    parts = (f"{key} is {shown(after[key])}, was {shown(before[key])}" for key in different)
    return _paginator(kind, name, f"In the paginator, {'; '.join(parts)}.", old, new)


def waiter_changes(old: Contract, new: Contract) -> Iterator[ContractChange]:
    """What differs in the waiters."""
    for name in sorted(old.waiters.keys() | new.waiters.keys()):
        before, after = old.waiters.get(name), new.waiters.get(name)
        if before == after:
            continue
        if before is None:
            yield _waiter("waiter-added", name, "The waiter was added.", None, after)
        elif after is None:
            yield _waiter("waiter-removed", name, "The waiter was removed.", before, None)
        else:
            yield _other_waiter(name, before, after)


def _waiter(
    kind: str, name: str, message: str, old: Waiter | None, new: Waiter | None
) -> ContractChange:
    operation = (new or old).operation  # type: ignore[union-attr]  # one of them is there
    place = f"waiter {name}"
    return ContractChange(kind, operation, place, message, _as_json(old), _as_json(new), place)


def _other_waiter(name: str, old: Waiter, new: Waiter) -> ContractChange:
    before, after = _as_json(old) or {}, _as_json(new) or {}
    different = sorted(key for key in before if before[key] != after[key])
    if _TIMING.issuperset(different):
        timing = (f"{key} is {after[key]}, was {before[key]}" for key in different)
        return _waiter("waiter-timing-changed", name, f"Its {'; '.join(timing)}.", old, new)
    gone = [_acceptor(each) for each in old.acceptors if each not in new.acceptors]
    come = [_acceptor(each) for each in new.acceptors if each not in old.acceptors]
    parts = [f"it polls {new.operation}"] if old.operation != new.operation else []
    parts += [f"added: {listed(come)}"] if come else []
    parts += [f"removed: {listed(gone)}"] if gone else []
    message = f"The waiter changed; {'; '.join(parts or ['its rules have another order'])}."
    return _waiter("waiter-changed", name, message, old, new)


def _acceptor(acceptor: Acceptor) -> str:
    subject = acceptor.argument or acceptor.matcher
    return f"{acceptor.state} if {subject} is {shown(acceptor.expected)}"


def _as_json(value: Paginator | Waiter | None) -> dict[str, Any] | None:
    return None if value is None else asdict(value)


def error_changes(old: Contract, new: Contract, protocol: str | None) -> Iterator[ContractChange]:
    """What differs in the errors; ``protocol`` as for compare_documents."""
    for name in sorted(old.errors.keys() | new.errors.keys()):
        place = f"error {name}"
        if name not in new.errors:
            message = f"The error {name} was removed."
            yield ContractChange("error-removed", "", place, message, name, None, place)
        elif name not in old.errors:
            message = f"The error {name} was added."
            yield ContractChange("error-added", "", place, message, None, name, place)
        elif old.errors[name] != new.errors[name]:
            yield from _error_changes(old.errors[name], new.errors[name], protocol)


def _error_changes(
    old: ErrorContract, new: ErrorContract, protocol: str | None
) -> Iterator[ContractChange]:
    """Smithy ``error``, ``httpError`` and ``retryable`` traits."""
    document = f"error {new.name}"
    stated = (old.status is None) == (new.status is None)
    status = "error-status-changed" if stated else "error-status-stated"
    for kind, noun, before, after in (
        ("error-code-changed", "code", old.code, new.code),
        (status, "HTTP status", old.status, new.status),
        ("error-fault-changed", "fault", old.fault, new.fault),
    ):
        # An error without a status states no fault either.
        if before != after and (stated or kind != "error-fault-changed"):
            message = f"The {noun} of {new.name} is {shown(after)}, was {shown(before)}."
            yield ContractChange(kind, "", document, message, before, after, document)
    yield from _retry(old, new, document)
    yield from compare_documents(old.schema, new.schema, ChangePlace("", document), protocol)


def _retry(old: ErrorContract, new: ErrorContract, document: str) -> Iterator[ContractChange]:
    before, after = old.retryable, new.retryable
    if before == after:
        return
    if after is None:
        kind, message = "promise-withdrawn", f"{new.name} is no longer retryable."
    elif before is None:
        kind, message = "promise-added", f"{new.name} is now retryable."
    else:
        kind = "error-retry-changed"
        message = f"retryable is {shown(dict(after))}, was {shown(dict(before))}."
    yield ContractChange(kind, "", document, message, before, after, document)


def service_changes(old: Contract, new: Contract) -> Iterator[ContractChange]:
    """What differs between two services, except operations, errors, paginators and waiters."""
    yield from _naming(old, new)
    yield from _protocols(old, new)
    yield from service_auth_changes(old, new)
    yield from _metadata(old, new)


def _service_change(kind: str, place: str, old: Any, new: Any, message: str = "") -> ContractChange:
    sentence = message or f"{place.removeprefix('metadata ')} is {shown(new)}, was {shown(old)}."
    return ContractChange(kind, "", place, sentence, old, new, place)


def _naming(old: Contract, new: Contract) -> Iterator[ContractChange]:
    for place, before, after in (
        ("service", old.service, new.service),
        ("full name", old.full_name, new.full_name),
        ("service id", old.service_id, new.service_id),
    ):
        if before != after:
            yield _service_change("service-renamed", place, before, after)
    if old.api_version != new.api_version:
        yield _service_change(
            "api-version-changed", "API version", old.api_version, new.api_version
        )


def _protocols(old: Contract, new: Contract) -> Iterator[ContractChange]:
    """Smithy's protocol traits; a model lists all protocols, and the one that SDKs use."""
    before = {*old.metadata.get("protocols", ()), old.protocol}
    after = {*new.metadata.get("protocols", ()), new.protocol}
    spoken = (old.protocol, new.protocol)
    if old.protocol not in after:
        yield _service_change("protocol-changed", "protocol", *spoken)
    elif old.protocol != new.protocol:
        message = f"SDKs use {new.protocol} instead of {old.protocol}, which is still supported."
        yield _service_change("protocol-preferred", "protocol", *spoken, message)
    for gone in sorted(before - after - {old.protocol}):
        message = f"{gone} is no longer supported."
        yield _service_change("protocol-removed", "protocols", gone, None, message)
    for come in sorted(after - before - {new.protocol}):
        yield _service_change(
            "protocol-added", "protocols", None, come, f"{come} is supported as well."
        )


def _metadata(old: Contract, new: Contract) -> Iterator[ContractChange]:
    for key in sorted((old.metadata.keys() | new.metadata.keys()) - AUTH_METADATA - {"protocols"}):
        before, after = old.metadata.get(key), new.metadata.get(key)
        if before != after:
            travels = _travels(key, old, new)
            kind = "service-binding-changed" if travels else "service-metadata-changed"
            yield _service_change(kind, f"metadata {key}", before, after)


def _travels(key: str, old: Contract, new: Contract) -> bool:
    """Whether a difference is one on the wire; what one side does not state is no difference."""
    if key not in METADATA or key not in old.metadata or key not in new.metadata:
        return False
    protocols = METADATA[key]
    return old.protocol == new.protocol and (protocols is None or new.protocol in protocols)
