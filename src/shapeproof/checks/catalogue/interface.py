"""How a check is described."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CheckDescription:
    """A check in words.

    ``title`` says in a few words what is wrong, ``wrong`` says it in full, ``remedy`` what to
    change. ``page`` is the section of the documentation, below ``docs/``.
    """

    title: str
    wrong: str
    remedy: str
    page: str
