"""What a client lacks: members that its driver has answered ``unsupported`` for.

A driver does not say which member of a call it is. Each one that the minimal call lacks is asked
for alone, parents first, the first time that a call with it is answered so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from shapeproof.contract.model import Operation
from shapeproof.contract.pointer import Tokens, join, lookup, parse
from shapeproof.contract.shape import Shape
from shapeproof.exchange import ClientCase, ClientFamily, ClientResult, Outcome
from shapeproof.generate.cases.places import CasePlace, PlaceKind, places, planted
from shapeproof.generate.values.plain import PlainValues
from shapeproof.run.client.judge import ClientSession

ANY = "*"
"""A token for each element of a list, or each entry of a map."""
_MOST_PROBES = 400
"""Members of one operation that are asked for alone."""


@dataclass
class ClientSupport:
    """The members of one operation that a client has, as far as its answers tell.

    ``minimal`` is the minimal call. ``members`` are the places of those that it lacks.
    """

    operation: Operation
    minimal: ClientCase
    members: dict[Tokens, PlaceKind] = field(default_factory=dict)
    _asked: set[Tokens] = field(default_factory=set)

    @property
    def pointers(self) -> tuple[str, ...]:
        """The members that it lacks, as JSON Pointers."""
        return tuple(join(each) for each in self.members)

    def is_minimal(self, case: ClientCase) -> bool:
        """Whether a case has the parameters of the minimal call."""
        return case.params == self.minimal.params

    def reduced(self, case: ClientCase) -> ClientCase | None:
        """The case without the members that the client lacks; None where nothing of it remains."""
        params: Any = dict(case.params)
        place = self._general(parse(case.pointer)) if case.family in _OF_REQUESTS else ()
        for tokens, kind in self.members.items():
            if place[: len(tokens)] == tokens:
                return None  # it varies this member
            rest = _without(params, tokens)
            if rest != params and kind is PlaceKind.CHOICE:
                return None  # a union without its member
            params = rest
        return case if params == case.params else replace(case, params=params)

    def learn(self, case: ClientCase, session: ClientSession) -> bool:
        """Ask for each member of a case alone. Returns whether one is lacking."""
        before = len(self.members)
        for place in self._candidates(case.params):
            tokens = self._general(place.tokens)
            within = any(tokens[: len(each)] == each for each in self.members)
            if within or tokens in self._asked or len(self._asked) >= _MOST_PROBES:
                continue
            self._asked.add(tokens)
            if self._probe(place, session).unsupported:
                self.members[tokens] = place.kind
        return len(self.members) > before

    def _probe(self, place: CasePlace, session: ClientSession) -> ClientResult:
        root = self.operation.request
        value = PlainValues(root).value(place.shape)
        params = planted(root, dict(self.minimal.params), place.tokens, value)
        probe = replace(self.minimal, params=params, outcome=Outcome.OPEN)
        return session.play(self.operation, probe).result

    def _candidates(self, params: Mapping[str, Any]) -> Iterator[CasePlace]:
        """The members that parameters have and the minimal call has not."""
        for place in places(self.operation.request):
            may_lack = place.optional or place.kind is PlaceKind.CHOICE
            general = self._general(place.tokens)
            if may_lack and _has(params, general) and not _has(self.minimal.params, general):
                yield place

    def _general(self, tokens: Tokens) -> Tokens:
        """A place with ``*`` for elements and entries; what the shape does not know is left out."""
        shape, general = Shape.of(self.operation.request), []
        for token in tokens:
            general.append(ANY if shape.is_list or shape.is_map else token)
            shape = shape.child(token)
        return tuple(general)


_OF_REQUESTS = frozenset({ClientFamily.REQUEST, ClientFamily.INVALID})
"""The families whose pointer is a place of the parameters."""


def _has(value: Any, tokens: Tokens) -> bool:
    if not tokens:
        return True
    head, *rest = tokens
    if head == ANY:
        return any(_has(each, tuple(rest)) for each in _parts(value))
    try:
        return _has(lookup(value, (head,)), tuple(rest))
    except KeyError:
        return False


def _parts(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _without(value: Any, tokens: Tokens) -> Any:
    """A copy without the member at a place, in each element and entry on the way."""
    head, *rest = tokens
    if head == ANY and isinstance(value, list):
        return [_without(each, tuple(rest)) for each in value]
    if head == ANY and isinstance(value, dict):
        return {key: _without(each, tuple(rest)) for key, each in value.items()}
    if not isinstance(value, dict) or head not in value:
        return value
    if not rest:
        return {name: each for name, each in value.items() if name != head}
    return {**value, head: _without(value[head], tuple(rest))}
