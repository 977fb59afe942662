"""Texts about calls whose parameters break the contract."""

from __future__ import annotations

from collections.abc import Collection

from shapeproof.checks.client.texts.parts import answer_of, shown
from shapeproof.exchange import ClientResult, FindingTexts
from shapeproof.exchange.text import Text


def refused_as(result: ClientResult) -> FindingTexts:
    """A refusal of parameters that is told as another kind of error."""
    message = "the client sends nothing, but reports another kind of error than validation"
    return FindingTexts.of(message, "validation error", answer_of(result))


def refused_late(result: ClientResult) -> FindingTexts:
    """A refusal of parameters after they were sent."""
    message = "the client refuses invalid parameters after it has sent them"
    return FindingTexts.of(message, "a refusal before anything is sent", answer_of(result))


def label_of_nothing(path: str) -> FindingTexts:
    """A call without a required label that is sent all the same."""
    message = "a call is sent without a label that its path requires"
    return FindingTexts.of(message, "a refusal", shown(path))


def not_checked(sent: int, total: int, locations: Collection[str]) -> FindingTexts:
    """A constraint that the client does not check."""
    message = Text.of(
        "the client sends {sent} of {total} calls that break this constraint ({locations})",
        sent=sent, total=total, locations=", ".join(locations),
    )  # fmt: skip
    actual = Text.of("{sent} of {total} sent", sent=sent, total=total)
    return FindingTexts.of(message, "a refusal, if the client checks parameters", actual)


def inconsistent(fault: Text, refused: int) -> FindingTexts:
    """Invalid parameters that are sent here and refused elsewhere."""
    message = Text.of(
        "invalid parameters are sent here and refused elsewhere: {fault}", fault=fault
    )
    expected = Text.of("a refusal, as for {refused} other calls", refused=refused)
    return FindingTexts.of(message, expected, "sent")
