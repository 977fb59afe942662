"""What a message holds and no codec can read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from shapeproof.contract.pointer import join


@dataclass(eq=True)
class UnreadableError(ValueError):
    """A part of a message cannot be decoded: why, and where in the message.

    ``pointer`` is a JSON Pointer in wire names below ``part``, which is ``body`` or a header field.
    """

    reason: str
    pointer: str = ""
    part: str = ""

    def __str__(self) -> str:
        place = " ".join(each for each in (self.part, self.pointer) if each)
        return f"{self.reason} (in {place})" if place else self.reason


def below(token: str, read: Callable[[Any], Any], value: Any) -> Any:
    """Read a value that stands at a token, so that an error knows its place."""
    try:
        return read(value)
    except UnreadableError as error:
        raise UnreadableError(error.reason, join((token,)) + error.pointer, error.part) from None


def within(part: str, read: Callable[[Any], Any], value: Any) -> Any:
    """Read a part of a message, so that an error names it."""
    try:
        return read(value)
    except UnreadableError as error:
        raise UnreadableError(error.reason, error.pointer, part) from None
