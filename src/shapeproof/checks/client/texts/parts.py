"""The parts that texts of client checks share: values, answers and replies in words."""

from __future__ import annotations

from typing import Any

from shapeproof.checks.texts import NOTHING
from shapeproof.exchange import LOG_MARK, Breakdown, ClientCase, ClientResult, Reply
from shapeproof.exchange.log_exceptions import exception_in
from shapeproof.exchange.text import Said, Shown, Text

LONGEST_LINE = 300
_ABOUT_LINES: frozenset[Breakdown] = frozenset({"garbage", "wrong id", "two answers", "flooded"})
"""Breakdowns that lines on stdout show, whatever the log says."""


def kind_of(value: Any) -> str:
    """The JSON type of a value; booleans are no numbers."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    names: dict[type, str] = {str: "string", list: "list", tuple: "list", dict: "object"}
    return names.get(type(value), type(value).__name__)


def shown(value: Any) -> Text:
    """A value as JSON."""
    return Text.only(Shown(value))


def shown_or_nothing(value: Any) -> Text:
    """A value as JSON; null is nothing."""
    return NOTHING if value is None else shown(value)


def difference_of(
    kind: str, expected: Any, actual: Any, other_name: str = "", verb: str = ""
) -> tuple[Text, Text]:
    """What is expected and what came instead where two values differ.

    ``kind`` is that of a ``ValueGap``. With an ``other_name`` the member is there under that name:
    ``sent as other``, ``read as other``.
    """
    wanted, there = shown(expected), shown(actual)
    if isinstance(expected, list) and isinstance(actual, list):
        return wanted, there
    if kind == "missing":
        renamed = Text.of("{verb} as {name}", verb=verb, name=Said(other_name))
        return wanted, renamed if other_name else NOTHING
    if kind in ("extra", "unknown"):
        return NOTHING, there
    if kind == "type" and kind_of(expected) != kind_of(actual):
        return _with_kind(expected), _with_kind(actual)
    return wanted, there


def _with_kind(value: Any) -> Text:
    return Text.of("{kind}: {value}", kind=kind_of(value), value=Shown(value))


def last_words(result: ClientResult, otherwise: str) -> str:
    """What ended a client: the exception that its log ends with; what it wrote in place of a line.

    Without either it is how the process ended.
    """
    said, _, log = result.detail.partition(LOG_MARK)
    words = "" if result.breakdown in _ABOUT_LINES else exception_in(log)
    return (words or exception_in(said))[:LONGEST_LINE] or otherwise


def answer_of(result: ClientResult) -> Text:
    """What a client answered: a success, or its error."""
    error = result.error
    if error is None:
        return Text.of("a success: {output}", output=Shown(result.output))
    words = " ".join(each for each in (error.code, error.message) if each)[:LONGEST_LINE]
    if not words:
        return Text.of("{kind} error", kind=error.kind)
    return Text.of("{kind} error {words}", kind=error.kind, words=Said(words))


def reply_words(reply: Reply | None) -> str:
    """A reply by its status, or by how the connection ended. It is a part of finding ids."""
    if reply is None:
        return "nothing"
    if reply.after == "reset":
        return "reset"
    if reply.response is None:
        return {"close": "closed connection", "stall": "silence"}.get(reply.after, "garbage")
    return str(reply.response.status)


def label_of(case: ClientCase) -> str:
    """What the case varies: place and label, as in its id; the family without them."""
    return ":".join(part for part in (case.pointer, case.label) if part) or case.family


def place_of(part: str, pointer: str) -> str:
    """A place: a part of a message, and the pointer within it if there is one."""
    return f"{part} {pointer}" if pointer else part


def requests_of(count: int) -> str:
    """A number of requests, in words."""
    return f"{count} request" if count == 1 else f"{count} requests"
