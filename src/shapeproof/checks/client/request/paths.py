"""The path of a request compared with the operation's template, segment by segment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shapeproof.checks.client.request.difference import Difference
from shapeproof.checks.client.request.labels import MISSPELLINGS, GivenLabel, label_fault
from shapeproof.checks.client.words import told
from shapeproof.contract.model import Operation
from shapeproof.wire.members import Bindings
from shapeproof.wire.percent import percent_decode, percent_encode
from shapeproof.wire.text_values import text_value
from shapeproof.wire.timestamps import TimestampFormat
from shapeproof.wire.uri_template import Label, UriTemplate

_DOTS = frozenset({".", ".."})


@dataclass(frozen=True)
class DuePath:
    """The path that a request must have."""

    segments: tuple[str | GivenLabel, ...]

    @classmethod
    def of(cls, operation: Operation, params: Mapping[str, Any]) -> DuePath:
        """The path of an operation with these parameters."""
        bound = {each.wire_name: each for each in Bindings.of(operation.request).at("uri")}
        template = UriTemplate.parse(operation.http.uri)
        segments: list[str | GivenLabel] = []
        for segment in template.segments:
            if isinstance(segment, Label) and segment.name in bound:
                member = bound[segment.name]
                value = params.get(member.name)
                text = text_value(member.schema, TimestampFormat.DATE_TIME)
                written = "" if value is None else text.encode(value)
                segments.append(GivenLabel(member.name, segment, written, member.schema))
            else:
                segments.append(segment if isinstance(segment, str) else "")
        return cls(tuple(segments))

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

    def spelled(self, spell: Callable[[str], str]) -> str:
        """The path with its labels written in some way."""
        return "/" + "/".join(
            segment if isinstance(segment, str) else spell(segment.text)
            for segment in self.segments
        )

    def differences(self, target: str) -> Iterator[Difference]:
        """Where the path of a request's target differs."""
        if self.is_open:
            return
        raw = path_of(target)
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

    def _other_path(self, raw: str) -> Difference:
        """A path with another number of segments: a label that was not encoded, or any other."""
        there = [percent_decode(each) for each in raw.split("/")]
        for how, spell in MISSPELLINGS.items():
            path = _cut(self.spelled(spell))
            blamed = next((each for each in self.labels if _splits(spell(each.text))), None)
            if blamed and [percent_decode(each) for each in path.split("/")] == there:
                return _at_label(blamed, "label-encoding", how, raw)
        return self._unlike(raw)

    def _unlike(self, raw: str) -> Difference:
        due = self.spelled(lambda text: percent_encode(text, keep="/"))
        return Difference("path", "path", told(due), told(raw))


def path_of(target: str) -> str:
    """The raw path of a request target, of one in absolute form, too (RFC 9112, 3.2.2)."""
    path = target.partition("?")[0]
    if path.startswith(("http://", "https://")):
        path = "/" + path.partition("://")[2].partition("/")[2]
    return path


def _at_label(given: GivenLabel, constraint: str, how: str, raw: str) -> Difference:
    keep = "/" if given.label.greedy else ""
    actual = f"{told(raw)} ({how})" if how else told(raw)
    expected = told(percent_encode(given.text, keep=keep))
    return Difference("path", constraint, expected, actual, name=given.member)


def _splits(text: str) -> bool:
    return any(mark in text for mark in "/?#")


def _cut(path: str) -> str:
    return path.partition("?")[0].partition("#")[0]
