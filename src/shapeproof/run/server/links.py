"""Values of a request that other calls have made known, and requests filled with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shapeproof.contract.model import Operation
from shapeproof.contract.pointer import Tokens, lookup, parse, replaced
from shapeproof.contract.shape import Kind, Shape
from shapeproof.exchange import Case, Exchange
from shapeproof.run.server.identifiers import IdentifierPool, Sighting, Wanted

_SURE = 50
"""The least relation of an identifier that is taken without being asked for."""
_NAMED = 70
"""The same for members whose names do not say that they identify something."""
_MOST_OPTIONS = 12
_SAME_CALL = 8
"""What it adds that an identifier comes from the same call as the others of a request."""


@dataclass(frozen=True)
class Link:
    """A place of a request whose value comes from another call."""

    tokens: Tokens
    seen: Sighting

    def value_in(self, exchange: Exchange) -> Any:
        """The value that another call of the same kind has in its place. Raises KeyError."""
        source = exchange.params if self.seen.of_input else exchange.output
        return lookup(source, self.seen.tokens)

    def is_in(self, exchange: Exchange) -> bool:
        """Whether a call has carried the value: the lifecycle's state may have replaced it."""
        try:
            return bool(lookup(exchange.params, self.tokens) == self.seen.value)
        except KeyError:
            return False

    def concerns(self, case: Case) -> bool:
        """Whether a case varies the value, or something within or around it."""
        if not case.pointer:
            return False
        varied = parse(case.pointer)
        shorter = min(len(varied), len(self.tokens))
        return varied[:shorter] == self.tokens[:shorter]


def placed(params: Mapping[str, Any], values: Mapping[Tokens, Any]) -> dict[str, Any]:
    """Parameters with these values, where they have the places."""
    changed: Any = params
    for tokens, value in values.items():
        try:
            lookup(changed, tokens)
        except KeyError:
            continue
        changed = replaced(changed, tokens, value)
    return dict(changed)


@dataclass(frozen=True)
class Filled:
    """A request with identifiers from a pool."""

    params: Mapping[str, Any]
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Filler:
    """Fills the identifiers of one operation's requests; ``kept`` are places to leave alone."""

    operation: Operation
    pool: IdentifierPool
    kept: frozenset[Tokens] = frozenset()

    def fillings(self, params: Mapping[str, Any], most: int) -> Iterator[Filled]:
        """Requests with identifiers that go together: those that one call has made known first."""
        options = self._options(params)
        if not options:
            return
        for exchange in _calls(options.values())[:most]:
            links = tuple(Link(tokens, _best(found, exchange)) for tokens, found in options.items())
            values = {each.tokens: each.seen.value for each in links}
            yield Filled(placed(params, values), links)

    def options(self, tokens: Tokens) -> list[tuple[int, Sighting]]:
        """The identifiers that may stand at a place, the surest first."""
        shape = self.operation.request_shape.at(tokens)
        wanted = Wanted.at(self.operation, tokens, shape)
        least = _SURE if wanted.is_identifier else _NAMED
        return [each for each in self.pool.fitting(wanted) if each[0] >= least][:_MOST_OPTIONS]

    def anything_at(self, tokens: Tokens) -> list[Sighting]:
        """All identifiers that are legal at a place, the surest first, however unsure."""
        shape = self.operation.request_shape.at(tokens)
        return [each for _, each in self.pool.fitting(Wanted.at(self.operation, tokens, shape))]

    def _options(self, params: Mapping[str, Any]) -> dict[Tokens, list[tuple[int, Sighting]]]:
        found = {}
        for tokens, _ in linkable(self, params):
            options = self.options(tokens)
            if options:
                found[tokens] = options
        return found


def linkable(filler: Filler, params: Mapping[str, Any]) -> Iterator[tuple[Tokens, Shape]]:
    """The places of a request that may take an identifier."""
    for tokens, shape in _texts(filler.operation.request_shape, params, ()):
        if _may_link(shape) and not any(tokens[: len(kept)] == kept for kept in filler.kept):
            yield tokens, shape


def _may_link(shape: Shape) -> bool:
    return shape.kind in (Kind.STRING, Kind.INTEGER) and not shape.enum


def _texts(shape: Shape, value: Any, tokens: Tokens) -> Iterator[tuple[Tokens, Shape]]:
    """The scalars of a request; entries of maps are left alone, their names say nothing."""
    if isinstance(value, Mapping):
        if shape.is_structure:
            for name, each in value.items():
                yield from _texts(shape.member(name), each, (*tokens, name))
    elif isinstance(value, list):
        for index, each in enumerate(value[:1]):
            yield from _texts(shape.item, each, (*tokens, str(index)))
    elif tokens:
        yield tokens, shape


def _calls(options: Iterable[Sequence[tuple[int, Sighting]]]) -> list[Exchange]:
    """The calls that fill most, and most surely, one of each operation."""
    weights: dict[int, int] = {}
    calls: dict[int, Exchange] = {}
    for found in options:
        best: dict[int, int] = {}
        for rank, (score, seen) in enumerate(found):
            key = id(seen.exchange)
            calls.setdefault(key, seen.exchange)
            best[key] = max(best.get(key, 0), score - rank)
        for key, score in best.items():
            weights[key] = weights.get(key, 0) + score
    ranked = [calls[key] for key in sorted(calls, key=lambda key: -weights[key])]
    first = {each.operation: each for each in reversed(ranked)}
    return list(first.values())[::-1]


def _best(found: Sequence[tuple[int, Sighting]], exchange: Exchange) -> Sighting:
    """The surest identifier, preferably of one call."""
    return max(found, key=lambda pair: pair[0] + _bonus(pair[1], exchange))[1]


def _bonus(seen: Sighting, exchange: Exchange) -> int:
    if seen.exchange is exchange:
        return 3 * _SAME_CALL
    same = any(value == seen.value for value in exchange.params.values() if isinstance(value, str))
    return _SAME_CALL if same else 0
