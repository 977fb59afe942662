"""The stateful phase: walks over several calls, built from the lifecycle."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from shapeproof.exchange import Finding
from shapeproof.run.events import CaseFinished, Event, FindingFound
from shapeproof.run.phase import PhaseContext
from shapeproof.run.stateful.facts import Facts
from shapeproof.run.stateful.shorten import Shortener
from shapeproof.run.stateful.steps import Step, Walk
from shapeproof.run.stateful.walks import all_walks
from shapeproof.run.stateful.world import Memory, NotRun, World

PHASE = "stateful"
_NAMES = 101
"""The first index of this phase's names: below it are those of operations."""
_MOST_TRIES = 12
"""Tries to shorten one finding's walk."""
_BLAMING = frozenset({"listing", "filters", "pagination", "not_removed"})
"""Checks after which no walk can be built on the operation that they blame."""
_MOST_SHORTENED = 40
"""Findings of a run whose walks are shortened."""


def stateful_phase(context: PhaseContext) -> Iterator[Event]:
    """Every walk that concerns the planned operations, in a stable order.

    A walk that cannot be set up is not run, silently: the coverage phase tells of what is not
    reached. What a walk finds is told if it happens again, with the fewest calls that show it.
    """
    run = _Run(context)
    for walk in all_walks(run.facts):
        if not run.wants(walk):
            continue
        outcome, found = run.outcome(walk)
        yield from (FindingFound(each) for each in found)
        yield CaseFinished(walk.operation, walk.id, PHASE, outcome)


@dataclass
class _Run:
    context: PhaseContext
    told: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        context = self.context
        self.facts = Facts(context.contract)
        self.session = context.session()
        self.observer = context.observer()
        planned = replace(context.plan, shard=(1, 1)).select(context.contract)
        self.planned = frozenset(each.name for each in planned)
        covers = "coverage" in context.plan.run_phases
        self.memory = Memory(covered=self.planned if covers else frozenset())
        self.namer = context.namer(_NAMES)
        self.shortened = 0

    def wants(self, walk: Walk) -> bool:
        """Whether a walk is part of the plan, and of its share.

        Where operations are named, those walks that merely show something about one of them are
        wanted, too; but none for what was excluded.
        """
        plan = self.context.plan
        share = {each.name for each in self.context.operations}
        if walk.operation in self.planned:
            return walk.operation in share
        shown = sorted(walk.about & self.planned)
        return bool(shown) and not plan.excluded and shown[0] in share

    def outcome(self, walk: Walk) -> tuple[str, list[Finding]]:
        """Take a walk; what it finds for the first time is confirmed and made short."""
        found, outcome, taken = self._taken(walk.steps)
        fresh = {each.id: each for each in found if each.id not in self.told}
        kept = [self._confirmed(taken, each) for each in fresh.values()]
        told = [each for each in kept if each is not None]
        self.told |= {each.id for each in told}
        self.memory.blamed |= {each.operation for each in told if each.check in _BLAMING}
        return outcome, told

    def _confirmed(self, steps: tuple[Step, ...], found: Finding) -> Finding | None:
        self.shortened += 1
        tries = _MOST_TRIES if self.shortened <= _MOST_SHORTENED else 0
        return Shortener(lambda each: self._taken(each)[0], tries).shortest(steps, found)

    def _taken(self, steps: tuple[Step, ...]) -> tuple[list[Finding], str, tuple[Step, ...]]:
        """Take steps up to the first that finds something: what, the outcome, and those taken."""
        world = World(
            facts=self.facts,
            session=self.session,
            namer=self.namer,
            observer=self.observer,
            memory=self.memory,
            bases=self.context.bases,
        )
        for index, step in enumerate(steps):
            found: list[Finding] = []
            try:
                for each in step.do(world):
                    found.append(each)
            except NotRun:
                found += world.found
                return found, "refused" if found else "not run", steps[: index + 1]
            found += world.found
            if found:
                return found, "refused", steps[: index + 1]
        return [], "accepted", steps
