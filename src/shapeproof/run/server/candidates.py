"""What to try as a base request of one operation, the likeliest first.

Nothing is sent here, except the calls of a seed that must come before its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import islice
from typing import Any

from shapeproof.contract.model import Contract, Operation
from shapeproof.contract.pointer import Tokens, lookup, parse
from shapeproof.exchange import Case, Exchange, Expect, Family, case_id
from shapeproof.generate.cases.coverage import CoverageCases
from shapeproof.generate.cases.places import planted
from shapeproof.generate.repairs import NeedsExisting, Refusal, Repair, repairs
from shapeproof.generate.values.known import KnownValues, nothing_known
from shapeproof.run.seeds.seed import Seed, replayed
from shapeproof.run.server.alternatives import (
    other_branches,
    with_documents,
    with_identifiers,
    with_one_of_each,
)
from shapeproof.run.server.counterparts import after_another, before, with_counterparts
from shapeproof.run.server.fresh_places import fresh_places
from shapeproof.run.server.guesses import guesses
from shapeproof.run.server.identifiers import IdentifierPool
from shapeproof.run.server.links import Filled, Filler, Link
from shapeproof.run.server.seed_links import links_of

_FIRST_SEEDS = 2
"""Seeds that are tried first; the others may depend on what is not there."""
_MOST_SEEDS = 24
"""Seeds of an operation that are tried: one whose other calls are refused is no try of its own."""
_MOST_FILLINGS = 4
_MOST_BEFORE = 2
_MOST_DOCUMENTS = 3
_SURE_ENOUGH = 70
"""The relation of an identifier that may take the place of a new name."""
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
    reused: frozenset[Tokens] = frozenset()
    """Places that would take new names, and have those of something that exists."""

    def case(self, operation: str) -> Case:
        """The case that it is."""
        family = _FAMILIES.get(self.source, Family.MINIMAL)
        label = "" if self.plain or family is not Family.MINIMAL else str(self.source)
        name = case_id(operation, family, "", label)
        return Case(name, operation, family, "", self.params, Expect.ACCEPT, label=label)


Call = Callable[[str, Mapping[str, Any]], Exchange]
"""Makes a call, with new values at the places that must be fresh."""


def _nothing_done(operation: str) -> tuple[Exchange, ...]:
    return ()


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
    accepted: Callable[[], Iterable[Exchange]] = tuple
    """The accepted requests of other operations."""
    perform: Callable[[str], tuple[Exchange, ...]] = _nothing_done
    """Makes an accepted call of an operation with all that must come before it."""
    _replayed: set[int] = field(default_factory=set)

    @property
    def _cases(self) -> CoverageCases:
        return CoverageCases(self.contract, self.operation, known=self.known)

    @property
    def _filler(self) -> Filler:
        return Filler(self.operation, self.pool, self._new)

    @property
    def _new(self) -> frozenset[Tokens]:
        """The places that take new names."""
        return frozenset({*fresh_places(self.operation), *((each,) for each in self.chosen)})

    def plain(self) -> Iterator[Candidate]:
        """What is required, everything, and other values: all that a reviewed contract takes."""
        cases = self._cases
        for case in cases.base_requests():
            yield Candidate(Source(case.family.value), case.params, plain=True)

    def all(self, call: Call) -> Iterator[Candidate]:
        """All candidates but those that refusals lead to, the cheap and likely ones first."""
        for seed in self.seeds[:_FIRST_SEEDS]:
            yield from self._of_seed(seed, call)
        minimal, full, other = self.plain()
        yield from self._filled(minimal, 1)
        yield from self._filled(full, 1)
        for each in with_counterparts(self.operation, minimal.params, self.accepted()):
            reused = frozenset(link.tokens for link in each.links) & self._new
            yield Candidate(
                Source.IDENTIFIERS, each.params, each.links, in_state=False, reused=reused
            )
        yield from self._after_another(minimal)
        yield from self._alternatives(minimal)
        for params in islice(
            with_documents(self.operation, minimal.params, self.known), _MOST_DOCUMENTS
        ):
            yield from self._filled(Candidate(Source.ALTERNATIVE, params), 1)
        for seed in self.seeds[_FIRST_SEEDS:_MOST_SEEDS]:
            yield from self._of_seed(seed, call)
        yield from self._reusing(minimal, full)
        for params in with_one_of_each(self.operation, full.params):
            yield from self._filled(Candidate(Source.ALTERNATIVE, params), 1)
        for params in other_branches(self.operation, minimal.params, self.known):
            yield from self._filled(Candidate(Source.ALTERNATIVE, params), 1)
        for params in self.examples:
            yield from self._filled(Candidate(Source.EXAMPLE, params), 1)
            yield Candidate(Source.EXAMPLE, params, in_state=False)
        yield from self._filled(other, 1)
        yield from self._guesses(minimal)
        for plain in (minimal, full):
            yield from self._filled(plain, _MOST_FILLINGS, in_state=False)

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

    def _minimal(self, minimal: Candidate, filler: Filler) -> Filled:
        found = next(filler.fillings(minimal.params, 1), None)
        return found or Filled(minimal.params, ())

    def _alternatives(self, minimal: Candidate) -> Iterator[Candidate]:
        """One optional identifier more: where several stand for each other, one is needed."""
        left_out = self.chosen | self._cases.tokens
        base = self._minimal(minimal, self._filler)
        for each in with_identifiers(base, self._filler, left_out):
            yield Candidate(Source.ALTERNATIVE, each.params, each.links)

    def _after_another(self, minimal: Candidate) -> Iterator[Candidate]:
        """Right after a call that the operation's verb seems to need."""
        known = (each.operation for each in self.accepted())
        for name in islice(before(self.operation, known), _MOST_BEFORE):
            done = self.perform(name)
            if done:
                filled = after_another(self.operation, minimal.params, done[-1])
                reused = frozenset(link.tokens for link in filled.links) & self._new
                yield Candidate(
                    Source.IDENTIFIERS,
                    filled.params,
                    filled.links,
                    in_state=False,
                    before=done,
                    reused=reused,
                )

    def _reusing(self, minimal: Candidate, full: Candidate) -> Iterator[Candidate]:
        """Identifiers in place of new names: the operation may be about something that exists."""
        filler = Filler(self.operation, self.pool)
        reused = frozenset(
            tokens
            for tokens in self._new
            for score, seen in (filler.options(tokens) if _has(self.operation, tokens) else ())
            if score >= _SURE_ENOUGH and seen.exchange.operation != self.operation.name
        )
        if not reused:
            return
        filler = Filler(self.operation, self.pool, self._new - reused)
        for most, plain in ((2, minimal), (1, full)):
            for each in filler.fillings(plain.params, most):
                yield Candidate(Source.IDENTIFIERS, each.params, each.links, reused=reused)
        base = self._minimal(minimal, filler)
        for each in with_identifiers(base, filler, self._cases.tokens):
            yield Candidate(Source.ALTERNATIVE, each.params, each.links, reused=reused)

    def _guesses(self, minimal: Candidate) -> Iterator[Candidate]:
        base = self._minimal(minimal, self._filler)
        for each in guesses(base, self._filler):
            yield Candidate(Source.IDENTIFIERS, each.params, each.links)

    def _of_seed(self, seed: Seed, call: Call) -> Iterator[Candidate]:
        """A seed's own request after its other calls, which are made once in a search."""
        if id(seed) in self._replayed:
            return
        self._replayed.add(id(seed))
        found = replayed(seed, call)
        if found is None:
            return
        links = tuple(links_of(seed.calls[-1], found.before))
        # What nothing was made for may need what the lifecycle knows of.
        ways = (False, True) if found.before else (True, False)
        for in_state in ways if self.needs else (False,):
            yield Candidate(Source.SEED, found.params, links, in_state, before=found.before)

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
            if self._cases.tokens & (repair.params.keys() - params.keys()):
                return []  # no page token that was made up is right
            links = tuple(each for each in tried.links if _unchanged(each, repair.params))
            return [
                replace(
                    tried,
                    source=Source.REPAIRED,
                    params=repair.params,
                    links=links,
                    plain=False,
                    repaired=depth,
                )
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
                reused=tried.reused,
            )
            for each in options[:_MOST_REPAIRS]
            if each.value != current
        ]


def _unchanged(link: Link, params: Mapping[str, Any]) -> bool:
    try:
        return bool(lookup(params, link.tokens) == link.seen.value)
    except KeyError:
        return False


def _has(operation: Operation, tokens: Tokens) -> bool:
    """Whether a request has a place."""
    try:
        operation.request_shape.at(tokens)
    except KeyError:
        return False
    return True
