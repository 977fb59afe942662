"""The nouns of a diff: one change, one side, and all of them together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shapeproof.contract.diff.classes import CompatibilityClass, Severity
from shapeproof.contract.diff.rules import RULES


@dataclass(frozen=True)
class Change:
    """One difference. ``kind`` is the id of a rule; any other raises KeyError.

    ``operation`` is empty for what concerns the service as a whole. ``place`` is, within schemas,
    the document (``request``, ``response``, ``error NAME``) and a JSON Pointer of members, where
    ``*`` stands for any element of a list or value of a map and ``{key}`` for the keys of a map;
    else what it is about (``http uri``, ``trait auth``, ``waiter NAME`` ...). ``subject`` is the
    same place seen from the nearest named structure: changes of a shared shape have it in common.
    ``old`` and ``new`` are JSON values, None where there is none.
    """

    kind: str
    operation: str
    place: str
    message: str
    old: Any = None
    new: Any = None
    subject: str = ""

    def __post_init__(self) -> None:
        """Refuse what has no rule."""
        RULES[self.kind]

    @property
    def compatibility(self) -> CompatibilityClass:
        """Whom it breaks, or which way it moves what is allowed."""
        return RULES[self.kind].compatibility

    @property
    def severity(self) -> Severity:
        """How much it weighs."""
        return RULES[self.kind].severity

    @property
    def breaking(self) -> bool:
        """Whether someone who kept to the old contract breaks."""
        return self.compatibility.breaking


@dataclass(frozen=True)
class Side:
    """One of the two contracts; ``source`` tells where it was found."""

    service: str
    api_version: str
    source: str = ""


@dataclass(frozen=True)
class Diff:
    """All changes from one contract to another, in the order of the document.

    A side is None where the service is only on the other.
    """

    old: Side | None
    new: Side | None
    changes: tuple[Change, ...] = ()

    @property
    def breaking(self) -> tuple[Change, ...]:
        """The changes that break someone."""
        return tuple(change for change in self.changes if change.breaking)
