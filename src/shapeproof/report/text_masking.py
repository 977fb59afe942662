"""The texts of a finding about a sensitive place: only what the contract says of it is left."""

from __future__ import annotations

import re
from collections.abc import Collection

from shapeproof.report.spellings import MASK

_KINDS = "string number integer boolean object list array null blob timestamp map structure enum"
_STATES = "missing absent present empty none nothing value member required optional unknown"
_SMALL = "a an the of no not or and is its one to with that than type format pattern places"
_VERDICTS = (
    "success validation error refused refusal accepted answer legal plain request fails fault "
    "changes message names for below"
)
_BOUNDS = (
    "at most least between minimum maximum minlength maxlength minitems maxitems exclusiveminimum "
    "exclusivemaximum minproperties maxproperties length characters character items item bytes "
    "byte digits more less"
)
_WORDS = frozenset(" ".join((_KINDS, _STATES, _SMALL, _VERDICTS, _BOUNDS)).split())
_MEASURE = re.compile(
    r"\b(?:at (?:most|least)|between \d+ and|(?:exclusive)?(?:min|max)\w*|more than|less than"
    r"|length(?: of)?|status|below) -?\d+(?:\.\d+)?\b"
    r"|\b\d[\d,]* (?:characters?|items?|bytes?|digits?)\b|\b\dxx\b",
    re.IGNORECASE,
)
_QUOTES = """"'`"""
_STATUS = re.compile(r"(?:an? \w+ \w+ )?\(?status \d{3}\)?(?=[: ]|$)")


def mask_statement(text: str, names: Collection[str] = ()) -> str:
    """An expected or actual text: kept where it tells only types and constraints, else masked.

    ``names`` are words that may be told as well. Of ``status 200 {...}`` the status is kept.
    """
    known = _WORDS | {each.casefold() for each in names}
    rest = re.sub(r"[\s,.;:()]+", " ", _MEASURE.sub(" ", text)).casefold()
    if all(word in known for word in rest.split()):
        return text
    status = _STATUS.match(text)
    return f"{status[0]} {MASK}" if status else MASK


def mask_quoted(text: str, values: Collection[str]) -> str:
    """A message with these values, however short they are, masked where they stand in quotes."""
    for value in values:
        for quote in _QUOTES:
            text = text.replace(f"{quote}{value}{quote}", f"{quote}{MASK}{quote}")
    return text
