"""The nouns of a diff: one change, where it is, one side, and all changes together."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from shapeproof.contract.diff.rules import RULES, ChangeSeverity, CompatibilityClass
from shapeproof.contract.pointer import join

_MOST = 8
_LONGEST = 80


def listed(values: Sequence[Any], most: int = _MOST) -> str:
    """Some values, separated by commas, and how many more there are."""
    shown = ", ".join(str(value) for value in values[:most])
    return f"{shown} and {len(values) - most} more" if len(values) > most else shown


def shown(value: Any) -> str:
    """A value as short JSON; ``nothing`` for None."""
    if value is None:
        return "nothing"
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


@dataclass(frozen=True)
class ContractChange:
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
    def severity(self) -> ChangeSeverity:
        """How much it weighs."""
        return RULES[self.kind].severity

    @property
    def breaking(self) -> bool:
        """Whether those who conform to the old contract break."""
        return self.compatibility.breaking


@dataclass(frozen=True)
class DiffSide:
    """One of the two contracts; ``source`` is where it was found."""

    service: str
    api_version: str
    source: str = ""


@dataclass(frozen=True)
class ContractDiff:
    """All changes from one contract to another, in the order of the document.

    A side is None where the service is only on the other.
    """

    old: DiffSide | None
    new: DiffSide | None
    changes: tuple[ContractChange, ...] = ()

    @property
    def breaking(self) -> tuple[ContractChange, ...]:
        """The changes that break someone."""
        return tuple(change for change in self.changes if change.breaking)


ITEM = "*"
"""Stands for every element of a list and every value of a map."""
KEY = "{key}"
"""Stands for the keys of a map."""


@dataclass(frozen=True)
class ChangePlace:
    """A place in a document of an operation, or in that of an error (``operation`` is empty)."""

    operation: str
    document: str
    pointer: str = ""
    subject: str = ""

    @property
    def direction(self) -> str:
        """``request`` or ``response``; documents of errors are responses."""
        return "request" if self.document == "request" else "response"

    def below(self, token: str) -> ChangePlace:
        """The place of a member, or of ITEM or KEY."""
        step = join((token,))
        return replace(self, pointer=self.pointer + step, subject=self.subject + step)

    def within(self, shape: str | None) -> ChangePlace:
        """The same place, seen from a structure of that name."""
        return self if shape is None else replace(self, subject=shape)

    def changed(
        self, kind: str, message: str, old: Any = None, new: Any = None, *, directed: bool = True
    ) -> ContractChange:
        """A change here; ``kind`` without its direction, unless it has none."""
        return ContractChange(
            kind=f"{self.direction}-{kind}" if directed else kind,
            operation=self.operation,
            place=f"{self.document} {self.pointer}".rstrip(),
            message=message,
            old=old,
            new=new,
            subject=self.subject or "/",
        )
