"""Takes walks for one run: what they find is confirmed on fresh names, shortened, told once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from shapeproof.exchange import Finding
from shapeproof.run.phase import PhaseContext
from shapeproof.run.stateful.facts import Facts
from shapeproof.run.stateful.shorten import Shortener
from shapeproof.run.stateful.steps import Step, Walk
from shapeproof.run.stateful.world import Memory, NotRun, World

_NAMES = 101
"""The first index of this phase's names: below it are those of operations."""
_MOST_TRIES = 12
"""Tries to shorten one finding's walk."""
_BLAMING = frozenset({"listing", "filters", "pagination", "not_removed"})
"""Checks after which no walk can be built on the operation that they blame."""
_MOST_SHORTENED = 40
"""Findings of a run whose walks are shortened."""


@dataclass
class Walker:
    """One run's line to the target, and what was told and learned on it."""

    context: PhaseContext
    told: dict[str, Finding] = field(default_factory=dict)

    def __post_init__(self) -> None:
        context = self.context
        self.facts = Facts(context.contract)
        self.session = context.session()
        self.observer = context.observer()
        planned = replace(context.plan, shard=(1, 1)).select(context.contract)
        self.planned = frozenset(each.name for each in planned)
        self.share = frozenset(each.name for each in context.operations)
        covers = "coverage" in context.plan.run_phases
        self.memory = Memory(covered=self.planned if covers else frozenset())
        self.namer = context.namer(_NAMES)
        self.shortened = 0

    def wants(self, walk: Walk) -> bool:
        """Whether a walk is part of the plan, and of its share.

        Where operations are named, those walks that merely show something about one of them are
        wanted, too; but none for what was excluded.
        """
        if walk.operation in self.planned:
            return walk.operation in self.share
        shown = sorted(walk.about & self.planned)
        return bool(shown) and not self.context.plan.excluded and shown[0] in self.share

    def world(self) -> World:
        """A new world for one walk."""
        return World(
            facts=self.facts,
            session=self.session,
            namer=self.namer,
            observer=self.observer,
            memory=self.memory,
            bases=self.context.bases,
        )

    def outcome(self, walk: Walk) -> tuple[str, list[Finding]]:
        """Take a walk; what it finds for the first time is confirmed and made short."""
        found, outcome, taken = self._taken(walk.steps)
        fresh = {each.id: each for each in found if each.id not in self.told}
        kept = [self._confirmed(taken, each) for each in fresh.values()]
        return outcome, self.tell([each for each in kept if each is not None])

    def tell(self, found: list[Finding]) -> list[Finding]:
        """Those that were not told before; they are from now on."""
        new = {each.id: each for each in found if each.id not in self.told}
        self.told |= new
        self.memory.blamed |= {each.operation for each in new.values() if each.check in _BLAMING}
        return list(new.values())

    def _confirmed(self, steps: tuple[Step, ...], found: Finding) -> Finding | None:
        self.shortened += 1
        tries = _MOST_TRIES if self.shortened <= _MOST_SHORTENED else 0
        return Shortener(self.retry, tries).shortest(steps, found)

    def retry(self, steps: tuple[Step, ...]) -> list[Finding]:
        """What the steps find in a new world."""
        return self._taken(steps)[0]

    def _taken(self, steps: tuple[Step, ...]) -> tuple[list[Finding], str, tuple[Step, ...]]:
        """Take steps up to the first that finds something: what, the outcome, and those taken."""
        world = self.world()
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
