"""How much each kind of finding weighs, by how far the model is to be trusted.

The table of trust is in ``contract/trust.py``; docs/contract.md prints it. ``sure_if_reviewed``
marks what rests on knowledge of the service beyond its model.
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
    """What breaks a fact of a kind weighs; ``place`` is the schema that states it."""
    return _BY_TRUST[trust_in(kind, contract.trust, place)]


def of_accepted_fault(
    contract: Contract, constraint: str, place: Mapping[str, Any] = _NOWHERE
) -> Severity:
    """An invalid request that was accepted: bounds and patterns weigh less."""
    return of_fact(contract, kind_of("request", constraint), place)


def of_response(
    contract: Contract, constraint: str, place: Mapping[str, Any] = _NOWHERE
) -> Severity:
    """A response that breaks its schema; bounds and patterns are often wrong in models."""
    return of_fact(contract, kind_of("response", constraint), place)


def sure_if_reviewed(reviewed: bool, otherwise: Severity = Severity.WARNING) -> Severity:
    """What follows from the lifecycle: an error only where someone has reviewed it."""
    return Severity.ERROR if reviewed else otherwise
