"""One URI label compared with the value that it must carry."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

from shapeproof.checks.client.request.texts import text_gap
from shapeproof.contract.model import Schema
from shapeproof.wire.percent import percent_decode, percent_encode
from shapeproof.wire.uri_template import Label

_SEGMENT = re.compile(r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})*", re.ASCII)
"""A path segment (RFC 3986, 3.3)."""


@dataclass(frozen=True)
class GivenLabel:
    """A label's value as the parameters have it, and the member that it belongs to."""

    member: str
    label: Label
    text: str
    schema: Schema

    @property
    def parts(self) -> list[str]:
        """The segments that it fills; one, unless it is greedy."""
        return self.text.split("/") if self.label.greedy else [self.text]


def _as_latin_1(text: str) -> str:
    return quote(text.encode("latin-1", "replace"), safe="")


MISSPELLINGS: Mapping[str, Callable[[str], str]] = {
    "not encoded": str,
    "encoded twice": lambda text: percent_encode(percent_encode(text)),
    "a + for a space": quote_plus,
    "encoded as ISO-8859-1": _as_latin_1,
    "not encoded up to the ?": lambda text: text.partition("?")[0],
    "not encoded up to the #": lambda text: text.partition("#")[0],
    "slashes not encoded": lambda text: percent_encode(text, keep="/"),
    "percent signs not encoded": lambda text: percent_encode(text, keep="%"),
    "slashes and percent signs not encoded": lambda text: percent_encode(text, keep="/%"),
}
"""Wrong ways of writing a value into a path, by what they are called."""


def label_fault(given: GivenLabel, raw: str) -> tuple[str, str] | None:
    """``label`` or ``label-encoding`` and what is wrong in words; None for a label that is right.

    ``raw`` is what stands in the path, of a greedy label all its segments.
    """
    pieces = raw.split("/") if given.label.greedy else [raw]
    decoded = [percent_decode(piece) for piece in pieces]
    if _same(given, decoded):
        bad = not all(_SEGMENT.fullmatch(piece) for piece in pieces)
        return ("label-encoding", "not encoded") if bad else None
    joined = "/".join(decoded)
    if given.label.greedy and joined == given.text:
        return "label-encoding", "slashes encoded"
    for how, spell in MISSPELLINGS.items():
        if percent_decode(spell(given.text)) == joined:
            return "label-encoding", how
    return "label", ""


def _same(given: GivenLabel, decoded: list[str]) -> bool:
    if given.label.greedy:
        return decoded == given.parts
    return text_gap(given.schema, given.text, decoded[0]) is None
