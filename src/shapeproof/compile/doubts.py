"""Facts of requests that the model states and that hold for clients more than for services.

Two kinds of members only say what a client is to do, or switch something on:

- Those that the ``httpChecksum`` trait names: SDKs choose a checksum by them, and the checksum
  itself travels in a field of its own (Smithy ``aws.protocols#httpChecksum``).
- Header fields whose enum has one value. They are flags: a service looks whether the value is
  there, and the model does not say that it refuses others.

What breaks their enum is a warning.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.contract.trust import Trust

_CHOICES = ("requestAlgorithmMember", "requestValidationModeMember")
"""What the trait calls the members by which SDKs choose a checksum."""
_DOUBT: Mapping[str, Any] = {"x-trust": {"enum": Trust.USUAL.value}}


def with_doubts(request: Schema, traits: Mapping[str, Any]) -> Schema:
    """The schema of a request in which such members say how far their enum is trusted."""
    checksum = traits.get("httpChecksum", {})
    chosen = {checksum[each] for each in _CHOICES if each in checksum}
    properties = request.get("properties", {})
    changed = {
        name: _doubted(schema)
        for name, schema in properties.items()
        if name in chosen or (schema.get("x-location") == "header" and _is_flag(schema))
    }
    return {**request, "properties": {**properties, **changed}} if changed else request


def _is_flag(schema: Schema) -> bool:
    return len(schema.get("items", schema).get("enum", ())) == 1


def _doubted(schema: Schema) -> Schema:
    if "items" in schema:
        return {**schema, "items": {**schema["items"], **_DOUBT}}
    return {**schema, **_DOUBT}
