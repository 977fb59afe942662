"""Makes a failing request small against the live target, with a bounded number of requests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.contract.pointer import Tokens, join, lookup, parse, replaced, without
from shapeproof.contract.shape import Shape
from shapeproof.exchange import Case, Family, Finding, case_id
from shapeproof.generate.cases.places import schema_at
from shapeproof.generate.values.plain import PlainValues, fits_text
from shapeproof.run.server.factors import PRESENT, Factors, fewest_factors, leaves
from shapeproof.run.server.harness import CaseResult, OperationHarness


def case_of(case: Case, factors: Factors, params: Mapping[str, Any]) -> Case:
    """The case with fewer factors; its id names all places that are needed, in a stable order."""
    factors = tuple(sorted(factors, key=lambda each: each[0]))
    if len(factors) == 1:
        return _single(case, *factors[0], params)
    words = [
        join(tokens) + ("" if value is PRESENT else f"={value}") for tokens, value in factors[:4]
    ]
    label = " + ".join(words) + (" + ..." if len(factors) > 4 else "")
    return replace(
        case,
        id=case_id(case.operation, Family.TOGETHER, "", label) if label else case.id,
        family=Family.TOGETHER,
        label=label or case.id,
        pointer="",
        params=params,
    )


def with_fewer(root: Schema, case: Case, params: Mapping[str, Any]) -> Case:
    """A case that varies one place, with smaller parameters, and named by what is left of it.

    Where the plain value fails as well, the place fails with any value.
    """
    tokens = parse(case.pointer)
    smaller = replace(case, params=params)
    try:
        before, now = lookup(case.params, tokens), lookup(params, tokens)
        plain = PlainValues(root).value(schema_at(root, tokens))
    except KeyError:
        return smaller
    return _single(case, tokens, PRESENT, params) if before != now == plain else smaller


def _single(case: Case, tokens: Tokens, value: Any, params: Mapping[str, Any]) -> Case:
    """The case that varies this one place: the same as if it had been tried by itself."""
    family, label = (Family.ALONE, "") if value is PRESENT else (Family.ENUM, str(value))
    pointer = join(tokens)
    name = case_id(case.operation, family, pointer, label)
    return replace(case, id=name, family=family, pointer=pointer, params=params, label=label)


def shortest(text: str, fails: Callable[[str], bool]) -> str:
    """The text without unneeded characters at its end and then at its beginning, by bisection.

    The result has failed, or is the text itself.
    """
    text = text[: _least(len(text), lambda count: fails(text[:count]))]
    return text[len(text) - _least(len(text), lambda count: fails(text[len(text) - count :])) :]


def _least(most: int, fails: Callable[[int], bool]) -> int:
    """A number of characters that fails where one fewer does not; ``most`` is known to fail."""
    too_few = -1
    while most - too_few > 1:
        middle = (too_few + most) // 2
        if fails(middle):
            most = middle
        else:
            too_few = middle
    return most


def spare_places(root: Schema, value: Any) -> Iterator[Tokens]:
    """The members, entries and elements that may be left out one by one, outermost first.

    The last element of a list comes first, so that those before it keep their places.
    """
    return _spare(Shape.of(root), value, ())


def _spare(shape: Shape, value: Any, tokens: Tokens) -> Iterator[Tokens]:
    if isinstance(value, dict):
        inner = list(value)
        can_go = {name for name in value if _may_go(shape, name, len(value))}
    elif isinstance(value, list):
        inner = [str(index) for index in reversed(range(len(value)))]
        can_go = {name for name in inner if len(value) > shape.min_count}
    else:
        return
    yield from ((*tokens, name) for name in inner if name in can_go)
    for name in inner:
        each = value[name] if isinstance(value, dict) else value[int(name)]
        yield from _spare(shape.child(name), each, (*tokens, name))


def _may_go(shape: Shape, name: str, count: int) -> bool:
    if shape.is_union:
        return False
    return count > shape.min_count if shape.is_map else name not in shape.required


Params = Mapping[str, Any]
Shows = Callable[[Params], bool]
"""Sends a request, and returns whether it shows the failure."""
_MOST_TRIES = 80
_MOST_SMALLER = 60
_NO_TEXT = ("x-timestamp", "x-blob", "x-jsonvalue", "contentMediaType", "enum")


def smallest_request(
    root: Schema, base: Params, failing: Params, shows: Shows, fixed: frozenset[str] = frozenset()
) -> tuple[Factors, Params]:
    """The fewest factors that show it on the base, and a request without anything unneeded.

    ``fixed`` are top-level members whose values are not the request's own. The factors say where
    they stand in the request. Sends a bounded number of requests.
    """
    factors, params = fewest_factors(root, base, failing, _bounded(shows, _MOST_TRIES))
    places = tuple(tokens for tokens, _ in factors)
    params, places = _Smaller(root, _bounded(shows, _MOST_SMALLER), fixed).made(params, places)
    return tuple(zip(places, (value for _, value in factors), strict=True)), params


def smaller_request(
    root: Schema, failing: Params, place: Tokens, shows: Shows, fixed: frozenset[str] = frozenset()
) -> Params:
    """A request that varies one place, without anything unneeded around it."""
    return _Smaller(root, _bounded(shows, _MOST_SMALLER), fixed).made(failing, (place,))[0]


def _bounded(shows: Shows, most: int) -> Shows:
    """The same, but nothing is sent or shown after ``most`` attempts."""
    tries = 0

    def tried(params: Params) -> bool:
        nonlocal tries
        tries += 1
        return tries <= most and shows(params)

    return tried


class _Smaller:
    def __init__(self, root: Schema, shows: Shows, fixed: frozenset[str]) -> None:
        self._root, self._shows, self._fixed = root, shows, fixed

    def made(self, params: Params, places: tuple[Tokens, ...]) -> tuple[Params, tuple[Tokens, ...]]:
        """The request without anything unneeded, and where the places are in it."""
        needed: set[Tokens] = set()
        while (place := self._next(params, places, needed)) is not None:
            fewer = without(params, place)
            if self._shows(fewer):
                of_list = isinstance(lookup(params, place[:-1]), list)
                params = fewer
                if of_list:
                    places = tuple(_moved(each, place) for each in places)
                    needed = {each for each in needed if _moved(each, place) == each}
            else:
                needed.add(place)
        return self._shortened(params), places

    def _next(
        self, params: Params, places: tuple[Tokens, ...], needed: set[Tokens]
    ) -> Tokens | None:
        """What has not been tried yet and holds none of the places."""
        for place in spare_places(self._root, params):
            held = any(each[: len(place)] == place for each in places)
            if place not in needed and not held:
                return place
        return None

    def _shortened(self, params: Params) -> Params:
        for tokens, text in leaves(params):
            if isinstance(text, str) and tokens and tokens[0] not in self._fixed:
                params = self._with_shorter(params, tokens, text)
        return params

    def _with_shorter(self, params: Params, tokens: Tokens, text: str) -> Params:
        """The plain text at a place if it also fails, else the shortest text that fails."""
        try:
            schema = schema_at(self._root, tokens)
        except KeyError:
            return params
        plain = PlainValues(self._root).value(schema)
        if any(schema.get(each) for each in _NO_TEXT) or text == plain:
            return params

        def fails(other: str) -> bool:
            return fits_text(schema, other) and self._shows(replaced(params, tokens, other))

        found: Params = replaced(params, tokens, plain if fails(plain) else shortest(text, fails))
        return found


def _moved(place: Tokens, gone: Tokens) -> Tokens:
    """Where a place is after an element of a list was removed: later ones move up."""
    around, index = gone[:-1], int(gone[-1])
    if len(place) <= len(around) or place[: len(around)] != around:
        return place
    head = int(place[len(around)])
    return place if head < index else (*around, str(head - 1), *place[len(gone) :])


@dataclass
class Reducer:
    """Tries smaller requests on a harness. ``run`` runs a valid case there."""

    harness: OperationHarness
    base: Case
    run: Callable[[Case], CaseResult]
    _is_proven: bool = field(default=False, init=False)

    def smallest(self, case: Case, finding: Finding) -> list[Finding]:
        """The finding as the smallest request shows it, for a case with many factors.

        The same check must find the same constraint at the same place, or, where the place names
        the case, fail in the same way. What does not happen again is not reported, unless a reader
        showed it.
        """
        if not self._found(case, finding):
            return [finding] if finding.exchange.case is None else []
        factors, params = smallest_request(
            self.harness.operation.request,
            self.base.params,
            case.params,
            lambda smaller: bool(self._found(replace(case, params=smaller), finding)),
            self.harness.role.named,
        )
        if not factors and not self._found(self.base, finding):
            return [finding]
        return self._found(case_of(case, factors, params), finding) or [finding]

    def smaller(self, case: Case, finding: Finding) -> list[Finding]:
        """The finding of a smaller request that varies the same place, where there is one."""
        params = smaller_request(
            self.harness.operation.request,
            case.params,
            parse(case.pointer),
            lambda smaller: bool(self._found(replace(case, params=smaller), finding)),
            self.harness.role.named,
        )
        return [] if params == case.params else self._found(replace(case, params=params), finding)

    def _found(self, case: Case, wanted: Finding) -> list[Finding]:
        """The wanted finding as a request shows it; empty where it does not."""
        if not self._is_proven:
            self._is_proven = True
            self.run(self.base)  # a reader counts once it has read a plain write
        return [each for each in self.run(case).findings if _alike(each, wanted)][:1]


def _alike(one: Finding, other: Finding) -> bool:
    """Whether two findings show the same problem, whichever request shows it."""
    if (one.check, one.operation) != (other.check, other.operation):
        return False
    same_place = (one.where, one.constraint) == (other.where, other.constraint)
    return same_place or (_names_case(one) and _names_case(other))


def _names_case(finding: Finding) -> bool:
    """Whether where and constraint are those of the case, rather than of the answer."""
    return finding.check in ("server_error", "rejects_valid")
