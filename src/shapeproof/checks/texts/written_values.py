"""Texts about values that were written and are read back."""

from __future__ import annotations

from shapeproof.checks.texts.parts import status_of
from shapeproof.exchange import Exchange, FindingTexts, Shown, Text


def written_value(how: str, source: str, given: object, got: Text) -> FindingTexts:
    """A value that a write has not kept."""
    message = Text.of(
        "{how}: {source} returns another value than was written", how=how, source=source
    )
    return FindingTexts.of(message, Text.only(Shown(given)), got)


def read_value(how: str, writer: str, given: object, got: Text) -> FindingTexts:
    """A value that a reader shows differently, whichever operation wrote it."""
    message = Text.of(
        "{how}: the value differs from the one that {writer} wrote or returned",
        how=how, writer=writer,
    )  # fmt: skip
    return FindingTexts.of(message, Text.only(Shown(given)), got)


def unreadable(reading: Exchange) -> FindingTexts:
    """A resource whose creation was accepted, and that cannot be read."""
    reader = reading.operation
    message = Text.of(
        "the request is accepted, but {reader} does not find what it created", reader=reader
    )
    expected = Text.of("a success of {reader}", reader=reader)
    return FindingTexts.of(message, expected, status_of(reading))
