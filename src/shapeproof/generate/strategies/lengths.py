"""Long values made of short ones: what is drawn is repeated up to a length."""

from __future__ import annotations

from typing import TypeVar

Run = TypeVar("Run", str, bytes)

LONGEST = 16_384
"""Lengths above are not tried, unless a schema asks for them."""


def filled(run: Run, length: int) -> Run:
    """The run repeated up to a length, if it is shorter; an empty one stays empty."""
    if len(run) >= length or not run:
        return run
    return (run * (length // len(run) + 1))[:length]
