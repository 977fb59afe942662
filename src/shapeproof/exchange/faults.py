"""Faults: the one constraint that an invalid request breaks, and how.

A fault keeps facts. Its English is made from them by ``Fault.text``, from one table.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from shapeproof.exchange.text import Part, Shown, Text

BODY = "body"
"""The constraint of a body that is wrong as a whole."""


class How(StrEnum):
    """How a value was made invalid."""

    LEFT_OUT = "left out"
    NULL = "null"
    WRONG_TYPE = "wrong type"
    NO_LIST = "the element without its list"
    UNKNOWN_VALUE = "outside the enum"
    OTHER_CASE = "letter case"
    EMPTY = "empty"
    TOO_SMALL = "too small"
    TOO_LARGE = "too large"
    TOO_SHORT = "too short"
    TOO_LONG = "too long"
    TOO_FEW = "too few"
    TOO_MANY = "too many"
    NO_MATCH = "outside the pattern"
    API_NAME = "the API's name"
    MALFORMED_BODY = "malformed body"


_TEMPLATES = {
    How.LEFT_OUT: "the required member is left out{at}",
    How.NULL: "sent null for the required member{at}",
    How.WRONG_TYPE: "expected {expected}{at}, sent {sent}",
    How.NO_LIST: "expected a list{at}, sent its element without the list",
    How.UNKNOWN_VALUE: "sent a value outside the enum{at}",
    How.OTHER_CASE: "sent an enum value in another letter case{at}",
    How.EMPTY: "sent an empty string for an enum{at}",
    How.TOO_SMALL: "expected at least {expected}{at}, sent {sent}",
    How.TOO_LARGE: "expected at most {expected}{at}, sent {sent}",
    How.TOO_SHORT: "expected at least {expected} characters{at}, sent {sent}",
    How.TOO_LONG: "expected at most {expected} characters{at}, sent {sent}",
    How.TOO_FEW: "expected at least {expected} elements{at}, sent {sent}",
    How.TOO_MANY: "expected at most {expected} elements{at}, sent {sent}",
    How.NO_MATCH: "sent a string that does not match the pattern{at}",
    How.API_NAME: "the required member {expected} is sent as {sent}, its name in the API{at}",
    How.MALFORMED_BODY: "{sent}{at}",
}


@dataclass(frozen=True)
class Fault:
    """The one constraint that an invalid value breaks.

    ``pointer`` is a JSON Pointer (RFC 6901) into the parameters, API view; for a fault of the body
    as a whole it is empty. ``constraint`` is the JSON Schema keyword (``required``, ``type``,
    ``enum``, ``minimum`` ...) or ``body``; ``noticed_by`` is ``client``, ``server`` or ``both``.
    ``expected`` is a bound or a type in words; ``sent`` is a number, length, or count, or a type in
    words. Of a malformed body, ``sent`` names what is wrong with it, and is a part of finding ids.
    """

    pointer: str
    constraint: str
    how: How
    noticed_by: str = "both"
    expected: str | float = ""
    sent: str | float = ""

    @property
    def broken(self) -> str:
        """The broken constraint, the same for all ways of breaking it at one place."""
        return "null" if self.how is How.NULL else self.constraint

    @property
    def text(self) -> Text:
        """The fault in English, with its place."""
        at = f" at {self.pointer}" if self.pointer else ""
        is_value = self.how in (How.TOO_SMALL, How.TOO_LARGE)
        sent = Shown(self.sent) if is_value else _part(self.sent)
        parts = {"at": at, "expected": _part(self.expected), "sent": sent}
        template = _TEMPLATES[self.how]
        return Text(template, {name: parts[name] for name in parts if f"{{{name}}}" in template})


def _part(fact: str | float) -> Part:
    if isinstance(fact, str):
        return fact
    return f"{fact:,}" if isinstance(fact, int) else Shown(fact)
