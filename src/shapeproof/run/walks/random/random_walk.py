"""One random walk as it is taken, and all walks of one theme."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from shapeproof.exchange import Finding
from shapeproof.run.plan import OutOfBudget
from shapeproof.run.walks.random.assertions import STATE_ASSERTIONS, VerifyState, same_violation
from shapeproof.run.walks.random.check_rules import (
    call_absent,
    fail,
    verify_absent,
    verify_filtered,
    verify_listed,
    verify_state,
)
from shapeproof.run.walks.random.context import Candidate, ResourceTree, RuleContext, StepPlan
from shapeproof.run.walks.random.mutations import MutationStep
from shapeproof.run.walks.random.write_rules import (
    again,
    change,
    clear,
    copy,
    duplicate,
    make,
    remove,
)
from shapeproof.run.walks.state_model import NotRun, StateModel
from shapeproof.run.walks.walk import Shortener, Step, WalkRunner

RULES: Mapping[str, Callable[[RuleContext], Iterator[Candidate]]] = {
    "make": make,
    "again": again,
    "change": change,
    "remove": remove,
    "copy": copy,
    "call_absent": call_absent,
    "duplicate": duplicate,
    "clear": clear,
    "fail": fail,
    "verify_state": verify_state,
    "verify_absent": verify_absent,
    "verify_listed": verify_listed,
    "verify_filtered": verify_filtered,
}
"""The candidates of each rule of the machine."""


_MOST_TRIES = 100
"""Attempts to shorten the walk of one finding."""
_MOST_FOUND = 12
"""Findings after which no more walks are taken."""
_GENERATIONS = 8
"""The number of different values that writes cycle through."""


_FOUNDING = frozenset({"make", "copy", "duplicate"})
_SHYNESS = 3
"""Containers are changed by rules other than these at every third step at most."""
_WEIGHT = 3
"""How much more often the subject of a walk is chosen than its containers."""


class WalksEnded(BaseException):
    """No more walks are taken. It is not an Exception, so that Hypothesis does not catch it."""


@dataclass(frozen=True)
class WalkTheme:
    """The subject of a walk. ``containers`` are the kinds that exist to hold others."""

    tree: ResourceTree
    containers: frozenset[str]


def themes_of(tree: ResourceTree) -> tuple[WalkTheme, ...]:
    """The themes of a tree: each kind with what it holds, and twice all of them."""
    kinds, facts = tree.kinds, tree.facts
    top = kinds[0]
    found = [WalkTheme(replace(tree, kinds=(top,)), frozenset())]
    for each in kinds[1:]:
        above = facts.ancestors(each)
        line = tuple(k for k in kinds if k == each or k in above or each in facts.ancestors(k))
        found.append(WalkTheme(replace(tree, kinds=line), frozenset(k.name for k in above)))
    every = WalkTheme(tree, frozenset({top.name}))
    return (*found, every, every)


@dataclass
class RandomWalks:
    """Takes the walks of one theme. ``allowance`` is how many requests they may send in total.

    ``met`` are the findings that were retried already. Operations in ``blamed`` were at fault
    before and are not called again: walks would only find the same.
    """

    runner: WalkRunner
    theme: WalkTheme
    allowance: int
    met: set[str]
    found: list[Finding] = field(default_factory=list)
    stopped: OutOfBudget | None = None

    def begin(self) -> RandomWalk:
        """A new walk. Raises WalksEnded where no more are taken."""
        if self.allowance <= 0 or len(self.met) >= _MOST_FOUND:
            raise WalksEnded
        return RandomWalk(self, self.runner.new_model())

    def __post_init__(self) -> None:
        self.blamed = frozenset(each.operation for each in self.runner.reported.values())

    def take(self, model: StateModel, step: Step) -> list[Finding]:
        """Take a step within the allowance. Raises NotRun and WalksEnded."""
        if self.allowance <= 0:
            raise WalksEnded
        before = self.runner.session.requests
        try:
            return self.runner.own([*step.do(model), *model.found])
        except OutOfBudget as end:
            self.stopped = end
            raise WalksEnded from None
        finally:
            self.allowance -= self.runner.session.requests - before

    def keep(self, steps: tuple[Step, ...], found: list[Finding]) -> None:
        """Confirm what was found for the first time, shorten its walk, and keep it."""
        for each in found:
            if each.id in self.met or any(_near(each, t) for t in self.runner.reported.values()):
                continue
            self.met.add(each.id)
            try:
                reported = self._shortest(steps, each)
            except OutOfBudget as end:
                self.stopped = end
                raise WalksEnded from None
            if reported is not None:
                self.found += self.runner.report([reported])

    def _shortest(self, steps: tuple[Step, ...], found: Finding) -> Finding | None:
        """Mutations alone are tried first: most state assertions of a walk do not matter."""
        retry = self.runner.retry
        acts = (*(each for each in steps[:-1] if not isinstance(each, STATE_ASSERTIONS)), steps[-1])
        if any(same_violation(each, found) for each in retry(acts)):
            steps = acts
        return Shortener(retry, _MOST_TRIES, same_violation, (8, 3, 1, 1)).shortest(steps, found)


def _near(one: Finding, other: Finding) -> bool:
    """Whether two findings differ at most in the place that is wrong in an answer."""
    return (one.check, one.operation, one.constraint, one.exchange.operation) == (
        other.check,
        other.operation,
        other.constraint,
        other.exchange.operation,
    )


@dataclass
class RandomWalk:
    """One walk: its state model and the steps so far. A finding ends it."""

    random_walks: RandomWalks
    model: StateModel
    steps: tuple[Step, ...] = ()
    over: bool = False
    taken: int = 0
    _candidates: dict[str, list[Candidate]] = field(default_factory=dict)

    def candidates(self, rule: str) -> list[Candidate]:
        """The candidates of a rule at this point."""
        if self.over:
            return []
        if rule not in self._candidates:
            theme = self.random_walks.theme
            context = RuleContext(
                theme.tree, self.model, theme.containers, self.random_walks.blamed
            )
            candidates = list(RULES[rule](context))
            shy = rule not in _FOUNDING and self.taken % _SHYNESS
            self._candidates[rule] = [
                each for each in candidates if not (shy and each[0] in theme.containers)
            ]
        return self._candidates[rule]

    def kinds(self, rule: str) -> list[str]:
        """The kinds of resources of a rule's candidates; more important kinds are repeated."""
        kinds = sorted({each for each, _ in self.candidates(rule)})
        more = 1 if rule == "duplicate" else _WEIGHT
        weights = [1 if each in self.random_walks.theme.containers else more for each in kinds]
        return [kind for kind, weight in zip(kinds, weights, strict=True) for _ in range(weight)]

    def take(self, plan: StepPlan) -> None:
        """Take steps up to the first that cannot be taken."""
        self.taken += 1
        self._candidates.clear()
        steps = plan(str(self.taken), 1 + self.taken % _GENERATIONS)
        for step in steps:
            if not self._goes_on(step):
                return
        bystander = (
            self._bystander() if any(isinstance(each, MutationStep) for each in steps) else None
        )
        if bystander is not None:
            self._goes_on(VerifyState(bystander))

    def _bystander(self) -> str | None:
        """A resource that the last mutation did not concern: the oldest, or another in turn."""
        last = self.model.mutations[-1]
        others = [
            slot
            for slot, instance in self.model.instances.items()
            if slot not in last.slots | last.reported
            and instance.made.operation in {each.operation for each in instance.resource.makers}
            and instance.resource.name not in self.random_walks.theme.containers
        ]
        turn = self.taken // 2 if self.taken % 2 else 0
        return others[turn % len(others)] if others else None

    def _goes_on(self, step: Step) -> bool:
        begun = len(self.model.history)
        try:
            found = self.random_walks.take(self.model, step)
        except NotRun:
            found = self.random_walks.runner.own(self.model.found)
            # An accepted call may have changed something that is not recorded.
            self.over = any(each.accepted for each in self.model.history[begun:])
            if not found:
                return False
        self.steps += (step,)
        if found:
            self.over = True
            self.random_walks.keep(self.steps, found)
        return not found
