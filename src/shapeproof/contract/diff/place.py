"""Where in a contract a change is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from shapeproof.contract.diff.change import Change
from shapeproof.contract.pointer import join

ITEM = "*"
"""Stands for every element of a list and every value of a map."""
KEY = "{key}"
"""Stands for the keys of a map."""


@dataclass(frozen=True)
class Place:
    """A place in a document of an operation, or in that of an error (``operation`` is empty)."""

    operation: str
    document: str
    pointer: str = ""
    subject: str = ""

    @property
    def direction(self) -> str:
        """``request`` or ``response``; documents of errors are responses."""
        return "request" if self.document == "request" else "response"

    def below(self, token: str) -> Place:
        """The place of a member, or of ITEM or KEY."""
        step = join((token,))
        return replace(self, pointer=self.pointer + step, subject=self.subject + step)

    def within(self, shape: str | None) -> Place:
        """The same place, seen from a structure of that name."""
        return self if shape is None else replace(self, subject=shape)

    def changed(
        self, kind: str, message: str, old: Any = None, new: Any = None, *, directed: bool = True
    ) -> Change:
        """A change here; ``kind`` without its direction, unless it has none."""
        return Change(
            kind=f"{self.direction}-{kind}" if directed else kind,
            operation=self.operation,
            place=f"{self.document} {self.pointer}".rstrip(),
            message=message,
            old=old,
            new=new,
            subject=self.subject or "/",
        )
