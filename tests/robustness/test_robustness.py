"""A sample of the trials, all of them with ``--whole`` or ``make robustness``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.selection import one_in

from . import (
    hostile_servers,
    interrupts,
    machine,
    own_targets,
    signals,
    slow_targets,
    surroundings,
)
from .catalogue import all_trials
from .execution import run_trial
from .interface import Trial
from .judging import problems

TRIALS = {each.id: each for each in all_trials()}
EVERY_DAY = [
    each.id
    for module in (
        hostile_servers,
        own_targets,
        slow_targets,
        machine,
        surroundings,
        signals,
        interrupts,
    )
    for each in one_in(40, [trial for trial in module.TRIALS if not trial.long])
]


def test_trials_have_names_of_their_own() -> None:
    assert len(TRIALS) == len(all_trials())


@pytest.mark.slow
@pytest.mark.hours
@pytest.mark.long(every_day=2)
@pytest.mark.sampled("trial_id", EVERY_DAY, list(TRIALS))
def test_trial(trial_id: str, tmp_path: Path) -> None:
    trial: Trial = TRIALS[trial_id]
    folder = tmp_path / "trial"
    assert problems(trial, run_trial(trial, folder), folder) == []
