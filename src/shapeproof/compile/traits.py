"""Traits of service models: which annotation keeps each, and which are left out, and why.

A trait that stands in none of these tables is kept under ``x-traits``, so that a newer model loses
nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shapeproof.compile.timestamps import stated_format

SHAPE_ANNOTATIONS: Mapping[str, str] = {
    "sensitive": "x-sensitive",
    "deprecated": "deprecated",
    "deprecatedMessage": "x-deprecated-message",
    "deprecatedSince": "x-deprecated-since",
    "payload": "x-payload",
    "flattened": "x-flattened",
    "sparse": "x-sparse",
    "streaming": "x-streaming",
    "requiresLength": "x-requires-length",
    "locationName": "x-xml-name",
    "xmlNamespace": "x-xml-namespace",
    "xmlOrder": "x-xml-order",
    "wrapper": "x-wrapper",
    "event": "x-event",
    "synthetic": "x-synthetic",
}
"""What a shape's traits are called in a schema."""

MEMBER_ANNOTATIONS: Mapping[str, str] = {
    "sensitive": "x-sensitive",
    "location": "x-location",
    "locationName": "x-location-name",
    "queryName": "x-query-name",
    "deprecated": "deprecated",
    "deprecatedMessage": "x-deprecated-message",
    "deprecatedSince": "x-deprecated-since",
    "flattened": "x-flattened",
    "streaming": "x-streaming",
    "idempotencyToken": "x-idempotency-token",
    "hostLabel": "x-host-label",
    "contextParam": "x-context-param",
    "xmlAttribute": "x-xml-attribute",
    "xmlNamespace": "x-xml-namespace",
    "eventpayload": "x-event-payload",
    "eventheader": "x-event-header",
}
"""What the traits of a reference to a shape (a member, an element, a key) are called."""

CONSTRAINTS = frozenset({"enum", "min", "max", "pattern"})
"""Traits of a shape that a reference to it may narrow."""

LEFT_OUT: Mapping[str, str] = {
    "documentation": "prose; it is what makes up most of a model, and constrains nothing",
    "box": "how some languages' clients write that a value is absent; here all members may be",
}
"""Traits that no contract has, and why."""

_BY_SCHEMA = frozenset(
    {
        "type", "members", "required", "union", "document", "eventstream", "member", "key",
        "value", "timestampFormat", "jsonvalue", "shape",
        # Those of errors stand in service.json.
        "error", "exception", "fault", "retryable",
        *CONSTRAINTS,
    }
)  # fmt: skip
_SHAPE_KNOWN = frozenset({*SHAPE_ANNOTATIONS, *LEFT_OUT, *_BY_SCHEMA})
_MEMBER_KNOWN = frozenset({*MEMBER_ANNOTATIONS, *LEFT_OUT, *_BY_SCHEMA})
SILENT = frozenset({"shape", *LEFT_OUT})
"""What a reference may hold without saying more than the shape it refers to."""


def shape_annotations(shape: Mapping[str, Any]) -> dict[str, Any]:
    """The annotations of a shape's traits."""
    return _annotations(shape, SHAPE_ANNOTATIONS, _SHAPE_KNOWN)


def member_annotations(member: Mapping[str, Any]) -> dict[str, Any]:
    """The annotations of the traits of a reference."""
    found = _annotations(member, MEMBER_ANNOTATIONS, _MEMBER_KNOWN)
    if "timestampFormat" in member:
        found["x-timestamp-format"] = stated_format(member["timestampFormat"])
    return found


def _annotations(
    raw: Mapping[str, Any], names: Mapping[str, str], known: frozenset[str]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for trait, value in raw.items():
        if trait in names:
            if value is not False:
                found[names[trait]] = value
        elif trait not in known:
            found.setdefault("x-traits", {})[trait] = value
    return found
