"""The random walks of a run, one tree of kinds after the other."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from shapeproof.contract.lifecycle import Resource
from shapeproof.run.events import CaseFinished, Event, FindingFound
from shapeproof.run.stateful.facts import Facts
from shapeproof.run.stateful.walker import Walker
from shapeproof.run.stateful.wandering.machine import run_machine
from shapeproof.run.stateful.wandering.outing import Outings, themes_of
from shapeproof.run.stateful.wandering.tree import Tree

_STEPS = 20
"""Rules taken in one walk."""
_REQUESTS = 48
"""Requests that a walk may send, on average."""
_NAME = "wandering"


def wander(walker: Walker) -> Iterator[Event]:
    """Random walks in each tree of kinds: ``max_examples`` of them, shared among the trees.

    Raises OutOfBudget.
    """
    trees = [each for each in _trees(walker) if each is not None]
    for each in trees:
        walks = int(walker.context.plan.max_examples * each.weight) // len(trees)
        if walks > 0 and each.operation in walker.share:
            yield from _wander_in(walker, each, walks)


def _wander_in(walker: Walker, share: _Share, walks: int) -> Iterator[Event]:
    themes = themes_of(share.tree)
    met: set[str] = set()
    found = False
    for index, theme in enumerate(themes[:walks]):
        number = _number(walker.context.plan.seed, f"{share.operation}/{index}")
        runs = max(1, walks // len(themes))
        outings = Outings(walker, theme, runs * _REQUESTS, met)
        run_machine(outings, number, runs + 1, _STEPS)  # Hypothesis's first one is all zeros
        found |= bool(outings.found)
        yield from (FindingFound(each) for each in outings.found)
        if outings.stopped is not None:
            raise outings.stopped
    outcome = "refused" if found else "accepted"
    case = f"{share.operation}:stateful:{_NAME}"
    yield CaseFinished(share.operation, case, "stateful", outcome)


@dataclass(frozen=True)
class _Share:
    """A tree that the plan wants, under the first operation of it that is planned.

    ``weight`` is how much of the tree is planned, from 0 to 1.
    """

    tree: Tree
    operation: str
    weight: float


def _trees(walker: Walker) -> Iterator[_Share | None]:
    facts = walker.facts
    for top in facts.resources.values():
        if top.parent is None and facts.makers(top):
            kinds = [each for each in facts.resources.values() if top in _line(facts, each)]
            kinds.sort(key=lambda each: len(facts.ancestors(each)))
            yield _share(walker, kinds)


def _line(facts: Facts, resource: Resource) -> tuple[Resource, ...]:
    return (*facts.ancestors(resource), resource)


def _share(walker: Walker, kinds: list[Resource]) -> _Share | None:
    facts, planned = walker.facts, walker.planned
    every = {each.name: _operations(facts, each) for each in kinds}
    wanted = [each for each in kinds if every[each.name] & planned]
    if not wanted:
        return None
    around = {other.name for each in wanted for other in _line(facts, each)}
    kept = tuple(each for each in kinds if each.name in around)
    permitted = set(planned)
    for each in wanted if not walker.context.plan.excluded else ():
        if _looking(facts, each) & planned:
            permitted |= every[each.name]
    concerned = set().union(*every.values())
    tree = Tree(facts, kept, frozenset(permitted))
    weight = len(concerned & planned) / len(concerned)
    return _Share(tree, min(concerned & planned), weight)


def _operations(facts: Facts, kind: Resource) -> set[str]:
    writers = (*kind.makers, *kind.changers)
    return {each.operation for each in writers} | {*kind.removers} | _looking(facts, kind)


def _looking(facts: Facts, kind: Resource) -> set[str]:
    listing = facts.listing(kind)
    return {each.operation for each in kind.readers} | ({listing.operation} if listing else set())


def _number(seed: int, name: str) -> int:
    digest = hashlib.sha256(f"{seed}/{_NAME}/{name}".encode()).digest()
    return int.from_bytes(digest[:8], "big")
