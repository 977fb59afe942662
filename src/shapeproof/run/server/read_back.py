"""Calls the readers after an accepted write, and compares what they show with what was written.

Where a value comes back changed, a trial finds out whether the writer or the reader is to blame:
the same value is written by another operation and read again. If it comes back changed again, the
reader is to blame.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shapeproof.checks.interface import Observation
from shapeproof.checks.read_back import (
    ReadBackCheck,
    ReadBackDifference,
    ReadBackObservation,
    listing_differences,
    read_back_differences,
    repeated_differences,
)
from shapeproof.checks.same_values import same_as_shaped, same_meaning
from shapeproof.contract.lifecycle import Reader, Resource, Writer
from shapeproof.contract.model import Operation
from shapeproof.contract.pointer import Tokens, lookup
from shapeproof.contract.shape import Shape
from shapeproof.exchange import Exchange, Finding
from shapeproof.generate.cases.places import planted, schema_at
from shapeproof.generate.values.plain import PlainValues
from shapeproof.run.server.flips import without_chance
from shapeproof.run.server.harness import OperationHarness
from shapeproof.run.server.session import is_unrouted
from shapeproof.run.server.setup import SetupFailed, State, bound
from shapeproof.run.server.told_crashes import told_once
from shapeproof.run.server.view_back import ViewBack

_CHECK = ReadBackCheck()
Read = Callable[[Reader, dict[str, Any]], Exchange | None]


@dataclass(frozen=True)
class BlameTrial:
    """Writes a value through another writer of the same resource."""

    harness: OperationHarness
    resource: Resource
    writer: Writer
    read: Read

    def reader_errs(self, reader: Reader, difference: ReadBackDifference) -> bool:
        """Whether the value also comes back changed after another operation has written it."""
        for other in (*self.resource.changers, *self.resource.makers):
            operation = self.harness.contract.operations[other.operation]
            if other.operation == self.writer.operation or not _has(operation, difference.tokens):
                continue
            try:
                reading = self._written(other, operation, reader, difference)
            except SetupFailed:
                continue
            if reading is not None and reading.accepted:
                shape = self.harness.contract.operations[reader.operation].response_shape
                return _still_differs(shape, reading, difference)
        return False

    def _written(
        self, other: Writer, operation: Operation, reader: Reader, difference: ReadBackDifference
    ) -> Exchange | None:
        setup = self.harness.setup
        if other in self.resource.changers:
            state = setup.make(self.resource.name)
            params = dict(PlainValues(operation.request).value())
            identifiers = dict(state.bindings)
        else:
            state = setup.make(self.resource.parent)
            params, own = setup.request_of_maker(self.resource, other, state, {}, full=False)
            identifiers = {**state.bindings, **own}
        params = bound(operation, params, identifiers, "")
        params = planted(operation.request, params, difference.tokens, difference.given)
        if not self.harness.session.call(operation, params).accepted:
            return None
        return self.read(reader, identifiers)


def _has(operation: Operation, tokens: Tokens) -> bool:
    """Whether a request has a place."""
    try:
        schema_at(operation.request, tokens)
    except KeyError:
        return False
    return True


def _still_differs(shape: Shape, reading: Exchange, difference: ReadBackDifference) -> bool:
    given, tokens = difference.given, difference.tokens
    try:
        got, member = lookup(reading.output, tokens), shape.at(tokens)
    except KeyError:
        return True
    return not (same_as_shaped(member, given, got) or same_meaning(given, got))


_LONGEST_LABEL = 256
_SAYS_WHOSE = re.compile(r"(?:id|name|arn|account|namespace)$", re.IGNORECASE)


def _is_named_twice(written: Exchange, identifiers: Mapping[str, Any]) -> bool:
    """Whether a structure of a request names what it makes as well, and otherwise."""
    around = [each for each in written.params.values() if isinstance(each, Mapping)]
    return any(
        isinstance(each.get(name), str) and each[name] != value
        for name, value in identifiers.items()
        if name in written.params
        for each in around
    )


class ReadBack:
    """Reads back the writes of one operation. A reader counts once it has read a plain write."""

    def __init__(self, harness: OperationHarness) -> None:
        self._harness = harness
        self._proven: set[str] = set()
        self._blamed: dict[tuple[str, Tokens, str], bool] = {}
        self._views = ViewBack(harness)

    def after(self, written: Exchange, state: State) -> Iterator[Finding]:
        """Compare an accepted write with what its readers show."""
        role, observer = self._harness.role, self._harness.observer
        yield from self._views.after(written, state)
        if role.written is None:
            return
        resource, writer = role.written
        writing = observer.observation(written, state.history)
        if writer.shows:
            found = read_back_differences(writing, written, None, writer)
            yield from self._judged(ReadBackObservation(writing, written, each) for each in found)
        identifiers = self._identifiers(written, state)
        for reader in resource.readers:
            reading = self.read(reader, {**self._shared(written, reader), **identifiers})
            if reading is not None:
                yield from self._compared(written, state, reader, reading, identifiers)

    def _identifiers(self, written: Exchange, state: State) -> dict[str, Any]:
        role = self._harness.role
        assert role.written is not None
        resource, writer = role.written
        identifiers = dict(state.bindings)
        for name in resource.identifiers:
            member = writer.member_of(name)
            if member in written.params and (role.made or name not in identifiers):
                identifiers[name] = written.params[member]
        output = written.output if isinstance(written.output, dict) else {}
        for name in resource.generated if role.made else ():
            identifiers[name] = writer.returned(name, output)
        for member, name in role.renames.items():
            if written.params.get(member) is not None:
                identifiers[name] = written.params[member]
        return resource.with_aliases(identifiers)

    def _shared(self, written: Exchange, reader: Reader) -> dict[str, Any]:
        """The names in a write that its reader takes too, like a catalog's: they say whose it is.

        A review knows them as identifiers.
        """
        contract = self._harness.contract
        if contract.lifecycle.reviewed:
            return {}
        members = contract.operations[reader.operation].request_shape.members
        return {
            name: value
            for name, value in written.params.items()
            if isinstance(value, str) and name in members and _SAYS_WHOSE.search(name)
        }

    def read(self, reader: Reader, identifiers: dict[str, Any]) -> Exchange | None:
        """The reader's answer; None where an identifier is unknown or does not fit into a path."""
        harness = self._harness
        operation = harness.contract.operations[reader.operation]
        if self._unknown(operation, identifiers):
            return None
        params = dict(PlainValues(operation.request).value())
        members = operation.request_shape.members
        for name, value in identifiers.items():
            if name in members and name not in reader.leaves_out and value is not None:
                params[name] = value
        params = bound(operation, params, identifiers, "")
        for name, value in params.items():
            if members[name].location == "uri" and not _travels(value):
                return None
        return harness.session.call(operation, params)

    def _unknown(self, operation: Operation, identifiers: Mapping[str, Any]) -> bool:
        """Whether a reader needs an identifier that the writer did not return."""
        assert self._harness.role.written is not None
        resource, _ = self._harness.role.written
        if resource.single:
            return False
        required = set(resource.names).intersection(operation.request_shape.required)
        return any(identifiers.get(name) is None for name in required)

    def _compared(
        self,
        written: Exchange,
        state: State,
        reader: Reader,
        reading: Exchange,
        identifiers: dict[str, Any],
    ) -> Iterator[Finding]:
        observer, role = self._harness.observer, self._harness.role
        shown = observer.watch(reading, (*state.history, written))
        found = told_once(observer, without_chance(self._harness.session, observer, shown))
        if not role.made or role.imports:
            # A server may leave out what a change or an import did not give.
            found = [each for each in found if not _is_deep_gap(each)]
        yield from found
        writing = observer.observation(written, state.history)
        if reading.accepted:
            yield from self._differences(writing, reader, reading)
            for differences in (
                repeated_differences(writing, reading, reader),
                listing_differences(reading, reader, identifiers),
            ):
                yield from self._judged(
                    ReadBackObservation(writing, reading, each, True) for each in differences
                )
        elif self._must_find(reader, reading, written, identifiers):
            yield from self._judged([ReadBackObservation(writing, reading)])

    def _must_find(
        self,
        reader: Reader,
        reading: Exchange,
        written: Exchange,
        identifiers: Mapping[str, Any],
    ) -> bool:
        """Whether a reader that finds nothing errs: it has read a plain write, and has answered.

        Without a review it does not where it may have asked for something else.
        """
        role, observer = self._harness.role, self._harness.observer
        if reader.operation not in self._proven or role.imports or reading.crashed:
            return False
        # A name with characters that no path of the target holds is told by the case of the label.
        seen = observer.observation(reading, ())
        if seen.reviewed:
            return True
        named = {name for name, value in identifiers.items() if value is not None}
        asks_for_it = set(seen.operation.request_shape.required) <= named
        return asks_for_it and not is_unrouted(seen) and not _is_named_twice(written, identifiers)

    def _differences(
        self, writing: Observation, reader: Reader, reading: Exchange
    ) -> Iterator[Finding]:
        self._proven.add(reader.operation)
        assert self._harness.role.written is not None
        _, writer = self._harness.role.written
        for each in read_back_differences(writing, reading, reader, writer):
            reader_errs = self._reader_errs(reader, each)
            yield from self._judged([ReadBackObservation(writing, reading, each, reader_errs)])

    def _judged(self, seen: Iterable[ReadBackObservation]) -> list[Finding]:
        found = (finding for each in seen for finding in _CHECK.check(each))
        return self._harness.observer.counted(found)

    def _reader_errs(self, reader: Reader, difference: ReadBackDifference) -> bool:
        """Whether the reader, and not the writer, is to blame; tried once for each place."""
        assert self._harness.role.written is not None
        key = (reader.operation, difference.tokens, difference.how)
        if key not in self._blamed:
            resource, writer = self._harness.role.written
            trial = BlameTrial(self._harness, resource, writer, self.read)
            self._blamed[key] = trial.reader_errs(reader, difference)
        return self._blamed[key]


def _is_deep_gap(finding: Finding) -> bool:
    """Whether a finding is about a required member missing inside another one."""
    return finding.constraint == "required" and finding.pointer.count("/") > 1


def _travels(value: Any) -> bool:
    """Whether every HTTP stack carries a value in a path segment."""
    if not isinstance(value, str) or value in ("", ".", "..") or len(value) > _LONGEST_LABEL:
        return False
    return not any(ord(char) < 32 or 127 <= ord(char) < 160 for char in value)
