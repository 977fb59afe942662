"""The smallest request that still shows what a larger one has shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.contract.pointer import Tokens, lookup, replaced, without
from shapeproof.generate.places import schema_at
from shapeproof.generate.plain import Plain, fits_text
from shapeproof.run.reduce.factors import fewest_factors
from shapeproof.run.reduce.spare import spare_places
from shapeproof.run.reduce.texts import shortest
from shapeproof.run.refusals import Factors, leaves

Params = Mapping[str, Any]
Shows = Callable[[Params], bool]
"""Sends a request and tells whether it shows what is to be shown."""
_MOST_TRIES = 80
_MOST_SMALLER = 60
_NO_TEXT = ("x-timestamp", "x-blob", "x-jsonvalue", "contentMediaType", "enum")


def smallest_request(
    root: Schema, base: Params, failing: Params, shows: Shows, fixed: frozenset[str] = frozenset()
) -> tuple[Factors, Params]:
    """The fewest factors that show it on the base, and a request that has nothing to spare.

    ``fixed`` are top-level members whose values are not the request's own. The factors tell where
    they stand in the request. Sends a bounded number of requests.
    """
    factors, params = fewest_factors(root, base, failing, _bounded(shows, _MOST_TRIES))
    places = tuple(tokens for tokens, _ in factors)
    params, places = _Smaller(root, _bounded(shows, _MOST_SMALLER), fixed).made(params, places)
    return tuple(zip(places, (value for _, value in factors), strict=True)), params


def smaller_request(
    root: Schema, failing: Params, place: Tokens, shows: Shows, fixed: frozenset[str] = frozenset()
) -> Params:
    """A request that varies one place, without what it can spare around it."""
    return _Smaller(root, _bounded(shows, _MOST_SMALLER), fixed).made(failing, (place,))[0]


def _bounded(shows: Shows, most: int) -> Shows:
    """The same, but nothing is sent and nothing is shown once it was asked so often."""
    tries = 0

    def asked(params: Params) -> bool:
        nonlocal tries
        tries += 1
        return tries <= most and shows(params)

    return asked


class _Smaller:
    def __init__(self, root: Schema, shows: Shows, fixed: frozenset[str]) -> None:
        self._root, self._shows, self._fixed = root, shows, fixed

    def made(self, params: Params, places: tuple[Tokens, ...]) -> tuple[Params, tuple[Tokens, ...]]:
        """The request without what it can spare, and where the places are in it."""
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
        """The plain text at a place or, where it is no other that matters, the shortest."""
        try:
            schema = schema_at(self._root, tokens)
        except KeyError:
            return params
        plain = Plain(self._root).value(schema)
        if any(schema.get(each) for each in _NO_TEXT) or text == plain:
            return params

        def fails(other: str) -> bool:
            return fits_text(schema, other) and self._shows(replaced(params, tokens, other))

        found: Params = replaced(params, tokens, plain if fails(plain) else shortest(text, fails))
        return found


def _moved(place: Tokens, gone: Tokens) -> Tokens:
    """Where a place is once an element of a list is gone: those behind it move up."""
    around, index = gone[:-1], int(gone[-1])
    if len(place) <= len(around) or place[: len(around)] != around:
        return place
    head = int(place[len(around)])
    return place if head < index else (*around, str(head - 1), *place[len(gone) :])
