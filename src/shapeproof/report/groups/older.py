"""What is broken by a finding of an older report, which does not say it but in its message."""

from __future__ import annotations

import re

from shapeproof.report.document import FindingRecord
from shapeproof.report.groups.answers import general

_POINTER = re.compile(r" at /\S*")
_FAMILY = re.compile(r"of the kind '([\w-]+)|is refused: ([\w-]+)")
_FAULTS = (
    ("sent null for the required", "null"),
    ("is left out", "required"),
    ("outside the enum", "enum"),
    ("in another letter case", "enum"),
    ("an empty string for an enum", "enum"),
    ("does not match the pattern", "pattern"),
    ("characters", "maxLength"),
    ("elements", "maxItems"),
    ("expected at least", "minimum"),
    ("expected at most", "maximum"),
    ("sent its element", "type"),
    ("expected a", "type"),
)
_OF_CASES = ("accepts_invalid", "server_error")


def constraint_in_words(finding: FindingRecord) -> str:
    """The constraint, as far as the message tells it; else the message without values."""
    message = finding["message"]
    family = _FAMILY.search(message)
    if family:
        return family[1] or family[2]
    if finding["check"] in _OF_CASES and finding["where"] == "request":
        fault = any(each in message for each in ("fault (", "is accepted"))
        return "body" if fault else "minimal"
    for words, constraint in _FAULTS if finding["check"] in _OF_CASES else ():
        if words in message:
            return constraint
    return general(_POINTER.sub("", message))
