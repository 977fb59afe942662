"""What was written is read back unchanged: value, type and order of every common member."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from shapeproof.checks.interface import Observation
from shapeproof.checks.severities import sure_if_reviewed
from shapeproof.checks.texts import shown
from shapeproof.contract.lifecycle import Reader, Writer
from shapeproof.contract.model import Schema
from shapeproof.contract.pointer import Tokens, join, parse
from shapeproof.contract.resolve import resolve
from shapeproof.exchange import Exchange, Finding

READ_BACK = "read_back"


@dataclass(frozen=True)
class ReadBackDifference:
    """One value that came back otherwise. ``how`` is one word for what happened to it."""

    tokens: Tokens
    how: str
    given: Any
    got: Any


class Nothing(Enum):
    """What stands where no value does."""

    ABSENT = "absent"


ABSENT = Nothing.ABSENT
"""Stands for a value that did not come back at all."""


def read_back_differences(
    writing: Observation, reading: Exchange, reader: Reader | None, writer: Writer
) -> list[ReadBackDifference]:
    """Compare an accepted write with what its reader answered.

    ``reader`` is None where the writing operation's own response is what shows the values.
    """
    schema = writing.operation.response
    shows: tuple[str, ...] = writer.shows
    if reader is not None:
        schema, shows = writing.contract.operations[reader.operation].response, reader.shows
    output = reading.output if isinstance(reading.output, dict) else {}
    members: Mapping[str, Schema] = schema.get("properties", {})
    given = _as_shown(writing.exchange.params, writer)
    if reader is not None:
        # Of several things, a reader that is not told which may show any.
        given = {name: each for name, each in given.items() if name not in reader.leaves_out}
    found: list[ReadBackDifference] = []
    for name in members.keys() & given.keys() if reader is not None else shows:
        got = output.get(name, ABSENT)
        if got is ABSENT and name not in shows:
            continue
        found += differences(schema, members[name], given.get(name), got, (name,))
    if not writing.reviewed:
        found = [each for each in found if each.how != "dropped"]
    return sorted(found, key=lambda difference: difference.tokens)


def _as_shown(params: Mapping[str, Any], writer: Writer) -> Mapping[str, Any]:
    """The parameters, those that a reader shows in another place put there as well."""
    placed: Any = dict(params)
    for member, pointer in writer.shown_at.items():
        if params.get(member) is not None:
            outer, inner = parse(pointer)
            placed = {**placed, outer: {**placed.get(outer, {}), inner: params[member]}}
    return dict(placed)


def repeated_findings(writing: Observation, reading: Exchange, reader: Reader) -> Iterator[Finding]:
    """What the maker's response told, its reader tells again."""
    made = writing.exchange.output if isinstance(writing.exchange.output, dict) else {}
    output = reading.output if isinstance(reading.output, dict) else {}
    for name in reader.repeats:
        if name in made and made[name] != output.get(name):
            difference = ReadBackDifference((name,), "changed", made[name], output.get(name))
            yield reader_finding(writing, reading, difference)


def listing_findings(
    writing: Observation, reading: Exchange, reader: Reader, identifiers: Mapping[str, str]
) -> Iterator[Finding]:
    """What was made is in the list that its reader gives."""
    output = reading.output if isinstance(reading.output, dict) else {}
    for member, identifier in sorted(reader.contains.items()):
        wanted = identifiers.get(identifier)
        listed = output.get(member)
        if wanted is None or (isinstance(listed, list) and wanted in listed):
            continue
        difference = ReadBackDifference((member,), "not listed", wanted, listed)
        yield reader_finding(writing, reading, difference)


def unreadable_finding(writing: Observation, reading: Exchange) -> Finding:
    """What was accepted cannot be read, though the same reader has read a plain one."""
    status = reading.response.status if reading.response else reading.failure
    return replace(
        writing.finding(
            READ_BACK,
            sure_if_reviewed(writing.reviewed),
            f"response of {reading.operation}",
            "unreadable",
            f"the request is accepted, but {reading.operation} does not find what it made",
            expected=f"a success of {reading.operation}",
            actual=f"status {status}",
        ),
        exchange=reading,
        before=(*writing.before, writing.exchange),
    )


def writer_finding(
    writing: Observation, reading: Exchange, difference: ReadBackDifference
) -> Finding:
    """A value that a write has not kept."""
    pointer = join(difference.tokens)
    own = reading is writing.exchange
    source = "its own response" if own else reading.operation
    finding = writing.finding(
        READ_BACK,
        sure_if_reviewed(writing.reviewed),
        f"request {pointer}",
        difference.how,
        f"{difference.how}: {source} gives back another value than was written",
        expected=shown(difference.given),
        actual=_got(difference),
        pointer=pointer,
    )
    if own:
        return finding
    return replace(finding, exchange=reading, before=(*writing.before, writing.exchange))


def reader_finding(
    writing: Observation, reading: Exchange, difference: ReadBackDifference
) -> Finding:
    """A value that a reader does not show as it was written, whoever wrote it."""
    pointer = join(difference.tokens)
    finding = writing.finding(
        READ_BACK,
        sure_if_reviewed(writing.reviewed),
        f"response body {pointer}",
        difference.how,
        f"{difference.how}: the value is not the one that {writing.operation.name} wrote or told",
        expected=shown(difference.given),
        actual=_got(difference),
        pointer=pointer,
    )
    before = (*writing.before, writing.exchange)
    return replace(finding, operation=reading.operation, exchange=reading, before=before)


def _got(difference: ReadBackDifference) -> str:
    return "nothing" if difference.got is ABSENT else shown(difference.got)


def differences(
    root: Schema, schema: Schema, given: Any, got: Any, tokens: Tokens
) -> Iterator[ReadBackDifference]:
    """Where two values differ, looking only at members that the reader's shape has.

    A null that was given is an absent member; an empty structure may come back as nothing.
    """
    schema = resolve(root, schema)
    if given is None or (_is_empty(given) and (got is ABSENT or _is_empty(got))):
        return
    if isinstance(given, dict) and not schema.get("x-document") and isinstance(got, dict):
        members: Mapping[str, Schema] = schema.get("properties", {})
        for name, value in given.items():
            inner = schema.get("additionalProperties") if schema.get("x-map") else members.get(name)
            if isinstance(inner, Mapping):
                yield from differences(root, inner, value, got.get(name, ABSENT), (*tokens, name))
    elif isinstance(given, list) and isinstance(got, list) and len(given) == len(got):
        yield from _elements(root, schema, given, got, tokens)
    elif not same(given, got):
        yield ReadBackDifference(tokens, what_happened(given, got), given, got)


def _is_empty(value: Any) -> bool:
    """Whether a value is nothing, or a structure of nothing but such values."""
    if isinstance(value, dict):
        return all(_is_empty(each) for each in value.values())
    return value is None


def _elements(
    root: Schema, schema: Schema, given: list[Any], got: list[Any], tokens: Tokens
) -> Iterator[ReadBackDifference]:
    how = what_happened(given, got)
    if how in ("sorted", "reordered"):
        yield ReadBackDifference(tokens, how, given, got)
        return
    for index, (one, other) in enumerate(zip(given, got, strict=True)):
        inner = schema.get("items", {})
        yield from differences(root, inner, one, other, (*tokens, str(index)))


def same(given: Any, got: Any) -> bool:
    """Whether two JSON values are equal; a boolean is no number, 1 and 1.0 are one number."""
    if isinstance(given, bool) or isinstance(got, bool):
        return given is got
    return bool(given == got)


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
    texts, others = [shown(each, 10_000) for each in given], [shown(each, 10_000) for each in got]
    if texts != others and sorted(texts) == sorted(others):
        return "sorted" if others == sorted(others) else "reordered"
    if list(dict.fromkeys(texts)) == others or sorted(set(texts)) == sorted(others):
        return "de-duplicated"
    return "truncated" if others == texts[: len(others)] else "changed"
