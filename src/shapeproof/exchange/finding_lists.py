"""Findings as a user's test gets them: a list that prints short."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from weakref import ref

from shapeproof.exchange.findings import Finding
from shapeproof.exchange.text import one_line

MOST_LINES = 10
"""How many findings are shown; of the others only their number is."""
_LINE = 300
_SHORT = 150


class Findings(list[Finding]):
    """A list of findings. As a text it has a line for each of the first ten."""

    def __repr__(self) -> str:
        global _last_shown  # noqa: PLW0603
        _last_shown = ref(self)
        if not self:
            return "[]"
        first = f"{self[0].check} {_place(self[0])}: {self[0].message}"
        return f"[{counted(self)}: {one_line(first, _SHORT)}{', …' if len(self) > 1 else ''}]"

    def __str__(self) -> str:
        return "\n".join(finding_lines(self)) if self else "no findings"


_last_shown: ref[Findings] | None = None


def last_shown() -> Findings | None:
    """The findings whose ``repr`` was asked for last, if they are still there.

    pytest asks for it when an assertion has failed.
    """
    return _last_shown() if _last_shown is not None else None


def finding_lines(findings: Sequence[Finding]) -> Iterator[str]:
    """One line for each of the first findings, and how many more there are."""
    for each in findings[:MOST_LINES]:
        values = f" (expected {each.expected}, got {each.actual})" if each.expected else ""
        said = f"{each.severity.label} {each.check} {_place(each)}: {each.message}{values}"
        yield one_line(said, _LINE)
    if len(findings) > MOST_LINES:
        yield f"and {len(findings) - MOST_LINES:,} more"


def are_findings(value: Any) -> bool:
    """Whether it is a list or tuple of findings, and not empty."""
    return isinstance(value, (list, tuple)) and bool(value) and isinstance(value[0], Finding)


def counted(findings: Sequence[Finding]) -> str:
    """How many findings there are."""
    return "1 finding" if len(findings) == 1 else f"{len(findings):,} findings"


def _place(finding: Finding) -> str:
    return f"{finding.service}.{finding.operation} {finding.where.strip()}"
