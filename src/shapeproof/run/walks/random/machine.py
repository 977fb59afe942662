"""The state machine that takes random walks, and their events in a run."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky, Unsatisfiable
from hypothesis.stateful import (
    RuleBasedStateMachine,
    precondition,
    rule,
    run_state_machine_as_test,
)

from shapeproof.contract.lifecycle import Resource
from shapeproof.exchange.events import CaseFinished, CaseOutcome, Event, FindingFound
from shapeproof.generate.draws import without_local_constants
from shapeproof.run.walks.facts import LifecycleFacts
from shapeproof.run.walks.random.context import ResourceTree
from shapeproof.run.walks.random.random_walk import RandomWalk, RandomWalks, WalksEnded, themes_of
from shapeproof.run.walks.walk import ShardRunners, WalkRunner

WEIGHTS = {
    "again": 4,
    "call_absent": 2,
    "change": 3,
    "clear": 1,
    "copy": 2,
    "duplicate": 1,
    "fail": 1,
    "verify_state": 1,
    "verify_listed": 1,
    "verify_filtered": 1,
    "verify_absent": 1,
    "make": 4,
    "remove": 3,
}
"""The rules, and how often each occurs among those that are chosen from.

The order is part of what a seed means: Hypothesis chooses rules by their position.
"""


class WalkMachine(RuleBasedStateMachine):
    """One random walk. ``random_walks`` makes the state model for it."""

    random_walks: ClassVar[RandomWalks]

    def __init__(self) -> None:
        super().__init__()
        self.walk: RandomWalk = self.random_walks.begin()

    def take(self, name: str, data: st.DataObject) -> None:
        """Take one of the candidates of a rule: first the kind of resource is chosen, then the
        steps.

        Steps for the latest resource are chosen more often: many defects show only when one
        resource has been changed a lot.
        """
        candidates = self.walk.candidates(name)
        kinds = self.walk.kinds(name)
        kind = kinds[data.draw(st.integers(0, len(kinds) - 1))]
        plans = [plan for each, plan in candidates if each == kind]
        any_plan = st.integers(0, len(plans) - 1)
        self.walk.take(plans[max(data.draw(any_plan), data.draw(any_plan))])


def _rule_of(name: str) -> Any:
    def has_candidates(machine: WalkMachine) -> bool:
        return bool(machine.walk.candidates(name))

    # Hypothesis disables rules by the names of their functions for whole walks. With one name for
    # all, none is disabled: a walk without its makers would do nothing.
    def step(machine: WalkMachine, data: st.DataObject) -> None:
        machine.take(name, data)

    return precondition(has_candidates)(rule(data=st.data())(step))


def _rest() -> Any:
    def step(machine: WalkMachine) -> None:
        """Nothing more can be done in this walk."""

    return precondition(_stuck)(rule()(step))


def _stuck(machine: WalkMachine) -> bool:
    return not any(machine.walk.candidates(name) for name in WEIGHTS)


def run_machine(random_walks: RandomWalks, number: int, runs: int, steps: int) -> None:
    """Take a number of walks of some steps; fewer where ``random_walks`` or the target end them.

    Nothing is shrunk: ``random_walks`` keeps what is found, and no rule fails. To Hypothesis, a
    target that behaves differently twice or a walk that was cut off is flaky; that is ignored.
    """
    rules = {
        f"rule_{position:02}_{count}": _rule_of(name)  # Hypothesis sorts rules by these names
        for position, (name, weight) in enumerate(WEIGHTS.items())
        for count in range(weight)
    }
    rules["rule_last"] = _rest()
    machine = type("RandomWalks", (WalkMachine,), {"random_walks": random_walks, **rules})
    seed(number)(machine)
    chosen = settings(
        max_examples=runs,
        stateful_step_count=steps,
        database=None,
        deadline=None,
        verbosity=Verbosity.quiet,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    with contextlib.suppress(WalksEnded, Flaky, Unsatisfiable), without_local_constants():
        run_state_machine_as_test(machine, settings=chosen)


_STEPS = 20
"""Rules taken in one walk."""
_REQUESTS = 48
"""Requests that a walk may send, on average."""
_NAME = "wandering"  # case ids and the draws of a seed are made from it


def random_walk_events(runners: ShardRunners) -> Iterator[Event]:
    """Random walks in each tree of kinds: ``max_examples`` of them, shared among the trees.

    A shard has those of the trees that belong to it. Raises OutOfBudget.
    """
    trees = [each for each in _trees(runners.plain) if each is not None]
    for each in trees:
        runner = runners.of_operation(each.operation)
        walks = int(runners.plain.context.plan.max_examples * each.weight) // len(trees)
        if walks > 0 and runner is not None:
            yield from _walks_in(runner, each, walks)


def _walks_in(runner: WalkRunner, share: _Share, walks: int) -> Iterator[Event]:
    themes = themes_of(share.tree)
    met: set[str] = set()
    found, accepted = False, runner.session.accepted
    for index, theme in enumerate(themes[:walks]):
        number = _number(runner.context.plan.seed, f"{share.operation}/{index}")
        runs = max(1, walks // len(themes))
        random_walks = RandomWalks(runner, theme, runs * _REQUESTS, met)
        run_machine(random_walks, number, runs + 1, _STEPS)  # Hypothesis's first one is all zeros
        found |= bool(random_walks.found)
        yield from (FindingFound(each) for each in random_walks.found)
        if random_walks.stopped is not None:
            raise random_walks.stopped
    outcome = CaseOutcome.REFUSED if found else CaseOutcome.ACCEPTED
    if not found and runner.session.accepted == accepted:
        outcome = CaseOutcome.NOT_RUN  # nothing could be made to walk on
    case = f"{share.operation}:stateful:{_NAME}"
    yield CaseFinished(share.operation, case, "stateful", outcome)


@dataclass(frozen=True)
class _Share:
    """A tree that is part of the plan, under its first planned operation.

    ``weight`` is how much of the tree is planned, from 0 to 1.
    """

    tree: ResourceTree
    operation: str
    weight: float


def _trees(runner: WalkRunner) -> Iterator[_Share | None]:
    facts = runner.facts
    for top in facts.resources.values():
        if top.parent is None and facts.makers(top):
            kinds = [each for each in facts.resources.values() if top in _line(facts, each)]
            kinds.sort(key=lambda each: len(facts.ancestors(each)))
            yield _share(runner, kinds)


def _line(facts: LifecycleFacts, resource: Resource) -> tuple[Resource, ...]:
    return (*facts.ancestors(resource), resource)


def _share(runner: WalkRunner, kinds: list[Resource]) -> _Share | None:
    facts, planned = runner.facts, runner.planned
    every = {each.name: _operations(facts, each) for each in kinds}
    wanted = [each for each in kinds if every[each.name] & planned]
    if not wanted:
        return None
    around = {other.name for each in wanted for other in _line(facts, each)}
    kept = tuple(each for each in kinds if each.name in around)
    permitted = set(planned)
    for each in wanted if not runner.context.plan.excluded else ():
        if _reading_operations(facts, each) & planned:
            permitted |= every[each.name]
    concerned = set().union(*every.values())
    tree = ResourceTree(facts, kept, frozenset(permitted))
    weight = len(concerned & planned) / len(concerned)
    return _Share(tree, min(concerned & planned), weight)


def _operations(facts: LifecycleFacts, kind: Resource) -> set[str]:
    writers = (*kind.makers, *kind.changers)
    return (
        {each.operation for each in writers} | {*kind.removers} | _reading_operations(facts, kind)
    )


def _reading_operations(facts: LifecycleFacts, kind: Resource) -> set[str]:
    listing = facts.listing(kind)
    return {each.operation for each in kind.readers} | ({listing.operation} if listing else set())


def _number(seed: int, name: str) -> int:
    digest = hashlib.sha256(f"{seed}/{_NAME}/{name}".encode()).digest()
    return int.from_bytes(digest[:8], "big")
