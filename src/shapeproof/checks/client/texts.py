"""Values, replies and answers as the texts of findings show them. Never fails, whatever a client
answers.
"""

from __future__ import annotations

from typing import Any

from shapeproof.checks.texts import shown
from shapeproof.exchange import ClientCase, ClientResult, Reply

NOTHING = "nothing"
_SILENT = {"close": "closed connection", "stall": "silence"}


def told(value: Any) -> str:
    """A value as short JSON text."""
    try:
        return shown(value)
    except (RecursionError, ValueError, TypeError):
        return "a value that is no JSON"


def at(part: str, pointer: str) -> str:
    """A place in words: a part of a message, and a pointer within it if there is one."""
    return f"{part} {pointer}" if pointer else part


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


def last_words(result: ClientResult, otherwise: str) -> str:
    """The last line of what a client wrote before it broke down: of a traceback, the exception."""
    lines = [line.strip() for line in result.detail.splitlines() if line.strip()]
    return lines[-1][:300] if lines else otherwise


def answer_of(result: ClientResult) -> str:
    """What a client has told, in a few words: a success, or its error."""
    error = result.error
    if error is None:
        return f"a success: {told(result.output)}"
    parts = (f"{error.kind} error", error.code or "", error.message or "")
    return " ".join(part for part in parts if part)[:300]


def reply_words(reply: Reply | None) -> str:
    """A reply by its status, or by what became of the connection."""
    if reply is None:
        return NOTHING
    if reply.after == "reset":
        return "reset"
    if reply.response is None:
        return _SILENT.get(reply.after, "garbage")
    return str(reply.response.status)


def label_of(case: ClientCase) -> str:
    """What the case varies: place and label, as in its id; the family without them."""
    return ":".join(part for part in (case.pointer, case.label) if part) or case.family
