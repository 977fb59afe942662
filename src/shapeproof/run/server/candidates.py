"""What to try as a base request of one operation, the likeliest first.

Nothing is sent here, except the calls of a seed that must come before its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from shapeproof.contract.model import Contract, Operation
from shapeproof.contract.pointer import Tokens, lookup, parse
from shapeproof.exchange import Case, Exchange, Expect, Family, case_id
from shapeproof.generate.cases.coverage import CoverageCases
from shapeproof.generate.cases.places import planted
from shapeproof.generate.repairs import NeedsExisting, Refusal, Repair, repairs
from shapeproof.generate.values.known import KnownValues, nothing_known
from shapeproof.generate.values.plain import PlainValues
from shapeproof.run.seeds.seed import Reference, Seed, SeedCall
from shapeproof.run.server.fresh_places import fresh_places
from shapeproof.run.server.identifiers import IdentifierPool, Sighting, Wanted
from shapeproof.run.server.links import Filled, Filler, Link

_MOST_FILLINGS = 4
_MOST_ALTERNATIVES = 8
_MOST_BRANCHES = 3
_MOST_REPAIRS = 3
"""Next tries that follow from one refusal."""


class Source(StrEnum):
    """Where a request to try comes from."""

    SEED = "seed"
    MINIMAL = "minimal"
    FULL = "full"
    OTHER = "other"
    IDENTIFIERS = "identifiers"
    """With identifiers from other calls."""
    ALTERNATIVE = "alternative"
    """With one of several optional identifiers, or another member of a union."""
    EXAMPLE = "example"
    REPAIRED = "repaired"
    """Changed by what a refusal says."""


_FAMILIES = {Source.FULL: Family.FULL, Source.OTHER: Family.OTHER}


@dataclass(frozen=True)
class Candidate:
    """A request to try.

    ``in_state``: the identifiers of what the lifecycle says it needs go into it. ``before`` are
    calls that were made for it. ``plain`` requests are those that the planned cases vary.
    """

    source: Source
    params: Mapping[str, Any]
    links: tuple[Link, ...] = ()
    in_state: bool = True
    before: tuple[Exchange, ...] = ()
    plain: bool = False
    repaired: int = 0

    def case(self, operation: str) -> Case:
        """The case that it is."""
        family = _FAMILIES.get(self.source, Family.MINIMAL)
        label = "" if self.plain or family is not Family.MINIMAL else str(self.source)
        name = case_id(operation, family, "", label)
        return Case(name, operation, family, "", self.params, Expect.ACCEPT, label=label)


Call = Callable[[str, Mapping[str, Any]], Exchange]
"""Makes a call, with new values at the places that must be fresh."""


@dataclass
class Candidates:
    """Makes the candidates of one operation, from all sources."""

    contract: Contract
    operation: Operation
    pool: IdentifierPool
    known: KnownValues = nothing_known
    seeds: Sequence[Seed] = ()
    examples: Sequence[Mapping[str, Any]] = ()
    needs: bool = False
    """Whether the lifecycle says that it needs something."""
    chosen: frozenset[str] = frozenset()
    """Members that name what it makes."""
    _replayed: set[int] = field(default_factory=set)

    @property
    def _cases(self) -> CoverageCases:
        return CoverageCases(self.contract, self.operation, known=self.known)

    @property
    def _filler(self) -> Filler:
        kept = frozenset({*fresh_places(self.operation), *((each,) for each in self.chosen)})
        return Filler(self.operation, self.pool, kept)

    def plain(self) -> Iterator[Candidate]:
        """What is required, everything, and other values: all that a reviewed contract takes."""
        cases = self._cases
        for case in cases.base_requests():
            yield Candidate(Source(case.family.value), case.params, plain=True)

    def all(self, call: Call) -> Iterator[Candidate]:
        """All candidates but those that refusals lead to, the cheap and likely ones first."""
        for seed in self.seeds:
            yield from self._of_seed(seed, call)
        minimal, full, other = self.plain()
        yield from self._filled(minimal, 1)
        yield from self._filled(full, 1)
        yield from self._alternatives(minimal)
        yield from self._filled(minimal, _MOST_FILLINGS, in_state=False)
        yield from self._filled(other, 1)
        yield from self._branches(minimal)
        for params in self.examples:
            yield from self._filled(Candidate(Source.EXAMPLE, params), 1)
            yield Candidate(Source.EXAMPLE, params, in_state=False)
        yield from self._filled(full, 2, in_state=False)

    def _filled(
        self, candidate: Candidate, most: int, *, in_state: bool = True
    ) -> Iterator[Candidate]:
        """A candidate with identifiers from the pool; as it is where the pool has none."""
        if not in_state and not self.needs:
            most = max(most, 2)
        empty = True
        for filled in self._filler.fillings(candidate.params, most):
            empty = False
            source = candidate.source if in_state else Source.IDENTIFIERS
            yield Candidate(source, filled.params, filled.links, in_state)
        if empty or (candidate.plain and in_state):
            yield Candidate(candidate.source, candidate.params, (), in_state, plain=candidate.plain)

    def _minimal(self, minimal: Candidate) -> Filled:
        found = next(self._filler.fillings(minimal.params, 1), None)
        return found or Filled(minimal.params, ())

    def _alternatives(self, minimal: Candidate) -> Iterator[Candidate]:
        """One optional identifier more: where several stand for each other, one is needed."""
        base = self._minimal(minimal)
        options: list[tuple[int, str, Sighting]] = []
        for name, member in sorted(self.operation.request_shape.members.items()):
            if name in base.params or name in self.chosen or name in self._cases.tokens:
                continue
            tokens = (name, "0") if member.is_list else (name,)
            scalar = member.item if member.is_list else member
            if not Wanted.at(self.operation, tokens, scalar).is_identifier or scalar.enum:
                continue
            options += [(score, name, seen) for score, seen in self._filler.options(tokens)[:1]]
        for _, name, seen in sorted(options, key=lambda each: -each[0])[:_MOST_ALTERNATIVES]:
            is_list = self.operation.request_shape.members[name].is_list
            value = [seen.value] if is_list else seen.value
            link = Link((name, "0") if is_list else (name,), seen)
            params = {**base.params, name: value}
            yield Candidate(Source.ALTERNATIVE, params, (*base.links, link))

    def _branches(self, minimal: Candidate) -> Iterator[Candidate]:
        """Other members of required unions."""
        root = self.operation.request
        for tokens in _unions(self.operation, minimal.params):
            union = self.operation.request_shape.at(tokens)
            taken = lookup(minimal.params, tokens)
            for name in [each for each in union.members if each not in taken][:_MOST_BRANCHES]:
                plain = PlainValues(root, known=self.known)
                value = {name: plain.value(union.members[name], (*tokens, name))}
                params = planted(root, minimal.params, tokens, value)
                yield from self._filled(Candidate(Source.ALTERNATIVE, params), 1)

    def _of_seed(self, seed: Seed, call: Call) -> Iterator[Candidate]:
        """A seed's own request after its other calls, which are made once in a search."""
        if id(seed) in self._replayed:
            return
        self._replayed.add(id(seed))
        done: list[Exchange] = []
        try:
            for each in seed.before:
                done.append(call(each.operation, each.params_after(done)))
                if not done[-1].accepted:
                    return
            params = seed.calls[-1].params_after(done)
        except KeyError:
            return
        links = tuple(_links_of(seed.calls[-1], done))
        yield Candidate(Source.SEED, params, links, in_state=False, before=tuple(done))
        yield Candidate(Source.SEED, params, links, before=tuple(done))

    def after(
        self, tried: Candidate, params: Mapping[str, Any], refusal: Refusal
    ) -> list[Candidate]:
        """What follows from a refusal of a candidate that was sent with these parameters."""
        found: list[Candidate] = []
        for repair in repairs(self.operation, params, refusal, self.known):
            found += self._repaired(tried, params, repair)
            if len(found) >= _MOST_REPAIRS:
                break
        return found[:_MOST_REPAIRS]

    def _repaired(
        self, tried: Candidate, params: Mapping[str, Any], repair: Repair
    ) -> list[Candidate]:
        depth = tried.repaired + 1
        if not isinstance(repair, NeedsExisting):
            links = tuple(each for each in tried.links if _unchanged(each, repair.params))
            return [
                Candidate(Source.REPAIRED, repair.params, links, tried.in_state, repaired=depth)
            ]
        tokens = tuple(parse(repair.pointer))
        try:
            current = lookup(params, tokens)
            options = self._filler.anything_at(tokens)
        except KeyError:
            return []
        others = tuple(each for each in tried.links if each.tokens != tokens)
        return [
            Candidate(
                Source.REPAIRED,
                planted(self.operation.request, params, tokens, each.value),
                (*others, Link(tokens, each)),
                in_state=False,
                repaired=depth,
            )
            for each in options[:_MOST_REPAIRS]
            if each.value != current
        ]


def _unchanged(link: Link, params: Mapping[str, Any]) -> bool:
    try:
        return bool(lookup(params, link.tokens) == link.seen.value)
    except KeyError:
        return False


def _links_of(call: SeedCall, done: Sequence[Exchange]) -> Iterator[Link]:
    """The places of a call's references, as links."""
    for tokens, reference in _references(call.params, ()):
        exchange = done[reference.step]
        source = exchange.params if reference.of_input else exchange.output
        member = next((each for each in reversed(reference.tokens) if not each.isdigit()), "")
        value = lookup(source, reference.tokens)
        yield Link(
            tokens,
            Sighting(
                value, exchange, reference.tokens, reference.of_input, member, frozenset(), True
            ),
        )


def _references(value: Any, tokens: Tokens) -> Iterator[tuple[Tokens, Reference]]:
    if isinstance(value, Reference):
        yield tokens, value
    elif isinstance(value, Mapping):
        for name, each in value.items():
            yield from _references(each, (*tokens, str(name)))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _references(each, (*tokens, str(index)))


def _unions(operation: Operation, params: Any, tokens: Tokens = ()) -> Iterator[Tokens]:
    """The places of unions in a request."""
    if tokens and operation.request_shape.at(tokens).is_union:
        yield tokens
    if isinstance(params, Mapping):
        for name, each in params.items():
            yield from _unions(operation, each, (*tokens, name))
    elif isinstance(params, list):
        for index, each in enumerate(params):
            yield from _unions(operation, each, (*tokens, str(index)))
