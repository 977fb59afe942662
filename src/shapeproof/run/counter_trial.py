"""Who is to blame for a value that came back otherwise: the operation that wrote it, or its reader?

The same value is written through another operation and read again. If it comes back changed again,
the reader is to blame.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from shapeproof.checks.read_back import Difference, same
from shapeproof.contract.lifecycle import Reader, Resource, Writer
from shapeproof.contract.model import Operation
from shapeproof.contract.pointer import Tokens, lookup
from shapeproof.exchange import Exchange
from shapeproof.generate.places import planted, schema_at
from shapeproof.generate.plain import Plain
from shapeproof.run.bench import Bench
from shapeproof.run.state import SetupFailed, bound

Read = Callable[[Reader, dict[str, Any]], Exchange | None]


@dataclass(frozen=True)
class CounterTrial:
    """Writes a value through another writer of the same resource."""

    bench: Bench
    resource: Resource
    writer: Writer
    read: Read

    def reader_errs(self, reader: Reader, difference: Difference) -> bool:
        """Whether the value comes back changed after another operation wrote it, too."""
        for other in (*self.resource.changers, *self.resource.makers):
            operation = self.bench.contract.operations[other.operation]
            if other.operation == self.writer.operation or not _has(operation, difference.tokens):
                continue
            try:
                reading = self._written(other, operation, reader, difference)
            except SetupFailed:
                continue
            if reading is not None and reading.accepted:
                return _still_differs(reading, difference)
        return False

    def _written(
        self, other: Writer, operation: Operation, reader: Reader, difference: Difference
    ) -> Exchange | None:
        setup = self.bench.setup
        if other in self.resource.changers:
            state = setup.make(self.resource.name)
            params = dict(Plain(operation.request).value())
            identifiers = dict(state.bindings)
        else:
            state = setup.make(self.resource.parent)
            params, own = setup.request_of_maker(self.resource, other, state, {}, full=False)
            identifiers = {**state.bindings, **own}
        params = bound(operation, params, identifiers, "")
        params = planted(operation.request, params, difference.tokens, difference.given)
        if not self.bench.session.call(operation, params).accepted:
            return None
        return self.read(reader, identifiers)


def _has(operation: Operation, tokens: Tokens) -> bool:
    """Whether a request has a place."""
    try:
        schema_at(operation.request, tokens)
    except KeyError:
        return False
    return True


def _still_differs(reading: Exchange, difference: Difference) -> bool:
    try:
        got = lookup(reading.output, difference.tokens)
    except KeyError:
        return True
    return not same(difference.given, got)
