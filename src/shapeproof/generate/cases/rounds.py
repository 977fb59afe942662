"""The cases of an operation in rounds: what finds most comes first, what lies deep comes last.

All rounds together have the cases of ``CoverageCases.all``. They are made when they are asked for:
a request may have tens of thousands of places. A run that is bounded has short rounds of another
order, in levels (``telling``): what is sent of one operation is weighed against all others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby, islice
from operator import itemgetter

from shapeproof.exchange import Case, Expect, Family
from shapeproof.generate.cases.coverage import CoverageCases, same_request
from shapeproof.generate.cases.pairwise import factor_places
from shapeproof.generate.cases.places import CasePlace, places
from shapeproof.generate.cases.robustness import is_robustness, may_kill, wants_robustness
from shapeproof.generate.cases.telling import LEVELS, by_level, taking_places_in_turn

FIRST_ROUND = 24
"""Cases in the first round; each further one has twice as many as the one before."""
_PLACES_NEAR = 12
_PAIRS_AHEAD = 12
_PLACES_AHEAD = 400
"""Deep places of which the most telling cases come before the others; the nearest come first."""
_ORDER = {
    Expect.ACCEPT: 0,
    Expect.OPEN: 0,
    Expect.REJECT: 1,
    Expect.MISSING: 2,
    Expect.UNROUTED: 3,
}
"""Faults are judged in a state in which legal requests are accepted: those come first."""


@dataclass(frozen=True)
class Round:
    """Some cases in the order in which they are run; after the last the target may be gone.

    Rounds of a lower ``level`` come before those of a higher one, whatever their operation.
    """

    cases: tuple[Case, ...]
    is_last: bool = False
    level: int = 0


def rounds(
    cases: CoverageCases, *, robustness: bool = False, size: int | None = None
) -> Iterator[Round]:
    """The rounds of an operation; those of a bounded run have all the same ``size``.

    What no SDK can send has no rounds of its own where the contract is reviewed; else it is sent
    only if ``robustness`` is asked for, after all other cases.
    """
    ordered = _Ordered(cases, robustness)
    yield from _growing(ordered) if size is None else _short(ordered, size)


def _growing(ordered: _Ordered) -> Iterator[Round]:
    size = FIRST_ROUND
    for stream in (ordered.all(), iter(ordered.late)):
        while one := tuple(islice(stream, size)):
            yield Round(_in_order(one))
            size *= 2
    if ordered.last:
        yield Round(tuple(ordered.last), is_last=True)


def _short(ordered: _Ordered, size: int) -> Iterator[Round]:
    for level, found in groupby(ordered.in_levels(), itemgetter(0)):
        stream = (case for _, case in found)
        while one := tuple(islice(stream, size)):
            yield Round(_in_order(one), level=level)
    late = iter(ordered.late)
    while one := tuple(islice(late, size)):
        yield Round(_in_order(one), level=LEVELS)
    yield from _last_of(ordered, size)


def last_rounds(cases: CoverageCases, size: int, *, robustness: bool) -> Iterator[Round]:
    """The last rounds of a bounded run, which has no time for all that comes before them."""
    ordered = _Ordered(cases, robustness)
    numbers = (each for each in places(cases.root) if each.shape.type in ("integer", "number"))
    for case in chain(*(cases.legal(each) for each in numbers), cases.bodies()):
        ordered.is_due(case)
    yield from _last_of(ordered, size)


def _last_of(ordered: _Ordered, size: int) -> Iterator[Round]:
    last = iter(sorted(ordered.last, key=_is_legal))
    while one := tuple(islice(last, size)):
        yield Round(one, is_last=True, level=LEVELS)


def _is_legal(case: Case) -> bool:
    return case.fault is None


def _in_order(cases: Iterable[Case]) -> tuple[Case, ...]:
    return tuple(sorted(cases, key=lambda case: _ORDER[case.expect]))


@dataclass
class _Ordered:
    """The cases of one operation, the most telling first.

    ``late`` and ``last`` are those of robustness; they fill as the others come.
    """

    cases: CoverageCases
    robustness: bool
    late: list[Case] = field(default_factory=list)
    last: list[Case] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._sent = self.cases.sent_before()
        self._is_reviewed = self.cases.contract.lifecycle.reviewed

    def all(self) -> Iterator[Case]:
        """All cases but those that come last."""
        return (case for case in self._all() if self.is_due(case))

    def in_levels(self) -> Iterator[tuple[int, Case]]:
        """The same cases, each with its level."""
        return ((level, case) for level, case in self._in_levels() if self.is_due(case))

    def is_due(self, case: Case) -> bool:
        """Whether a case is sent among the others. If not, it is kept for later, or dropped."""
        if not is_robustness(case):
            return True
        kept = self.last if may_kill(case) else self.late
        if self._is_reviewed and kept is self.late:
            return True
        if wants_robustness(self.cases.contract, asked=self.robustness):
            kept.append(case)
        return False

    def _all(self) -> Iterator[Case]:
        yield from self._new(self.cases.base_requests())
        yield from self.cases.absent_resource()
        top, deep = self._by_depth()
        members = _Telling(self, top)
        others = _Telling(self, ())
        near = _Telling(self, deep[:_PLACES_NEAR])
        ahead = _Telling(self, deep[_PLACES_NEAR:_PLACES_AHEAD])
        yield from chain(members.first(), others.first_of(self._of_no_place()))
        yield from chain(members.rest(), near.first(), others.rest(), members.labels)
        yield from chain(ahead.first(), self._pairs(), near.rest(), ahead.rest())
        for each in deep[_PLACES_AHEAD:]:
            yield from self.of_place(each)

    def _in_levels(self) -> Iterator[tuple[int, Case]]:
        top, deep = self._by_depth()
        others = _Telling(self, ())
        whole = chain(
            self._new(self.cases.base_requests()),
            self.cases.absent_resource(),
            others.first_of(self._of_no_place()),
        )
        yield from ((0, case) for case in whole)
        labels: list[Case] = []
        kept: tuple[list[Case], ...] = tuple([] for _ in range(LEVELS))
        for place in (*top, *deep[:_PLACES_AHEAD]):
            first, *later = by_level(self.of_place(place))
            yield from ((0, case) for case in first)
            for level, found in enumerate(later, 1):
                labels += (case for case in found if case.family is Family.LABEL)
                kept[level].extend(case for case in found if case.family is not Family.LABEL)
        ahead, behind = taking_places_in_turn(labels)
        pairs = self._pairs()
        yield from ((1, case) for case in chain(islice(pairs, _PAIRS_AHEAD), kept[1], ahead))
        yield from ((2, case) for case in chain(others.rest(), pairs, kept[2]))
        deepest = (case for place in deep[_PLACES_AHEAD:] for case in self.of_place(place))
        yield from ((3, case) for case in chain(kept[3], behind, deepest))

    def _of_no_place(self) -> Iterator[Case]:
        return chain(self.cases.unrouted(), self.cases.bodies())

    def _by_depth(self) -> tuple[list[CasePlace], list[CasePlace]]:
        """The members of the request, and what is within them, the outer places first."""
        found = sorted(places(self.cases.root), key=lambda place: len(place.tokens))
        count = sum(len(place.tokens) == 1 for place in found)
        return found[:count], found[count:]

    def of_place(self, place: CasePlace) -> Iterator[Case]:
        """All cases that vary one place.

        Two places within each other may give the same request, two others never: so the same
        cases are left out in any order that has the outer place before the inner one.
        """
        return chain(self._new(self.cases.legal(place)), self.cases.faulted(place))

    def _new(self, cases: Iterable[Case]) -> Iterator[Case]:
        for case in cases:
            if not same_request(case, self._sent):
                yield case

    def _pairs(self) -> Iterator[Case]:
        """The pairs, without those that a single factor makes as well, whether sent or not yet."""
        sent = set(self._sent)
        for place in factor_places(self.cases.root, self.cases.tokens):
            for case in self.cases.legal(place):
                same_request(case, sent)
        return (case for case in self.cases.pairs() if not same_request(case, sent))


@dataclass
class _Telling:
    """The cases of some places: the first of each kind at each place, then the rest.

    ``labels`` are the other cases about what travels in the path: each needs a resource of its own.
    """

    ordered: _Ordered
    places: Sequence[CasePlace]
    labels: list[Case] = field(default_factory=list)
    _rest: list[Case] = field(default_factory=list)

    def first(self) -> Iterator[Case]:
        """The first case of each kind at each place."""
        for place in self.places:
            yield from self.first_of(self.ordered.of_place(place))

    def first_of(self, cases: Iterable[Case]) -> Iterator[Case]:
        """The first case of each kind; the others are kept."""
        kinds: set[tuple[str, ...]] = set()
        for case in cases:
            kind = _kind(case)
            if kind not in kinds:
                kinds.add(kind)
                yield case
            elif case.family is Family.LABEL:
                self.labels.append(case)
            else:
                self._rest.append(case)

    def rest(self) -> Iterator[Case]:
        """The others, once ``first`` has been asked for."""
        yield from self._rest


def _kind(case: Case) -> tuple[str, ...]:
    """What a case tries: a family of legal values, a constraint and how it is broken."""
    if case.fault is not None:
        return case.fault.constraint, case.fault.how
    return case.family, case.label.partition("-")[0] if case.family is Family.ROUTE else ""
