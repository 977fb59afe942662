"""What was seen of one finding in all recordings: its values, how often, and where first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from shapeproof.exchange import Finding, Shown

_MOST = 200
"""Values that are kept; a place with more of them is no enum."""


@dataclass
class FindingEvidence:
    """One finding, and all that was seen of it. ``first`` is the first entry that shows it.

    ``shown`` is the finding as texts may show it. A value with a secret in it is not kept.
    """

    finding: Finding
    shown: Finding
    first: str
    host: str
    times: int = 0
    values: list[Any] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)

    def note(self, finding: Finding, status: int | None, is_secret: Callable[[Any], bool]) -> None:
        """Note that it was seen once more."""
        self.times += 1
        for name in missing_in(finding):
            if name not in self.values:
                self.values.append(name)
        part = finding.texts.actual.part
        if isinstance(part, Shown) and self._is_new(part.value) and not is_secret(part.value):
            self.values.append(part.value)
        if status is not None and status not in self.statuses:
            self.statuses.append(status)

    def _is_new(self, value: Any) -> bool:
        return len(self.values) < _MOST and value not in self.values

    @property
    def has_secrets(self) -> bool:
        """Whether the finding itself, by its place or in its words, shows a secret."""
        texts = self.shown.message, self.shown.where
        return texts != (self.finding.message, self.finding.where)

    @property
    def reason(self) -> str:
        """The evidence in words, for the reason of a correction."""
        often = "once" if self.times == 1 else f"{self.times:,} times, first"
        by = f" ({self.host})" if self.host else ""
        return f"{self.shown.message}: seen {often} in {self.first}{by}"


def missing_in(finding: Finding) -> list[str]:
    """The required members that a finding says are missing, by their names at the place."""
    if finding.constraint != "required":
        return []
    parts = finding.texts.message.parts
    if "names" in parts:
        return str(parts["names"]).split(", ")
    return [str(parts["name"])] if "name" in parts else []


def is_of_object(finding: Finding) -> bool:
    """Whether a finding about missing members stands at the object that lacks them."""
    return "names" in finding.texts.message.parts
