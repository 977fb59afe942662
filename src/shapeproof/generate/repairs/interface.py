"""What a refusal says, and what follows from it for the next try."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Refusal:
    """How a target has refused a request."""

    message: str
    code: str = ""
    status: int | None = None


@dataclass(frozen=True)
class Repaired:
    """The parameters to try next, and the pointer of what was changed."""

    params: Mapping[str, Any]
    pointer: str


@dataclass(frozen=True)
class NeedsExisting:
    """A fact instead of parameters: the value at a pointer must name something that exists."""

    pointer: str


Repair = Repaired | NeedsExisting
