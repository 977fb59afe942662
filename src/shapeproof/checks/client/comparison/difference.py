"""Where a request differs from the one that is due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shapeproof.checks.client.texts import at
from shapeproof.contract.pointer import Tokens, join

_WORDS = {
    "missing": "a member that was given is not sent",
    "extra": "a member is sent that was not given",
    "type": "a member is sent in another type or form",
    "value": "a member is sent with another value",
    "label": "a label has another value",
    "label-encoding": "a label is not encoded as it must be",
    "query-encoding": "a query parameter is not encoded as it must be",
    "duplicate": "a member is sent more than once",
    "method": "the request has another method",
    "path": "the request has another path",
}


@dataclass(frozen=True)
class RequestDifference:
    """One place of a request that is not as it must be.

    ``part`` is ``method``, ``path``, ``query``, ``header`` or ``body``; ``name`` the label,
    parameter or field, ``tokens`` the place in the body (wire names). ``sent`` is what stands there
    beyond what is due. An ``allowed`` difference is no defect by itself.
    """

    part: str
    constraint: str
    expected: str
    actual: str
    name: str = ""
    tokens: Tokens = ()
    sent: Any = None
    allowed: bool = False

    @property
    def where(self) -> str:
        """The place in words."""
        return at(f"request {self.part}", join(self.tokens) or self.name)

    @property
    def pointer(self) -> str:
        """The place as a JSON Pointer, by the names that there are."""
        return join(self.tokens or (self.name,)) if self.tokens or self.name else ""

    @property
    def message(self) -> str:
        """What is wrong, in words."""
        return _WORDS.get(self.constraint, "the body cannot be read")
