"""Causes of paths and queries that are not encoded as URIs have it."""

from __future__ import annotations

from urllib.parse import unquote

from shapeproof.exchange import Finding, Shown
from shapeproof.report.groups.client.facts import ClientCause

_LEFT_RAW = "labels are sent unencoded"
_HOW = {
    "encoded twice": "labels are encoded twice",
    "a + for a space": "a space in a label is sent as +",
    "encoded as ISO-8859-1": "labels are encoded in ISO-8859-1, not UTF-8",
    "slashes encoded": "slashes of a greedy label are encoded",
}
_RAW_MARKS = {
    "slashes not encoded": ("/",),
    "percent signs not encoded": ("%",),
    "slashes and percent signs not encoded": ("/", "%"),
    "not encoded up to the ?": ("?",),
    "not encoded up to the #": ("#",),
}
_MOST_MARKS = 8


def label_cause(finding: Finding) -> ClientCause:
    """The cause of a label that is not encoded, or not as it must be."""
    actual = finding.texts.actual
    how = str(actual.parts.get("how", ""))
    if how in _HOW:
        return ClientCause(_HOW[how])
    marks = _RAW_MARKS.get(how) or _marks(finding)
    return ClientCause(_LEFT_RAW, ", ".join(f"'{each}'" for each in marks))


def _marks(finding: Finding) -> tuple[str, ...]:
    """The characters of the value that had to be encoded, as far as one can tell, and were not."""
    expected, raw = finding.texts.expected.part, finding.texts.actual.parts.get("raw")
    if not isinstance(expected, Shown) or not isinstance(raw, Shown):
        return ()
    encoded, sent = str(expected.value), str(raw.value)
    due = {each for each in unquote(encoded) if f"%{ord(each):02X}" in encoded and ord(each) < 128}
    left = [each for each in sorted(due) if each in sent and each.isprintable()]
    beyond = ["non-ASCII"] if not sent.isascii() else []
    return tuple([*left, *beyond][:_MOST_MARKS])


def query_cause(finding: Finding) -> ClientCause:
    """The cause of a parameter of the query that is not encoded as it must be."""
    expected, actual = (each.part for each in (finding.texts.expected, finding.texts.actual))
    sent = str(actual.value) if isinstance(actual, Shown) else ""
    if isinstance(expected, Shown) and unquote(sent) == str(expected.value):
        return ClientCause("query parameters are encoded twice")
    return ClientCause("query parameters are encoded incorrectly")
