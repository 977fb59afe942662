"""All trials, by family."""

from __future__ import annotations

from collections.abc import Sequence

from . import (
    absurd_models,
    broken_strategies,
    drivers,
    everyday_mistakes,
    file_mutants,
    files,
    files_in_use,
    hostile_servers,
    interrupts,
    kept_requests,
    machine,
    merging,
    middle_boxes,
    odd_mocks,
    odd_texts,
    odd_worlds,
    own_targets,
    own_tests,
    reports_and_configuration,
    restarts,
    secrets,
    secrets_sent,
    settings_withheld,
    signals,
    slow_targets,
    suites_in_report_mode,
    surroundings,
    user_code,
)
from .interface import Trial

FAMILIES: Sequence[Sequence[Trial]] = (
    hostile_servers.TRIALS,
    middle_boxes.TRIALS,
    odd_texts.TRIALS,
    own_targets.TRIALS,
    slow_targets.TRIALS,
    odd_mocks.TRIALS,
    restarts.TRIALS,
    machine.TRIALS,
    surroundings.TRIALS,
    everyday_mistakes.TRIALS,
    signals.TRIALS,
    interrupts.TRIALS,
    absurd_models.TRIALS,
    odd_worlds.TRIALS,
    reports_and_configuration.TRIALS,
    merging.TRIALS,
    user_code.TRIALS,
    drivers.TRIALS,
    own_tests.TRIALS,
    suites_in_report_mode.TRIALS,
    files.TRIALS,
    files_in_use.TRIALS,
    broken_strategies.TRIALS,
    kept_requests.TRIALS,
    file_mutants.TRIALS,
    secrets.TRIALS,
    secrets_sent.TRIALS,
    settings_withheld.TRIALS,
)


def all_trials() -> tuple[Trial, ...]:
    """Every trial, in the order of the report."""
    return tuple(trial for family in FAMILIES for trial in family)
