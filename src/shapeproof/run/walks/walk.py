"""Walks and their steps: a walk is taken, its findings are confirmed, and it is shortened."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from shapeproof.exchange import Finding
from shapeproof.exchange.events import CaseOutcome
from shapeproof.run.server.harness import CaseResult
from shapeproof.run.server.phase import PhaseContext
from shapeproof.run.server.setup import SetupFailed
from shapeproof.run.walks.facts import LifecycleFacts
from shapeproof.run.walks.groups import LifecycleGroup, LifecycleGroups
from shapeproof.run.walks.requests import AcceptedRequests
from shapeproof.run.walks.state_model import NotRun, ServerKnowledge, StateModel


class Step(Protocol):
    """Makes calls in a state model, and reports what they show to be wrong."""

    def do(self, model: StateModel) -> Iterator[Finding]:
        """Take the step. Raises NotRun where it cannot be taken."""


@dataclass(frozen=True)
class Walk:
    """A short list of steps.

    ``operation`` is the one that it tests, ``about`` all operations whose behaviour it shows.
    """

    operation: str
    name: str
    steps: tuple[Step, ...]
    about: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        """A name that is the same in every run."""
        return f"{self.operation}:stateful:{self.name}"


Retry = Callable[[tuple[Step, ...]], Sequence[Finding]]
"""Takes steps in a new state model, and returns what they find."""
Alike = Callable[[Finding, Finding], bool]
"""Whether two findings show the same problem."""


def same_id(one: Finding, other: Finding) -> bool:
    """Whether two findings are the same."""
    return one.id == other.id


@dataclass
class Shortener:
    """Leaves out steps as long as the same is found, within a bounded number of attempts.

    ``chunks`` are how many steps are left out at once, in the order in which that is tried.
    """

    retry: Retry
    tries: int
    alike: Alike = same_id
    chunks: tuple[int, ...] = (1,)

    def shortest(self, steps: tuple[Step, ...], found: Finding) -> Finding | None:
        """The finding after the fewest steps; None where it does not happen again."""
        reported = self._again(steps, found)
        if reported is None:
            return None
        for size in self.chunks:
            steps, reported = self._without(size, steps, reported)
        return reported

    def _without(
        self, size: int, steps: tuple[Step, ...], reported: Finding
    ) -> tuple[tuple[Step, ...], Finding]:
        """Leave out this many steps at once, the last ones first."""
        end = len(steps) - 1
        while end > 0 and self.tries > 0:
            self.tries -= 1
            begin = max(0, end - size)
            fewer = steps[:begin] + steps[end:]
            shorter = self._again(fewer, reported)
            if shorter is not None and len(shorter.before) <= len(reported.before):
                steps, reported = fewer, shorter
            end = begin
        return steps, reported

    def _again(self, steps: tuple[Step, ...], found: Finding) -> Finding | None:
        return next((each for each in self.retry(steps) if self.alike(each, found)), None)


_NAMES = 101
"""The first index of this phase's names; those below belong to operations."""
_MOST_TRIES = 12
"""Attempts to shorten the walk of one finding."""
_BLAMING = frozenset({"listing", "filters", "pagination", "not_removed"})
"""Checks after which no walk can rely on the operation that they blame."""
_MOST_SHORTENED = 40
"""Findings of a run whose walks are shortened."""


@dataclass
class Shortenings:
    """How many findings of a run may still have their walks shortened."""

    left: int = _MOST_SHORTENED

    def take(self) -> bool:
        """Whether another one may have it."""
        self.left -= 1
        return self.left >= 0


@dataclass
class WalkRunner:
    """Takes the walks of one group of lifecycles, and keeps what was reported and learned."""

    context: PhaseContext
    reported: dict[str, Finding] = field(default_factory=dict)

    def __post_init__(self) -> None:
        context = self.context
        self.facts = LifecycleFacts(context.contract)
        self.session = context.session()
        self.observer = context.observer()
        self.planned = frozenset(context.plan.of_all_shards(context.contract))
        self.namer = context.namer(_NAMES)
        self.shortenings = Shortenings()
        self.knowledge = self._no_knowledge()

    def _no_knowledge(self) -> ServerKnowledge:
        covers = "coverage" in self.context.plan.run_phases
        return ServerKnowledge(covered=self.planned if covers else frozenset())

    def apart(self) -> WalkRunner:
        """A runner for another group: it has reported and learned nothing yet.

        It has the same session, observer and source of names.
        """
        other = copy.copy(self)
        other.reported, other.knowledge = {}, self._no_knowledge()
        return other

    def own(self, found: Iterable[Finding]) -> list[Finding]:
        """The findings about planned operations; others are called only to set something up."""
        if not self.context.plan.operations and not self.context.plan.excluded:
            return list(found)
        return [each for each in found if each.operation in self.planned]

    def new_model(self) -> StateModel:
        """A new state model for one walk."""
        return StateModel(
            facts=self.facts,
            session=self.session,
            namer=self.namer,
            observer=self.observer,
            knowledge=self.knowledge,
            accepted=self._accepted(),
        )

    def _accepted(self) -> AcceptedRequests:
        bases = self.context.bases
        renamed = {name: each.renamed for name, each in bases.found.items() if each.renamed}
        return AcceptedRequests(bases.accepted, bases.known, self._again, renamed)

    def _again(self, operation: str) -> Mapping[str, Any] | None:
        """The base request of an operation, with all that it refers to made again."""
        base = self.context.bases.recipe(operation)
        if base is None or base.case is None:
            return None
        harness = self.context.harness(operation)
        try:
            return harness.params_of(base.case, harness.renewed_state(base.case))
        except SetupFailed:
            return None

    def run(self, walk: Walk) -> CaseResult:
        """Take a walk. What it finds for the first time is confirmed, and the walk is shortened."""
        result, taken = self._taken(walk.steps)
        new = {each.id: each for each in result.findings if each.id not in self.reported}
        confirmed = [self._confirmed(taken, each) for each in new.values()]
        reported = self.report([each for each in confirmed if each is not None])
        return CaseResult(result.outcome, tuple(reported))

    def report(self, found: list[Finding]) -> list[Finding]:
        """Those that were not reported before; now they are."""
        new = {each.id: each for each in found if each.id not in self.reported}
        self.reported |= new
        self.knowledge.blamed |= {each.operation for each in new.values() if each.check in _BLAMING}
        return list(new.values())

    def _confirmed(self, steps: tuple[Step, ...], found: Finding) -> Finding | None:
        tries = _MOST_TRIES if self.shortenings.take() else 0
        return Shortener(self.retry, tries).shortest(steps, found)

    def retry(self, steps: tuple[Step, ...]) -> tuple[Finding, ...]:
        """What the steps find with a new state model."""
        return self._taken(steps)[0].findings

    def _taken(self, steps: tuple[Step, ...]) -> tuple[CaseResult, tuple[Step, ...]]:
        """Take steps up to the first that finds something: the result, and the steps taken."""
        model = self.new_model()
        for index, step in enumerate(steps):
            found, taken = self._findings(step, model), steps[: index + 1]
            if found is None or found:
                outcome = CaseOutcome.REFUSED if found else CaseOutcome.NOT_RUN
                return CaseResult(outcome, tuple(found or ())), taken
        return CaseResult(CaseOutcome.ACCEPTED), steps

    def _findings(self, step: Step, model: StateModel) -> list[Finding] | None:
        """What a step finds; None where it finds nothing because it cannot be taken."""
        found: list[Finding] = []
        try:
            for each in step.do(model):
                found.append(each)
        except NotRun:
            return self.own([*found, *model.found]) or None
        return self.own([*found, *model.found])


class ShardRunners:
    """The runners of those groups of lifecycles that belong to this shard of a run."""

    def __init__(self, context: PhaseContext) -> None:
        self._context = context
        self._first = WalkRunner(context)
        self._groups = LifecycleGroups.of(context.contract, self._first.planned)
        self._share = frozenset(each.name for each in context.operations)
        self._runners: dict[str, WalkRunner] = {}

    @property
    def plain(self) -> WalkRunner:
        """A runner that has reported and learned nothing."""
        return self._first

    def of(self, walk: Walk) -> WalkRunner | None:
        """The runner of a walk; None where it is not part of the plan, or of another shard.

        Where operations are named, walks that only show something about one of them are included;
        but none where operations are excluded, and none about what the target does not have.
        """
        if walk.operation in self._context.bases.not_available:
            return None
        if walk.operation in self._first.planned:
            return self.of_operation(walk.operation)
        shown = walk.about & self._first.planned
        if not shown or self._context.plan.excluded:
            return None
        return self._runner(self._groups.home(walk.operation, shown))

    def of_operation(self, operation: str) -> WalkRunner | None:
        """The runner of the group that a planned operation is in; None if of another shard."""
        return self._runner(self._groups.home(operation))

    def _runner(self, group: LifecycleGroup | None) -> WalkRunner | None:
        if group is None or group.owner not in self._share:
            return None
        if group.owner not in self._runners:
            self._runners[group.owner] = self._first.apart()
        return self._runners[group.owner]
