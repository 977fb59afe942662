"""What was done in a walk, for those who look for the cause of what they see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

How = Literal[
    "made",
    "copied",
    "changed",
    "removed",
    "refused",
    "made twice",
    "copied onto what exists",
    "called on what is gone",
]
EFFECTIVE = frozenset({"made", "copied", "changed", "removed"})
"""Deeds that were to have an effect; the others were to be refused."""


@dataclass(frozen=True)
class Deed:
    """A call that was to change something, or to be refused.

    ``slots`` are the things that it was done to, those included that went with them; ``resource``
    is the kind of the thing that it was called for, ``told`` the things that its answer told of.
    """

    operation: str
    how: How
    slots: frozenset[str]
    resource: str
    told: frozenset[str] = frozenset()
