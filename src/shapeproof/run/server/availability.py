"""Finds out which operations the target does not have, from the answers to legal requests."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from shapeproof.checks.availability import (
    NO_SUCH_OPERATION,
    Presence,
    presence,
    wordless_page,
)
from shapeproof.contract.model import Operation
from shapeproof.exchange import Exchange
from shapeproof.run.server.session import Observer, Session

_ENOUGH = 3
"""So many requests that are answered as a control is, and none in another way, are evidence."""
_MANY_OPERATIONS = 6
"""So many operations that answer every request with one page without a word are evidence, too."""


@dataclass
class Controls:
    """The answers to requests of an operation that no service has, one for each HTTP method.

    It also knows which operations have answered every request with the same page of a crash.
    """

    _answers: dict[tuple[str, bool], Exchange] = field(default_factory=dict)
    _wordless: dict[bytes, set[str]] = field(default_factory=dict)

    def of(self, session: Session, operation: Operation) -> Exchange:
        """The answer to a control with the method of an operation. Raises OutOfBudget."""
        by_path = operation.http.uri != "/"
        key = operation.http.method, by_path
        if key not in self._answers:
            self._answers[key] = session.call(_control(operation, by_path=by_path), {})
        return self._answers[key]

    def note(self, operation: str, page: bytes | None, *, only: bool) -> None:
        """Remember the page of a crash, and whether the operation has had ``only`` this answer."""
        for each in self._wordless.values():
            each.discard(operation)
        if page is not None and only:
            self._wordless.setdefault(page, set()).add(operation)

    def is_common(self, operation: str) -> bool:
        """Whether many operations have had only the answer that this one had."""
        shared = [each for each in self._wordless.values() if operation in each]
        return any(len(each) >= _MANY_OPERATIONS for each in shared)


@dataclass
class Evidence:
    """What the answers of one operation say about whether the target has it."""

    controls: Controls
    session: Session
    observer: Observer
    _open: int = 0
    _absent: int = 0
    _there: bool = False
    _operation: str = ""
    _pages: set[bytes | None] = field(default_factory=set)

    def add(self, operation: Operation, exchange: Exchange) -> None:
        """Take an answer into account. Raises OutOfBudget."""
        self._operation = operation.name
        page = wordless_page(self.observer.observation(exchange, ()))
        self._pages.add(page)
        self.controls.note(operation.name, page, only=len(self._pages) == 1)
        if self._there:
            return
        seen = self.observer.observation(exchange, ())
        found = presence(seen)
        if found is Presence.OPEN:
            control = self.controls.of(self.session, operation)
            found = presence(seen, control)
        self._there = found is Presence.THERE
        self._absent += found is Presence.ABSENT
        self._open += found is Presence.OPEN

    @property
    def is_certain(self) -> bool:
        """Whether it takes no further request to say that the target lacks the operation."""
        if not self._there and (self._absent > 0 or self._open >= _ENOUGH):
            return True
        return self.controls.is_common(self._operation)

    @property
    def lacks(self) -> bool:
        """Whether all answers so far say that the target lacks the operation."""
        if not self._there and self._absent + self._open > 0:
            return True
        return self.controls.is_common(self._operation)


def _control(operation: Operation, *, by_path: bool) -> Operation:
    """An operation that no service has, bound like a real one; it takes nothing."""
    uri = f"/{NO_SUCH_OPERATION}" if by_path else operation.http.uri
    http = replace(operation.http, uri=uri)
    nothing = {"type": "object", "properties": {}}
    return replace(operation, name=NO_SUCH_OPERATION, http=http, request=nothing, response=nothing)
