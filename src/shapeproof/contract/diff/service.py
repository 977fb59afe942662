"""The service itself: its names, its protocols, and what all its requests carry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shapeproof.contract.diff.auth import AUTH_METADATA, service_auth_changes
from shapeproof.contract.diff.change import Change
from shapeproof.contract.diff.words import told
from shapeproof.contract.model import Contract

_ALL = None
_BINDINGS: Mapping[str, frozenset[str] | None] = {
    "endpointPrefix": _ALL,
    "signingName": _ALL,
    "targetPrefix": frozenset({"json"}),
    "jsonVersion": frozenset({"json"}),
    "xmlNamespace": frozenset({"rest-xml", "query", "ec2"}),
    "awsQueryCompatible": frozenset({"json", "smithy-rpc-v2-cbor"}),
}
"""What of the metadata travels, and in which protocols (None: in all)."""


def service_changes(old: Contract, new: Contract) -> Iterator[Change]:
    """What differs between two services beside operations, errors, paginators and waiters."""
    yield from _names(old, new)
    yield from _protocols(old, new)
    yield from service_auth_changes(old, new)
    yield from _metadata(old, new)


def _fact(kind: str, place: str, old: Any, new: Any, message: str = "") -> Change:
    sentence = message or f"{place.removeprefix('metadata ')} is {told(new)}, was {told(old)}."
    return Change(kind, "", place, sentence, old, new, place)


def _names(old: Contract, new: Contract) -> Iterator[Change]:
    for place, before, after in (
        ("service", old.service, new.service),
        ("full name", old.full_name, new.full_name),
        ("service id", old.service_id, new.service_id),
    ):
        if before != after:
            yield _fact("service-renamed", place, before, after)
    if old.api_version != new.api_version:
        yield _fact("api-version-changed", "API version", old.api_version, new.api_version)


def _protocols(old: Contract, new: Contract) -> Iterator[Change]:
    """Smithy's protocol traits; a model lists all of a service's, and one that SDKs speak."""
    before = {*old.metadata.get("protocols", ()), old.protocol}
    after = {*new.metadata.get("protocols", ()), new.protocol}
    spoken = (old.protocol, new.protocol)
    if old.protocol not in after:
        yield _fact("protocol-changed", "protocol", *spoken)
    elif old.protocol != new.protocol:
        message = f"SDKs speak {new.protocol}, and spoke {old.protocol}, which is still understood."
        yield _fact("protocol-preferred", "protocol", *spoken, message)
    for gone in sorted(before - after - {old.protocol}):
        message = f"{gone} is no longer understood."
        yield _fact("protocol-removed", "protocols", gone, None, message)
    for come in sorted(after - before - {new.protocol}):
        yield _fact("protocol-added", "protocols", None, come, f"{come} is understood as well.")


def _metadata(old: Contract, new: Contract) -> Iterator[Change]:
    for key in sorted((old.metadata.keys() | new.metadata.keys()) - AUTH_METADATA - {"protocols"}):
        before, after = old.metadata.get(key), new.metadata.get(key)
        if before != after:
            travels = _travels(key, old, new)
            kind = "service-binding-changed" if travels else "service-metadata-changed"
            yield _fact(kind, f"metadata {key}", before, after)


def _travels(key: str, old: Contract, new: Contract) -> bool:
    """Whether a difference is one on the wire; what one side does not state is no difference."""
    if key not in _BINDINGS or key not in old.metadata or key not in new.metadata:
        return False
    protocols = _BINDINGS[key]
    return old.protocol == new.protocol and (protocols is None or new.protocol in protocols)
