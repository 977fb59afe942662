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
"""What each rule of the machine offers."""


_MOST_TRIES = 100
"""Tries to shorten one finding's walk."""
_MOST_FOUND = 12
"""Findings after which no more walks are taken: enough is wrong."""
_GENERATIONS = 8
"""Values of writes turn round after so many."""


_FOUNDING = frozenset({"make", "copy", "duplicate"})
_SHYNESS = 3
"""To the ground of a theme something other than these is done at every third step at most."""
_WEIGHT = 3
"""How much more often something is done to what a walk is about than to its ground."""


class WalksEnded(BaseException):
    """No more walks are to be taken. It is no Exception, so that Hypothesis lets it through."""


@dataclass(frozen=True)
class WalkTheme:
    """What a walk is about. ``ground`` are the kinds that are there for others to stand in."""

    tree: ResourceTree
    ground: frozenset[str]


def themes_of(tree: ResourceTree) -> tuple[WalkTheme, ...]:
    """What walks are about: each kind with what it holds, or all of them, which counts double."""
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
    """Takes the walks of one theme. ``allowance`` is how many requests they may send in all.

    ``met`` are the findings that were tried again already. What was found at fault before (and
    is ``blamed``) is left alone: walks would only find the same again.
    """

    walker: WalkRunner
    theme: WalkTheme
    allowance: int
    met: set[str]
    found: list[Finding] = field(default_factory=list)
    stopped: OutOfBudget | None = None

    def begin(self) -> RandomWalk:
        """A new walk. Raises Ended where no more are to be taken."""
        if self.allowance <= 0 or len(self.met) >= _MOST_FOUND:
            raise WalksEnded
        return RandomWalk(self, self.walker.new_model())

    def __post_init__(self) -> None:
        self.blamed = frozenset(each.operation for each in self.walker.reported.values())

    def take(self, world: StateModel, step: Step) -> list[Finding]:
        """Take a step, within the allowance. Raises NotRun, and Ended at the bounds of the run."""
        if self.allowance <= 0:
            raise WalksEnded
        before = self.walker.session.requests
        try:
            return [*step.do(world), *world.found]
        except OutOfBudget as end:
            self.stopped = end
            raise WalksEnded from None
        finally:
            self.allowance -= self.walker.session.requests - before

    def keep(self, steps: tuple[Step, ...], found: list[Finding]) -> None:
        """Confirm what was found for the first time, make its walk short, and keep it."""
        for each in found:
            if each.id in self.met or any(_near(each, t) for t in self.walker.reported.values()):
                continue
            self.met.add(each.id)
            try:
                told = self._shortest(steps, each)
            except OutOfBudget as end:
                self.stopped = end
                raise WalksEnded from None
            if told is not None:
                self.found += self.walker.report([told])

    def _shortest(self, steps: tuple[Step, ...], found: Finding) -> Finding | None:
        """Acts alone are tried first: most of what a walk looks at does not matter."""
        retry = self.walker.retry
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
    """One walk: its world, and the steps so far. After a finding nothing more is done."""

    outings: RandomWalks
    world: StateModel
    steps: tuple[Step, ...] = ()
    over: bool = False
    taken: int = 0
    _offers: dict[str, list[Candidate]] = field(default_factory=dict)

    def offers(self, rule: str) -> list[Candidate]:
        """What a rule offers just now."""
        if self.over:
            return []
        if rule not in self._offers:
            theme = self.outings.theme
            course = RuleContext(theme.tree, self.world, theme.ground, self.outings.blamed)
            offers = list(RULES[rule](course))
            shy = rule not in _FOUNDING and self.taken % _SHYNESS
            self._offers[rule] = [each for each in offers if not (shy and each[0] in theme.ground)]
        return self._offers[rule]

    def kinds(self, rule: str) -> list[str]:
        """The kinds of things that a rule offers plans for, those that count more repeatedly."""
        kinds = sorted({each for each, _ in self.offers(rule)})
        more = 1 if rule == "duplicate" else _WEIGHT
        weights = [1 if each in self.outings.theme.ground else more for each in kinds]
        return [kind for kind, weight in zip(kinds, weights, strict=True) for _ in range(weight)]

    def take(self, plan: StepPlan) -> None:
        """Take the steps of a plan, up to the first that cannot be taken."""
        self.taken += 1
        self._offers.clear()
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
        """Something that was not the last deed's concern: the oldest, and the others by turns."""
        last = self.world.journal[-1]
        others = [
            slot
            for slot, thing in self.world.things.items()
            if slot not in last.slots | last.told
            and thing.made.operation in {each.operation for each in thing.resource.makers}
            and thing.resource.name not in self.outings.theme.ground
        ]
        turn = self.taken // 2 if self.taken % 2 else 0
        return others[turn % len(others)] if others else None

    def _goes_on(self, step: Step) -> bool:
        begun = len(self.world.history)
        try:
            found = self.outings.take(self.world, step)
        except NotRun:
            found = list(self.world.found)
            # What was accepted all the same may have changed something that nothing tells of.
            self.over = any(each.accepted for each in self.world.history[begun:])
            if not found:
                return False
        self.steps += (step,)
        if found:
            self.over = True
            self.outings.keep(self.steps, found)
        return not found
