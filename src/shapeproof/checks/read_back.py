"""What was written is read back unchanged: value, type and order of every common member."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from shapeproof.checks import texts
from shapeproof.checks.interface import Observation, Subject
from shapeproof.checks.same_values import (
    known_members,
    same_as_shaped,
    same_meaning,
    tells_of_another,
)
from shapeproof.checks.severities import sure_if_reviewed
from shapeproof.contract.lifecycle import Reader, Writer
from shapeproof.contract.pointer import Tokens, join, parse
from shapeproof.contract.shape import Shape
from shapeproof.exchange import Exchange, Finding, Severity, Shown, Text


class Nothing(Enum):
    """What stands where no value does."""

    ABSENT = "absent"


ABSENT = Nothing.ABSENT
"""Stands for a value that did not come back at all."""


@dataclass(frozen=True)
class ReadBackDifference:
    """One value that came back changed. ``how`` is one word for what happened to it."""

    tokens: Tokens
    how: str
    given: Any
    got: Any

    def severity(self, *, reviewed: bool) -> Severity:
        """How much it weighs: services spell values in their own way, and may take empty for none.

        Only a review can say that one does not.
        """
        how = "extended" if _is_extended(self.given, self.got) else self.how
        return severity_of_change(how, self.given, reviewed=reviewed)

    @property
    def shown(self) -> Text:
        """What came back."""
        return texts.NOTHING if self.got is ABSENT else Text.only(Shown(self.got))


_SPELLED = frozenset({"trimmed", "re-cased", "sorted", "reordered", "de-duplicated", "extended"})


def _is_extended(given: Any, got: Any) -> bool:
    """Whether a list came back with more in it: a service may add defaults of its own."""
    if not isinstance(given, list) or not isinstance(got, list):
        return False
    return len(got) > len(given) and all(each in got for each in given)


def severity_of_change(how: str, given: Any, *, reviewed: bool) -> Severity:
    """How much it weighs that a value came back changed."""
    if not reviewed and (how in _SPELLED or given in ("", [], {})):
        return Severity.NOTE
    return sure_if_reviewed(reviewed)


@dataclass(frozen=True)
class ReadBackObservation:
    """A write that was accepted, and how it was read.

    ``difference`` is None where the reading was refused. ``reading`` is the writing exchange
    itself where its own response shows the values. ``reader_errs`` says that the reader shows a
    value wrongly, whichever operation wrote it.
    """

    writing: Observation
    reading: Exchange
    difference: ReadBackDifference | None = None
    reader_errs: bool = False


class ReadBackCheck:
    """A written value comes back as it was written."""

    name = "read_back"
    judges = Subject.READ_BACK
    severity = Severity.ERROR

    def check(self, seen: ReadBackObservation) -> Iterator[Finding]:
        """One finding, about the writer or the reader."""
        if seen.difference is None:
            yield self._unreadable(seen.writing, seen.reading)
        elif seen.reader_errs:
            yield self._of_reader(seen.writing, seen.reading, seen.difference)
        else:
            yield self._of_writer(seen.writing, seen.reading, seen.difference)

    def _unreadable(self, writing: Observation, reading: Exchange) -> Finding:
        finding = writing.finding(
            self.name, sure_if_reviewed(writing.reviewed),
            f"response of {reading.operation}", "unreadable", texts.unreadable(reading),
        )  # fmt: skip
        return _after(writing, reading, finding)

    def _of_writer(
        self, writing: Observation, reading: Exchange, difference: ReadBackDifference
    ) -> Finding:
        pointer = join(difference.tokens)
        own = reading is writing.exchange
        source = "the response itself" if own else reading.operation
        finding = writing.finding(
            self.name, difference.severity(reviewed=writing.reviewed),
            f"request {pointer}", difference.how,
            texts.written_value(difference.how, source, difference.given, difference.shown),
            pointer=pointer,
        )  # fmt: skip
        return finding if own else _after(writing, reading, finding)

    def _of_reader(
        self, writing: Observation, reading: Exchange, difference: ReadBackDifference
    ) -> Finding:
        pointer = join(difference.tokens)
        writer = writing.operation.name
        finding = writing.finding(
            self.name, difference.severity(reviewed=writing.reviewed),
            f"response body {pointer}", difference.how,
            texts.read_value(difference.how, writer, difference.given, difference.shown),
            pointer=pointer,
        )  # fmt: skip
        return replace(_after(writing, reading, finding), operation=reading.operation)


def _after(writing: Observation, reading: Exchange, finding: Finding) -> Finding:
    """A finding that the reading shows, after the write."""
    return replace(finding, exchange=reading, before=(*writing.before, writing.exchange))


def read_back_differences(
    writing: Observation, reading: Exchange, reader: Reader | None, writer: Writer
) -> list[ReadBackDifference]:
    """Compare an accepted write with what its reader answered.

    ``reader`` is None where the writing operation's own response shows the values.
    """
    schema = writing.operation.response
    shows: tuple[str, ...] = writer.shows
    if reader is not None:
        schema, shows = writing.contract.operations[reader.operation].response, reader.shows
    output, shape = _members_of(reading), Shape.of(schema)
    given = _as_shown(writing.exchange.params, writer)
    if reader is not None:
        # A reader that does not name one of several resources may show any of them.
        given = {name: each for name, each in given.items() if name not in reader.leaves_out}
    if not writing.reviewed and tells_of_another(_members_of(writing.exchange), output):
        return []
    found: list[ReadBackDifference] = []
    for name in shape.members.keys() & given.keys() if reader is not None else shows:
        got = output.get(name, ABSENT)
        if got is ABSENT and name not in shows:
            continue
        if _is_name_of(shape.members[name], given.get(name)):
            continue
        found += differences(shape.members[name], given.get(name), got, (name,))
    if not writing.reviewed:
        found = [
            each
            for each in found
            if each.how != "dropped" and not same_meaning(each.given, each.got)
        ]
    return sorted(found, key=lambda difference: difference.tokens)


def _is_name_of(shape: Shape, given: Any) -> bool:
    """Whether a text is the name of what a reader shows as a structure under the same name."""
    return isinstance(given, str) and shape.is_structure and not shape.is_document


def _as_shown(params: Mapping[str, Any], writer: Writer) -> Mapping[str, Any]:
    """The parameters; those that a reader shows in another place are put there as well."""
    placed: Any = dict(params)
    for member, pointer in writer.shown_at.items():
        if params.get(member) is not None:
            outer, inner = parse(pointer)
            placed = {**placed, outer: {**placed.get(outer, {}), inner: params[member]}}
    return dict(placed)


def repeated_differences(
    writing: Observation, reading: Exchange, reader: Reader
) -> Iterator[ReadBackDifference]:
    """Members of the creator's response that the reader shows with another value."""
    created, output = _members_of(writing.exchange), _members_of(reading)
    shape = writing.operation.response_shape
    for name in reader.repeats:
        known = same_as_shaped(shape.member(name), created.get(name), output.get(name))
        if name in created and not known:
            yield ReadBackDifference((name,), "changed", created[name], output.get(name))


def listing_differences(
    reading: Exchange, reader: Reader, identifiers: Mapping[str, Any]
) -> Iterator[ReadBackDifference]:
    """Lists of the reader that do not contain what was created."""
    output = _members_of(reading)
    for member, identifier in sorted(reader.contains.items()):
        wanted = identifiers.get(identifier)
        listed = output.get(member)
        if wanted is None or (isinstance(listed, list) and wanted in listed):
            continue
        yield ReadBackDifference((member,), "not listed", wanted, listed)


def _members_of(exchange: Exchange) -> Mapping[str, Any]:
    return exchange.output if isinstance(exchange.output, dict) else {}


def differences(shape: Shape, given: Any, got: Any, tokens: Tokens) -> Iterator[ReadBackDifference]:
    """Where two values differ, looking only at members that the reader's shape has.

    A null that was given is an absent member; an empty structure may come back as nothing.
    """
    if given is None or (_is_empty(given) and (got is ABSENT or _is_empty(got))):
        return
    if isinstance(given, dict) and not shape.is_document and isinstance(got, dict):
        for name, value in given.items():
            inner = shape.member(name)
            if not inner.is_unknown:
                yield from differences(inner, value, got.get(name, ABSENT), (*tokens, name))
    elif isinstance(given, list) and isinstance(got, list) and len(given) == len(got):
        yield from _elements(shape, given, got, tokens)
    elif not same_as_shaped(shape, given, got):
        if isinstance(given, list) and isinstance(got, list):
            given = known_members(shape.item, given)
        yield ReadBackDifference(tokens, what_happened(given, got), given, got)


def _is_empty(value: Any) -> bool:
    """Whether a value is nothing, or a structure of nothing but such values."""
    if isinstance(value, dict):
        return all(_is_empty(each) for each in value.values())
    return value is None


def _elements(
    shape: Shape, given: list[Any], got: list[Any], tokens: Tokens
) -> Iterator[ReadBackDifference]:
    how = what_happened(given, got)
    if how in ("sorted", "reordered"):
        yield ReadBackDifference(tokens, how, given, got)
        return
    for index, (one, other) in enumerate(zip(given, got, strict=True)):
        yield from differences(shape.item, one, other, (*tokens, str(index)))


def what_happened(given: Any, got: Any) -> str:
    """One word for how a value was changed."""
    if got is ABSENT or got is None:
        return "dropped"
    if isinstance(given, str) and isinstance(got, str):
        return _text(given, got)
    if isinstance(given, list) and isinstance(got, list):
        return _list(given, got)
    if _is_number(given) and _is_number(got):
        return "rounded" if abs(given - got) < 1 else "clamped"
    return "retyped" if type(given) is not type(got) else "changed"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _text(given: str, got: str) -> str:
    if got == given.strip() or got == " ".join(given.split()):
        return "trimmed"
    if got and given.startswith(got):
        return "truncated"
    if got.lower() == given.lower():
        return "re-cased"
    if given in (html.unescape(got), got.replace("\\", "")) or given == html.escape(got):
        return "escaped"
    return "changed"


def _list(given: list[Any], got: list[Any]) -> str:
    ours, theirs = [_as_text(each) for each in given], [_as_text(each) for each in got]
    if ours != theirs and sorted(ours) == sorted(theirs):
        return "sorted" if theirs == sorted(theirs) else "reordered"
    if list(dict.fromkeys(ours)) == theirs or sorted(set(ours)) == sorted(theirs):
        return "de-duplicated"
    return "truncated" if theirs == ours[: len(theirs)] else "changed"


def _as_text(value: Any) -> str:
    return Shown(value, limit=10_000).rendered()
