"""Where a request differs from the expected one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shapeproof.checks.client.texts import place_of, request_differs, request_misspelt
from shapeproof.contract.pointer import Tokens, join
from shapeproof.exchange import FindingTexts, Text


@dataclass(frozen=True)
class RequestDifference:
    """One place of a request that is not as it must be.

    ``part`` is ``method``, ``path``, ``query``, ``header`` or ``body``; ``name`` the label,
    parameter or field, ``tokens`` the place in the body (wire names). ``sent`` is what was sent in
    addition to what is expected. An ``allowed`` difference is no defect by itself. ``of_form`` is
    one of how the message is written, not of what it says.
    """

    part: str
    constraint: str
    expected: Text
    actual: Text
    name: str = ""
    tokens: Tokens = ()
    sent: Any = None
    allowed: bool = False
    of_form: bool = False

    @property
    def where(self) -> str:
        """The place; it is a part of finding ids."""
        return place_of(f"request {self.part}", join(self.tokens) or self.name)

    @property
    def pointer(self) -> str:
        """The place as a JSON Pointer, by the names that there are."""
        return join(self.tokens or (self.name,)) if self.tokens or self.name else ""

    @property
    def texts(self) -> FindingTexts:
        """What a finding about it says."""
        if self.of_form:
            return request_misspelt(self.expected, self.actual)
        return request_differs(self.constraint, self.expected, self.actual)
