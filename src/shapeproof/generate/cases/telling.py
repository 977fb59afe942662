"""How telling a case is: the order of the cases of a run that is bounded.

A run that may be cut sends the most telling cases of every place of every operation before it sends
others. What each kind is worth was counted in defects found for each request.
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter

from shapeproof.exchange import Case, Family, How

LEVELS = 4
"""Cases of a lower level come before those of a higher one, whatever their operation."""
_LABELS_AHEAD = 4
"""Special characters in the path that come on the second level; each makes a resource."""
_FAULTS = {
    How.LEFT_OUT: 0,
    How.UNKNOWN_VALUE: 0,
    How.WRONG_TYPE: 0,
    How.TOO_SMALL: 0,
    How.TOO_LARGE: 0,
    How.NULL: 1,
    How.TOO_SHORT: 1,
    How.TOO_LONG: 1,
    How.TOO_FEW: 1,
    How.TOO_MANY: 1,
    How.NO_MATCH: 1,
    How.API_NAME: 1,
    How.NO_LIST: 1,
}
"""Of each of them the first at a place; the others are on the last level."""
_LEGAL = {
    (Family.BOOLEAN, "false"): 0,
    (Family.LIST, "empty"): 0,
    (Family.LIST, "two"): 0,
    (Family.LIST, "repeated"): 0,
    (Family.NUMBER, "zero"): 0,
    (Family.NUMBER, "minimum"): 0,
    (Family.NUMBER, "maximum"): 0,
    (Family.NUMBER, "fraction"): 0,
    (Family.NUMBER, "negative"): 1,
    (Family.LENGTH, "1024"): 1,
    (Family.TEXT, "markup"): 1,
    (Family.BOUND, "maxLength"): 1,
    (Family.TEXT, "non-ascii"): 2,
    (Family.EMPTY, "empty"): 2,
    (Family.MAP, "2"): 2,
    (Family.UNKNOWN_MEMBER, "text"): 2,
    (Family.NULL, "null"): 2,
    (Family.UNKNOWN_MEMBER, "nested-50"): 1,
}
_LAST = LEVELS - 1


def by_level(cases: Iterable[Case]) -> tuple[list[Case], ...]:
    """The cases of one place by their levels."""
    found: tuple[list[Case], ...] = tuple([] for _ in range(LEVELS))
    broken: set[How] = set()
    for case in cases:
        found[_level(case, broken)].append(case)
    return found


def _level(case: Case, broken: set[How]) -> int:
    if case.fault is None:
        return _LEGAL.get((case.family, case.label), _LAST)
    if case.fault.how in broken:
        return _LAST
    broken.add(case.fault.how)
    return _FAULTS.get(case.fault.how, _LAST)


def taking_places_in_turn(labels: Iterable[Case]) -> tuple[list[Case], list[Case]]:
    """Cases about the path: each kind at one place, the places in turn, and the others.

    Of the first ones only so many come early.
    """
    kinds: dict[str, list[Case]] = {}
    for case in sorted(labels, key=attrgetter("label")):
        kinds.setdefault(case.label, []).append(case)
    ahead = [cases[index % len(cases)] for index, cases in enumerate(kinds.values())]
    ahead = ahead[:_LABELS_AHEAD]
    chosen = {case.id for case in ahead}
    return ahead, [case for cases in kinds.values() for case in cases if case.id not in chosen]
