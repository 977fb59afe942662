"""The cases of an operation for a bounded run against a client: the most telling come first.

All levels together have the cases of ``client_cases``, with the same ids. They are made level by
level, since those of a large operation take seconds: its plain calls do not wait for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from enum import IntEnum, auto

from shapeproof.exchange import ClientCase, ClientFamily, Family
from shapeproof.generate.client.broken import COSTLY, STALL, broken_cases
from shapeproof.generate.client.case_builder import ClientCaseBuilder
from shapeproof.generate.client.cases import cases_of
from shapeproof.generate.client.errors import error_cases
from shapeproof.generate.client.outputs import plain_outputs
from shapeproof.generate.client.requests import plain_calls
from shapeproof.generate.client.retries import retry_cases
from shapeproof.generate.client.selection import has_event_stream
from shapeproof.generate.client.transfer import transfer_cases


class CaseLevel(IntEnum):
    """Cases of a lower level come before those of a higher one, whatever their operation."""

    MINIMAL = 0
    """The minimal call."""
    PLAIN = auto()
    """Whole parameters and outputs, and each error once."""
    CARRIED = auto()
    """What one or two operations carry for all: retries of each kind, the ways in which replies
    travel, and broken replies, up to the first operation that gets all of them."""
    TELLING = auto()
    """The first cases of each place."""
    DEEP = auto()
    """The other legal calls, outputs and errors."""
    DRAWN = auto()
    """The place of the fuzz phase."""
    INVALID = auto()
    """Parameters that break the contract."""
    BROKEN = auto()
    """The other broken replies, and numbers that JSON does not have."""
    WAITING = auto()
    """What costs a client a sleep."""
    STALLED = auto()
    """What costs a client a time-out."""


IN_TURN = frozenset(set(CaseLevel) - {CaseLevel.CARRIED, CaseLevel.BROKEN})
"""Levels whose operations take turns.

In the others they come one after the other: what is reported once is reported of the same operation
as in a run without a bound.
"""
_INFINITY = f"{Family.NUMBER}-infinity"
_FIRST = 2
"""Cases of each place that are telling, of each family one."""
_TELLING_RETRIES = frozenset({"500", "reset", "400-ThrottlingException", "503-always"})
_TELLING_PAGES = frozenset({"three", "last-null", "empty-page"})


def client_levels(builder: ClientCaseBuilder) -> Iterator[tuple[CaseLevel, Iterator[ClientCase]]]:
    """The levels in their order, each with its cases, which are made when they are asked for."""
    made: set[str] = set()

    def new(cases: Iterable[ClientCase]) -> Iterator[ClientCase]:
        for case in cases:
            if case.id not in made:
                made.add(case.id)
                yield case

    if not has_event_stream(builder.operation):
        yield CaseLevel.MINIMAL, new(_first(plain_calls(builder)))
        yield CaseLevel.PLAIN, new(_plain(builder))
        yield CaseLevel.CARRIED, new(_carried(builder))
    listed: dict[CaseLevel, list[ClientCase]] = {}

    def all_levels() -> Iterator[ClientCase]:
        sorting = _Sorting(builder)
        for case in new(cases_of(builder)):
            listed.setdefault(sorting.level(case), []).append(case)
        yield from listed.pop(CaseLevel.TELLING, ())

    yield CaseLevel.TELLING, all_levels()
    for level in CaseLevel:
        if level > CaseLevel.TELLING:  # the others have come
            yield level, iter(listed.get(level, ()))


def _first(cases: Iterator[ClientCase]) -> Iterator[ClientCase]:
    for case in cases:
        yield case
        return


def _plain(builder: ClientCaseBuilder) -> Iterator[ClientCase]:
    yield from plain_outputs(builder)
    yield from plain_calls(builder)
    named: set[str] = set()
    for case in error_cases(builder):
        code = case.error.code if case.error is not None else None
        if code is not None and code not in named:
            named.add(code)
            yield case


def _carried(builder: ClientCaseBuilder) -> Iterator[ClientCase]:
    sorting = _Sorting(builder)
    if not sorting.carries:
        return
    for family in (transfer_cases, retry_cases, broken_cases):
        for case in family(builder):
            if sorting.level(case) is CaseLevel.CARRIED:
                yield case


def _has_structure(builder: ClientCaseBuilder) -> Callable[[str], bool]:
    """Whether an operation answers with a structure: only such replies can be broken."""
    operations = builder.contract.operations
    return lambda name: replace(builder, operation=operations[name]).has_structure


class _Sorting:
    """Tells the level of each case of one operation; they come in their order."""

    def __init__(self, builder: ClientCaseBuilder) -> None:
        names = sorted(builder.contract.operations if builder.among is None else builder.among)
        carrier = min(filter(_has_structure(builder), builder.exemplars), default=names[-1])
        self._at_length = builder.at_length
        self._shows_broken = builder.operation.name <= carrier
        self._of_place: dict[tuple[str, str], set[str]] = {}

    @property
    def carries(self) -> bool:
        """Whether the operation has cases that show the same for all."""
        return self._at_length or self._shows_broken

    def level(self, case: ClientCase) -> CaseLevel:
        """The level of a case."""
        match case.family:
            case ClientFamily.INVALID:
                return CaseLevel.INVALID
            case ClientFamily.ROBUSTNESS:
                return self._of_broken(case)
            case ClientFamily.RETRY:
                telling = self._at_length and case.label in _TELLING_RETRIES
                return CaseLevel.CARRIED if telling else CaseLevel.WAITING
            case ClientFamily.PAGES:
                return CaseLevel.TELLING if case.label in _TELLING_PAGES else CaseLevel.DEEP
            case ClientFamily.TRANSFER:
                return CaseLevel.CARRIED if self._at_length else CaseLevel.TELLING
            case ClientFamily.REQUEST | ClientFamily.OUTPUT:
                return self._of_varied(case) if case.pointer else CaseLevel.TELLING
            case ClientFamily.ERROR if case.attempts[1] != 1:
                return CaseLevel.WAITING
        return CaseLevel.DEEP

    def _of_broken(self, case: ClientCase) -> CaseLevel:
        if case.label == STALL:
            return CaseLevel.STALLED
        if case.label in COSTLY:
            return CaseLevel.WAITING
        return CaseLevel.CARRIED if self._shows_broken and not case.pointer else CaseLevel.BROKEN

    def _of_varied(self, case: ClientCase) -> CaseLevel:
        if case.label == _INFINITY:
            return CaseLevel.BROKEN
        family = case.label.partition("-")[0]
        known = self._of_place.setdefault((case.family, case.pointer), set())
        if family in known or len(known) >= _FIRST:
            return CaseLevel.DEEP
        known.add(family)
        return CaseLevel.TELLING
