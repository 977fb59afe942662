"""Runs the suite in-process against a WSGI app, and keeps what matters of the outcome."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from shapeproof.contract.model import Contract
from shapeproof.contract.store import read_pinned
from shapeproof.exchange import Finding
from shapeproof.exchange.events import FindingFound, RunFinished, Stats
from shapeproof.exchange.reasons import reason_text
from shapeproof.run.plan import Plan
from shapeproof.run.server.runner import Runner
from shapeproof.targets.wsgi_app import WsgiTarget
from shapeproof.wire.registry import codec_for

STRATEGIES = (Path(__file__).parents[2] / "strategies",)
PINNED = Path(__file__).parents[2] / "contracts/amplifybackend/2020-08-11"


@dataclass(frozen=True)
class Outcome:
    findings: tuple[Finding, ...]
    stats: Stats
    stopped: str

    @property
    def lines(self) -> list[str]:
        """A line per distinct finding, for messages."""
        found = {each.id: each for each in self.findings}
        return [
            f"{each.severity.label} {each.check} {each.operation} {each.where}: "
            f"{each.message} (expected {each.expected}, got {each.actual[:120]})"
            for each in found.values()
        ]


@cache
def contract() -> Contract:
    return read_pinned(PINNED)


def run(
    app: Any,
    operations: Iterable[str] = (),
    seed: int = 0,
    phases: tuple[str, ...] = ("coverage", "stateful"),
    max_examples: int = 50,
    until: Callable[[Finding], bool] = lambda _: False,
) -> Outcome:
    """A whole run, or one that goes no further than a finding that it was made for."""
    plan = Plan(
        seed=seed,
        operations=tuple(operations),
        phases=phases,
        max_examples=max_examples,
        strategies=STRATEGIES,
    )
    target = WsgiTarget(app, "test")
    findings: list[Finding] = []
    for event in Runner(contract(), codec_for("rest-json"), target, plan).events():
        if isinstance(event, FindingFound):
            findings.append(event.finding)
            if until(event.finding):
                return Outcome(tuple(findings), Stats(), "found")
        elif isinstance(event, RunFinished):
            return Outcome(tuple(findings), event.stats, reason_text(event.stopped))
    raise AssertionError("the run did not finish")


SEEDS = (0, 1, 2)
"""The seeds at which each planted defect is looked for; at one of them every day."""


def at_one_seed(names: Sequence[str]) -> list[tuple[str, int]]:
    """Each name with one of the seeds, in turn."""
    return [(name, SEEDS[index % len(SEEDS)]) for index, name in enumerate(names)]


def at_all_seeds(names: Iterable[str]) -> list[tuple[str, int]]:
    """Each name with each of the seeds."""
    return [(name, seed) for name in names for seed in SEEDS]


def writers_of(reader: str) -> set[str]:
    """The operations that make or change what an operation reads."""
    return {
        writer.operation
        for resource in contract().lifecycle.resources.values()
        if any(each.operation == reader for each in resource.readers)
        for writer in (*resource.makers, *resource.changers)
    }
