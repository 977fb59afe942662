"""Words for cases, the same in all checks: parts of what findings say, and of their ids."""

from __future__ import annotations

from shapeproof.exchange import Case

TOGETHER = "together"
"""The family of legal cases that were reduced to the places that are refused together."""


def label_of(case: Case) -> str:
    """The last part of a case's id: what is done at its place, empty where its family says all."""
    rest = case.id.removeprefix(f"{case.operation}:{case.family}").removeprefix(":")
    return rest if case.family == TOGETHER else rest.removeprefix(case.pointer).strip(":")


def at_place(pointer: str) -> str:
    """``at /A/B``, with a blank before it; nothing for a request as a whole."""
    return f" at {pointer}" if pointer else ""
