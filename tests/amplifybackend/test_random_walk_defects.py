"""Defects that no planned walk can show are found by random ones, in the default budget."""

import pytest

from shapeproof.exchange import Finding

from .random_walk_defects import FOUND_AT_SOME_SEEDS, RANDOM_WALK_DEFECTS, RandomWalkDefect
from .running import at_all_seeds, at_one_seed, run
from .stateful_defects import planted

NAMES = sorted(RANDOM_WALK_DEFECTS)
EVERY = {**RANDOM_WALK_DEFECTS, **FOUND_AT_SOME_SEEDS}
MOST_ADDED = 2_500
"""Requests that the random walks of a default run may add."""


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.sampled("name", sorted(EVERY)[::4], sorted(EVERY))
def test_planned_walks_miss_it(name: str) -> None:
    outcome = run(planted(EVERY[name].plan), phases=("stateful",), max_examples=0)
    assert outcome.lines == []


def is_found(defect: RandomWalkDefect, seed: int) -> bool:
    def shows(finding: Finding) -> bool:
        return finding.check in defect.checks

    outcome = run(planted(defect.plan), seed=seed, phases=("stateful",), until=shows)
    return any(map(shows, outcome.findings))


@pytest.mark.long(every_day=1)
@pytest.mark.slow
@pytest.mark.sampled("name, seed", at_one_seed(NAMES), at_all_seeds(NAMES))
def test_random_walks_find_it(name: str, seed: int) -> None:
    assert is_found(RANDOM_WALK_DEFECTS[name], seed)


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(FOUND_AT_SOME_SEEDS))
def test_random_walks_find_it_at_some_seed(name: str) -> None:
    assert any(is_found(FOUND_AT_SOME_SEEDS[name], seed) for seed in (1, 2))


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.sampled("seed", [1], range(10))
def test_nothing_is_found_where_nothing_is_planted(seed: int) -> None:
    planned = run(planted({}), seed=seed, phases=("stateful",), max_examples=0)
    outcome = run(planted({}), seed=seed, phases=("stateful",))
    assert outcome.lines == []
    assert 1_000 < outcome.stats.requests - planned.stats.requests <= MOST_ADDED
