"""The path of a request compared with the operation's template, segment by segment."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, quote_plus

from shapeproof.checks.client.comparison.difference import RequestDifference
from shapeproof.checks.client.comparison.values import text_gap
from shapeproof.checks.client.texts import shown
from shapeproof.contract.model import Operation
from shapeproof.contract.shape import Shape
from shapeproof.exchange import Shown, Text
from shapeproof.wire.members import Bindings
from shapeproof.wire.rest.uri_template import Label, UriTemplate, percent_decode, percent_encode
from shapeproof.wire.text_values import text_value
from shapeproof.wire.timestamps import TimestampFormat

_SEGMENT = re.compile(r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})*", re.ASCII)
"""A path segment (RFC 3986, 3.3)."""


@dataclass(frozen=True)
class GivenLabel:
    """A label's value as the parameters have it, and the member that it belongs to."""

    member: str
    label: Label
    text: str
    shape: Shape

    @property
    def parts(self) -> list[str]:
        """The segments that it fills; one, unless it is greedy."""
        return self.text.split("/") if self.label.greedy else [self.text]


def _as_latin_1(text: str) -> str:
    return quote(text.encode("latin-1", "replace"), safe="")


WRONG_ENCODINGS: Mapping[str, Callable[[str], str]] = {
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
    for how, encode in WRONG_ENCODINGS.items():
        if percent_decode(encode(given.text)) == joined:
            return "label-encoding", how
    return "label", ""


def _same(given: GivenLabel, decoded: list[str]) -> bool:
    if given.label.greedy:
        return decoded == given.parts
    return text_gap(given.shape, given.text, decoded[0]) is None


_DOTS = frozenset({".", ".."})


@dataclass(frozen=True)
class ExpectedPath:
    """The path that a request must have."""

    segments: tuple[str | GivenLabel, ...]

    @classmethod
    def of(cls, operation: Operation, params: Mapping[str, Any]) -> ExpectedPath:
        """The path of an operation with these parameters."""
        bound = {each.wire_name: each for each in Bindings.of(operation.request).at("uri")}
        request = Shape.of(operation.request)
        template = UriTemplate.parse(operation.http.uri)
        segments: list[str | GivenLabel] = []
        for segment in template.segments:
            if isinstance(segment, Label) and segment.name in bound:
                member = bound[segment.name]
                value = params.get(member.name)
                shape = request.member(member.name)
                text = text_value(shape.schema, TimestampFormat.DATE_TIME)
                written = "" if value is None else text.encode(value)
                segments.append(GivenLabel(member.name, segment, written, shape))
            else:
                segments.append(segment if isinstance(segment, str) else "")
        return cls(tuple(segments))

    @classmethod
    def at(cls, target: str) -> ExpectedPath:
        """The path of a target, in a protocol that puts no members into it."""
        path = path_of(target).removeprefix("/")
        return cls(tuple(percent_decode(each) for each in path.split("/")))

    @property
    def labels(self) -> tuple[GivenLabel, ...]:
        """Its labels."""
        return tuple(each for each in self.segments if isinstance(each, GivenLabel))

    @property
    def has_empty_label(self) -> bool:
        """Whether a label has no value to be sent."""
        return any(not each.text for each in self.labels)

    @property
    def is_open(self) -> bool:
        """Whether any path will do (tolerances ``empty-label`` and ``dot-label``)."""
        dots = any(_DOTS & set(each.parts) for each in self.labels)
        return dots or self.has_empty_label

    def encoded(self, encode: Callable[[str], str]) -> str:
        """The path with its labels written in some way."""
        return "/" + "/".join(
            segment if isinstance(segment, str) else encode(segment.text)
            for segment in self.segments
        )

    def differences(self, target: str) -> Iterator[RequestDifference]:
        """Where the path of a request's target differs."""
        if self.is_open:
            return
        raw = path_of(target)
        if self.segments[-1] == "" and not raw.endswith("/"):
            raw += "/"  # tolerance trailing-slash
        found = self._aligned(raw.removeprefix("/").split("/"))
        if found is None or not raw.startswith("/"):
            yield self._other_path(raw)
            return
        for segment, piece in found:
            if isinstance(segment, str):
                if percent_decode(piece) != segment:
                    yield self._unlike(raw)
                    return
            elif fault := label_fault(segment, piece):
                yield _at_label(segment, fault[0], fault[1], piece)

    def _aligned(self, pieces: list[str]) -> list[tuple[str | GivenLabel, str]] | None:
        spare = len(pieces) - len(self.segments)
        greedy = [each for each in self.labels if each.label.greedy]
        if spare < 0 or (spare and not greedy):
            return None
        found: list[tuple[str | GivenLabel, str]] = []
        position = 0
        for segment in self.segments:
            width = 1 + spare if greedy and segment is greedy[0] else 1
            found.append((segment, "/".join(pieces[position : position + width])))
            position += width
        return found

    def _other_path(self, raw: str) -> RequestDifference:
        """A path with another number of segments: a label that was not encoded, or any other."""
        there = [percent_decode(each) for each in raw.split("/")]
        for how, encode in WRONG_ENCODINGS.items():
            path = _cut(self.encoded(encode))
            blamed = next((each for each in self.labels if _splits(encode(each.text))), None)
            if blamed and [percent_decode(each) for each in path.split("/")] == there:
                return _at_label(blamed, "label-encoding", how, raw)
        return self._unlike(raw)

    def _unlike(self, raw: str) -> RequestDifference:
        wanted = self.encoded(lambda text: percent_encode(text, keep="/"))
        return RequestDifference("path", "path", shown(wanted), shown(raw))


def path_of(target: str) -> str:
    """The raw path of a request target, of one in absolute form, too (RFC 9112, 3.2.2)."""
    path = target.partition("?")[0]
    if path.startswith(("http://", "https://")):
        path = "/" + path.partition("://")[2].partition("/")[2]
    return path


def _at_label(given: GivenLabel, constraint: str, how: str, raw: str) -> RequestDifference:
    keep = "/" if given.label.greedy else ""
    actual = Text.of("{raw} ({how})", raw=Shown(raw), how=how) if how else shown(raw)
    expected = shown(percent_encode(given.text, keep=keep))
    return RequestDifference("path", constraint, expected, actual, name=given.member)


def _splits(text: str) -> bool:
    return any(mark in text for mark in "/?#")


def _cut(path: str) -> str:
    return path.partition("?")[0].partition("#")[0]
