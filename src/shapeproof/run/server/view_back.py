"""Reads by its views what an accepted case has written, and compares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property

from shapeproof.checks.read_back import ReadBackCheck, ReadBackObservation
from shapeproof.checks.views.comparing import shown_differences
from shapeproof.checks.views.views import View, views_of
from shapeproof.compile.lifecycle.names import split
from shapeproof.contract.pointer import Tokens
from shapeproof.exchange import Exchange, Finding
from shapeproof.run.server.harness import OperationHarness
from shapeproof.run.server.setup import State
from shapeproof.run.server.view_reader import ViewReader

_CHECK = ReadBackCheck()
_MOST_VIEWS = 2
_MOST_IN_VAIN = 3
"""Times that a view is asked without an answer about what was written."""


class ViewBack:
    """Reads the writes of one operation by other operations, where nobody has reviewed these."""

    def __init__(self, harness: OperationHarness) -> None:
        self._harness = harness
        self._proven: set[tuple[str, Tokens]] = set()
        self._vain: Counter[int] = Counter()
        self._useful: set[int] = set()

    @cached_property
    def _views(self) -> tuple[View, ...]:
        contract, operation = self._harness.contract, self._harness.operation
        if contract.lifecycle.reviewed or split(operation.name)[1] in ("read", "list", "remove"):
            return ()
        return tuple(each for each in views_of(contract, operation) if each.places)

    def after(self, written: Exchange, state: State) -> Iterator[Finding]:
        """Compare an accepted write with what its views show."""
        harness, asked = self._harness, 0
        reader = ViewReader(harness.contract, self._call)
        writing = harness.observer.observation(written, state.history)
        for index, view in enumerate(self._views):
            is_long = view.list is not None and not (view.bound or view.narrowed)
            if asked >= (1 if is_long else _MOST_VIEWS) or self._is_vain(index):
                continue
            asked += 2 if view.list is None else 1
            reading = reader.read(view, written)
            if reading is None or not reading.scopes:
                self._vain[index] += 1
                continue
            self._useful.add(index)
            for each in shown_differences(view, written, reading.scopes, self._proven):
                seen = ReadBackObservation(writing, reading.last, each)
                yield from harness.observer.counted(_CHECK.check(seen))

    def _is_vain(self, index: int) -> bool:
        return index not in self._useful and self._vain[index] >= _MOST_IN_VAIN

    def _call(self, operation: str, params: object) -> Exchange:
        assert isinstance(params, dict)
        return self._harness.session.call(self._harness.contract.operations[operation], params)
