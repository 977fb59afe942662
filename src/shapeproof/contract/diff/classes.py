"""What a change does to those who keep to the old contract, and how much it weighs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal

Severity = Literal["error", "warning", "note"]
"""How much a change weighs: whatever breaks someone is an error."""


class CompatibilityClass(Enum):
    """Whom a change breaks, or which way it moves what is allowed; the worst first."""

    BREAKING_FOR_CALLERS = "breaking for callers"
    """A caller that kept to the old contract may be refused, or misread an answer."""
    BREAKING_FOR_SERVERS = "breaking for servers"
    """A server that kept to the old contract no longer does what is due."""
    NARROWING = "narrowing"
    """Less may come back than before: nobody breaks."""
    WIDENING = "widening"
    """More is accepted, or may come back, than before."""
    ADDITIVE = "additive"
    """Something new, which nobody has to know of."""
    DOCUMENTATION = "documentation"
    """Nothing that travels is another."""

    @property
    def breaking(self) -> bool:
        """Whether someone who kept to the old contract breaks."""
        return self in (self.BREAKING_FOR_CALLERS, self.BREAKING_FOR_SERVERS)


@dataclass(frozen=True)
class Rule:
    """One kind of change. ``meaning`` is a sentence for docs/compatibility.md."""

    id: str
    compatibility: CompatibilityClass
    severity: Severity
    meaning: str
