"""The severity of each kind of finding, by how far the model can be trusted.

The table of trust is in ``contract/trust.py``; docs/reference/contract.md prints it.
``sure_if_reviewed`` is for knowledge of the service beyond its model.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shapeproof.contract.model import Contract
from shapeproof.contract.trust import Trust, kind_of, trust_in
from shapeproof.exchange import Severity

_BY_TRUST: Mapping[Trust, Severity] = {
    Trust.SURE: Severity.ERROR,
    Trust.USUAL: Severity.WARNING,
    Trust.DOUBTFUL: Severity.NOTE,
}
_NOWHERE: Mapping[str, Any] = {}


def of_fact(contract: Contract, kind: str, place: Mapping[str, Any] = _NOWHERE) -> Severity:
    """The severity of breaking a kind of fact; ``place`` is the schema that states it."""
    return _BY_TRUST[trust_in(kind, contract.trust, place)]


def of_accepted_fault(
    contract: Contract, constraint: str, place: Mapping[str, Any] = _NOWHERE
) -> Severity:
    """The severity of an accepted fault: lower for bounds and patterns."""
    return of_fact(contract, kind_of("request", constraint), place)


def of_response(
    contract: Contract, constraint: str, place: Mapping[str, Any] = _NOWHERE
) -> Severity:
    """The severity of a response that breaks its schema: lower for bounds and patterns."""
    return of_fact(contract, kind_of("response", constraint), place)


def sure_if_reviewed(reviewed: bool, otherwise: Severity = Severity.WARNING) -> Severity:
    """The severity of what follows from the lifecycle: an error only if it was reviewed."""
    return Severity.ERROR if reviewed else otherwise
