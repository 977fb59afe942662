"""Defects that no planned walk can show are found by random ones, in the default budget."""

import os

import pytest

from .random_walk_defects import FOUND_AT_SOME_SEEDS, RANDOM_WALK_DEFECTS
from .running import run, seeds
from .stateful_defects import planted

NAMES = sorted(RANDOM_WALK_DEFECTS)
EVERY = {**RANDOM_WALK_DEFECTS, **FOUND_AT_SOME_SEEDS}
MOST_ADDED = 2_500
"""Requests that the random walks of a default run may add."""


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(EVERY))
def test_planned_walks_miss_it(name: str) -> None:
    outcome = run(planted(EVERY[name].plan), phases=("stateful",), max_examples=0)
    assert outcome.lines == []


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_random_walks_find_it(name: str) -> None:
    defect = RANDOM_WALK_DEFECTS[name]
    for seed in seeds(NAMES.index(name)):
        outcome = run(planted(defect.plan), seed=seed, phases=("stateful",))
        assert {each.check for each in outcome.findings} & defect.checks, outcome.lines


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(FOUND_AT_SOME_SEEDS))
def test_random_walks_find_it_at_some_seed(name: str) -> None:
    defect = FOUND_AT_SOME_SEEDS[name]
    outcomes = (run(planted(defect.plan), seed=each, phases=("stateful",)) for each in (1, 2))
    assert any({each.check for each in outcome.findings} & defect.checks for outcome in outcomes)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10 if os.environ.get("SHAPEPROOF_ALL") else 3))
def test_nothing_is_found_where_nothing_is_planted(seed: int) -> None:
    planned = run(planted({}), seed=seed, phases=("stateful",), max_examples=0)
    outcome = run(planted({}), seed=seed, phases=("stateful",))
    assert outcome.lines == []
    assert 1_000 < outcome.stats.requests - planned.stats.requests <= MOST_ADDED
