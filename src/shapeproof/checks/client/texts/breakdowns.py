"""Texts about clients that hang, exit or break the protocol of drivers."""

from __future__ import annotations

from shapeproof.checks.client.texts.parts import answer_of, last_words
from shapeproof.exchange import Breakdown, ClientResult, FindingTexts
from shapeproof.exchange.text import Said, Text

_AN_ANSWER = Text("an output or an error")

_WRITES: dict[Breakdown, str] = {
    "garbage": "the driver writes something other than a line of JSON",
    "wrong id": "the driver answers with another id than that of the call",
    "two answers": "the driver answers one call twice",
    "closed": "the driver closed its output without an answer",
    "flooded": "the driver writes more than is read",
}
DRIVER_BREAKDOWNS = frozenset(_WRITES)
"""Breakdowns that break the protocol of drivers."""


def hung(result: ClientResult) -> FindingTexts:
    """A client that does not answer."""
    return _broke_down("the client does not answer", _AN_ANSWER, result, "no answer in time")


def crashed(result: ClientResult) -> FindingTexts:
    """A client that exits instead of answering."""
    return _broke_down("the client crashes", _AN_ANSWER, result, "the client has exited")


def driver_broke_protocol(result: ClientResult, breakdown: Breakdown) -> FindingTexts:
    """A driver that breaks its protocol."""
    expected = Text("one line of JSON with the id of the call")
    return _broke_down(_WRITES[breakdown], expected, result, breakdown)


def crashed_on_broken_reply(result: ClientResult) -> FindingTexts:
    """A client that crashes on bytes that the contract never allows."""
    message = "the client crashes on a broken reply"
    return _broke_down(message, Text("an error"), result, "the client has exited")


def took_broken_reply(result: ClientResult) -> FindingTexts:
    """A client that takes bytes that the contract never allows for a success."""
    message = "the client reports a success for a broken reply"
    return FindingTexts.of(message, "an error", answer_of(result))


def broken_as(result: ClientResult) -> FindingTexts:
    """A reply that cannot be understood, or never came, told as another kind of error."""
    message = "the client reports another kind of error for a reply that cannot be understood"
    return FindingTexts.of(message, "transport error", answer_of(result))


def _broke_down(message: str, expected: Text, result: ClientResult, otherwise: str) -> FindingTexts:
    words = last_words(result, "")
    actual = Text.only(Said(words)) if words else Text(otherwise)
    return FindingTexts.of(message, expected, actual)
