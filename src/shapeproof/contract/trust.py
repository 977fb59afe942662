"""How far a model can be trusted: one table by kind of fact (docs/reference/contract.md prints it).

AWS's models are right about types and names, often wrong about required members of responses, and
rarely right about bounds of values that a server returns. The level decides the severity of a
finding. An overlay may change it for a service, or for one place (``x-trust``).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any


class Trust(Enum):
    """A level of trust in a fact of the model; values as in ``overlay.json`` and ``x-trust``."""

    SURE = "sure"
    """The model is right: what breaks it is an error."""
    USUAL = "usual"
    """The model is right as a rule: what breaks it is a warning."""
    DOUBTFUL = "doubtful"
    """The model is often wrong: what breaks it is a note."""


_BOUNDS = (
    "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems",
    "minProperties", "maxProperties", "bytes",
)  # fmt: skip

DEFAULTS: Mapping[str, Trust] = {
    "request-required": Trust.SURE,
    "request-type": Trust.SURE,
    "request-enum": Trust.SURE,
    "request-body": Trust.SURE,
    "request-bounds": Trust.USUAL,
    "request-pattern": Trust.USUAL,
    "response-type": Trust.SURE,
    "response-name": Trust.SURE,
    "response-format": Trust.SURE,
    "response-required": Trust.USUAL,
    "response-enum": Trust.USUAL,
    "response-unknown": Trust.USUAL,
    "response-bounds": Trust.DOUBTFUL,
    "response-pattern": Trust.DOUBTFUL,
    "error-status": Trust.SURE,
    "error-undeclared": Trust.USUAL,
}
"""The trust in each kind of fact, where no overlay says otherwise."""

_FAMILIES: Mapping[str, str] = {
    **dict.fromkeys(_BOUNDS, "bounds"),
    "const": "enum",
    "anyOf": "type",
    "propertyNames": "bounds",
}


def kind_of(direction: str, constraint: str) -> str:
    """The kind of fact behind a constraint; ``direction`` is request, response or error.

    A JSON Schema keyword is taken to its family (``maxLength`` to bounds); one that is not known
    is counted among the bounds.
    """
    kind = f"{direction}-{_FAMILIES.get(constraint, constraint)}"
    return kind if kind in DEFAULTS else f"{direction}-bounds"


def trust_in(kind: str, of_service: Mapping[str, Trust], place: Mapping[str, Any]) -> Trust:
    """The trust in a fact: what its place says (``x-trust``), else its service, else the table.

    ``place`` is the schema of the place. Raises KeyError for a kind that is none of DEFAULTS.
    """
    stated = place.get("x-trust", {}).get(kind.partition("-")[2])
    if stated is not None:
        return Trust(stated)
    return of_service.get(kind, DEFAULTS[kind])
